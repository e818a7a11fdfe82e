"""The life of one generation as one list: moves, calls, callbacks, the ledger, operators, and the upstream's side."""

import contextlib
import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import spans
from projects.admin.acting import told
from projects.models import CallbackRecord, Generation, Move, PhotoEntry, Status, UpstreamCall

# Each cause of lifecycle.py, in words for operators.
CAUSES = {
    "claimed": gettext_lazy("Taken up, and being sent to the drawing service"),
    "accepted": gettext_lazy("The drawing service accepted it"),
    "try_again": gettext_lazy("Not accepted for now: waits to be sent again"),
    "refused": gettext_lazy("The drawing service refused it"),
    "answer_lost": gettext_lazy("The call went out, and its answer was lost"),
    "sender_lost": gettext_lazy("The worker that sent it was lost"),
    "send_again": gettext_lazy("Sent again: the drawing service knows our key"),
    "out_of_photos": gettext_lazy("Not sent: the drawing service has no photos for us"),
    "id_learned": gettext_lazy("Its id at the drawing service was learned"),
    "drawing": gettext_lazy("Being drawn"),
    "drawn": gettext_lazy("Drawn: the picture is fetched, verified and stored"),
    "upstream_failed": gettext_lazy("The drawing service could not draw it"),
    "no_picture": gettext_lazy("Called done six times, without a picture that can be read"),
    "deadline": gettext_lazy("Its deadline passed"),
    "owner_left": gettext_lazy("The person deleted their account"),
    "late_picture": gettext_lazy("A picture came after all, and is free"),
    "operator_failed": gettext_lazy("Ended by an operator"),
    "operator_accepted": gettext_lazy("Accepted by an operator"),
}
TONES = {Status.FAILED: "bad", Status.SUCCEEDED: "good", Status.UNKNOWN: "watch"}
LONGEST_BODY = 4000
# A vendor whose answers change with every poll; the oldest of them are left out.
MOST_CALLS = 200


@dataclass
class Line:
    """One thing that happened. ``body`` is long, and shown when it is asked for."""

    when: datetime
    kind: str
    title: str
    detail: str = ""
    tone: str = ""
    body: str = ""
    times: int = 1
    who: str = ""
    why: str = ""
    gap: timedelta = field(default_factory=timedelta)


def timeline_of(generation: Generation, beside: list[tuple[datetime, str, str]]) -> list[Line]:
    """Oldest first. ``beside``: what our own server of the API knows of it, as moment, title and detail."""
    moves = list(generation.moves.select_related("by").order_by("id"))
    decided = {(move.by_id, move.why) for move in moves if move.by_id}
    lines = [
        Line(generation.created, "asked", _("Asked for"), str(generation.project.owner)),
        *_moves(generation, moves),
        *map(_call, reversed(generation.calls.order_by("-id")[:MOST_CALLS])),
        *map(_callback, generation.callbacks.order_by("id")),
        *map(_entry, generation.photo_entries.order_by("id")),
        # A decision that moved it is told with its move.
        *(_operator(entry) for entry in _log_of(generation) if (entry.user_id, told(entry)[1]) not in decided),
        *(Line(when, "upstream", title, detail) for when, title, detail in beside),
    ]
    lines.sort(key=lambda line: line.when)
    for before, line in itertools.pairwise(lines):
        line.gap = line.when - before.when
    return lines


def _moves(generation: Generation, moves: list[Move]) -> list[Line]:
    attempt, lines = 0, []
    for move in moves:
        detail = ""
        if move.cause == "claimed":
            attempt += 1
            detail = _("Call %(number)s") % {"number": attempt}
        elif move.cause in ("accepted", "id_learned"):
            detail = generation.upstream_id
        elif move == moves[-1] and not move.by_id:
            detail = " · ".join(part for part in (generation.get_failure_display(), generation.error) if part)
        lines.append(_move(move, detail))
    return lines


def _move(move: Move, detail: str) -> Line:
    way = f"{move.get_from_status_display()} → {move.get_to_status_display()}"
    detail = " · ".join(part for part in (way, detail) if part)
    who = {"who": str(move.by), "why": move.why} if move.by else {}
    title, tone = str(CAUSES.get(move.cause, move.cause)), TONES.get(move.to_status, "")
    return Line(move.created, "move", title, detail, tone, **who)


def _call(call: UpstreamCall) -> Line:
    went_wrong = [part for part in (str(call.status_code or ""), call.said) if part not in call.error]
    taken = (
        _("%(ms)s ms") % {"ms": call.milliseconds}
        if call.milliseconds < 1000
        else spans.in_words(call.milliseconds / 1000, tenths=True)
    )
    parts = [
        *([call.error, *went_wrong] if call.failed else [str(call.status_code or ""), call.said]),
        taken if call.times == 1 else _("%(time)s at most") % {"time": taken},
        _("until %(at)s") % {"at": date_format(localtime(call.last), "H:i:s")} if call.times > 1 else "",
    ]
    detail = " · ".join(part for part in parts if part)
    named = f"X-Request-ID: {call.request_id}" if call.request_id else ""
    body = "\n\n".join(part for part in (named, _readable(call.body)) if part)
    return Line(call.created, "call", call.get_name_display(), detail, "bad" * call.failed, body, call.times)


def _callback(record: CallbackRecord) -> Line:
    parts = [
        _("from %(address)s") % {"address": record.remote_address} if record.remote_address else "",
        _("names %(id)s") % {"id": record.hint} if record.hint else "",
        record.get_flag_display(),
    ]
    detail = " · ".join(part for part in parts if part)
    return Line(record.created, "callback", _("A callback came"), detail, body=_readable(record.body))


def _entry(entry: PhotoEntry) -> Line:
    title = f"{entry.get_kind_display()}: {entry.amount:+d}".replace("-", "−")
    return Line(entry.created, "ledger", title, entry.note)


def _operator(entry: LogEntry) -> Line:
    title, why = told(entry)
    return Line(entry.action_time, "operator", title, who=str(entry.user), why=why)


def _log_of(generation: Generation):
    about = ContentType.objects.get_for_model(Generation)
    return LogEntry.objects.filter(content_type=about, object_id=str(generation.pk)).select_related("user")


def _readable(body: str) -> str:
    with contextlib.suppress(ValueError, RecursionError):
        body = json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    # Half a letter that was escaped is none that a page could carry.
    return body[:LONGEST_BODY].encode("utf-8", "replace").decode()
