"""What a render worker runs, and all that it needs: no models, because there is no database where it runs."""

from typing import Any

from celery import shared_task

from . import cameras, queueing, rendering


@shared_task(name="exterior_api.tasks.render")
def render(job: dict[str, Any]) -> None:
    rendering.perform(job, queueing.tell)


@shared_task(name="exterior_api.tasks.estimate")
def estimate(key: str, name: str) -> None:
    cameras.answer(key, name)
