"""Images that are nobody's any more: of a project that its caller forgets, of a person who left, or simply old.

Rows stay, for the amounts and the log; what can be seen or read of a garden goes.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from . import batches, jobs
from .models import Account, Generation, Image, InputImage

BATCH = 200


def forget_project(account: Account, project_id: UUID) -> bool:
    """False for a project that is not theirs. What is still being drawn is cancelled. Safe to repeat."""
    generations = account.generations.filter(project_id=project_id)
    if not account.projects.filter(pk=project_id).exists():
        return False
    for generation_id in generations.filter(status__in=Generation.OPEN).values_list("pk", flat=True):
        jobs.cancel(generation_id)
    _forget(generations)
    return True


def forget_closed() -> None:
    """Of accounts whose person left: without a name, unlike those that an operator switched off for a while."""
    kept = InputImage.objects.filter(account=OuterRef("pk"), name__gt="")
    for account in Account.objects.filter(Exists(kept), is_active=False, email=""):
        for generation_id in account.generations.filter(status__in=Generation.OPEN).values_list("pk", flat=True):
            jobs.cancel(generation_id)
        for ids in batches.by_key(account.generations.all()):
            _forget_pictures(ids)
        _forget_inputs(account.inputs.all())


def forget_old() -> None:
    days = settings.EXTERIOR_API_IMAGES_KEPT_DAYS
    if days:
        old = Generation.objects.filter(created_at__lt=timezone.now() - timedelta(days=days), images__isnull=False)
        _forget(Generation.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:BATCH])))


def drop_unused(image: dict[str, Any]) -> None:
    """The file of a result that came too late for its generation."""
    if not Image.objects.filter(name=image["name"]).exists():
        storages["api"].delete(image["name"])


def _forget(generations: QuerySet[Generation]) -> None:
    ids = list(generations.values_list("pk", flat=True))
    _forget_pictures(ids)
    named = Generation.objects.filter(Q(photo=OuterRef("pk")) | Q(mask=OuterRef("pk")))
    own = Q(Exists(named.filter(pk__in=ids)))
    _forget_inputs(InputImage.objects.filter(own & ~Q(Exists(named.exclude(pk__in=ids)))))


def _forget_pictures(ids: list[UUID]) -> None:
    for image in Image.objects.filter(generation__in=ids):
        storages["api"].delete(image.name)
        image.delete()
    Generation.objects.filter(pk__in=ids).update(report=None, options={})


def _forget_inputs(inputs: QuerySet[InputImage]) -> None:
    """Their rows are named by generations: only the file goes, and what would find it again."""
    for image in inputs.filter(name__gt="").iterator():
        storages["api"].delete(image.name)
        InputImage.objects.filter(pk=image.pk).update(name="", url_digest="")
