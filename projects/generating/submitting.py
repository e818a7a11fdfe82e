"""From the click on the button to the upstream's answer."""

import logging
import random
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from projects import ledger, lifecycle, upstream
from projects.generating.starting import absolute, inverted_name, keep_mask
from projects.models import Failure, Generation, Mask, Project, Status, User

log = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 2
LONGEST_RETRY_SECONDS = 60
RECENT = 50
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
    form_key,
    mask_file=None,
    mask: Mask | None = None,
    parent: Generation | None = None,
    options: dict | None = None,
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
        User.objects.select_for_update().get(id=person.id)
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
            deadline=timezone.now() + timedelta(seconds=settings.GENERATION_DEADLINE_SECONDS),
        )
        generation.token_hash = upstream.token_digest(_callback_token(generation))
        generation.save(force_insert=True)
        ledger.charge(person, generation)
    return generation


def send(generation: Generation) -> None:
    """Claim a queued generation and call the upstream once."""
    now = timezone.now()
    if not lifecycle.move(generation, "claimed", claimed=now, attempts=generation.attempts + 1):
        return
    try:
        accepted = upstream.generate(_order(generation))
    except upstream.UpstreamError as error:
        _not_accepted(generation, error)
        return
    if accepted.project_id and not generation.project.upstream_id:
        Project.objects.filter(id=generation.project_id).update(upstream_id=accepted.project_id)
    now = timezone.now()
    lifecycle.move(generation, "accepted", upstream_id=accepted.generation_id, submitted=now, next_poll=now, error="")


def usual_seconds(type: str) -> tuple[int, int] | None:
    """How long recent pictures of a type took, 20th to 80th percentile; None while there are too few."""
    recent = Generation.objects.filter(type=type, status=Status.SUCCEEDED).order_by("-created")[:RECENT]
    seconds = sorted((g.finished - g.created).total_seconds() for g in recent if g.finished)
    if len(seconds) < FEWEST_FOR_ESTIMATE:
        return None
    last = len(seconds) - 1
    return round(seconds[round(last * 0.2)]), round(seconds[round(last * 0.8)])


def _not_accepted(generation: Generation, error: upstream.UpstreamError) -> None:
    log.warning("generation %s not accepted: %s", generation.id, error)
    if error.permanent:
        lifecycle.move(generation, "refused", failure=error.failure, error=str(error))
    elif error.unknown_outcome and not settings.EXTERIOR_API_EXTENSIONS:
        lifecycle.move(generation, "answer_lost", error=str(error))
    else:
        # Refused at the door, or an upstream that knows our idempotency key: asking again is safe.
        wait = error.retry_after or min(FIRST_RETRY_SECONDS * 2 ** (generation.attempts - 1), LONGEST_RETRY_SECONDS)
        again = timezone.now() + timedelta(seconds=wait * random.uniform(1, 1.3))
        lifecycle.move(generation, "try_again", not_before=again, error=str(error))


def _order(generation: Generation) -> upstream.Order:
    photo, mask = generation.project.photo, generation.mask
    mask_name = inverted_name(mask) if settings.EXTERIOR_API_MASK_INVERTED else mask.file.name
    expire = settings.UPSTREAM_URL_SECONDS
    return upstream.Order(
        type=generation.type,
        photo_url=absolute(photo.file.storage.url(photo.file.name, expire=expire)),
        mask_url=absolute(mask.file.storage.url(mask_name, expire=expire)),
        callback_url=settings.SITE_URL + reverse("callback", args=[generation.id, _callback_token(generation)]),
        width=photo.width,
        height=photo.height,
        key=str(generation.id),
        previous_id=generation.parent.upstream_id if generation.parent else "",
        options=generation.options,
    )


def _callback_token(generation: Generation) -> str:
    # Derived, so that a retry names the same URL; only its hash is stored.
    return salted_hmac("projects.callback", str(generation.id), algorithm="sha256").hexdigest()


def failure_of_deadline(generation: Generation) -> str:
    """What to tell a person whose generation reached its deadline."""
    if generation.status == Status.UNKNOWN:
        return Failure.ANSWER_LOST
    return Failure.UNREACHABLE if generation.status in (Status.QUEUED, Status.SUBMITTING) else Failure.TOO_LATE
