"""Pictures a minute by one render worker and by two, of one thread each: a broker, a folder and the engine alone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import redis

from tests import services
from tests.bench import images
from tests.stack import NUMBA_CACHE, ROOT

JOBS = 8
KIND = "POOL"
PATIENCE_S = 240


def measure(folder: Path) -> float:
    one, two = (_per_minute(folder / str(workers), workers) for workers in (1, 2))
    print(f"pictures a minute: {one:.1f} by one worker, {two:.1f} by two", flush=True)
    return round(two / one, 2)


def _per_minute(folder: Path, workers: int) -> float:
    broker, url = services.start_valkey(folder / "valkey")
    running = []
    try:
        environ = _environment(folder, url)
        _store_images(folder)
        for number in range(workers):
            command = ["celery", "--quiet", "-A", "exterior_site", "worker", "-Q", "render", "--pool", "solo"]
            command += ["-n", f"render{number}@%h", "-l", "warning"]
            running.append(subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environ))
        queue = redis.Redis.from_url(url)
        # Every worker loads its kernels with a first job, however they fall.
        _send(environ, 3 * workers)
        _wait(queue, 3 * workers)
        began = time.monotonic()
        _send(environ, JOBS * workers)
        _wait(queue, JOBS * workers)
        return 60 * JOBS * workers / (time.monotonic() - began)
    finally:
        for worker in running:
            worker.send_signal(signal.SIGTERM)
            services.stop(worker)
        services.stop(broker)


def _environment(folder: Path, url: str) -> dict[str, str]:
    threads = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return (
        os.environ
        | threads
        | {
            "DJANGO_SETTINGS_MODULE": "exterior_site.settings",
            "VAR_DIR": str(folder),
            "SITE_PARTS": "api",
            "SECRET_KEY": "only for the bench",
            "REDIS_URL": url,
            "NUMBA_CACHE_DIR": str(NUMBA_CACHE),
            "DATABASE_URL": f"sqlite:///{folder / 'nothing.sqlite3'}",
            "RENDERER": "exterior_api.rendering.render_with_engine",
        }
    )


def _store_images(folder: Path) -> None:
    inputs = folder / "media" / "api" / "inputs"
    inputs.mkdir(parents=True)
    (inputs / "photo.jpg").write_bytes(images.garden())
    (inputs / "mask.png").write_bytes(images.area())


def _send(environ: dict[str, str], count: int) -> None:
    """By a process of its own: this one's settings name another broker."""
    job = {"attempt": 1, "photo": "inputs/photo.jpg", "mask": "inputs/mask.png", "kind": KIND, "options": {}}
    code = "import uuid; from exterior_site.celery import app; import django; django.setup();"
    code += "from exterior_api.tasks import render;"
    code += f"[render.delay({job!r} | {{'generation': str(uuid.uuid4()), 'seed': n}}) for n in range({count})]"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environ, check=True)


def _wait(queue: redis.Redis, count: int) -> None:
    """Until so many pictures were told of; nobody else takes what the workers tell."""
    end, told = time.monotonic() + PATIENCE_S, 0
    while told < count:
        if time.monotonic() > end:
            raise SystemExit(f"{told} of {count} pictures after {PATIENCE_S} s")
        message = queue.blpop(["api"], 1)
        told += bool(message) and b"render_finished" in message[1]
