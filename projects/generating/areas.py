"""An area drawn on a photo: kept as the draft while it is being drawn, and for good with what it is asked for."""

from typing import IO

from django.conf import settings
from django.db import IntegrityError, transaction

from projects import files, images
from projects.models import Mask, Photo, Project


def draft_of(photo: Photo) -> Mask | None:
    return photo.masks.filter(is_draft=True).first()


def last_area(project: Project) -> Mask | None:
    """As it was left: the draft, or what was drawn on last."""
    last = project.generations.select_related("mask").order_by("-number").first()
    return draft_of(project.photo) or (last.mask if last else None)


def save_draft(photo: Photo, file: IO[bytes]) -> Mask:
    """Keep the area as it stands while it is being drawn: one draft a photo. Raises ImageError."""
    decoded = images.read_mask(file, (photo.width, photo.height), finished=False)
    draft = Mask(photo=photo, is_draft=True, coverage=decoded.coverage)
    with files.all_or_none(draft.file):
        draft.file.save(files.draft_name(photo), images.png(decoded.image), save=False)
        try:
            before = _take_the_place(draft)
        except IntegrityError:
            # Two first drafts at once: the other one was sooner, and this area takes its place.
            before = _take_the_place(draft)
    if before:
        draft.file.storage.delete(before)
    return draft


def remove_draft(photo: Photo) -> None:
    """Everything was wiped off the photo."""
    with transaction.atomic():
        draft = _held_draft(photo)
        if draft:
            Mask.objects.filter(id=draft.id).delete()
    if draft and draft.file.name:
        draft.file.storage.delete(draft.file.name)


def keep_mask(photo: Photo, decoded: images.DecodedMask) -> Mask:
    """Store the area that a generation is asked for with."""
    mask = Mask(photo=photo, coverage=decoded.coverage)
    with files.all_or_none(mask.file):
        mask.file.save(files.mask_name(mask), images.png(decoded.image), save=False)
        if settings.EXTERIOR_API_MASK_INVERTED:
            mask.file.storage.save(files.inverted_name(mask), images.png(images.inverted(decoded.image)))
        mask.save()
    return mask


@transaction.atomic
def _take_the_place(draft: Mask) -> str:
    """Of the photo's draft, and return the name of its file."""
    kept = _held_draft(draft.photo)
    if kept:
        draft.id, draft.created = kept.id, kept.created
    draft.save(force_insert=not kept, force_update=bool(kept))
    return (kept.file.name if kept else None) or ""


def _held_draft(photo: Photo) -> Mask | None:
    # Locked: of two who save at once, each removes the file that was there before its own.
    return photo.masks.select_for_update().filter(is_draft=True).first()
