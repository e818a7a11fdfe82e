"""A clock that may be started twice: of two beats the first one sends an entry, and the other lets it be."""

import logging

import redis
from celery.beat import PersistentScheduler
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

# Of an entry's interval: within this after one was sent, no other beat sends it again.
TAKEN_FOR = 0.8
TIMEOUT_SECONDS = 3


class SharedScheduler(PersistentScheduler):
    def apply_async(self, entry, producer=None, advance=True, **kwargs):
        if self._is_first(entry):
            return super().apply_async(entry, producer=producer, advance=advance, **kwargs)
        if advance:
            self.reserve(entry)
        return None

    def _is_first(self, entry) -> bool:
        # The broker counts the time, so that the beats' own clocks do not matter.
        milliseconds = max(1, int(1000 * TAKEN_FOR * entry.schedule.run_every.total_seconds()))
        try:
            return bool(self._broker().set(f"beat:{entry.name}", 1, nx=True, px=milliseconds))
        except redis.RedisError as error:
            # Every task of beat may come twice without harm; not to come at all would be worse.
            log.warning("Not known whether another beat sent %s: %s", entry.name, error)
            return True

    def _broker(self) -> redis.Redis:
        if not hasattr(self, "_client"):
            # Asked once: while it is away, the seconds must go on.
            asking = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
            self._client = redis.Redis.from_url(self.app.conf.broker_url, retry=Retry(NoBackoff(), 0), **asking)
        return self._client
