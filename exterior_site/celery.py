import gc
import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exterior_site.settings")
# Django's checks load the code of every page, in processes that serve none. What must hold at a start is asked below.
os.environ.setdefault("CELERY_SKIP_CHECKS", "yes")


@signals.setup_logging.connect
def keep_the_logging_of_the_settings(**_signal):
    """Without a receiver Celery would set the root logger's level by itself, and LOG_LEVEL would not reach workers."""


@signals.worker_init.connect
@signals.beat_init.connect
def refuse_an_unsafe_start(**_signal):
    from exterior_site import checks

    checks.refuse_unsafe()


@signals.worker_ready.connect
def look_for_garbage_in_what_is_new(**_signal):
    gc.freeze()


app = Celery("exterior_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
