"""Who is drawn next. Jobs wait as rows; the render queue holds only what the renderers can begin soon.

So the queue stays short, and whoever comes last waits behind a job or two, however many somebody else has waiting.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from . import clock
from .errors import ApiError
from .models import Account, Generation
from .queueing import send

# One waits at the door while others are drawn, so that no renderer stands still; with more renderers, more.
AT_THE_DOOR = 1
BATCH = 100
# A lost message is sent again after a minute, then ever more slowly, because the job before may just be long.
LONGEST_QUEUED_LEASE = timedelta(minutes=10)
RETRY_SECONDS = 15
LOCK = 0x6D617273

WAITING = Q(handed_at=None)
AT_DOOR = Q(handed_at__isnull=False, started_at=None)
BEING_DRAWN = Q(handed_at__isnull=False, started_at__isnull=False)


def require_room(account: Account) -> None:
    """Raises ApiError where too many wait already, before anything is fetched or charged for another one."""
    most, most_of_one = settings.EXTERIOR_API_MOST_WAITING, settings.EXTERIOR_API_MOST_WAITING_OF_ACCOUNT
    if most_of_one and _opened().filter(account=account).count() >= most_of_one:
        message = _("%s of your generations are not done yet, and that is the most. Wait as Retry-After says.")
        raise ApiError(429, "too_many_waiting", message % most_of_one, retry_after=RETRY_SECONDS)
    if most and _opened().filter(WAITING).count() >= most:
        message = _("Very many generations wait to be drawn. Nothing was done; send it again as Retry-After says.")
        raise ApiError(503, "queue_full", message, retry_after=RETRY_SECONDS)


def dispatch() -> int:
    """Hand to the render queue what it has room for, account after account; how many."""
    if not _opened().filter(_is_ready()).exists():
        return 0
    with transaction.atomic():
        _one_at_a_time()
        jobs = [job for account, count in _turns().items() for job in _oldest(account, count)]
        return sum(hand_over(job) for job in jobs)


def hand_over(generation: Generation) -> bool:
    now = clock.now()
    waiting = _opened().filter(WAITING, pk=generation.pk)
    if not waiting.update(handed_at=now, lease_until=queued_lease(now)):
        return False
    Account.objects.filter(pk=generation.account_id).update(turn_at=now)
    send("render", job_of(generation))
    return True


def send_again(generation: Generation) -> None:
    """The message may be lost, or the job before it long: under a longer lease, and as the same attempt."""
    handed_at = generation.handed_at or clock.now()
    _opened().filter(pk=generation.pk).update(lease_until=queued_lease(handed_at))
    send("render", job_of(generation))


def queued_lease(handed_at: datetime) -> datetime:
    now = clock.now()
    return now + max(settings.EXTERIOR_API_QUEUED_LEASE, min(now - handed_at, LONGEST_QUEUED_LEASE))


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


def _opened() -> QuerySet[Generation]:
    return Generation.objects.filter(finished_at=None, status__in=Generation.OPEN)


def _is_ready() -> Q:
    """One whose storage was away waits until its lease has passed, and has its turn then."""
    return WAITING & (Q(lease_until=None) | Q(lease_until__lte=clock.now()))


def _one_at_a_time() -> None:
    # SQLite's transactions take its one lock as they begin.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _room() -> int:
    # As many as are being drawn may wait at the door: that counts the renderers without asking them.
    drawn = BEING_DRAWN & Q(lease_until__gt=clock.now())
    counts = _opened().aggregate(drawn=Count("pk", filter=drawn), at_door=Count("pk", filter=AT_DOOR))
    return min(max(AT_THE_DOOR, counts["drawn"]) - counts["at_door"], BATCH)


def _turns() -> dict[int, int]:
    """How many jobs of which accounts come next: first who has fewest at the renderers, then who waited longest."""
    room = _room()
    ready, handed = _is_ready(), Q(handed_at__isnull=False)
    rows = (
        _opened()
        .values("account_id", "account__turn_at")
        .annotate(
            ready=Count("pk", filter=ready),
            handed=Count("pk", filter=handed),
            oldest=Min("created_at", filter=ready),
        )
    )
    accounts = {row["account_id"]: row for row in rows if row["ready"]}
    turns: dict[int, int] = {}
    for _turn in range(room):
        if not accounts:
            break
        row = min(accounts.values(), key=_place)
        account = row["account_id"]
        turns[account] = turns.get(account, 0) + 1
        row["handed"] += 1
        row["account__turn_at"] = clock.now()
        if turns[account] == row["ready"]:
            del accounts[account]
    return turns


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    turn_at = row["account__turn_at"]
    return row["handed"], turn_at is not None, turn_at or row["oldest"], row["account_id"]


def _oldest(account: int, count: int) -> list[Generation]:
    ready = _opened().filter(_is_ready(), account=account)
    return list(ready.select_related("photo", "mask").order_by("created_at")[:count])
