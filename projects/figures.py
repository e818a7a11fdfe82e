"""How the drawing goes, in figures, for operators.

Windows are bounded by the index on ``created``, by which everything is counted: a generation belongs to the hour in
which it was asked for. What was counted is kept for some seconds; a cache that is away only makes it slower.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Min, Sum
from django.db.models.functions import TruncHour
from django.utils import timezone

from projects.models import FINAL, PENDING, Generation, PhotoEntry, PhotosRequest, Status

log = logging.getLogger(__name__)

NOW_SECONDS = 5
PARTS = (0.5, 0.95)
TIMES = """
    SELECT bucket, percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY seconds)
    FROM (
        SELECT floor(extract(epoch FROM created - %s) / %s)::int AS bucket,
               extract(epoch FROM finished - created)::float8 AS seconds
        FROM projects_generation
        WHERE created >= %s AND status = 'SUCCEEDED' AND NOT late AND finished IS NOT NULL
    ) AS drawn
    GROUP BY GROUPING SETS ((bucket), ())
"""

_broker = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


@dataclass(frozen=True)
class Window:
    span: timedelta
    step: timedelta
    kept_seconds: int

    @property
    def length(self) -> int:
        return self.span // self.step

    def since(self, now: datetime) -> datetime:
        """Begin of the first of its steps, which stand on the clock; the last one is still going on."""
        step = self.step.total_seconds()
        return datetime.fromtimestamp(now.timestamp() // step * step, UTC) - self.span + self.step


WINDOWS = {
    "day": Window(timedelta(hours=24), timedelta(hours=1), 15),
    "week": Window(timedelta(days=7), timedelta(hours=6), 60),
}


def of_window(name: str) -> dict:
    """Generations by step and status, failures by cause, seconds to the picture and the ledger, since a moment."""
    window = WINDOWS[name]
    return _kept(f"figures:{name}", window.kept_seconds, lambda: _window(window))


def of_now() -> dict:
    """What waits and since when, the last hour, the last picture, and who asks for photos."""
    return _kept("figures:now", NOW_SECONDS, _now)


def queues() -> dict[str, int] | None:
    """Messages that wait in each of Celery's queues; None when the broker does not answer."""
    try:
        with _broker.pipeline(transaction=False) as asked:
            for name in settings.QUEUES:
                asked.llen(name)
            return dict(zip(settings.QUEUES, asked.execute(), strict=True))
    except redis.RedisError as error:
        log.warning("lengths of the queues not known: %s", error)
        return None


def failed_part(statuses: dict[str, int]) -> float | None:
    """The part that failed of those that ended."""
    ended = sum(statuses.get(status, 0) for status in FINAL)
    return statuses.get(Status.FAILED, 0) / ended if ended else None


def percentile(ordered: list[float], part: float) -> float:
    """Between the two nearest values, in proportion, as PostgreSQL's percentile_cont."""
    place = (len(ordered) - 1) * part
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _kept(key: str, seconds: int, count: Callable[[], dict]) -> dict:
    try:
        if known := cache.get(key):
            return known
    except redis.RedisError:
        return count()
    counted = count()
    try:
        cache.set(key, counted, seconds)
    except redis.RedisError as error:
        log.warning("figures not kept: %s", error)
    return counted


def _window(window: Window) -> dict:
    now = timezone.now()
    since = window.since(now)
    asked = Generation.objects.filter(created__gte=since).order_by()
    counted = asked.annotate(hour=TruncHour("created", tzinfo=UTC)).values_list("hour", "status", "failure")
    steps = [Counter() for _step in range(window.length)]
    failures, statuses = Counter(), Counter()
    for hour, status, failure, count in counted.annotate(count=Count("id")):
        # Asked for on the stroke of the next step, while this was counted.
        step = min((hour - since) // window.step, window.length - 1)
        steps[step][status] += count
        statuses[status] += count
        if status == Status.FAILED:
            failures[failure] += count
    times = _times(since, window)
    return {
        "since": since,
        "counted": now,
        "steps": [
            {"begins": since + n * window.step, "statuses": dict(step), "times": times.get(n)}
            for n, step in enumerate(steps)
        ],
        "statuses": dict(statuses),
        "failures": failures.most_common(),
        "times": times.get(None),
        "ledger": _ledger(since),
    }


def _times(since: datetime, window: Window) -> dict[int | None, tuple[float, float]]:
    """Median and 95th percentile of the seconds to the picture, by step; None stands for the whole window.

    Late pictures are left out: their generations had failed before, and are counted nowhere as quick or slow.
    """
    step = window.step.total_seconds()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(TIMES, [since, step, since])
            return {bucket: tuple(parts) for bucket, parts in cursor.fetchall() if parts}
    drawn = Generation.objects.filter(created__gte=since, status=Status.SUCCEEDED, late=False, finished__isnull=False)
    seconds: dict[int | None, list[float]] = {}
    for created, finished in drawn.order_by().values_list("created", "finished"):
        taken = (finished - created).total_seconds()
        for bucket in (int((created - since).total_seconds() // step), None):
            seconds.setdefault(bucket, []).append(taken)
    return {bucket: tuple(percentile(sorted(taken), part) for part in PARTS) for bucket, taken in seconds.items()}


def _ledger(since: datetime) -> dict[str, int]:
    """Photos by kind of entry, all of them positive."""
    lines = PhotoEntry.objects.filter(created__gte=since).order_by().values_list("kind")
    return {kind: abs(photos) for kind, photos in lines.annotate(photos=Sum("amount"))}


def _now() -> dict:
    now = timezone.now()
    waiting = Generation.objects.filter(status__in=PENDING).order_by().values_list("status")
    hour = Generation.objects.filter(created__gte=now - timedelta(hours=1)).order_by().values_list("status")
    drawn = Generation.objects.filter(created__gte=now - timedelta(days=1), status=Status.SUCCEEDED)
    return {
        "counted": now,
        "waiting": {
            status: (count, oldest) for status, count, oldest in waiting.annotate(Count("id"), oldest=Min("created"))
        },
        "hour": dict(hour.annotate(count=Count("id"))),
        "last_picture": drawn.order_by("-created").values_list("finished", flat=True).first(),
        "asking": PhotosRequest.objects.filter(answered=None).count(),
    }
