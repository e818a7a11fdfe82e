"""The path of a generation: starting, submitting, collecting, sweeping."""

from projects.captions import caption_of, words_of
from projects.generating.collecting import accept_callback, collect
from projects.generating.copying import duplicate
from projects.generating.hints import give_up, learn_id, record_callback
from projects.generating.purging import delete_all_of, delete_projects_of, purge_deleted
from projects.generating.starting import (
    draft_of,
    find_camera,
    has_tiles,
    make_tiles,
    save_draft,
    start_project,
    tile_name,
    untaken_title,
)
from projects.generating.submitting import cost_of, send, submit, usual_seconds
from projects.generating.sweeping import due_for_polling, due_for_sending, sweep
from projects.generating.takeaways import full_size, takeaway
from projects.generating.tokens import is_token_of

__all__ = [
    "accept_callback",
    "caption_of",
    "collect",
    "cost_of",
    "delete_all_of",
    "delete_projects_of",
    "draft_of",
    "due_for_polling",
    "due_for_sending",
    "duplicate",
    "find_camera",
    "full_size",
    "give_up",
    "has_tiles",
    "is_token_of",
    "learn_id",
    "make_tiles",
    "purge_deleted",
    "record_callback",
    "save_draft",
    "send",
    "start_project",
    "submit",
    "sweep",
    "takeaway",
    "tile_name",
    "untaken_title",
    "usual_seconds",
    "words_of",
]
