"""From the click on the button to the upstream's answer."""

import logging
import random
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from projects import calling, clock, ledger, lifecycle, upstream, upstream_health
from projects.generating import turns
from projects.generating.starting import inverted_name, keep_mask, signed_url
from projects.generating.tokens import give_token, token_of
from projects.models import OWN_TIME_OUTS, Failure, Generation, Mask, Photo, Project, Status, User

log = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 2
LONGEST_RETRY_SECONDS = 60
LONGEST_ASKED_WAIT_SECONDS = 600
LATE_POLL_SECONDS = 60
# Of an upstream that cannot fetch the photo: our own site may be starting again, or its address is wrong for good.
TRIES_TO_BE_FETCHED = 4
RECENT = 50
LOOKED_AT = 300
FEWEST_FOR_ESTIMATE = 5


def cost_of(project: Project) -> int:
    """Photos that the next generation of a project takes: its first one makes the creation, the others vary it."""
    return settings.VARIATION_COST if parent_of(project) else settings.CREATION_COST


def parent_of(project: Project) -> Generation | None:
    """The newest generation that the upstream can make a variation of."""
    return project.generations.filter(status=Status.SUCCEEDED).exclude(upstream_id="").order_by("-created").first()


def submit(
    person: User,
    project: Project,
    type: str,
    form_key: UUID | str,
    mask_file: IO[bytes] | None = None,
    mask: Mask | None = None,
    parent: Generation | None = None,
    options: dict[str, Any] | None = None,
) -> Generation:
    """Reserve the photo and put a generation in the queue, in one transaction.

    The same ``form_key`` again (a double click, a form sent twice) gives the generation it gave before.
    Raises ImageError for an area that cannot be used and NoPhotosLeft.
    """
    if known := project.generations.filter(form_key=form_key).first():
        return known
    parent = parent if parent and parent.upstream_id and parent.status == Status.SUCCEEDED else parent_of(project)
    mask = mask or keep_mask(project.photo, mask_file)
    with transaction.atomic():
        # The person's row is the lock: two forms at once cannot spend the same photo.
        # A guest who signed in meanwhile handed everything on, and has a gift left that was used already.
        if not User.objects.select_for_update().get(id=person.id).is_active:
            raise ledger.NoPhotosLeft
        if known := project.generations.filter(form_key=form_key).first():
            return known
        last = project.generations.aggregate(last=Max("number"))["last"] or 0
        generation = Generation(
            project=project,
            parent=parent,
            mask=mask,
            number=last + 1,
            type=type,
            cost=settings.VARIATION_COST if parent else settings.CREATION_COST,
            form_key=form_key,
            options=options or {},
            deadline=clock.now() + timedelta(seconds=settings.GENERATION_DEADLINE_SECONDS),
        )
        give_token(generation)
        generation.save(force_insert=True)
        ledger.charge(person, generation)
    return generation


def send(generation: Generation) -> None:
    """Claim a queued generation and call the upstream once."""
    if upstream_health.is_paused():
        lifecycle.move(generation, "out_of_photos", failure=Failure.OUT_OF_PHOTOS, error="sending is paused")
        return
    if upstream_health.sends_nothing():
        # Left in the queue: it is due for sending as soon as the upstream answers again, or the operator resumes.
        turns.leave(generation)
        return
    if generation.deadline <= clock.now():
        return
    order = _order(generation)
    if not turns.take(generation):
        return
    attempt = generation.attempts
    try:
        with calling.about(generation, attempt), upstream_health.watched():
            accepted = upstream.generate(order)
    except upstream.UpstreamError as error:
        _not_accepted(generation, attempt, error)
    else:
        _accepted(generation, accepted)


def _accepted(generation: Generation, accepted: upstream.Accepted) -> None:
    upstream_health.heard_balance(accepted.photos_left)
    if accepted.project_id and not generation.project.upstream_id:
        Project.objects.filter(id=generation.project_id).update(upstream_id=accepted.project_id)
    now = clock.now()
    known: dict[str, Any] = {"upstream_id": accepted.generation_id, "submitted": now}
    if lifecycle.move(generation, "accepted", next_poll=now, error="", **known):
        return
    # Ended by our deadline while the call was going on: the id is kept, so that a late picture is found.
    timed_out = {"status": Status.FAILED, "failure__in": OWN_TIME_OUTS}
    ended = Generation.objects.filter(id=generation.id, upstream_id="", **timed_out)
    late = now + timedelta(seconds=LATE_POLL_SECONDS)
    ended.update(next_poll=late, **known)


def usual_seconds(type: str, photo: Photo | None = None) -> tuple[int, int] | None:
    """How long recent pictures of a type took, 20th to 80th percentile; None while there are too few.

    With a photo, those on photos of about its size count, as long as there are enough of them.
    """
    recent = Generation.objects.filter(type=type, status=Status.SUCCEEDED, late=False).exclude(finished=None)
    # Looked for among the newest alone: a size that nobody else has would be looked for among all.
    size = "project__photo__width", "project__photo__height"
    newest = list(
        recent.order_by("-created").values_list("created", "finished", *size)[: LOOKED_AT if photo else RECENT]
    )
    seconds = []
    if photo:
        pixels = photo.width * photo.height
        seconds = _seconds_taken([row for row in newest if pixels // 2 <= row[2] * row[3] <= pixels * 2])
    if len(seconds) < FEWEST_FOR_ESTIMATE:
        seconds = _seconds_taken(newest)
    if len(seconds) < FEWEST_FOR_ESTIMATE:
        return None
    last = len(seconds) - 1
    return round(seconds[round(last * 0.2)]), round(seconds[round(last * 0.8)])


def _seconds_taken(generations: list[tuple[Any, ...]]) -> list[float]:
    return sorted((finished - created).total_seconds() for created, finished, *_size in generations[:RECENT])


def _not_accepted(generation: Generation, attempt: int, error: upstream.UpstreamError) -> None:
    log.warning("generation %s not accepted: %s", generation.id, error)
    now = clock.now()
    if error.permanent and not (error.not_fetched and attempt < TRIES_TO_BE_FETCHED):
        if error.failure == Failure.OUT_OF_PHOTOS:
            upstream_health.ran_out()
        lifecycle.move(generation, "refused", attempt=attempt, failure=error.failure, error=str(error))
    elif error.key_used or (error.unknown_outcome and not settings.EXTERIOR_API_EXTENSIONS):
        # The poll looks for callbacks that came before this, which may bring the id.
        lost = f"{error}; {_weak_evidence(generation)}"
        lifecycle.move(generation, "answer_lost", attempt=attempt, error=lost, next_poll=now)
    else:
        # Refused at the door, or an upstream that knows our idempotency key: asking again is safe.
        again = now + timedelta(seconds=_wait_before_retry(attempt, error.retry_after))
        if error.busy:
            turns.told_busy(error.retry_after or 0)
        step = turns.BUSY if error.busy else ""
        lifecycle.move(generation, "try_again", attempt=attempt, not_before=again, error=str(error), step=step)


def _wait_before_retry(attempt: int, asked: int | None) -> float:
    if asked:
        return min(max(asked, 0), LONGEST_ASKED_WAIT_SECONDS) + random.uniform(0, 2)
    return min(FIRST_RETRY_SECONDS * 2 ** min(attempt - 1, 10), LONGEST_RETRY_SECONDS) * random.uniform(0.5, 1.5)


def _weak_evidence(generation: Generation) -> str:
    """The upstream's balance before and after a lost answer. Others spend too, so an operator has to weigh it."""
    before = upstream_health.last_balance()
    try:
        with calling.about(generation):
            after = upstream.credit()
    except upstream.UpstreamError:
        return f"photos left upstream: {before} before, not known after"
    upstream_health.heard_balance(after)
    return f"photos left upstream: {before} before, {after} after"


def _order(generation: Generation) -> upstream.Order:
    photo, mask = generation.project.photo, generation.mask
    mask_name = inverted_name(mask) if settings.EXTERIOR_API_MASK_INVERTED else ""
    return upstream.Order(
        type=generation.type,
        photo_url=signed_url(photo.file),
        mask_url=signed_url(mask.file, mask_name),
        callback_url=settings.SITE_URL + reverse("callback", args=[generation.id, token_of(generation)]),
        width=photo.width,
        height=photo.height,
        key=str(generation.id),
        previous_id=generation.parent.upstream_id if generation.parent else "",
        options=generation.options,
    )


def failure_of_deadline(generation: Generation) -> str:
    """What to tell a person whose generation reached its deadline."""
    if generation.status == Status.UNKNOWN:
        return Failure.ANSWER_LOST
    if generation.status == Status.QUEUED and generation.step:
        # It waited for its turn, and the upstream was there.
        return Failure.TOO_LATE
    return Failure.UNREACHABLE if generation.status in (Status.QUEUED, Status.SUBMITTING) else Failure.TOO_LATE
