"""The camera of a photo, estimated by a renderer while the caller waits a little."""

import threading
import time
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from . import codes, queueing
from .errors import ApiError
from .rendering import RenderError, estimate_ground

if TYPE_CHECKING:
    # A renderer, which runs the other half of this, has no models.
    from .models import InputImage

WAIT_SECONDS = 5
ASKED_SECONDS = 60
REMEMBERED_SECONDS = 24 * 60 * 60
# An estimate takes a second; behind others it takes longer, and looking more often makes none of them quicker.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 1.0
RETRY_SECONDS = 5
# So many of a process wait at once. The rest come back: who brings a hundred photos holds up nobody else's pages.
_places = threading.BoundedSemaphore(8)


def ask(photo: "InputImage") -> dict[str, float]:
    key = f"exterior-api:ground:{photo.pk}"
    # The answer lies in the cache: waiting on a Celery result from several threads of one process is not safe.
    if cache.get(key) is None and cache.add(f"{key}:asked", 1, ASKED_SECONDS):
        queueing.tell("estimate", key, photo.name)
    if (answer := cache.get(key) or _waited_for(key)) is None:
        message = _("The estimate takes longer than usual. Ask again in a few seconds.")
        raise ApiError(503, "not_ready", message, retry_after=RETRY_SECONDS)
    return _unpack(answer)


def _waited_for(key: str) -> dict[str, Any] | None:
    if not _places.acquire(blocking=False):
        return None
    try:
        deadline, pause = time.monotonic() + WAIT_SECONDS, SHORTEST_PAUSE
        while (answer := cache.get(key)) is None and time.monotonic() < deadline:
            time.sleep(pause)
            pause = min(1.3 * pause, LONGEST_PAUSE)
        return answer
    finally:
        _places.release()


def answer(key: str, name: str) -> None:
    try:
        found: dict[str, Any] = {"camera": estimate_ground(name)}
    except RenderError as error:
        found = {"code": error.code, "error": str(error)}
    cache.set(key, found, REMEMBERED_SECONDS)


def _unpack(answer: dict[str, Any]) -> dict[str, float]:
    if "camera" not in answer:
        raise ApiError(422, answer["code"], codes.words_of(answer["code"], answer["error"]), field="image_url")
    return answer["camera"]
