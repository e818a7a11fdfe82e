"""One look at each thing that the site leans on. A look gives "" when all is well, else a few words without secrets."""

import shutil
import socket
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connections

from exterior_site.observability import heartbeats

SECONDS = 0.8
LEAST_FREE_BYTES = 50 * 2**20
PROBE_BYTES = 4096
# Beat sends something every second, a server of the API alone every ten.
BEAT_SILENT_SECONDS = 30
WORKER_SILENT_SECONDS = 30
# A renderer says nothing while it draws, and is given up after its lease.
RENDERER_SILENT_SECONDS = 150
RENDER_QUEUE = "render"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def all_looks() -> Iterator[tuple[str, str, Callable[[], str]]]:
    """Name, what it is seen through, and the look."""
    yield "database", "", database
    yield "broker", "", broker
    yield "storage", "", storage
    yield "beat", "broker", lambda: _sign_of("beat", BEAT_SILENT_SECONDS)
    yield "workers", "broker", workers
    if "api" in settings.SITE_PARTS:
        yield "renderer", "broker", lambda: _sign_of(RENDER_QUEUE, RENDERER_SILENT_SECONDS)
    if "site" in settings.SITE_PARTS:
        yield "upstream", "database", upstream
    if settings.EMAIL_BACKEND == SMTP:
        yield "mail", "", mail


def database() -> str:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def broker() -> str:
    with broker_client() as client:
        client.ping()
    return ""


def storage() -> str:
    for alias in ("default", "api"):
        if why := _storage(storages[alias]):
            return why
    return ""


def workers() -> str:
    """Every queue needs a worker that takes from it; renderers have a lamp of their own."""
    silent = [queue for queue in settings.QUEUES if queue != RENDER_QUEUE and _sign_of(queue, WORKER_SILENT_SECONDS)]
    return f"none takes from {', '.join(silent)}" if silent else ""


def upstream() -> str:
    """What the breaker knows from real calls, and whether anybody listens there."""
    from projects import upstream_health

    health = upstream_health.state()
    if health and health.open_until:
        return "does not answer"
    if health and health.paused_since:
        return "out of photos"
    if not urllib.request.getproxies():
        _connect(*_origin(settings.EXTERIOR_API_URL))
    return ""


def mail() -> str:
    _connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
    return ""


def let_go() -> None:
    """A look's thread ends with it, and so does the connection that it made."""
    connections.close_all()


def _storage(where) -> str:
    if not isinstance(where, FileSystemStorage):
        where.bucket.meta.client.head_bucket(Bucket=where.bucket.name)
        return ""
    folder = _first_that_exists(where.location)
    if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
        return "disk full"
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(PROBE_BYTES))
    return ""


def _first_that_exists(folder: str) -> str:
    """The folder of the files is made with the first of them."""
    path = Path(folder)
    return str(next(part for part in (path, *path.parents) if part.exists()))


def _sign_of(who: str, longest: float) -> str:
    with broker_client() as client:
        seen, now = heartbeats.last(client, who), heartbeats.clock(client)
    if seen is None:
        return "never seen"
    silent = now - seen
    return f"silent for {silent:.0f} s" if silent > longest else ""


def broker_client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, retry=None
    )


def _connect(host: str, port: int) -> None:
    socket.create_connection((host, port), SECONDS).close()


def _origin(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
