"""A photo becomes a project; an area drawn on it is kept."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from PIL import Image

from projects import images, upstream
from projects.models import Mask, Photo, Project, User
from projects.models.project import folded


def start_project(person: User, file: IO[bytes], title: str = "") -> Project:
    """Store a photo, upright and without metadata, and open a project on it. Raises ImageError and Gone."""
    decoded = images.read_photo(file)
    photo = Photo(owner=person, focal_35mm=decoded.focal_35mm)
    photo.width, photo.height = decoded.image.size
    folder = f"photos/{photo.id}"
    with all_or_none(photo.file, photo.preview, photo.thumbnail):
        photo.file.save(f"{folder}/photo.jpg", images.jpeg(decoded.image, decoded.focal_35mm), save=False)
        photo.preview.save(f"{folder}/preview.webp", images.preview(decoded.image), save=False)
        photo.thumbnail.save(f"{folder}/thumbnail.avif", images.thumbnail(decoded.image), save=False)
        with transaction.atomic():
            User.objects.hold(person)
            photo.save()
            return Project.objects.create(owner=person, photo=photo, title=title or _("Untitled"))


def untaken_title(person: User, title: str) -> str:
    """With a number, if another project of theirs has it: the gardens of one day can be told apart."""
    longest = Project.title.field.max_length or 0
    title = title[: longest - len(" (9999)")]
    alike = person.projects.filter(deleted=None, title_key__startswith=folded(title))
    taken = set(alike.values_list("title", flat=True))
    numbered = (f"{title} ({number})" for number in range(2, len(taken) + 2))
    return title if title not in taken else next(name for name in numbered if name not in taken)


def find_camera(photo: Photo) -> None:
    """Ask for the camera of a photo, so that shapes in metres can be drawn on its ground."""
    camera = upstream.ground(signed_url(photo.file))
    if camera:
        Photo.objects.filter(id=photo.id).update(camera=camera)


def make_tiles(photo: Photo) -> None:
    """Cut a photo that is larger than its preview, so that the editor can show it sharply from near."""
    with photo.file.open("rb") as file, Image.open(file) as image:
        for column, row, content in images.tiles(image):
            photo.file.storage.save(tile_name(photo, column, row), content)


def has_tiles(photo: Photo) -> bool:
    return max(photo.width, photo.height) > images.PREVIEW_SIDE


def tile_name(photo: Photo, column: int, row: int) -> str:
    return f"{tiles_folder(photo)}{column}-{row}.jpg"


def tiles_folder(photo: Photo) -> str:
    return f"photos/{photo.id}/tiles/"


def draft_of(photo: Photo) -> Mask | None:
    return photo.masks.filter(is_draft=True).first()


def save_draft(photo: Photo, file: IO[bytes]) -> Mask:
    """Keep the area as it stands while it is being drawn: one draft a photo. Raises ImageError."""
    decoded = images.read_mask(file, (photo.width, photo.height), finished=False)
    draft = draft_of(photo) or Mask(photo=photo, is_draft=True)
    old_name = draft.file.name
    draft.coverage = decoded.coverage
    draft.file.save(f"drafts/{photo.id}/{uuid.uuid4().hex}.png", images.png(decoded.image), save=False)
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        # Two first drafts at once: the other one was sooner, and this area takes its place.
        first = draft_of(photo)
        if first is None:
            raise
        draft.id, old_name = first.id, first.file.name
        draft.save(force_update=True)
    if old_name:
        draft.file.storage.delete(old_name)
    return draft


def keep_mask(photo: Photo, file: IO[bytes] | None) -> Mask:
    """Store the area that a generation is asked for with. Raises ImageError."""
    decoded = images.read_mask(file, (photo.width, photo.height))
    mask = Mask(photo=photo, coverage=decoded.coverage)
    with all_or_none(mask.file):
        mask.file.save(f"masks/{mask.id}.png", images.png(decoded.image), save=False)
        if settings.EXTERIOR_API_MASK_INVERTED:
            mask.file.storage.save(inverted_name(mask), images.png(images.inverted(decoded.image)))
    mask.save()
    return mask


@contextmanager
def all_or_none(*files: FieldFile) -> Iterator[None]:
    """When one of them, or their row, cannot be stored, as on a full disk, the others go: nothing would name them."""
    try:
        yield
    except Exception:
        for file in files:
            if file.name:
                file.storage.delete(file.name)
        raise


def inverted_name(mask: Mask) -> str:
    return f"masks/{mask.id}-inverted.png"


def signed_url(file: FieldFile, name: str = "") -> str:
    """Where the upstream can fetch it, or what is named beside it: local storage gives paths, S3 whole URLs."""
    storage: Any = file.storage
    url: str = storage.url(name or file.name, expire=settings.UPSTREAM_URL_SECONDS)
    return url if url.startswith("http") else settings.SITE_URL + url
