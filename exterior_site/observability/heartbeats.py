"""Signs of life that beat and the workers leave in the broker, by the very loops that do their work."""

import contextlib
import time

import redis
from celery import signals
from django.conf import settings

STEP_SECONDS = 2.0
KEPT_SECONDS = 24 * 60 * 60


class _Self:
    """Who this process is: "beat", or the queues that its worker takes from."""

    names: tuple[str, ...] = ()
    left = 0.0
    client: redis.Redis | None = None


def last(client: redis.Redis, who: str) -> float | None:
    """Unix time of the last sign."""
    found = client.get(_key(who))
    return float(found) if found else None


def clock(client: redis.Redis) -> float:
    """The broker's Unix time: those of two machines may be minutes apart."""
    seconds, microseconds = client.time()
    return seconds + microseconds / 1e6


# Asked for now: a worker looks whether anybody wants its heartbeat before it is ready, and never again.
@signals.heartbeat_sent.connect
def leave(*_arguments, **_signal) -> None:
    now = time.monotonic()
    if not _Self.names or now - _Self.left < STEP_SECONDS:
        return
    _Self.left = now
    if _Self.client is None:
        _Self.client = redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=1, socket_connect_timeout=1)
    # A broker that is away shows by itself.
    with contextlib.suppress(redis.RedisError):
        seen = clock(_Self.client)
        for name in _Self.names:
            _Self.client.set(_key(name), seen, ex=KEPT_SECONDS)


@signals.beat_init.connect
def _be_beat(**_signal) -> None:
    _Self.names = ("beat",)
    signals.after_task_publish.connect(leave)


@signals.worker_ready.connect
def _be_worker(sender=None, **_signal) -> None:
    _Self.names = tuple(sender.app.amqp.queues.consume_from)
    leave()


def _key(who: str) -> str:
    return f"parterre:sign:{who}"
