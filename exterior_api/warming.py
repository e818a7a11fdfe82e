"""Getting the renderer's compiled kernels ready, before the first job asks for them where possible."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery.signals import worker_ready, worker_shutdown
from django.conf import settings

logger = logging.getLogger(__name__)

OWN_RENDERER = "exterior_api.rendering.render_with_engine"
QUEUE = "render"
# A process of its own compiles into the kernels' cache on disk, so that a job never waits for another kind's
# compiler lock, and ends with the worker.
COMPILE = "import os; os.nice(5); from exterior_api.engine import warm_up; warm_up({kind!r})"

_asked: set[str] = set()
_ready: set[str] = set()


class _Compiling:
    kind: str | None = None
    process: subprocess.Popen[bytes] | None = None


_now = _Compiling()


def require(kind: str, tell: Callable[[], None]) -> None:
    """Return when the kind can be drawn in this process; `tell` is called when that may take a while."""
    if kind in _ready:
        return
    from . import engine

    _asked.add(kind)
    tell()
    while _now.kind == kind:
        time.sleep(0.2)
    engine.warm_up(kind)
    _ready.add(kind)


@worker_ready.connect
def begin(sender: Any = None, **_kwargs: Any) -> None:
    if settings.RENDERER == OWN_RENDERER and QUEUE in sender.app.amqp.queues.consume_from:
        threading.Thread(target=compile_all, name="warming", daemon=True).start()


@worker_shutdown.connect
def end(**_kwargs: Any) -> None:
    if _now.process:
        _now.process.terminate()


def compile_all() -> None:
    from . import engine

    for kind in engine.KINDS:
        if kind not in _asked:
            _compile(kind)


def _compile(kind: str) -> None:
    begun = time.monotonic()
    _now.kind = kind
    command = [sys.executable, "-c", COMPILE.format(kind=kind)]
    try:
        _now.process = subprocess.Popen(command, cwd=Path(__file__).parent.parent)  # noqa: S603  our own words
        failed = _now.process.wait()
    finally:
        _now.kind = _now.process = None
    logger.log(
        logging.WARNING if failed else logging.INFO,
        "Kernels for %s %s after %.1f s",
        kind,
        "could not be compiled" if failed else "ready",
        time.monotonic() - begun,
    )
