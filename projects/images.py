"""All of Pillow: safe decoding under limits, turning upright, previews, and areas made regular."""

import io
import warnings
from dataclasses import dataclass

import pillow_heif
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

pillow_heif.register_heif_opener(thumbnails=False)
warnings.simplefilter("error", Image.DecompressionBombWarning)
Image.MAX_IMAGE_PIXELS = settings.PHOTO_MAX_PIXELS

PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "GIF", "BMP")
PREVIEW_SIDE = 2048
THUMBNAIL_SIDE = 640
EXIF_IFD = 0x8769
FOCAL_LENGTH_35MM = 0xA405
# Two shapes count as the same when their aspect ratios differ by less than this part.
SHAPE_TOLERANCE = 0.01
# Mean chroma (of 255) above which an area file is taken for a coloured picture, not for an area.
MASK_MAX_CHROMA = 24


class ImageError(Exception):
    """An upload that cannot be used. ``message`` is for the person, lazily translated."""

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
    image = _open(file, settings.PHOTO_MAX_BYTES)
    if min(image.size) < settings.PHOTO_MIN_SIDE:
        raise ImageError(
            "too_small",
            _("This photo is too small. It needs at least %(side)s pixels on each side.")
            % {"side": settings.PHOTO_MIN_SIDE},
        )
    focal = _focal_35mm(image)
    return DecodedPhoto(_upright_srgb(image), focal)


def read_picture(content: bytes) -> Image.Image:
    """Decode a result of the upstream. Raises ImageError."""
    return _upright_srgb(_open(io.BytesIO(content), settings.PHOTO_MAX_BYTES * 4))


def read_mask(file, size: tuple[int, int]) -> DecodedMask:
    """Decode an area to black and white at the photo's size, white where something is to stand.

    Grey edges are cut at the middle; another size of the same shape is scaled. Raises ImageError.
    """
    image = _open(file, settings.PHOTO_MAX_BYTES)
    image = ImageOps.exif_transpose(_loaded(image))
    if abs(image.width * size[1] / (image.height * size[0]) - 1) > SHAPE_TOLERANCE:
        raise ImageError("mask_shape", _("This area was made for a photo of another shape."))
    grey = _mask_grey(image)
    if grey.size != size:
        grey = grey.resize(size, Image.Resampling.BILINEAR)
    mask = grey.point(lambda value: 255 if value >= 128 else 0)
    coverage = mask.histogram()[255] / (size[0] * size[1])
    if coverage == 0:
        raise ImageError("mask_empty", _("Nothing is marked yet. Draw the area on the photo first."))
    if coverage > 0.97:
        raise ImageError("mask_full", _("The whole photo is marked. Mark only the ground that should change."))
    return DecodedMask(mask, coverage)


def jpeg(image: Image.Image, focal_35mm: float | None = None) -> ContentFile:
    """The full photo. Of its metadata only the focal length stays, which the renderer's camera needs."""
    exif = Image.Exif()
    if focal_35mm:
        exif.get_ifd(EXIF_IFD)[FOCAL_LENGTH_35MM] = round(focal_35mm)
    return _encoded(image, "JPEG", quality=95, subsampling=0, exif=exif)


def png(image: Image.Image) -> ContentFile:
    return _encoded(image, "PNG", compress_level=4)


def preview(image: Image.Image, side: int = PREVIEW_SIDE) -> ContentFile:
    """A WebP no longer than ``side`` pixels on its longer side."""
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3)
    return _encoded(small, "WEBP", quality=82, method=3)


def thumbnail(image: Image.Image) -> ContentFile:
    return preview(image, THUMBNAIL_SIDE)


def inverted(mask: Image.Image) -> Image.Image:
    return ImageOps.invert(mask)


def _open(file, max_bytes: int) -> Image.Image:
    file.seek(0, io.SEEK_END)
    length = file.tell()
    file.seek(0)
    if length == 0:
        raise ImageError("empty_file", _("This file is empty."))
    if length > max_bytes:
        raise ImageError(
            "too_heavy", _("This file is too large. The limit is %(limit)s MB.") % {"limit": max_bytes // 2**20}
        )
    try:
        image = Image.open(file, formats=PHOTO_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise ImageError("not_an_image", _("This file is not a picture that we can read.")) from error
    except Exception as error:
        raise _broken() from error
    if image.width * image.height > settings.PHOTO_MAX_PIXELS:
        raise _too_many_pixels()
    return image


def _loaded(image: Image.Image) -> Image.Image:
    try:
        image.seek(0)
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:
        raise _broken() from error
    return image


def _upright_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    image = _loaded(image)
    try:
        image = ImageOps.exif_transpose(image)
        if image.mode.startswith(("I", "F")):
            image = _eight_bit(image)
        image = _to_srgb(image, profile) if profile else image
        if image.has_transparency_data:
            paper = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(paper, image.convert("RGBA"))
        image = image.convert("RGB")
    except ImageError:
        raise
    except Exception as error:
        raise _broken() from error
    # A fresh image, so that nothing of the file's metadata can be written out again.
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    return clean


def _eight_bit(image: Image.Image) -> Image.Image:
    if image.mode == "F":
        low, high = image.getextrema()
        return image.point(lambda v: (v - low) * (255 / ((high - low) or 1))).convert("L")
    return image.convert("I").point(lambda v: v * (1 / 257)).convert("L")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    # Pillow cannot transform palettes, and a broken profile is no reason to refuse a photo.
    try:
        if image.mode not in ("RGB", "RGBA", "CMYK", "L"):
            image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        plain = image.convert("RGB") if alpha else image
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        if alpha:
            converted.putalpha(alpha)
        return converted
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _mask_grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        return _eight_bit(image)
    if image.has_transparency_data:
        black = Image.new("RGBA", image.size, "black")
        image = Image.alpha_composite(black, image.convert("RGBA"))
    if image.mode not in ("1", "L"):
        saturation = image.convert("RGB").resize((64, 64), Image.Resampling.BOX).convert("HSV")
        chroma = [s * v / 255 for _h, s, v in saturation.get_flattened_data()]
        if sum(chroma) / len(chroma) > MASK_MAX_CHROMA:
            raise ImageError("mask_colour", _("This looks like a photo. An area is a black and white picture."))
    return image.convert("L")


def _focal_35mm(image: Image.Image) -> float | None:
    try:
        value = float(image.getexif().get_ifd(EXIF_IFD).get(FOCAL_LENGTH_35MM, 0))
    except Exception:
        return None
    return value if 8 <= value <= 800 else None


def _encoded(image: Image.Image, file_format: str, **options) -> ContentFile:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return ContentFile(buffer.getvalue())


def _too_many_pixels() -> ImageError:
    return ImageError(
        "too_many_pixels",
        _("This photo has too many pixels. The limit is %(limit)s megapixels.")
        % {"limit": settings.PHOTO_MAX_PIXELS // 1_000_000},
    )


def _broken() -> ImageError:
    return ImageError("broken", _("This picture is damaged and cannot be read to the end. Please try another copy."))
