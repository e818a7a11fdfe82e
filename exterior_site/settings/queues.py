"""Celery, and what its clock sends and how often."""

from exterior_site import broker
from exterior_site.settings.base import SITE_PARTS, VAR_DIR
from exterior_site.settings.data import REDIS_URL

vars().update(broker.celery(REDIS_URL))
QUEUES = broker.queues(SITE_PARTS)
CELERY_BEAT_SCHEDULER = "exterior_site.beat.SharedScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {}


def _every(seconds: float, task: str) -> dict:
    return {"task": task, "schedule": seconds, "options": {"expires": max(broker.STALE_SECONDS, seconds)}}


if "site" in SITE_PARTS:
    CELERY_BEAT_SCHEDULE |= {
        "poll": _every(1.0, "projects.tasks.poll"),
        "sweep": _every(15.0, "projects.tasks.sweep"),
        "tell": _every(15.0, "projects.tasks.tell_done"),
        "tidy": _every(900.0, "projects.tasks.tidy"),
    }
if "api" in SITE_PARTS:
    CELERY_BEAT_SCHEDULE |= {
        "api-sweep": _every(10.0, "exterior_api.tasks.sweep"),
        "api-tidy": _every(3600.0, "exterior_api.tasks.tidy"),
    }
