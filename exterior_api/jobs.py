"""The life of a generation. Every move is a conditional update: who changes no row came too late."""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from . import clock, deliveries, dispatching, ledger, rendering
from .codes import FAILED
from .models import ApiProject, Generation
from .queueing import send

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
LONGEST_WAIT = timedelta(minutes=60)
# What broke may break again at once; storage that is away costs no attempt, but a longer pause.
BROKE_WAIT = timedelta(seconds=5)
STORAGE_WAIT = timedelta(seconds=20)
BATCH = 100

GAVE_UP, CANCELLED, NEVER_STARTED = ((code, FAILED[code]) for code in ("gave_up", "cancelled", "renderer_unavailable"))


def started(generation_id: UUID | str, attempt: int) -> None:
    now = clock.now()
    _open_attempt(generation_id, attempt).update(
        status=Generation.Status.PROCESSING, started_at=now, lease_until=now + settings.EXTERIOR_API_RENDERING_LEASE
    )


def progressed(generation_id: UUID | str, attempt: int, progress: float, step: str) -> None:
    # Messages overtake one another: progress only grows within an attempt.
    now = clock.now()
    _open_attempt(generation_id, attempt).filter(progress__lte=progress).update(
        status=Generation.Status.PROCESSING,
        # It began before this, where that was heard of.
        started_at=Coalesce("started_at", Value(now, DateTimeField())),
        lease_until=now + settings.EXTERIOR_API_RENDERING_LEASE,
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
    ledger.refund(generation)
    deliveries.owe(generation)
    return True


def cancel(generation_id: UUID | str) -> bool:
    if not failed(generation_id, *CANCELLED):
        return False
    deliveries.send_owed(generation_id)
    send("dispatch")
    rendering.pass_over(str(generation_id), *CANCELLED)
    return True


def broke(generation_id: UUID | str, attempt: int, why: str = "") -> None:
    """The attempt ended by a fault that may not come again."""
    now, attempted = clock.now(), _open_attempt(generation_id, attempt)
    if why == rendering.STORAGE:
        attempted.update(handed_at=None, started_at=None, lease_until=now + STORAGE_WAIT)
    else:
        attempted.update(started_at=now, lease_until=now + (attempt - 1) * BROKE_WAIT)


def recover() -> int:
    """Take up again what lost its worker or its message, and end what waits in vain; how many."""
    now = clock.now()
    opened = Generation.objects.filter(finished_at=None, status__in=Generation.OPEN)
    lapsed = Q(handed_at__isnull=False, lease_until__lte=now)
    in_vain = Q(handed_at=None, created_at__lte=now - LONGEST_WAIT)
    generations = list(opened.filter(lapsed | in_vain).select_related("photo", "mask").order_by("lease_until")[:BATCH])
    for generation in generations:
        _take_up(generation)
    return len(generations)


@transaction.atomic
def _take_up(generation: Generation) -> None:
    now = clock.now()
    same = Generation.objects.filter(
        pk=generation.pk, status__in=Generation.OPEN, lease_until=generation.lease_until, attempts=generation.attempts
    )
    if not same.update(lease_until=now):
        return
    if generation.started_at is None:
        waited_too_long = now - generation.created_at > LONGEST_WAIT
        failed(generation.pk, *NEVER_STARTED) if waited_too_long else dispatching.send_again(generation)
    elif generation.attempts >= MOST_ATTEMPTS:
        failed(generation.pk, *GAVE_UP)
    else:
        logger.warning("Generation %s lost its renderer in attempt %s", generation.pk, generation.attempts)
        # Back among those that wait: as the oldest of its account it is the next of them.
        Generation.objects.filter(pk=generation.pk).update(
            attempts=generation.attempts + 1, handed_at=None, started_at=None, lease_until=None, progress=0, step=""
        )
        send("dispatch")


def _open_attempt(generation_id: UUID | str, attempt: int) -> QuerySet[Generation]:
    return Generation.objects.filter(pk=generation_id, status__in=Generation.OPEN, attempts=attempt)


def _end(generation_id: UUID | str, status: Generation.Status, **values: Any) -> bool:
    still_open = Generation.objects.filter(pk=generation_id, status__in=Generation.OPEN)
    return bool(still_open.update(status=status, finished_at=clock.now(), lease_until=None, step="", **values))
