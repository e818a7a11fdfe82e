"""What beat does: find generations that are due, and those that a crash left behind."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import Q

from projects import clock, lifecycle, sharing, upstream, upstream_health
from projects.generating import turns
from projects.generating.purging import forget_upstream, purge_deleted
from projects.generating.sending import LATE_POLL_SECONDS
from projects.models import Failure, Generation, Status

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=Any)

# A message in the queue may be lost: what it was for is due again after these.
QUEUE_LOST_SECONDS = 10
POLL_LOST_SECONDS = 30
BATCH = 200


def sender_lost_seconds() -> int:
    """Longer than a call to the upstream can take, time-outs included."""
    return upstream.longest_call_seconds() + 10


def due_for_polling() -> list[UUID]:
    """Ids to ask the upstream about now. Their next poll moves on at once, so that a slow worker gets each once."""
    if upstream_health.is_down():
        return []
    now = clock.now()
    ids = list(Generation.objects.due_for_polling(now).order_by("next_poll").values_list("id", flat=True)[:BATCH])
    Generation.objects.filter(id__in=ids).update(next_poll=now + timedelta(seconds=POLL_LOST_SECONDS))
    return ids


def due_for_sending(person_id: UUID | None = None) -> list[UUID]:
    """Ids of queued generations whose turn to be sent (again) has come, or whose message was lost; of one person."""
    if upstream_health.sends_nothing():
        return []
    now = clock.now()
    lost = Q(not_before=None, created__lte=now - timedelta(seconds=QUEUE_LOST_SECONDS))
    ids = turns.next_to_send(Q(not_before__lte=now) | lost, person_id)
    # The wait doubles as a lease: whoever takes the message claims the generation, or it is due again.
    Generation.objects.filter(id__in=ids, status=Status.QUEUED).update(
        not_before=now + timedelta(seconds=QUEUE_LOST_SECONDS)
    )
    return ids


def sweep() -> None:
    """End what is past its deadline, take up what a killed worker left half sent, and empty what was deleted."""
    now = clock.now()
    past_deadline = Generation.objects.past_deadline(now).select_related("project")[:BATCH]
    each(past_deadline, _end_at_deadline)
    lost = Generation.objects.filter(
        status=Status.SUBMITTING, claimed__lte=now - timedelta(seconds=sender_lost_seconds())
    )
    each(lost.select_related("project")[:BATCH], _take_from_lost_sender)
    purge_deleted()
    forget_upstream()
    sharing.sweep()


def each(rows: Iterable[Row], act: Callable[[Row], object]) -> None:
    """Whatever is wrong with one row is told, and does not hold up the others at every sweep."""
    for row in rows:
        try:
            act(row)
        except (OperationalError, InterfaceError):
            # The database is away, for the others too.
            raise
        except Exception:
            log.exception("%s %s could not be swept", type(row).__name__, row.pk)


def _end_at_deadline(generation: Generation) -> None:
    # Where the upstream has it, a late picture is still looked for.
    late = clock.now() + timedelta(seconds=LATE_POLL_SECONDS) if generation.upstream_id else None
    lifecycle.move(generation, "deadline", failure=_failure_of_deadline(generation), next_poll=late)


def _take_from_lost_sender(generation: Generation) -> None:
    now, attempt = clock.now(), generation.attempts
    error = "the worker that sent it was lost"
    if not lifecycle.move(generation, "sender_lost", attempt=attempt, error=error, next_poll=now):
        return
    if settings.EXTERIOR_API_EXTENSIONS:
        # The upstream knows our idempotency key, so that sending again cannot make a second one.
        lifecycle.move(generation, "send_again", attempt=attempt, not_before=now)


def _failure_of_deadline(generation: Generation) -> str:
    """What to tell a person whose generation reached its deadline."""
    if generation.status == Status.UNKNOWN:
        return Failure.ANSWER_LOST
    if generation.status == Status.QUEUED and generation.step:
        # It waited for its turn, and the upstream was there.
        return Failure.TOO_LATE
    return Failure.UNREACHABLE if generation.status in (Status.QUEUED, Status.SUBMITTING) else Failure.TOO_LATE
