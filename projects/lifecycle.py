"""The life of a generation as a table: every legal move with its cause.

A move is a conditional update: it happens only if the generation still stands where the move may start, and then
in one transaction with its ledger entry and its line of history. No row changed means that somebody was first.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from projects import ledger, live
from projects.models import FINAL, Failure, Generation, Move, Status

S = Status


@dataclass(frozen=True)
class Step:
    cause: str
    sources: tuple[Status, ...]
    target: Status
    refunds: bool = False
    # FAILED is final but for one case: a picture that arrives after our own deadline is still shown, once.
    only_failure: str = ""


TABLE = (
    Step("claimed", (S.QUEUED,), S.SUBMITTING),
    Step("accepted", (S.SUBMITTING,), S.STARTING),
    Step("try_again", (S.SUBMITTING,), S.QUEUED),
    Step("answer_lost", (S.SUBMITTING,), S.UNKNOWN),
    Step("sender_lost", (S.SUBMITTING,), S.UNKNOWN),
    Step("send_again", (S.UNKNOWN,), S.QUEUED),
    Step("id_learned", (S.UNKNOWN,), S.STARTING),
    Step("drawing", (S.STARTING,), S.PROCESSING),
    Step("drawn", (S.STARTING, S.PROCESSING), S.SUCCEEDED),
    Step("refused", (S.SUBMITTING,), S.FAILED, refunds=True),
    Step("upstream_failed", (S.STARTING, S.PROCESSING), S.FAILED, refunds=True),
    Step("no_picture", (S.STARTING, S.PROCESSING), S.FAILED, refunds=True),
    Step("deadline", (S.QUEUED, S.SUBMITTING, S.UNKNOWN, S.STARTING, S.PROCESSING), S.FAILED, refunds=True),
    Step("operator_failed", (S.QUEUED, S.UNKNOWN, S.STARTING, S.PROCESSING), S.FAILED, refunds=True),
    Step("late_picture", (S.FAILED,), S.SUCCEEDED, only_failure=Failure.TOO_LATE),
)
STEPS = {step.cause: step for step in TABLE}


@transaction.atomic
def move(generation: Generation, cause: str, **fields) -> bool:
    """Make the move of this cause, setting ``fields`` with it. False when the generation stands elsewhere by now."""
    step = STEPS[cause]
    standing = Generation.objects.filter(id=generation.id, status__in=step.sources)
    if step.only_failure:
        standing = standing.filter(failure=step.only_failure)
    # Locked first, so that the line of history names the status that was really left.
    source = standing.select_for_update().values_list("status", flat=True).first()
    if source is None:
        return False
    if step.target in FINAL:
        fields |= {"finished": timezone.now(), "next_poll": None, "progress": None, "step": ""}
    if not standing.filter(status=source).update(status=step.target, **fields):
        return False
    Move.objects.create(generation=generation, from_status=source, to_status=step.target, cause=cause)
    if step.refunds:
        ledger.refund(generation)
    live.nudge_on_commit(generation.project.owner_id, generation.id)
    generation.refresh_from_db()
    return True
