"""Hands images to processes apart from this one, which limits may end without harm to it."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from django.conf import settings

DECODER = Path(__file__).with_name("decoding.py")
ANSWER_BYTES = 4096

_lock = threading.Lock()
# The decoder by the process that started it: one inherited by a fork belongs to the parent.
_decoders: dict[int, tuple[socket.socket, subprocess.Popen[bytes]]] = {}
# Each job may take its whole share of memory, so that no more run at once than there are processors.
_places = threading.BoundedSemaphore(os.cpu_count() or 1)


class Died(Exception):
    """The process was ended before it answered: it took too much time or memory, or its decoder crashed."""


def look(content: bytes, **order: Any) -> tuple[dict[str, Any], bytes]:
    """What `decoding.look` says of an image, or its `error`; and the content to keep. Raises Died."""
    limits = {"memory_bytes": settings.PHOTO_READ_MEMORY_BYTES, "seconds": settings.PHOTO_READ_SECONDS}
    with _places, tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as anew:
        source.write(content)
        source.flush()
        # The decoder reads by the same open file, and so from where it was left.
        source.seek(0)
        answer = _answer(json.dumps(limits | order).encode(), source.fileno(), anew.fileno())
        if answer.get("anew"):
            anew.seek(0)
            content = anew.read()
    return answer, content


def _answer(job: bytes, *files: int) -> dict[str, Any]:
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
            jobs, process = _decoders.pop(os.getpid())
            jobs.close()
            process.kill()
            process.wait()
            socket.send_fds(_decoder(), [b"j"], [job.fileno()])


def _decoder() -> socket.socket:
    if os.getpid() not in _decoders:
        here, there = socket.socketpair()
        # -P keeps the script's folder, whose names are ours, from hiding modules that Pillow imports.
        command = [sys.executable, "-P", str(DECODER)]
        with there:
            child = subprocess.Popen(command, stdin=there.fileno(), start_new_session=True)  # noqa: S603  our own words
            _decoders[os.getpid()] = here, child
    return _decoders[os.getpid()][0]
