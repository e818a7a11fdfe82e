"""Hands decoding to processes apart from this one, which limits may end without harm to it."""

import json
import mmap
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from django.conf import settings
from PIL import Image

DECODER = Path(__file__).with_name("decoding.py")
ANSWER_BYTES = 4096

_lock = threading.Lock()
# The decoder by the process that started it: one inherited by a fork belongs to the parent.
_decoders: dict[int, tuple[socket.socket, subprocess.Popen]] = {}
# Each job may take its whole share of memory, so that no more run at once than there are processors.
_places = threading.BoundedSemaphore(os.cpu_count() or 1)


class Died(Exception):
    """The process was ended before it answered: it took too much time or memory, or its decoder crashed."""


def decode(file, what: str, **options) -> tuple[Image.Image | None, dict]:
    """The decoded image and what the decoder says of it; no image when that is an error. Raises Died."""
    job = {
        "what": what,
        "max_pixels": settings.PHOTO_MAX_PIXELS,
        "memory_bytes": settings.PHOTO_READ_MEMORY_BYTES,
        "seconds": settings.PHOTO_READ_SECONDS,
        **options,
    }
    with _places, tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as pixels:
        file.seek(0)
        shutil.copyfileobj(file, source)
        source.flush()
        # The decoder reads by the same open file, and so from where it was left.
        source.seek(0)
        answer = _answer(json.dumps(job).encode(), source.fileno(), pixels.fileno())
        if "error" in answer:
            return None, answer
        return _image(answer.pop("mode"), tuple(answer.pop("size")), pixels), answer


def _answer(job: bytes, *files: int) -> dict:
    # Nothing at all came from a decoder that was ended from outside before it took the job up: the next one may.
    text = _asked(job, *files) or _asked(job, *files)
    if not text.strip():
        raise Died
    return json.loads(text)


def _asked(job: bytes, *files: int) -> bytes:
    here, there = socket.socketpair()
    with here:
        with there:
            _hand_over(there)
        try:
            socket.send_fds(here, [job], files)
            return b"".join(iter(lambda: here.recv(ANSWER_BYTES), b""))
        except ConnectionError:
            return b""


def _hand_over(job: socket.socket) -> None:
    with _lock:
        try:
            socket.send_fds(_decoder(), [b"j"], [job.fileno()])
        except ConnectionError:
            # It was ended from outside: the next one starts afresh.
            _end(*_decoders.pop(os.getpid()))
            socket.send_fds(_decoder(), [b"j"], [job.fileno()])


def _decoder() -> socket.socket:
    if os.getpid() not in _decoders:
        here, there = socket.socketpair()
        # -P keeps the script's folder, whose names are ours, from hiding modules that Pillow imports.
        command = [sys.executable, "-P", DECODER]
        with there:
            child = subprocess.Popen(command, stdin=there, start_new_session=True)  # noqa: S603  our own words
            _decoders[os.getpid()] = here, child
    return _decoders[os.getpid()][0]


def _end(jobs: socket.socket, process: subprocess.Popen) -> None:
    jobs.close()
    process.kill()
    process.wait()


def _image(mode: str, size: tuple[int, int], pixels) -> Image.Image:
    length = size[0] * size[1] * len(mode)
    with mmap.mmap(pixels.fileno(), 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped)[-length:] as plain:
        return Image.frombytes(mode, size, plain)
