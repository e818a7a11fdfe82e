"""The life of a generation as a table: every legal move with its cause.

A move is a conditional update: it happens only if the generation still stands where the move may start, and then
in one transaction with its ledger entry and its line of history. No row changed means that somebody was first.
"""

import logging
from dataclasses import dataclass

from django.db import transaction

from projects import clock, ledger, live
from projects.models import FINAL, OWN_TIME_OUTS, PENDING, Failure, Generation, Move, Status, User

log = logging.getLogger(__name__)

S = Status
SENT = (S.STARTING, S.PROCESSING)
ENDED = (S.SUCCEEDED, S.FAILED)


@dataclass(frozen=True)
class Decision:
    """An operator's, with the reason that they gave."""

    by: User
    why: str


@dataclass(frozen=True)
class Step:
    cause: str
    sources: tuple[Status, ...]
    target: Status
    # Where the same news may come again, or too late: expected there, and changing nothing.
    idle: tuple[Status, ...] = ()
    refunds: bool = False
    # FAILED is final but for these failures, which are our own time-outs: then one late picture is still taken.
    only_failures: tuple[Failure, ...] = ()


TABLE = (
    Step("claimed", (S.QUEUED,), S.SUBMITTING, idle=(S.SUBMITTING, S.UNKNOWN, *SENT, *ENDED)),
    Step("accepted", (S.SUBMITTING, S.UNKNOWN), S.STARTING, idle=(S.FAILED,)),
    Step("try_again", (S.SUBMITTING, S.UNKNOWN), S.QUEUED, idle=(S.FAILED,)),
    Step("refused", (S.SUBMITTING, S.UNKNOWN), S.FAILED, idle=(S.FAILED,), refunds=True),
    Step("answer_lost", (S.SUBMITTING,), S.UNKNOWN, idle=(S.UNKNOWN, S.FAILED)),
    Step("sender_lost", (S.SUBMITTING,), S.UNKNOWN, idle=(S.UNKNOWN, *SENT, *ENDED)),
    Step("send_again", (S.UNKNOWN,), S.QUEUED, idle=(S.FAILED,)),
    Step("out_of_photos", (S.QUEUED,), S.FAILED, idle=(S.SUBMITTING, S.UNKNOWN, *SENT, *ENDED), refunds=True),
    Step("id_learned", (S.UNKNOWN,), S.STARTING, idle=(*SENT, *ENDED)),
    Step("drawing", (S.STARTING,), S.PROCESSING, idle=(S.PROCESSING, *ENDED)),
    Step("drawn", SENT, S.SUCCEEDED, idle=ENDED),
    Step("upstream_failed", SENT, S.FAILED, idle=ENDED, refunds=True),
    Step("no_picture", SENT, S.FAILED, idle=ENDED, refunds=True),
    Step("deadline", (S.QUEUED, S.SUBMITTING, S.UNKNOWN, *SENT), S.FAILED, idle=ENDED, refunds=True),
    # Nobody is there any more to see it: what the upstream then brings is put back nowhere.
    Step("owner_left", PENDING, S.FAILED, refunds=True),
    Step("late_picture", (S.FAILED,), S.SUCCEEDED, idle=(S.SUCCEEDED,), only_failures=OWN_TIME_OUTS),
    Step("operator_failed", (S.QUEUED, S.UNKNOWN, *SENT), S.FAILED, refunds=True),
    Step("operator_accepted", (S.UNKNOWN,), S.SUCCEEDED),
)
STEPS = {step.cause: step for step in TABLE}


@transaction.atomic
def move(
    generation: Generation, cause: str, *, attempt: int | None = None, decided: Decision | None = None, **fields
) -> bool:
    """Make the move of this cause, setting ``fields`` with it. False when the generation stands elsewhere by now.

    ``attempt`` fences off a sender that was given up: its news counts only while its own attempt is the last.
    """
    step = STEPS[cause]
    standing = Generation.objects.filter(id=generation.id, status__in=step.sources)
    if step.only_failures:
        standing = standing.filter(failure__in=step.only_failures)
    if attempt is not None:
        standing = standing.filter(attempts=attempt)
    # Locked first, so that the line of history names the status that was really left.
    source = standing.select_for_update().values_list("status", flat=True).first()
    if source is None:
        _say_where_it_stands(generation, step)
        return False
    if step.target in FINAL:
        fields = {"finished": clock.now(), "next_poll": None, "progress": None, "step": ""} | fields
    if source == Status.FAILED:
        fields["late"] = True
    if not standing.filter(status=source).update(status=step.target, **fields):
        return False
    who = {"by": decided.by, "why": decided.why} if decided else {}
    Move.objects.create(generation=generation, from_status=source, to_status=step.target, cause=cause, **who)
    if step.refunds:
        ledger.refund(generation)
    live.nudge_on_commit(generation.project.owner_id, generation.id, ended=step.target in FINAL)
    generation.refresh_from_db()
    return True


def _say_where_it_stands(generation: Generation, step: Step) -> None:
    status = Generation.objects.filter(id=generation.id).values_list("status", flat=True).first()
    if status not in step.idle and status not in step.sources:
        log.warning("generation %s: %s does not fit %s", generation.id, step.cause, status)
