"""Decoding under limits, in a process of its own that may end at any moment. Knows nothing of Django.

Run as a script, this is a server on its standard input: every socket that arrives there is a job, done in a forked
child with limits on memory and time. It comes with two files; the pixels are written to the second.
"""

import contextlib
import io
import json
import os
import resource
import signal
import socket
import warnings

import pillow_heif
from PIL import Image, ImageCms, UnidentifiedImageError

pillow_heif.register_heif_opener(thumbnails=False)

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "GIF", "BMP")
JOB_BYTES = 4096
# Before the answer, which is JSON: from here on no other decoder may be given the job.
TAKEN = b" "
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
EXIF_IFD = 0x8769
FOCAL_LENGTH_35MM = 0xA405
# Two shapes count as the same when their aspect ratios differ by less than this part.
SHAPE_TOLERANCE = 0.01
# Mean chroma (of 255) above which an area file is taken for a coloured picture, not for an area.
MASK_MAX_CHROMA = 24
FULL_COVERAGE = 0.97


class DecodeError(Exception):
    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def decode(file, what: str, max_pixels: int, **options) -> tuple[Image.Image, dict]:
    """The image, RGB or for an area L, and what else is known of it. Raises DecodeError for whatever is wrong."""
    Image.MAX_IMAGE_PIXELS = max_pixels
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return {"photo": photo, "mask": mask}[what](_open(file, max_pixels), **options)
        except DecodeError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise DecodeError("too_many_pixels") from error
        except MemoryError as error:
            raise DecodeError("too_demanding") from error
        except Exception as error:
            raise DecodeError("broken") from error


def photo(image: Image.Image, min_side: int) -> tuple[Image.Image, dict]:
    """Upright, in sRGB, on white paper where it was transparent; of an animation the first frame."""
    if min(image.size) < min_side:
        raise DecodeError("too_small")
    focal, profile = _focal_35mm(image), image.info.get("icc_profile")
    image = _upright(image)
    if image.mode.startswith(("I", "F")):
        image = _eight_bit(image)
    image = _to_srgb(image, profile) if profile else image
    if image.has_transparency_data:
        image = _on_paper(image, "white")
    return image.convert("RGB"), {"focal_35mm": focal}


def mask(image: Image.Image, size: tuple[int, int], finished: bool) -> tuple[Image.Image, dict]:
    """Black and white at the photo's size. Grey edges are cut at the middle; another size of its shape is scaled."""
    image = _upright(image)
    if abs(image.width * size[1] / (image.height * size[0]) - 1) > SHAPE_TOLERANCE:
        raise DecodeError("mask_shape")
    grey = _mask_grey(image)
    if grey.size != tuple(size):
        grey = grey.resize(size, Image.Resampling.BILINEAR)
    cut = grey.point(lambda value: 255 if value >= 128 else 0)
    coverage = cut.histogram()[255] / (size[0] * size[1])
    if coverage == 0:
        raise DecodeError("mask_empty")
    if finished and coverage > FULL_COVERAGE:
        raise DecodeError("mask_full")
    return cut, {"coverage": coverage}


def serve(jobs: socket.socket) -> None:
    # Children are nobody's to wait for: how they ended is seen at the other end of their socket.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Image.init()
    while (arrived := socket.recv_fds(jobs, 1, 1))[0]:
        job = socket.socket(fileno=arrived[1][0])
        if os.fork() == 0:
            jobs.close()
            with contextlib.suppress(BrokenPipeError):
                _work(job)
            os._exit(0)
        job.close()


def _work(job: socket.socket) -> None:
    text, files, _flags, _address = socket.recv_fds(job, JOB_BYTES, 2)
    job.sendall(TAKEN)
    limits = json.loads(text)
    limit(limits.pop("memory_bytes"), limits.pop("seconds"))
    try:
        with open(files[0], "rb") as source, open(files[1], "wb") as pixels:
            image, about = decode(source, **limits)
            # The quickest way to a file: a short header and the pixels, without another copy in memory.
            image.save(pixels, "PPM")
    except DecodeError as error:
        answer = {"error": error.code}
    except MemoryError:
        answer = {"error": "too_demanding"}
    else:
        answer = {"mode": image.mode, "size": image.size, **about}
    job.sendall(json.dumps(answer).encode())


def limit(memory_bytes: int, seconds: int) -> None:
    """From here on this process is killed by the system when it takes more. Waiting counts a third."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(seconds * 3)
    # macOS knows the name of this one but does not set it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _open(file, max_pixels: int) -> Image.Image:
    try:
        image = Image.open(file, formats=FORMATS)
    except UnidentifiedImageError as error:
        raise DecodeError("not_an_image") from error
    if image.width * image.height > max_pixels:
        raise DecodeError("too_many_pixels")
    return image


def _upright(image: Image.Image) -> Image.Image:
    image.seek(0)
    image.load()
    try:
        orientation = image.getexif().get(ORIENTATION)
    except Exception:
        # Metadata that make no sense are no reason to refuse the pixels.
        return image
    return image.transpose(TURNS[orientation]) if orientation in TURNS else image


def _eight_bit(image: Image.Image) -> Image.Image:
    if image.mode == "F":
        low, high = image.getextrema()
        scale = 255 / ((high - low) or 1)
        return image.point(lambda value: value * scale - low * scale).convert("L")
    return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")


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
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def _on_paper(image: Image.Image, colour: str) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", image.size, colour), image.convert("RGBA"))


def _mask_grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        return _eight_bit(image)
    if image.has_transparency_data:
        image = _on_paper(image, "black")
    if image.mode not in ("1", "L"):
        saturation = image.convert("RGB").resize((64, 64), Image.Resampling.BOX).convert("HSV")
        chroma = [s * v / 255 for _h, s, v in saturation.get_flattened_data()]
        if sum(chroma) / len(chroma) > MASK_MAX_CHROMA:
            raise DecodeError("mask_colour")
    return image.convert("L")


def _focal_35mm(image: Image.Image) -> float | None:
    try:
        value = float(image.getexif().get_ifd(EXIF_IFD).get(FOCAL_LENGTH_35MM, 0))
    except Exception:
        return None
    return value if 8 <= value <= 800 else None


if __name__ == "__main__":
    serve(socket.socket(fileno=0))
