"""The path of a generation: starting, submitting, collecting, sweeping."""

from projects.generating.collecting import collect, record_callback
from projects.generating.starting import draft_of, find_camera, save_draft, start_project
from projects.generating.submitting import cost_of, send, submit, usual_seconds
from projects.generating.sweeping import due_for_polling, due_for_sending, sweep

__all__ = [
    "collect",
    "cost_of",
    "draft_of",
    "due_for_polling",
    "due_for_sending",
    "find_camera",
    "record_callback",
    "save_draft",
    "send",
    "start_project",
    "submit",
    "sweep",
    "usual_seconds",
]
