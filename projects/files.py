"""Where everything of a person lies in storage, and how it gets there and away again."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage
from django.db.models.fields.files import FieldFile

from projects.models import Generation, Mask, Photo, ShareLink


def photo_folder(photo: Photo) -> str:
    return f"photos/{photo.id}/"


def tiles_folder(photo: Photo) -> str:
    return f"{photo_folder(photo)}tiles/"


def tile_name(photo: Photo, column: int, row: int) -> str:
    return f"{tiles_folder(photo)}{column}-{row}.jpg"


def drafts_folder(photo: Photo) -> str:
    return f"drafts/{photo.id}/"


def draft_name(photo: Photo) -> str:
    return f"{drafts_folder(photo)}{uuid.uuid4().hex}.png"


def mask_name(mask: Mask) -> str:
    return f"masks/{mask.id}.png"


def inverted_name(mask: Mask) -> str:
    """Beside the mask, for an upstream that takes black for the area."""
    return f"masks/{mask.id}-inverted.png"


def pictures_folder(generation: Generation) -> str:
    """Of a generation's pictures, and of the forms in which they are taken away."""
    return f"pictures/{generation.id}/"


def picture_name(generation: Generation, position: int) -> str:
    """Without an ending, and another one each time: of two collectors neither may lose the other's file."""
    return f"{pictures_folder(generation)}{position}-{uuid.uuid4().hex[:12]}"


def share_folder(share: ShareLink) -> str:
    return f"shares/{share.id}/"


def card_name(share: ShareLink) -> str:
    return f"{share_folder(share)}card.jpg"


def logo_name() -> str:
    return f"logos/{uuid.uuid4().hex}.png"


def export_name() -> str:
    return f"exports/{uuid.uuid4().hex}.zip"


def names_in(storage: Storage, folder: str) -> list[str]:
    try:
        _folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return []
    return [folder + name for name in files]


@contextmanager
def all_or_none(*files: FieldFile) -> Iterator[None]:
    """When one of them, or their row, cannot be stored, as on a full disk, the others go: nothing would name them."""
    try:
        yield
    except BaseException:
        for file in files:
            if file.name:
                file.storage.delete(file.name)
        raise


def signed_url(file: FieldFile, name: str = "") -> str:
    """Where the upstream can fetch it, or what is named beside it: local storage gives paths, S3 whole URLs."""
    storage: Any = file.storage
    url: str = storage.url(name or file.name, expire=settings.UPSTREAM_URL_SECONDS)
    return url if url.startswith("http") else settings.SITE_URL + url
