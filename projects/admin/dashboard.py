"""The first page of the control room: whether it is well, and the figures behind that."""

from django.contrib.admin.models import LogEntry
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects import figures, upstream_health
from projects.admin.acting import told
from projects.admin.plots import Plot, ranges, stacked
from projects.admin.verdict import WORDS, level_of, worries_of
from projects.models import PENDING, Failure, PhotoEntry, Status

TITLES = {"day": gettext_lazy("Last 24 hours"), "week": gettext_lazy("Last 7 days")}
# As the plot stacks them: each of ours, the statuses that it gathers, and its words.
KINDS = {
    "drawn": ((Status.SUCCEEDED,), pgettext_lazy("generations", "drawn")),
    "pending": (tuple({*PENDING} - {Status.UNKNOWN}), pgettext_lazy("generations", "on their way")),
    "lost": ((Status.UNKNOWN,), pgettext_lazy("generations", "answer lost")),
    "failed": ((Status.FAILED,), pgettext_lazy("generations", "failed")),
}
LEDGER = {
    PhotoEntry.Kind.GRANT: pgettext_lazy("photos", "granted"),
    PhotoEntry.Kind.CHARGE: pgettext_lazy("photos", "charged"),
    PhotoEntry.Kind.REFUND: pgettext_lazy("photos", "given back"),
}
LABELS = {"day": 6, "week": 4}
LATEST = 8


def dashboard(request, lamps: list[tuple[str, bool | None, str]]) -> dict:
    """``lamps``: what the site leans on, as words, whether it gives a sign of life, and why not."""
    name = request.GET.get("window", "")
    name = name if name in figures.WINDOWS else "day"
    now, queues = figures.of_now(), figures.queues()
    health, held = upstream_health.state(), upstream_health.held_since()
    worries = worries_of(now, queues, health, held, [words for words, up, _why in lamps if up is False])
    level = level_of(worries)
    return {
        "level": level,
        "verdict": WORDS[level],
        "worries": worries,
        "lamps": lamps,
        "now": now,
        "waiting": [(status, *now["waiting"].get(status, (0, None))) for status in PENDING],
        "in_line": sum(count for count, _oldest in now["waiting"].values()),
        "queues": queues,
        "health": health,
        "held": held,
        "may_switch": request.user.has_perm("projects.change_upstreamhealth"),
        "windows": [(key, title, key == name) for key, title in TITLES.items()],
        **_of_window(name),
        "operators": _operators(),
    }


def _of_window(name: str) -> dict:
    window = figures.of_window(name)
    rows = [_by_kind(step["statuses"]) for step in window["steps"]]
    times = [step["times"] for step in window["steps"]]
    begins = [timezone.localtime(step["begins"]) for step in window["steps"]]
    when = [date_format(moment, "D H:i" if name == "week" else "H:i") for moment in begins]
    failures = [(failure, Failure(failure).label if failure else _("Not said"), n) for failure, n in window["failures"]]
    return {
        "window": window,
        "asked": sum(window["statuses"].values()),
        "drawn": window["statuses"].get(Status.SUCCEEDED, 0),
        "failed": window["statuses"].get(Status.FAILED, 0),
        "failed_part": figures.failed_part(window["statuses"]),
        "counts": _counts_plot(rows, when),
        "times": _times_plot(times, when),
        "counts_about": _about_counts(window),
        "times_about": _about_times(window["times"]),
        "kinds": [(kind, words) for kind, (_statuses, words) in KINDS.items()],
        "table": [(at, [row[kind] for kind in KINDS], pair) for at, row, pair in zip(when, rows, times, strict=True)],
        "labels": [date_format(at, "D j" if name == "week" else "H:i") for at in begins[:: LABELS[name]]],
        "failures": [(*failure, round(1000 * failure[2] / failures[0][2])) for failure in failures],
        "ledger": [(words, window["ledger"].get(kind, 0)) for kind, words in LEDGER.items()],
    }


def _by_kind(counted: dict[str, int]) -> dict[str, int]:
    return {kind: sum(counted.get(status, 0) for status in statuses) for kind, (statuses, _words) in KINDS.items()}


def _counts_plot(rows: list[dict[str, int]], when: list[str]) -> Plot:
    hints = [
        f"{at}: " + ", ".join(f"{row[kind]} {words}" for kind, (_statuses, words) in KINDS.items())
        for at, row in zip(when, rows, strict=True)
    ]
    return stacked(rows, ("drawn", "pending", "lost"), "failed", hints)


def _times_plot(times: list[tuple[float, float] | None], when: list[str]) -> Plot:
    words = _("%(at)s: half within %(median)s s, 95%% within %(p95)s s")
    hints = [
        words % {"at": at, "median": round(pair[0]), "p95": round(pair[1])} if pair else f"{at}: –"
        for at, pair in zip(when, times, strict=True)
    ]
    return ranges(times, ("median", "p95"), hints)


def _about_counts(window: dict) -> tuple[str, str]:
    statuses = window["statuses"]
    words = _("%(asked)s were asked for, %(drawn)s drawn and %(failed)s failed. The table below has them all.")
    said = {"drawn": statuses.get(Status.SUCCEEDED, 0), "failed": statuses.get(Status.FAILED, 0)}
    return _("Generations, by when they were asked for"), words % {"asked": sum(statuses.values()), **said}


def _about_times(times: tuple[float, float] | None) -> tuple[str, str]:
    if times is None:
        return _("Seconds to the picture"), _("No picture in this time.")
    words = _("Half of the pictures took %(median)s s at most, 95 of 100 %(p95)s s. The table below has them all.")
    return _("Seconds to the picture"), words % {"median": round(times[0]), "p95": round(times[1])}


def _operators() -> list[tuple[LogEntry, str, str]]:
    latest = LogEntry.objects.select_related("user", "content_type").order_by("-action_time")[:LATEST]
    return [(entry, *told(entry)) for entry in latest]
