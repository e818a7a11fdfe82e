"""Celery. Leases and long retries are rows in the database, so nothing here waits longer than seconds."""

from exterior_site.settings.base import SITE_PARTS, VAR_DIR
from exterior_site.settings.data import REDIS_URL

CELERY_BROKER_URL = CELERY_RESULT_BACKEND = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = "site"
CELERY_TASK_ROUTES = {"exterior_api.tasks.render": {"queue": "render"}, "exterior_api.*": {"queue": "api"}}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 10, "socket_connect_timeout": 3}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0.1, "interval_step": 0.3}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {}
if "site" in SITE_PARTS:
    CELERY_BEAT_SCHEDULE["poll"] = {"task": "projects.tasks.poll", "schedule": 1.0, "options": {"expires": 5}}
    CELERY_BEAT_SCHEDULE["sweep"] = {"task": "projects.tasks.sweep", "schedule": 15.0, "options": {"expires": 30}}
    CELERY_BEAT_SCHEDULE["tell"] = {"task": "projects.tasks.tell_done", "schedule": 15.0, "options": {"expires": 15}}
    CELERY_BEAT_SCHEDULE["tidy"] = {"task": "projects.tasks.tidy", "schedule": 900.0, "options": {"expires": 900}}
if "api" in SITE_PARTS:
    CELERY_BEAT_SCHEDULE["api-sweep"] = {
        "task": "exterior_api.tasks.sweep",
        "schedule": 10.0,
        "options": {"expires": 20},
    }
    CELERY_BEAT_SCHEDULE["api-tidy"] = {"task": "exterior_api.tasks.tidy", "schedule": 3600.0}
