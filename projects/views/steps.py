"""What a person reads while a picture is drawn: four steps, each done, going on, to come, or broken."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from projects.generating import turns
from projects.models import Generation, Status

ORDER = (Status.QUEUED, Status.SUBMITTING, Status.UNKNOWN, Status.STARTING, Status.PROCESSING)
# The index of the step that each status is in.
AT = {Status.QUEUED: 0, Status.SUBMITTING: 0, Status.UNKNOWN: 1, Status.STARTING: 1, Status.PROCESSING: 2}
SAVING_STEPS = ("saving", "done")


@dataclass(frozen=True)
class Step:
    label: str
    state: str
    detail: str = ""
    seconds: float | None = None
    since: datetime | None = None


def steps_of(generation: Generation) -> list[Step]:
    failed = generation.status == Status.FAILED
    current = _where_it_broke(generation) if failed else _where_it_is(generation)
    begun = (generation.created, generation.submitted, generation.started, None)
    ended = (generation.submitted, generation.started, None, None)
    steps = []
    for index, label in enumerate(_labels(sent=current > 0)):
        if index < current:
            seconds = (ended[index] - generation.created).total_seconds() if ended[index] else None
            steps.append(Step(label, "done", seconds=seconds))
        elif index == current and failed:
            seconds = (generation.finished - generation.created).total_seconds() if generation.finished else None
            steps.append(Step(label, "broke", seconds=seconds))
        elif index == current:
            since = begun[index] or generation.submitted or generation.created
            steps.append(Step(label, "now", detail=_detail(generation), since=since))
        else:
            steps.append(Step(label, "todo"))
    return steps


def _labels(sent: bool) -> tuple[str, ...]:
    return (
        _("Photo and area sent") if sent else _("Sending photo and area"),
        _("Accepted"),
        _("Drawing, in your photo’s light"),
        _("Checking and saving"),
    )


def _where_it_is(generation: Generation) -> int:
    if generation.step in SAVING_STEPS:
        return 3
    return AT.get(generation.status, 3)


def _where_it_broke(generation: Generation) -> int:
    if generation.started:
        return 2
    return 1 if generation.submitted else 0


def _detail(generation: Generation) -> str:
    """What is being waited for, in words."""
    held_back = {
        turns.OWN_TURN: _("waiting its turn, after your other drawings"),
        turns.BUSY: _("waiting its turn: many drawings are asked for just now"),
    }
    sending = _("goes out in a moment") if not generation.attempts else _("sending it again")
    by_status = {
        Status.QUEUED: held_back.get(generation.step, sending),
        Status.SUBMITTING: _("on its way"),
        Status.UNKNOWN: _("waiting for an answer"),
        Status.STARTING: _("waiting its turn"),
    }
    by_step = {
        "warming": _("getting the renderer ready"),
        "camera": _("reading the perspective"),
        "light": _("reading the light"),
        "plan": _("laying it out on the ground"),
        "shading": _("drawing it"),
        "composite": _("setting it into your photo"),
    }
    return by_status.get(generation.status) or by_step.get(generation.step, "")
