"""What an operator decides of a generation whose life nobody else can tell."""

from projects import lifecycle, upstream
from projects.generating.collecting import keep
from projects.generating.results import take_pictures
from projects.models import CallbackRecord, Failure, Generation, Status


def accept_callback(record: CallbackRecord, decided: lifecycle.Decision | None = None) -> bool:
    """An operator vouches for the pictures that a callback names. Raises FetchError and ImageError."""
    generation = record.generation
    if generation.status != Status.UNKNOWN and not generation.may_come_late:
        return False
    urls = upstream.images_in(record.body)
    if not urls:
        return False
    cause = "operator_accepted" if generation.status == Status.UNKNOWN else "late_picture"
    taken = keep(generation, cause, take_pictures(generation, urls), decided=decided)
    if taken:
        CallbackRecord.objects.filter(id=record.id).update(flag=CallbackRecord.Flag.ACCEPTED)
    return taken


def give_up(generation: Generation, decided: lifecycle.Decision | None = None) -> bool:
    """An operator ends a generation and gives its photo back. Who it was and why is kept for other operators."""
    error = f"ended by an operator: {decided.by}: {decided.why}" if decided else "ended by an operator"
    failure = Failure.UPSTREAM_FAILED
    return lifecycle.move(generation, "operator_failed", decided=decided, failure=failure, error=error)
