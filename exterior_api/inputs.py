"""The images that callers name: fetched once, checked, stored."""

import hashlib
import threading
import uuid
from collections.abc import Sequence
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urldefrag

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from . import apart
from .errors import ApiError
from .fetching import FetchError, fetch
from .models import Account, InputImage
from .prepared import Prepared

LARGEST_BYTES = 60_000_000
LARGEST_PIXELS = 60_000_000
SMALLEST_SIDE = 64
KEPT = timedelta(hours=24)

IMAGE_FIELDS = ("id", "role", "url_digest", "name", "width", "height")
# An order names two images at most, its photo and its mask.
BY_DIGEST = Prepared(
    lambda account, first, last, since: (
        InputImage.objects.filter(account=account, url_digest__in=[first, last], created_at__gt=since)
        .order_by("created_at")
        .values(*IMAGE_FIELDS)
    ),
    account=-1,
    first="@first",
    last="@last",
    since=datetime(2000, 1, 1, tzinfo=UTC),
)


@dataclass(frozen=True)
class Given:
    """An image as a caller gives it: str is an address to fetch, bytes are the image."""

    source: str | bytes
    field: str
    role: InputImage.Role

    @property
    def digest(self) -> str:
        # No URL has a NUL in it, so that no content can pass for one.
        named = b"\0" + self.source if isinstance(self.source, bytes) else urldefrag(self.source).url.encode()
        return hashlib.sha256(named).hexdigest()


def photo(source: str | bytes, field: str) -> Given:
    return Given(source, field, InputImage.Role.PHOTO)


def mask(source: str | bytes, field: str) -> Given:
    return Given(source, field, InputImage.Role.MASK)


def take(account: Account, *images: Given) -> list[InputImage]:
    """The images, checked and stored. The row of one that was not known is new and unsaved."""
    known = _known(account, images)
    new = [image for image in images if image.digest not in known[image.role]]
    made = {image: _made(account, image, content) for image, content in zip(new, _contents(new), strict=True)}
    return [made[image] if image in made else known[image.role][image.digest] for image in images]


def keep(*images: InputImage) -> None:
    InputImage.objects.bulk_create(image for image in images if image.pk is None)


def require_same_shape(photo: InputImage, mask: InputImage) -> None:
    """A mask of another size is scaled later; one of another shape cannot lie on the photo."""
    expected = mask.width * photo.height / photo.width
    if abs(mask.height - expected) > max(1.0, 0.01 * expected):
        raise ApiError(
            422,
            "mask_of_another_shape",
            _(
                "The mask is {mask_width} × {mask_height}, the photo {width} × {height}: they must have one shape."
            ).format(mask_width=mask.width, mask_height=mask.height, width=photo.width, height=photo.height),
            field="mask_url",
        )


def _known(account: Account, images: Sequence[Given]) -> dict[str, dict[str, InputImage]]:
    """What was taken before, by role and digest; of several the newest."""
    first, last = images[0].digest, images[-1].digest
    rows = BY_DIGEST.rows(account=account.pk, first=first, last=last, since=timezone.now() - KEPT)
    known: dict[str, dict[str, InputImage]] = {role: {} for role in InputImage.Role.values}
    for row in rows:
        image = InputImage.from_db(connection.alias, IMAGE_FIELDS, [row[name] for name in IMAGE_FIELDS])
        known[image.role][image.url_digest] = image
    return known


def _contents(images: Sequence[Given]) -> list[bytes]:
    """The contents, fetched side by side: callers' servers are far away."""
    if len(images) < 2 or any(isinstance(image.source, bytes) for image in images):
        return [_content(image) for image in images]
    outcomes: dict[Given, bytes | Exception] = {}
    # The context carries the caller's language into the thread.
    threads = [
        threading.Thread(target=copy_context().run, args=(_note_content, image, outcomes), daemon=True)
        for image in images[1:]
    ]
    for thread in threads:
        thread.start()
    _note_content(images[0], outcomes)
    for thread in threads:
        thread.join()
    return [_unpacked(outcomes[image]) for image in images]


def _note_content(image: Given, outcomes: dict[Given, bytes | Exception]) -> None:
    try:
        outcomes[image] = _content(image)
    except Exception as error:
        outcomes[image] = error


def _unpacked(outcome: bytes | Exception) -> bytes:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _content(image: Given) -> bytes:
    if isinstance(image.source, bytes):
        if len(image.source) > LARGEST_BYTES:
            raise ApiError(
                413,
                "image_too_large",
                _("The file is larger than %s MB. Send a smaller one.") % (LARGEST_BYTES // 1_000_000),
                field=image.field,
            )
        return image.source
    try:
        return fetch(image.source, largest=LARGEST_BYTES)
    except FetchError as error:
        if error.code == "too_large":
            raise ApiError(413, "image_too_large", str(error), field=image.field) from error
        raise ApiError(422, f"image_{error.code}", str(error), field=image.field) from error


def _made(account: Account, image: Given, content: bytes) -> InputImage:
    checked, content = _checked(image, content)
    name = storages["api"].save(f"inputs/{uuid.uuid4()}.{checked['suffix']}", ContentFile(content))
    return InputImage(
        account=account,
        role=image.role,
        url_digest=image.digest,
        name=name,
        width=checked["width"],
        height=checked["height"],
    )


def _checked(image: Given, content: bytes) -> tuple[dict[str, Any], bytes]:
    role = "photo" if image.role == InputImage.Role.PHOTO else "mask"
    try:
        checked, content = apart.look(content, role=role, largest_pixels=LARGEST_PIXELS, smallest_side=SMALLEST_SIDE)
    except apart.Died as error:
        raise _refused("image_unreadable", image.field) from error
    if "error" in checked:
        raise _refused(checked["error"], image.field)
    return checked, content


def _refused(code: str, field: str) -> ApiError:
    status, words = {
        "image_type": (415, _("The file is not a JPEG or PNG image. Its content decides, not its name.")),
        "image_too_large": (413, _("The image has more than %s million pixels. Send a smaller one.")),
        "image_too_small": (422, _("The image is too small: each side needs %s pixels.")),
        "image_unreadable": (422, _("The image is damaged and cannot be read. Save it again as JPEG or PNG.")),
        "mask_empty": (422, _("The mask is empty: paint the area in white on black.")),
    }[code]
    limit = SMALLEST_SIDE if code == "image_too_small" else LARGEST_PIXELS // 1_000_000
    return ApiError(status, code, words % limit if "%s" in words else words, field=field)
