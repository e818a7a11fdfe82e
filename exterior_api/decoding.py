"""Images that callers send, decoded under limits, in a process that may end at any moment. Knows nothing of Django.

Run as a script, this is a server on its standard input: every socket that arrives there is a job, done in a forked
child with limits on memory and time. It comes with two files; a mask that is written anew goes to the second.
"""

import contextlib
import json
import os
import resource
import signal
import socket
import struct
import zlib
from typing import Any, BinaryIO

from PIL import Image, ImageChops, ImageOps

# A phone's MPO is opened as the JPEG that it begins with.
FORMATS = ("JPEG", "PNG")
ORIENTATION = 0x0112
SIDEWAYS = (5, 6, 7, 8)
JOB_BYTES = 4096
# Before the answer, which is JSON: from here on no other decoder may be given the job.
TAKEN = b" "
# What Pillow's decoders raise on damaged files, besides OSError.
DAMAGED = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error, zlib.error, OverflowError)


class Unusable(Exception):
    """`code` is one of image_type, image_too_large, image_too_small, image_unreadable, mask_empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def look(source: BinaryIO, anew: BinaryIO, *, role: str, largest_pixels: int, smallest_side: int) -> dict[str, Any]:
    """Size, suffix, and whether a mask was written anew. Raises Unusable."""
    image = _open(source, largest_pixels, smallest_side)
    return _look_at_photo(image) if role == "photo" else _look_at_mask(image, anew)


def _look_at_photo(image: Image.Image) -> dict[str, Any]:
    width, height = image.size
    if _orientation(image) in SIDEWAYS:
        width, height = height, width
    # A JPEG is decoded at an eighth of its size: enough to find damage, and ten times as fast.
    image.draft(None, (width // 8, height // 8))
    _load(image)
    return {"width": width, "height": height, "suffix": "png" if image.format == "PNG" else "jpg", "anew": False}


def _look_at_mask(image: Image.Image, anew: BinaryIO) -> dict[str, Any]:
    _load(image)
    plain = image.format == "PNG" and image.mode in ("1", "L") and not image.has_transparency_data
    if not plain:
        image = _in_grey(image)
        image.save(anew, "PNG", compress_level=1)
    # Of a grey image, the number of pixels by their tone.
    if not sum(image.histogram()[128:]):
        raise Unusable("mask_empty")
    return {"width": image.width, "height": image.height, "suffix": "png", "anew": not plain}


def _in_grey(mask: Image.Image) -> Image.Image:
    mask = ImageOps.exif_transpose(mask)
    grey = mask.convert("L")
    if mask.has_transparency_data:
        grey = ImageChops.multiply(grey, mask.convert("RGBA").getchannel("A"))
    return grey


def _open(source: BinaryIO, largest_pixels: int, smallest_side: int) -> Image.Image:
    try:
        image = Image.open(source, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unusable("image_too_large") from error
    except DAMAGED as error:
        raise Unusable("image_type") from error
    if image.width * image.height > largest_pixels:
        raise Unusable("image_too_large")
    if min(image.size) < smallest_side:
        raise Unusable("image_too_small")
    return image


def _orientation(image: Image.Image) -> int | None:
    try:
        return image.getexif().get(ORIENTATION)
    except DAMAGED:
        return None


def _load(image: Image.Image) -> None:
    try:
        image.load()
    except DAMAGED as error:
        raise Unusable("image_unreadable") from error


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
    order = json.loads(text)
    _limit(order.pop("memory_bytes"), order.pop("seconds"))
    try:
        with open(files[0], "rb") as source, open(files[1], "wb") as anew:
            answer = look(source, anew, **order)
    except Unusable as error:
        answer = {"error": error.code}
    except (*DAMAGED, MemoryError):
        answer = {"error": "image_unreadable"}
    job.sendall(json.dumps(answer).encode())


def _limit(memory_bytes: int, seconds: int) -> None:
    """From here on this process is ended by the system when it takes more. Waiting counts a third."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(seconds * 3)
    # macOS knows the name of this one but does not set it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


if __name__ == "__main__":
    serve(socket.socket(fileno=0))
