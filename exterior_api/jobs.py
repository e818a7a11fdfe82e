"""The life of a generation. Every move is a conditional update: who changes no row came too late."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from . import accounts, deliveries, rendering
from .models import ApiProject, Generation
from .queueing import send

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
# A lost message is sent again after a minute, then ever more slowly, because the queue may just be long.
QUEUED_LEASE = (timedelta(seconds=60), timedelta(minutes=10))
RENDERING_LEASE = timedelta(seconds=120)
LONGEST_WAIT = timedelta(minutes=60)
BATCH = 100

GAVE_UP = ("gave_up", gettext_noop("The picture could not be drawn in several attempts."))
CANCELLED = ("cancelled", gettext_noop("Cancelled by the caller."))
NEVER_STARTED = ("renderer_unavailable", gettext_noop("No renderer took the work up in time."))


def queued_lease(created_at: datetime) -> datetime:
    now = timezone.now()
    return now + max(_setting("EXTERIOR_API_QUEUED_LEASE", QUEUED_LEASE[0]), min(now - created_at, QUEUED_LEASE[1]))


def queue(generation: Generation) -> None:
    """Send the work to the render queue again, under a new lease."""
    generation.lease_until = queued_lease(generation.created_at)
    generation.save(update_fields=["lease_until"])
    send("render", job_of(generation))


def job_of(generation: Generation) -> dict[str, Any]:
    """All that a renderer needs, because it reads no database."""
    return {
        "generation": str(generation.id),
        "attempt": generation.attempts,
        "photo": generation.photo.name,
        "mask": generation.mask.name,
        "kind": generation.kind,
        "seed": generation.seed,
        "options": generation.options,
    }


def started(generation_id: UUID | str, attempt: int) -> None:
    now = timezone.now()
    _open_attempt(generation_id, attempt).update(
        status=Generation.Status.PROCESSING, started_at=now, lease_until=now + _rendering_lease()
    )


def progressed(generation_id: UUID | str, attempt: int, progress: float, step: str) -> None:
    # Messages overtake one another: progress only grows within an attempt.
    now = timezone.now()
    _open_attempt(generation_id, attempt).filter(progress__lte=progress).update(
        status=Generation.Status.PROCESSING,
        started_at=now,
        lease_until=now + _rendering_lease(),
        progress=progress,
        step=step,
    )


@transaction.atomic
def finished(generation_id: UUID | str, image: dict[str, Any], report: dict[str, Any]) -> bool:
    """True for whoever ended it. A late result of an earlier attempt is as good as any."""
    if not _end(generation_id, Generation.Status.SUCCEEDED, progress=1.0, report=report):
        return False
    generation = Generation.objects.get(pk=generation_id)
    generation.images.create(**image)
    deliveries.owe(generation)
    return True


@transaction.atomic
def failed(generation_id: UUID | str, code: str, message: str) -> bool:
    if not _end(generation_id, Generation.Status.FAILED, error_code=code, error=message):
        return False
    generation = Generation.objects.get(pk=generation_id)
    if generation.parent_id:
        ApiProject.objects.filter(pk=generation.project_id).update(variations=F("variations") - 1)
    accounts.refund(generation)
    deliveries.owe(generation)
    return True


def cancel(generation_id: UUID | str) -> bool:
    if not failed(generation_id, *CANCELLED):
        return False
    deliveries.send_owed(generation_id)
    rendering.pass_over(str(generation_id), *CANCELLED)
    return True


def broke(generation_id: UUID | str, attempt: int) -> None:
    """The attempt ended by a fault that may not come again: let the sweep take it up at once."""
    _open_attempt(generation_id, attempt).update(lease_until=timezone.now(), started_at=timezone.now())


def recover() -> int:
    """Take up again what lost its worker or its message; how many."""
    now = timezone.now()
    lapsed = Generation.objects.filter(status__in=Generation.OPEN, lease_until__lte=now).select_related("photo", "mask")
    generations = list(lapsed.order_by("lease_until")[:BATCH])
    for generation in generations:
        _take_up(generation)
    return len(generations)


@transaction.atomic
def _take_up(generation: Generation) -> None:
    now = timezone.now()
    same = Generation.objects.filter(
        pk=generation.pk, status__in=Generation.OPEN, lease_until=generation.lease_until, attempts=generation.attempts
    )
    if not same.update(lease_until=now):
        return
    if generation.started_at is None:
        waited_too_long = now - generation.created_at > _setting("EXTERIOR_API_LONGEST_WAIT", LONGEST_WAIT)
        failed(generation.pk, *NEVER_STARTED) if waited_too_long else queue(generation)
    elif generation.attempts >= MOST_ATTEMPTS:
        failed(generation.pk, *GAVE_UP)
    else:
        logger.warning("Generation %s lost its renderer in attempt %s", generation.pk, generation.attempts)
        generation.attempts += 1
        Generation.objects.filter(pk=generation.pk).update(
            attempts=generation.attempts, started_at=None, progress=0, step=""
        )
        queue(generation)


def _open_attempt(generation_id: UUID | str, attempt: int):
    return Generation.objects.filter(pk=generation_id, status__in=Generation.OPEN, attempts=attempt)


def _end(generation_id: UUID | str, status: Generation.Status, **values: Any) -> bool:
    still_open = Generation.objects.filter(pk=generation_id, status__in=Generation.OPEN)
    return bool(still_open.update(status=status, finished_at=timezone.now(), lease_until=None, step="", **values))


def _rendering_lease() -> timedelta:
    return _setting("EXTERIOR_API_RENDERING_LEASE", RENDERING_LEASE)


def _setting(name: str, default: timedelta) -> timedelta:
    return getattr(settings, name, default)
