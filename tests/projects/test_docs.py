import re
from pathlib import Path

from projects.lifecycle import TABLE

PAGE = Path(__file__).parent.parent.parent / "docs" / "architecture.md"


def test_the_page_shows_the_table_as_it_is():
    rows = re.findall(r"^\| `(\w+)` \| ([A-Z, ]+) \| ([A-Z]+) \| ([a-z ]*)\|", PAGE.read_text(), re.MULTILINE)
    shown = [(cause, sources, target, photo.strip() == "given back") for cause, sources, target, photo in rows]
    assert shown == [(step.cause, ", ".join(step.sources), str(step.target), step.refunds) for step in TABLE]
