"""The text that Prometheus scrapes: what was counted, and how things stand at this moment."""

import logging
from collections.abc import Iterable

import redis
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from exterior_site.observability import dependencies, slots
from exterior_site.observability.lamps import Lamp
from exterior_site.observability.metrics import REGISTRY

log = logging.getLogger(__name__)

# Where Celery keeps what a worker took and has not ended yet.
TAKEN = "unacked"


def exposition(lamps: list[Lamp]) -> bytes:
    registry = CollectorRegistry()
    counted = b"" if slots.collector(registry) else generate_latest(REGISTRY)
    registry.register(Standing(lamps))
    return counted + generate_latest(registry)


class Standing:
    """Asked for at the scrape. What cannot be asked is left out, and its lamp says why."""

    def __init__(self, lamps: list[Lamp]):
        self.lamps = lamps

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterable[GaugeMetricFamily]:
        lit = GaugeMetricFamily("parterre_lamp_up", "Whether a part that the site leans on is there", labels=["lamp"])
        for lamp in self.lamps:
            lit.add_metric([lamp.name], int(bool(lamp.up)))
        yield lit
        up = {lamp.name for lamp in self.lamps if lamp.up}
        try:
            if "broker" in up:
                yield from _queues()
            if "database" in up and "site" in settings.SITE_PARTS:
                yield from _generations()
        except (redis.RedisError, DatabaseError) as error:
            log.warning("not all metrics could be asked for: %s", type(error).__name__)


def _queues() -> Iterable[GaugeMetricFamily]:
    depth = GaugeMetricFamily("parterre_queue_depth", "Tasks that wait for a worker", labels=["queue"])
    with dependencies.broker_client() as client:
        for queue in settings.QUEUES:
            depth.add_metric([queue], client.llen(queue))
        taken = client.hlen(TAKEN)
    yield depth
    yield GaugeMetricFamily("parterre_tasks_taken", "Tasks that a worker has and has not ended yet", value=taken)


def _generations() -> Iterable[GaugeMetricFamily]:
    from projects import upstream_health
    from projects.models import PENDING, Generation

    pending = GaugeMetricFamily("parterre_generations_pending", "Generations on their way", labels=["status"])
    counted = dict(Generation.objects.pending().order_by().values_list("status").annotate(Count("id")))
    for status in PENDING:
        pending.add_metric([status], counted.get(status, 0))
    yield pending
    health = upstream_health.state()
    down, empty = bool(health and health.open_until), bool(health and health.paused_since)
    yield GaugeMetricFamily("parterre_breaker_open", "Whether the upstream is not called", value=int(down))
    paused = GaugeMetricFamily("parterre_sending_paused", "Whether nothing new is sent, and by whom", labels=["by"])
    paused.add_metric(["upstream"], int(empty))
    paused.add_metric(["operator"], int(upstream_health.held_since() is not None))
    yield paused
    if health and health.balance is not None:
        yield GaugeMetricFamily("parterre_upstream_photos", "Photos left at the upstream", value=health.balance)
