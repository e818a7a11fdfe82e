"""The life of a generation: from a photo and an area to a stored picture, and what is left of it in the end."""

from projects.generating.areas import draft_of, remove_draft, save_draft
from projects.generating.collecting import collect
from projects.generating.deciding import accept_callback, give_up
from projects.generating.estimating import usual_seconds
from projects.generating.lost_answers import learn_id, record_callback
from projects.generating.photos import (
    duplicate,
    find_camera,
    has_tiles,
    make_tiles,
    start_project,
    untaken_title,
)
from projects.generating.purging import delete_all_of, delete_projects_of
from projects.generating.sending import send
from projects.generating.submitting import cost_of, submit
from projects.generating.sweeping import due_for_polling, due_for_sending, sweep
from projects.generating.takeaways import full_size, takeaway
from projects.generating.tokens import is_token_of

__all__ = [
    "accept_callback",
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
    "record_callback",
    "remove_draft",
    "save_draft",
    "send",
    "start_project",
    "submit",
    "sweep",
    "takeaway",
    "untaken_title",
    "usual_seconds",
]
