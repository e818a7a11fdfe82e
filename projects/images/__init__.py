"""All of Pillow: photos and areas decoded under limits, and written again as what the site keeps."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from PIL import Image, ImageOps

from projects.images import apart, honest, words

PREVIEW_SIDE = 2048
THUMBNAIL_SIDE = 640
TILE_SIDE = 512
EXIF_IFD = 0x8769
FOCAL_LENGTH_35MM = 0xA405


class ImageError(Exception):
    """An upload that cannot be used. ``message`` is for the person, in the language of the page."""

    def __init__(self, code: str, message):
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class DecodedPhoto:
    image: Image.Image
    focal_35mm: float | None


@dataclass(frozen=True)
class DecodedMask:
    image: Image.Image
    coverage: float


def read_photo(file) -> DecodedPhoto:
    """Decode an upload to an upright sRGB image without metadata. Raises ImageError."""
    image, about = _read(file, "photo", words.PHOTO, min_side=settings.PHOTO_MIN_SIDE)
    return DecodedPhoto(image, about["focal_35mm"])


def read_logo(file) -> Image.Image:
    """Decode a logo, on white where it is transparent. Raises ImageError."""
    image, _about = _read(file, "photo", words.LOGO, settings.LOGO_MAX_BYTES, min_side=words.LOGO_MIN_SIDE)
    return image


def read_picture(content: bytes) -> Image.Image:
    """Decode a result of the upstream. Raises ImageError."""
    image, _about = _read(io.BytesIO(content), "photo", words.PHOTO, settings.PHOTO_MAX_BYTES * 4, min_side=1)
    return image


def read_mask(file, size: tuple[int, int], finished: bool = True) -> DecodedMask:
    """Decode an area to black and white at the photo's size, white where something is to stand.

    Grey edges are cut at the middle; another size of the same shape is scaled. An area that is still being drawn
    (not ``finished``) may cover the whole photo. Raises ImageError.
    """
    image, about = _read(file, "mask", words.AREA, size=size, finished=finished)
    return DecodedMask(image, about["coverage"])


def opened(file: FieldFile) -> Image.Image:
    """What the site stored itself, decoded, with its file closed again."""
    with file.open("rb") as stored:
        image = Image.open(stored)
        image.load()
    return image


def jpeg(image: Image.Image, focal_35mm: float | None = None) -> ContentFile:
    """The full photo. Of its metadata only the focal length stays, which the renderer's camera needs."""
    exif = Image.Exif()
    if focal_35mm:
        exif.get_ifd(EXIF_IFD)[FOCAL_LENGTH_35MM] = round(focal_35mm)
    return encoded(image, "JPEG", quality=95, subsampling=0, exif=exif)


def png(image: Image.Image, xmp: bytes = b"") -> ContentFile:
    return encoded(image, "PNG", xmp, compress_level=3)


def kept_png(image: Image.Image, content: bytes, xmp: bytes) -> ContentFile:
    """The PNG of an image that was decoded from ``content``: where that is one and plain, its own pixels as packed."""
    return ContentFile(honest.marked(content, xmp)) if honest.is_plain_png(content) else png(image, xmp)


def preview(image: Image.Image, side: int = PREVIEW_SIDE, xmp: bytes = b"") -> ContentFile:
    """A WebP no longer than ``side`` pixels on its longer side."""
    return encoded(_small(image, side), "WEBP", xmp, quality=81, method=1)


def thumbnail(image: Image.Image, xmp: bytes = b"") -> ContentFile:
    """An AVIF, a third of a WebP that looks the same: a phone waits for nothing else before it shows a page."""
    return encoded(_small(image, THUMBNAIL_SIDE), "AVIF", xmp, quality=44, speed=9)


def tiles(photo: Image.Image) -> Iterator[tuple[int, int, ContentFile]]:
    """Column, row and JPEG of each square of TILE_SIDE pixels of the whole photo; those at its end are smaller."""
    for row in range(0, photo.height, TILE_SIDE):
        for column in range(0, photo.width, TILE_SIDE):
            box = (column, row, min(column + TILE_SIDE, photo.width), min(row + TILE_SIDE, photo.height))
            yield column // TILE_SIDE, row // TILE_SIDE, encoded(photo.crop(box), "JPEG", quality=88)


def _small(image: Image.Image, side: int) -> Image.Image:
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3)
    return small


def inverted(mask: Image.Image) -> Image.Image:
    return ImageOps.invert(mask)


def encoded(image: Image.Image, file_format: str, xmp: bytes = b"", **options) -> ContentFile:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options, **honest.options(file_format, xmp))
    return ContentFile(buffer.getvalue())


def _read(file, what: str, messages: dict, max_bytes: int = 0, **options) -> tuple[Image.Image, dict]:
    max_bytes = max_bytes or settings.PHOTO_MAX_BYTES
    file.seek(0, io.SEEK_END)
    length = file.tell()
    if length == 0:
        raise _error("empty_file", messages)
    if length > max_bytes:
        raise _error("too_heavy", messages)
    try:
        image, about = apart.decode(file, what, **options)
    except apart.Died as error:
        raise _error("too_demanding", messages) from error
    if image is None:
        raise _error(about["error"], messages)
    return image, about


def _error(code: str, messages: dict) -> ImageError:
    return ImageError(code, words.filled(messages[code]))
