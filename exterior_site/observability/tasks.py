"""Tasks carry the id of the click that led to them, and leave a line in the log as requests do."""

import logging
import time

from celery import current_task, signals

from exterior_site.observability import request_ids

log = logging.getLogger(__name__)

HEADER = "request_id"


@signals.before_task_publish.connect
def give_id(headers=None, body=None, **_signal):
    about, running = _about(body[0]), request_ids.current()
    # Beat, and whoever hands out work in turn, go on with what others began: under the id of those.
    if about and current_task and about != _about(current_task.request.args):
        running = request_ids.recall(about) or running
    headers[HEADER] = running or request_ids.new(request_ids.BEAT)


@signals.task_prerun.connect
def begin(task=None, **_signal):
    token = request_ids.begin(task.request.get(HEADER) or request_ids.new(request_ids.BEAT))
    task.request.seen = token, time.monotonic()


@signals.task_postrun.connect
def end(task=None, state=None, **_signal):
    token, _began = task.request.seen
    # Beat's own come every second, all day long.
    level = logging.DEBUG if request_ids.current().startswith(request_ids.BEAT) else logging.INFO
    log.log(level, "%s %s in %.3f s", task.name, (state or "lost").lower(), seconds_of(task))
    request_ids.end(token)


def seconds_of(task) -> float:
    return time.monotonic() - task.request.seen[1]


def _about(arguments) -> str:
    """A task's first argument is the id of what it is about; a job for the renderer has it inside."""
    first = arguments[0] if arguments else ""
    return first.get("generation", "") if isinstance(first, dict) else str(first)
