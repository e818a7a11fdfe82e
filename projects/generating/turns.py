"""Whose drawing is sent next. At the upstream all persons are one account, so that their turns are ours to keep.

Of one person only so many wait there at a time; the others wait here, and whoever comes later passes them by.
"""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, F, Max, Q, Window
from django.db.models.functions import RowNumber
from redis import RedisError

from projects import clock, lifecycle, live
from projects.models import Generation, Status, User

log = logging.getLogger(__name__)

# Why a drawing waits here, kept as its step while it does.
OWN_TURN, BUSY = "own_turn", "busy"
# One that waits at the upstream for longer is in nobody's way there: it has lost its place, or everybody waits.
PATIENCE = timedelta(minutes=3)
LOOKED_BACK = timedelta(hours=1)
BUSY_KEY = "upstream:busy"
LONGEST_BUSY_SECONDS = 120
BATCH = 200
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def told_busy(seconds: int) -> None:
    """The upstream has enough to do, and says when to come back. The broker counts the time, for all workers."""
    try:
        cache.set(BUSY_KEY, True, max(1, min(seconds, LONGEST_BUSY_SECONDS)))
    except RedisError as error:
        log.warning("not noted that the upstream is busy: %s", error)


def is_busy() -> bool:
    try:
        return bool(cache.get(BUSY_KEY))
    except RedisError:
        return False


def take(generation: Generation) -> bool:
    """Claim a drawing for sending, if it is its turn. Left in the queue, it says why."""
    with transaction.atomic():
        # The person's row is the lock: of two senders at once, one sees the other's claim.
        User.objects.select_for_update().filter(id=generation.project.owner_id).first()
        why = _why_not(generation)
        if not why:
            now = clock.now()
            return lifecycle.move(generation, "claimed", claimed=now, attempts=F("attempts") + 1, step="")
    leave(generation, why)
    return False


def leave(generation: Generation, why: str = "") -> None:
    """Not now: it is due for sending as soon as there is room."""
    queued = Generation.objects.filter(id=generation.id, status=Status.QUEUED)
    queued.update(not_before=clock.now())
    if queued.exclude(step=why).update(step=why):
        live.nudge_on_commit(generation.project.owner_id, generation.id)


def next_to_send(due: Q, person_id: UUID | None = None) -> list[UUID]:
    """Ids among the queued drawings that are ``due``, person after person, as many as there is room for."""
    if is_busy():
        return []
    queued = Generation.objects.filter(due, status=Status.QUEUED)
    if person_id:
        queued = queued.filter(project__owner=person_id)
    first = Window(RowNumber(), partition_by=F("project__owner_id"), order_by="created")
    most = settings.DRAWINGS_WAITING_PER_PERSON
    candidates = queued.annotate(owner=F("project__owner_id"), turn=first).order_by("turn", "created")
    if most:
        candidates = candidates.filter(turn__lte=most)
    rows = list(candidates.values_list("id", "owner", "turn")[: 2 * BATCH])
    waiting = _waiting_there({owner for _id, owner, _turn in rows}) if most and rows else {}
    fitting = [row for row in rows if not most or row[2] + waiting.get(row[1], 0) <= most]
    room = _room()
    if room < len(fitting):
        # Who was served last is last again, so that nobody is passed over for ever.
        served = _last_served({owner for _id, owner, _turn in fitting})
        fitting.sort(key=lambda row: (served.get(row[1], LONG_AGO), row[2]))
    return [row[0] for row in fitting[: max(0, min(room, BATCH))]]


def _why_not(generation: Generation) -> str:
    if is_busy() or _room() <= 0:
        return BUSY
    owner, most = generation.project.owner_id, settings.DRAWINGS_WAITING_PER_PERSON
    if not most:
        return ""
    before = Q(project__owner=owner, status=Status.QUEUED, created__lt=generation.created, not_before__lte=clock.now())
    if _waiting_there({owner}).get(owner, 0) >= most or Generation.objects.filter(before).exists():
        return OWN_TURN
    return ""


def _waiting_there(owners: set[UUID]) -> dict[UUID, int]:
    """How many drawings of each person were sent, and wait to be drawn."""
    accepted = Q(status=Status.STARTING, submitted__gt=clock.now() - PATIENCE)
    there = Generation.objects.filter(accepted | Q(status=Status.SUBMITTING), project__owner__in=owners)
    return dict(there.order_by().values_list("project__owner").annotate(Count("id")))


def _room() -> int:
    most = settings.DRAWINGS_SENT_AT_ONCE
    if not most:
        return BATCH
    sent = Generation.objects.filter(status__in=(Status.SUBMITTING, Status.STARTING, Status.PROCESSING))
    return most - sent.count()


def _last_served(owners: set[UUID]) -> dict[UUID, datetime]:
    lately = Generation.objects.filter(project__owner__in=owners, claimed__gt=clock.now() - LOOKED_BACK)
    return dict(lately.order_by().values_list("project__owner").annotate(Max("claimed")))
