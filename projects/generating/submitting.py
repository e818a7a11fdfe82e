"""From the click on the button to a generation in the queue, paid for."""

from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from projects import clock, images, ledger
from projects.generating.areas import keep_mask
from projects.generating.tokens import give_token
from projects.models import Generation, Mask, Project, Status, User


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
    cost = settings.VARIATION_COST if parent else settings.CREATION_COST
    decoded = None if mask else images.read_mask(mask_file, (project.photo.width, project.photo.height))
    # Asked for again behind the lock, and here before an area is stored that nothing would be drawn on.
    if ledger.photos_left(person) < cost:
        raise ledger.NoPhotosLeft
    if decoded:
        mask = keep_mask(project.photo, decoded)
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
            cost=cost,
            form_key=form_key,
            options=options or {},
            deadline=clock.now() + timedelta(seconds=settings.GENERATION_DEADLINE_SECONDS),
        )
        give_token(generation)
        generation.save(force_insert=True)
        ledger.charge(person, generation)
    return generation
