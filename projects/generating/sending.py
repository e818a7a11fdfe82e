"""From the queue to the upstream's answer."""

import logging
import random
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from projects import clock, files, lifecycle, upstream, upstream_health
from projects.generating import turns
from projects.generating.tokens import token_of
from projects.models import OWN_TIME_OUTS, Failure, Generation, Project, Status

log = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 2
LONGEST_RETRY_SECONDS = 60
LONGEST_ASKED_WAIT_SECONDS = 600
LATE_POLL_SECONDS = 60
# Of an upstream that cannot fetch the photo: our own site may be starting again, or its address is wrong for good.
TRIES_TO_BE_FETCHED = 4


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
        with upstream_health.asking(generation, attempt):
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
        with upstream_health.asking(generation):
            after = upstream.credit()
    except upstream.UpstreamError:
        return f"photos left upstream: {before} before, not known after"
    upstream_health.heard_balance(after)
    return f"photos left upstream: {before} before, {after} after"


def _order(generation: Generation) -> upstream.Order:
    photo, mask = generation.project.photo, generation.mask
    mask_name = files.inverted_name(mask) if settings.EXTERIOR_API_MASK_INVERTED else ""
    return upstream.Order(
        type=generation.type,
        photo_url=files.signed_url(photo.file),
        mask_url=files.signed_url(mask.file, mask_name),
        callback_url=settings.SITE_URL + reverse("callback", args=[generation.id, token_of(generation)]),
        width=photo.width,
        height=photo.height,
        key=str(generation.id),
        previous_id=generation.parent.upstream_id if generation.parent else "",
        options=generation.options,
    )
