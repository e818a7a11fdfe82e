"""What every process tells Celery and the cache: those of the site, and render workers that know nothing else of it."""

from functools import cache

import redis

RENDER = "exterior_api.tasks.render"
DEFAULT = "site"
# Longer than clocks of two machines are apart: a worker that is ahead would throw away what was just sent.
STALE_SECONDS = 900


class SharedPool(redis.ConnectionPool):
    """One a process. Django has a cache for each thread, and a request a thread of its own: it would connect anew."""

    @classmethod
    @cache
    def from_url(cls, url, **options):
        return super().from_url(url, **options)


def caches(redis_url: str) -> dict:
    backend = "django.core.cache.backends.redis.RedisCache"
    return {"default": {"BACKEND": backend, "LOCATION": redis_url, "OPTIONS": {"pool_class": SharedPool}}}


def queues(parts: list[str]) -> list[str]:
    """Those that these parts of a site send to."""
    apps = {"site": "projects.", "api": "exterior_api."}
    named = {to["queue"] for task, to in ROUTES.items() if task.startswith(tuple(apps[part] for part in parts))}
    return sorted(named | ({DEFAULT} if "site" in parts else set()))


def celery(redis_url: str) -> dict:
    """CELERY_ settings. Leases and long retries are rows in the database, so nothing here waits longer than seconds."""
    return {
        "CELERY_BROKER_URL": redis_url,
        "CELERY_RESULT_BACKEND": redis_url,
        "CELERY_TASK_DEFAULT_QUEUE": DEFAULT,
        "CELERY_TASK_ROUTES": ROUTES,
        "CELERY_TASK_ACKS_LATE": True,
        "CELERY_TASK_REJECT_ON_WORKER_LOST": True,
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_RESULT_EXPIRES": 300,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "CELERY_BROKER_CONNECTION_MAX_RETRIES": None,
        "CELERY_BROKER_TRANSPORT_OPTIONS": {"socket_timeout": 10, "socket_connect_timeout": 3},
        "CELERY_TASK_PUBLISH_RETRY_POLICY": {"max_retries": 2, "interval_start": 0.1, "interval_step": 0.3},
    }


# What people wait for at their pages is in `site` and `api`; what waits for others' servers or takes minutes has
# queues and a worker of its own. Drawing and finding cameras fill a processor: renderers take from both in turn.
ROUTES = {
    RENDER: {"queue": "render"},
    "exterior_api.tasks.estimate": {"queue": "ground"},
    "exterior_api.tasks.deliver": {"queue": "calls"},
    "exterior_api.tasks.tidy": {"queue": "slow"},
    "exterior_api.tasks.forget_closed": {"queue": "slow"},
    "exterior_api.*": {"queue": "api"},
    "projects.tasks.ask": {"queue": "slow"},
    "projects.tasks.find_camera": {"queue": "calls"},
    "projects.tasks.pack": {"queue": "slow"},
    "projects.tasks.tell_done": {"queue": "slow"},
    "projects.tasks.tell_low": {"queue": "slow"},
    "projects.tasks.tidy": {"queue": "slow"},
}
