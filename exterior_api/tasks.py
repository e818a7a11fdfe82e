"""What Celery runs. The messages of renderers may be of a newer version: what they say beyond ours is let pass."""

from typing import Any

from celery import shared_task

from . import deliveries, dispatching, forgetting, housekeeping, jobs
from .render_tasks import estimate, render

__all__ = ["estimate", "render"]


@shared_task
def render_started(generation_id: str, attempt: int, *_more: Any) -> None:
    jobs.started(generation_id, attempt)
    # It left the door, and the next may come there.
    dispatching.dispatch()


@shared_task
def render_progressed(generation_id: str, attempt: int, progress: float, step: str, *_more: Any) -> None:
    jobs.progressed(generation_id, attempt, progress, step)


@shared_task
def render_finished(generation_id: str, image: dict[str, Any], report: dict[str, Any], *_more: Any) -> None:
    if jobs.finished(generation_id, image, report):
        deliveries.send_owed(generation_id)
    else:
        forgetting.drop_unused(image)
    dispatching.dispatch()


@shared_task
def render_failed(generation_id: str, code: str, message: str, *_more: Any) -> None:
    if jobs.failed(generation_id, code, message):
        deliveries.send_owed(generation_id)
    dispatching.dispatch()


@shared_task
def render_broke(generation_id: str, attempt: int, why: str = "", *_more: Any) -> None:
    jobs.broke(generation_id, attempt, why)


@shared_task
def dispatch() -> None:
    dispatching.dispatch()


@shared_task
def deliver(delivery_id: str, queued_until: str = "", *_more: Any) -> None:
    deliveries.deliver(delivery_id, queued_until)


@shared_task
def sweep() -> None:
    jobs.recover()
    dispatching.dispatch()
    deliveries.send_due()


@shared_task
def forget_closed() -> None:
    forgetting.forget_closed()


@shared_task
def tidy() -> None:
    housekeeping.tidy()
