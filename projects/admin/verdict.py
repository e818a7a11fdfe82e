"""Is it well? What an operator has to know at one glance, the worst first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects import figures, spans
from projects.models import Status, UpstreamHealth

BAD, WATCH, NOTE = "bad", "watch", "note"
UNTAKEN = timedelta(minutes=2)
SLOW = timedelta(minutes=10)
FEW_PHOTOS = 50
# From these parts of an hour's drawings on, when as many failed at least: one of two is chance.
FAILING, TOO_MANY_FAIL = (0.1, 3), (0.25, 5)

WORDS = {
    BAD: gettext_lazy("Something is broken"),
    WATCH: gettext_lazy("It runs, and something wants looking at"),
    "good": gettext_lazy("Everything runs"),
}


@dataclass(frozen=True)
class Worry:
    level: str
    text: str
    url: str = ""


def worries_of(
    now: dict, queues: dict | None, health: UpstreamHealth | None, held: datetime | None, dark: list[str]
) -> list[Worry]:
    """``dark``: whose signs of life are missing."""
    found = [
        *_of_signs(queues, dark),
        *_of_machines(now, health, held),
        *_of_drawings(now),
        *_of_people(now, health),
    ]
    return sorted(found, key=lambda worry: (BAD, WATCH, NOTE).index(worry.level))


def level_of(worries: list[Worry]) -> str:
    levels = {worry.level for worry in worries}
    return next((level for level in (BAD, WATCH) if level in levels), "good")


def _of_signs(queues: dict | None, dark: list[str]):
    if queues is None:
        # And without it nobody else's sign is heard.
        yield Worry(BAD, _("The broker (Redis) does not answer: nothing can be queued, and no page hears of news."))
    elif dark:
        yield Worry(BAD, _("No sign of life: %(who)s.") % {"who": ", ".join(dark)})


def _of_machines(now: dict, health: UpstreamHealth | None, held: datetime | None):
    if health and health.open_until:
        yield Worry(BAD, _("The drawing service does not answer. Nothing is sent to it; it is tried again by itself."))
    if health and health.paused_since:
        words = _("The drawing service has no photos left for us, for %(time)s. Who asks gets the photo back at once.")
        yield Worry(BAD, words % {"time": _since(now["counted"] - health.paused_since)})
    if held:
        words = _("An operator paused sending %(time)s ago. What is asked for waits, half an hour at most.")
        yield Worry(WATCH, words % {"time": _since(now["counted"] - held)}, _sending())
    count, oldest = now["waiting"].get(Status.QUEUED, (0, None))
    excused = held or (health and (health.open_until or health.paused_since))
    if oldest and now["counted"] - oldest > UNTAKEN and not excused:
        words = ngettext(
            "%(count)s drawing is queued, for %(time)s, and nobody takes it up: do worker and beat run?",
            "%(count)s drawings are queued, the oldest for %(time)s, and nobody takes them up: do worker and beat run?",
            count,
        )
        yield Worry(BAD, words % {"count": count, "time": _since(now["counted"] - oldest)}, _list("QUEUED"))


def _of_drawings(now: dict):
    failed, part = now["hour"].get(Status.FAILED, 0), figures.failed_part(now["hour"]) or 0
    words = _("%(failed)s drawings of the last hour failed, %(part)s%% of those that ended.")
    for level, (least, fewest) in ((BAD, TOO_MANY_FAIL), (WATCH, FAILING)):
        if part >= least and failed >= fewest:
            yield Worry(level, words % {"failed": failed, "part": round(part * 100)}, _list("FAILED"))
            break
    if lost := now["waiting"].get(Status.UNKNOWN, (0, None))[0]:
        words = ngettext(
            "The answer to %(count)s call was lost: an operator may have to resolve it.",
            "The answers to %(count)s calls were lost: an operator may have to resolve them.",
            lost,
        )
        yield Worry(WATCH, words % {"count": lost}, _list("UNKNOWN"))
    sent = [now["waiting"][status][1] for status in (Status.STARTING, Status.PROCESSING) if status in now["waiting"]]
    if sent and now["counted"] - min(sent) > SLOW:
        words = _("A drawing has been on its way for %(time)s.")
        yield Worry(WATCH, words % {"time": _since(now["counted"] - min(sent))}, _list("PROCESSING"))


def _of_people(now: dict, health: UpstreamHealth | None):
    if health and health.balance is not None and health.balance < FEW_PHOTOS and not health.paused_since:
        words = ngettext(
            "%(count)s photo is left at the drawing service.",
            "%(count)s photos are left at the drawing service.",
            health.balance,
        )
        yield Worry(WATCH, words % {"count": health.balance})
    if now["asking"]:
        words = ngettext("%(count)s person asks for photos.", "%(count)s people ask for photos.", now["asking"])
        url = reverse("admin:projects_photosrequest_changelist") + "?answered__isempty=1"
        yield Worry(NOTE, words % {"count": now["asking"]}, url)


def _list(status: str) -> str:
    return reverse("admin:projects_generation_changelist") + f"?status__exact={status}"


def _sending() -> str:
    return reverse("admin:projects_upstreamhealth_sending")


def _since(span: timedelta) -> str:
    return spans.in_words(span.total_seconds(), tenths=True)
