"""What the apps do is counted here, by signals, so that they know nothing of metrics nor of clicks."""

from celery import signals
from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone

from exterior_site.observability import metrics, request_ids, tasks

DRAWN = "SUCCEEDED"
# What beat, another worker or a vendor comes back to later, as to something that a click began.
BEGUN = ("projects.Generation", "exterior_api.Generation", "exterior_api.Delivery")


@signals.task_postrun.connect
def count_task(task=None, state=None, **_signal):
    metrics.TASK_SECONDS.labels(task.name).observe(tasks.seconds_of(task))
    metrics.TASKS.labels(task.name, (state or "lost").lower()).inc()


def count_move(instance, created, **_signal):
    if created:
        transaction.on_commit(lambda: _moved(instance), robust=True)


def count_photos(instance, created, **_signal):
    if created:
        line = metrics.PHOTOS.labels(instance.kind.lower())
        transaction.on_commit(lambda: line.inc(abs(instance.amount)), robust=True)


def count_rendering(instance, created, **_signal):
    """The renderers themselves may be on other machines, and tell nobody how long they took."""
    drawn = instance.generation
    if created and drawn.started_at and drawn.finished_at:
        seconds = (drawn.finished_at - drawn.started_at).total_seconds()
        metrics.RENDER_SECONDS.labels(drawn.kind).observe(seconds)


def remember_click(instance, created, **_signal):
    if created and (click := request_ids.current()):
        transaction.on_commit(lambda: request_ids.remember(str(instance.pk), click), robust=True)


def _moved(move) -> None:
    metrics.MOVES.labels(move.cause, move.to_status).inc()
    if move.to_status == DRAWN:
        generation = move.generation
        metrics.PICTURE_SECONDS.labels(generation.type).observe((timezone.now() - generation.created).total_seconds())


def listen(receiver, model: str) -> None:
    # A process may serve only one of the two apps.
    if apps.is_installed(model.partition(".")[0]):
        post_save.connect(receiver, sender=model)


listen(count_move, "projects.Move")
listen(count_photos, "projects.PhotoEntry")
listen(count_rendering, "exterior_api.Image")
for begun in BEGUN:
    listen(remember_click, begun)
