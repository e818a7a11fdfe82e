"""The camera of a photo, estimated by a worker while the caller waits a little."""

import time
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from . import queueing
from .errors import ApiError
from .models import InputImage
from .rendering import RenderError, estimate_ground

WAIT_SECONDS = 20
ASKED_SECONDS = 60
REMEMBERED_SECONDS = 24 * 60 * 60
POLL_SECONDS = 0.05
RETRY_SECONDS = 5


def ask(photo: InputImage) -> dict[str, float]:
    key = f"exterior-api:ground:{photo.pk}"
    # The answer lies in the cache: waiting on a Celery result from several threads of one process is not safe.
    if cache.get(key) is None and cache.add(f"{key}:asked", 1, ASKED_SECONDS):
        queueing.task("estimate").delay(key, photo.name)
    deadline = time.monotonic() + WAIT_SECONDS
    while (answer := cache.get(key)) is None:
        if time.monotonic() > deadline:
            message = _("The estimate takes longer than usual. Ask again in a few seconds.")
            raise ApiError(503, "not_ready", message, retry_after=RETRY_SECONDS)
        time.sleep(POLL_SECONDS)
    return _unpack(answer)


def answer(key: str, name: str) -> None:
    try:
        found: dict[str, Any] = {"camera": estimate_ground(name)}
    except RenderError as error:
        found = {"code": error.code, "error": str(error)}
    cache.set(key, found, REMEMBERED_SECONDS)


def _unpack(answer: dict[str, Any]) -> dict[str, float]:
    if "camera" not in answer:
        raise ApiError(422, answer["code"], answer["error"], field="image_url")
    return answer["camera"]
