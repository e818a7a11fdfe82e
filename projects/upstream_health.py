"""Whether to call the upstream at all: a circuit breaker for one that is down, a pause for one out of photos."""

import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.mail import mail_admins
from django.db.models import F, Q, QuerySet

from projects import clock, upstream
from projects.models import Generation, UpstreamHealth

log = logging.getLogger(__name__)

ROW = 1
# A row of its own, there while an operator pauses sending: neither an answer nor a balance ends that.
HOLD = 2
FAILURES_TO_OPEN = 6
FIRST_OPEN_SECONDS = 5
LONGEST_OPEN_SECONDS = 120
ASK_BALANCE_SECONDS = 20
# An upstream that cannot tell its balance is tried again after this.
LONGEST_BLIND_PAUSE = timedelta(minutes=15)
NOTICE_SECONDS = 3

PAUSED, DOWN, HELD = "paused", "down", "held"


@contextmanager
def asking(generation: Generation | None = None, attempt: int | None = None) -> Iterator[None]:
    """Around a call of the upstream, about a generation and an attempt to send it.

    Counts those without an answer, and closes the breaker at the first with one.
    """
    try:
        with upstream.about(generation, attempt):
            yield
    except upstream.UpstreamError as error:
        _went_wrong(error) if error.down else _went_well()
        raise
    _went_well()


def is_down() -> bool:
    return _row().filter(open_until__isnull=False).exists()


def sends_nothing() -> bool:
    """While what is asked for waits: the upstream is down, or an operator paused sending."""
    return UpstreamHealth.objects.filter(Q(id=ROW, open_until__isnull=False) | Q(id=HOLD)).exists()


def is_paused() -> bool:
    return _row().filter(paused_since__isnull=False).exists()


def state() -> UpstreamHealth | None:
    return _row().first()


def held_since() -> datetime | None:
    return UpstreamHealth.objects.filter(id=HOLD).values_list("paused_since", flat=True).first()


def hold() -> UpstreamHealth:
    """An operator pauses sending. What was sent is still asked about, and what is asked for waits for its deadline."""
    UpstreamHealth.objects.get_or_create(id=HOLD, defaults={"paused_since": clock.now()})
    _notice.read = float("-inf")
    return UpstreamHealth.objects.get_or_create(id=ROW)[0]


def resume() -> UpstreamHealth:
    UpstreamHealth.objects.filter(id=HOLD).delete()
    _notice.read = float("-inf")
    return UpstreamHealth.objects.get_or_create(id=ROW)[0]


def last_balance() -> int | None:
    return _row().values_list("balance", flat=True).first()


def heard_balance(photos_left: int | None) -> None:
    if photos_left is not None:
        _ensured().update(balance=photos_left, heard=clock.now())


def ran_out() -> None:
    """The upstream has no photos for us: stop sending until its balance is back, and tell the operators once."""
    if _ensured().filter(paused_since=None).update(paused_since=clock.now(), balance=0, heard=clock.now()):
        _alert("Out of photos", "The drawing service has no photos left on our account. Sending resumes by itself.")


def look_up() -> None:
    """Called by beat every second: asks for the balance when a breaker's or a pause's time to ask again has come."""
    now = clock.now()
    health = UpstreamHealth.objects.filter(id=ROW).first()
    if health is None:
        return
    if health.open_until and health.open_until <= now:
        wait = timedelta(seconds=_open_seconds(health.openings))
        # The new time is the claim: of several workers one asks.
        if _row().filter(open_until=health.open_until).update(open_until=now + wait, openings=F("openings") + 1):
            _ask_balance()
    elif health.paused_since and not health.open_until and _balance_is_old(health, now):
        _row().filter(heard=health.heard).update(heard=now)
        _ask_balance()


def notice() -> str:
    """What the pages say about the upstream: "paused", "down", "held" or nothing. Seconds old, to spare queries."""
    now = time.monotonic()
    if now - _notice.read > NOTICE_SECONDS:
        rows = UpstreamHealth.objects.in_bulk([ROW, HOLD])
        health = rows.get(ROW, UpstreamHealth())
        _notice.read = now
        _notice.text = PAUSED if health.paused_since else DOWN if health.open_until else HELD if HOLD in rows else ""
    return _notice.text


class _Notice:
    read, text = float("-inf"), ""


_notice = _Notice()


def _row() -> QuerySet[UpstreamHealth]:
    return UpstreamHealth.objects.filter(id=ROW)


def _ensured() -> QuerySet[UpstreamHealth]:
    UpstreamHealth.objects.get_or_create(id=ROW)
    return _row()


def _went_well() -> None:
    bad = Q(failures__gt=0) | Q(open_until__isnull=False)
    if _row().filter(bad).update(failures=0, open_until=None, openings=0):
        log.info("the upstream answers again")


def _went_wrong(error: upstream.UpstreamError) -> None:
    _ensured().update(failures=F("failures") + 1)
    opened = _row().filter(failures__gte=FAILURES_TO_OPEN, open_until=None)
    if opened.update(open_until=clock.now() + timedelta(seconds=_open_seconds(0)), openings=1):
        _alert("The drawing service does not answer", f"Nothing is sent to it until it does. Last: {error}")


def _open_seconds(openings: int) -> float:
    return min(FIRST_OPEN_SECONDS * 2 ** min(openings, 10), LONGEST_OPEN_SECONDS) * random.uniform(0.7, 1.3)


def _balance_is_old(health: UpstreamHealth, now: datetime) -> bool:
    return health.heard is None or health.heard <= now - timedelta(seconds=ASK_BALANCE_SECONDS)


def _ask_balance() -> None:
    try:
        with asking():
            balance = upstream.credit()
    except upstream.UpstreamError as error:
        log.warning("balance of the upstream not known: %s", error)
        if not error.down:
            _row().filter(paused_since__lte=clock.now() - LONGEST_BLIND_PAUSE).update(paused_since=None)
        return
    heard_balance(balance)
    if balance > 0 and _row().filter(paused_since__isnull=False).update(paused_since=None):
        log.info("the upstream has photos again")


def _alert(subject: str, text: str) -> None:
    log.error("%s. %s", subject, text)
    try:
        mail_admins(subject, text)
    except Exception:
        # Mail that cannot be sent must not cost a generation.
        log.exception("operators not told")
