"""The sheet to print of a picture, as a PDF."""

from projects.printing.content import Content, content_of
from projects.printing.paper import PAPERS, paper_for
from projects.printing.sheet import sheet

__all__ = ["PAPERS", "Content", "content_of", "paper_for", "sheet"]
