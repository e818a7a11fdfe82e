"""The images that callers name: fetched once, checked, stored."""

import hashlib
import io
import struct
import uuid
import zlib
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urldefrag

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageChops, ImageOps

from .errors import ApiError
from .fetching import FetchError, fetch
from .models import Account, InputImage

LARGEST_BYTES = 60_000_000
LARGEST_PIXELS = 60_000_000
SMALLEST_SIDE = 64
KEPT = timedelta(hours=24)
# A phone's MPO is opened as the JPEG that it begins with.
FORMATS = ("JPEG", "PNG")
ORIENTATION = 0x0112
SIDEWAYS = (5, 6, 7, 8)
# What Pillow's decoders raise on damaged files, besides OSError.
DAMAGED = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error, zlib.error, OverflowError)


@dataclass(frozen=True)
class Checked:
    width: int
    height: int
    content: bytes
    suffix: str


def take_photo(account: Account, url: str, field: str) -> InputImage:
    """The image behind a URL, checked and stored. Its row is new and unsaved where it had to be fetched."""
    return _take(account, url, field, InputImage.Role.PHOTO)


def take_mask(account: Account, url: str, field: str) -> InputImage:
    return _take(account, url, field, InputImage.Role.MASK)


def keep(image: InputImage) -> InputImage:
    if image.pk is None:
        image.save()
    return image


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


def check_photo(content: bytes, field: str) -> Checked:
    image = _open(content, field)
    width, height = image.size
    if image.getexif().get(ORIENTATION) in SIDEWAYS:
        width, height = height, width
    # A JPEG is decoded at an eighth of its size: enough to find damage, and ten times as fast.
    image.draft(None, (width // 8, height // 8))
    _load(image, field)
    return Checked(width, height, content, "png" if image.format == "PNG" else "jpg")


def check_mask(content: bytes, field: str) -> Checked:
    image = _open(content, field)
    _load(image, field)
    plain = image.format == "PNG" and image.mode in ("1", "L") and not image.has_transparency_data
    if not plain:
        image, content = _in_grey(image)
    if image.getextrema()[1] < 128:
        raise ApiError(422, "mask_empty", _("The mask is empty: paint the area in white on black."), field=field)
    return Checked(*image.size, content, "png")


def _in_grey(mask: Image.Image) -> tuple[Image.Image, bytes]:
    mask = ImageOps.exif_transpose(mask)
    grey = mask.convert("L")
    if mask.has_transparency_data:
        grey = ImageChops.multiply(grey, mask.convert("RGBA").getchannel("A"))
    file = io.BytesIO()
    grey.save(file, "PNG", compress_level=1)
    return grey, file.getvalue()


def _take(account: Account, url: str, field: str, role: InputImage.Role) -> InputImage:
    digest = hashlib.sha256(urldefrag(url).url.encode()).hexdigest()
    known = account.inputs.filter(role=role, url_digest=digest, created_at__gt=timezone.now() - KEPT)
    if found := known.order_by("-created_at").first():
        return found
    check = check_photo if role == InputImage.Role.PHOTO else check_mask
    checked = check(_fetch(url, field), field)
    name = storages["api"].save(f"inputs/{uuid.uuid4()}.{checked.suffix}", ContentFile(checked.content))
    return InputImage(
        account=account, role=role, url_digest=digest, name=name, width=checked.width, height=checked.height
    )


def _fetch(url: str, field: str) -> bytes:
    try:
        return fetch(url, largest=LARGEST_BYTES)
    except FetchError as error:
        if error.code == "too_large":
            raise ApiError(413, "image_too_large", str(error), field=field) from error
        raise ApiError(422, f"image_{error.code}", str(error), field=field) from error


def _open(content: bytes, field: str) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(field) from error
    except DAMAGED as error:
        raise ApiError(415, "image_type", _("The file is not a JPEG or PNG image."), field=field) from error
    if image.width * image.height > LARGEST_PIXELS:
        raise _too_many_pixels(field)
    if min(image.size) < SMALLEST_SIDE:
        message = _("The image is too small: each side needs %s pixels.") % SMALLEST_SIDE
        raise ApiError(422, "image_too_small", message, field=field)
    return image


def _load(image: Image.Image, field: str) -> None:
    try:
        image.load()
    except DAMAGED as error:
        message = _("The image is damaged and cannot be read.")
        raise ApiError(422, "image_unreadable", message, field=field) from error


def _too_many_pixels(field: str) -> ApiError:
    message = _("The image has more than %s million pixels.") % (LARGEST_PIXELS // 1_000_000)
    return ApiError(413, "image_too_large", message, field=field)
