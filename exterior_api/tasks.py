from typing import Any

from celery import shared_task

from . import deliveries, forgetting, ground, housekeeping, jobs, queueing, rendering


@shared_task
def render(job: dict[str, Any]) -> None:
    rendering.perform(job, _send)


@shared_task
def render_started(generation_id: str, attempt: int) -> None:
    jobs.started(generation_id, attempt)


@shared_task
def render_progressed(generation_id: str, attempt: int, progress: float, step: str) -> None:
    jobs.progressed(generation_id, attempt, progress, step)


@shared_task
def render_finished(generation_id: str, image: dict[str, Any], report: dict[str, Any]) -> None:
    if jobs.finished(generation_id, image, report):
        deliveries.deliver_owed(generation_id)
    else:
        forgetting.drop_unused(image)


@shared_task
def render_failed(generation_id: str, code: str, message: str) -> None:
    if jobs.failed(generation_id, code, message):
        deliveries.deliver_owed(generation_id)


@shared_task
def render_broke(generation_id: str, attempt: int) -> None:
    jobs.broke(generation_id, attempt)


@shared_task
def deliver(delivery_id: str) -> None:
    deliveries.deliver(delivery_id)


@shared_task
def estimate(key: str, name: str) -> None:
    ground.answer(key, name)


@shared_task
def sweep() -> None:
    jobs.recover()
    deliveries.send_due()


@shared_task
def forget_closed() -> None:
    forgetting.forget_closed()


@shared_task
def tidy() -> None:
    housekeeping.tidy()


def _send(task: str, *args: Any) -> None:
    queueing.task(task).delay(*args)
