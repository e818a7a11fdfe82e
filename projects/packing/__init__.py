"""Zips that a person takes away: of a project, or of everything of theirs."""

from projects.packing.orders import Busy, ask, due_for_packing, newest_of, pack, purge_expired

__all__ = ["Busy", "ask", "due_for_packing", "newest_of", "pack", "purge_expired"]
