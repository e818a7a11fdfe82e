"""The vendor's POST when a generation is complete. Its body is a hint: what counts is what ``get`` then says."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from redis import RedisError

from projects import generating, tasks
from projects.models import Generation

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 64 * 1024
WINDOW_SECONDS = 60


@csrf_exempt
@require_POST
def receive(request, generation_id, token):
    """204 for the right token, whatever the body and however often; 404 for a wrong one; 413 and 429 for too much."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        return HttpResponse(status=413)
    remote_address = request.META.get("REMOTE_ADDR") or None
    generation = Generation.objects.filter(id=generation_id).first()
    if generation is None or not generating.is_token_of(generation, token):
        # Counted apart from the right ones, so that guessing cannot use up what those may do.
        if _too_many(f"wrong:{remote_address}"):
            return _wait()
        # Not the page for people: nobody reads it, and rendering it costs queries.
        return HttpResponse(status=404)
    if _too_many(f"right:{generation.id}"):
        return _wait()
    body = request.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        return HttpResponse(status=413)
    generating.record_callback(generation, body.decode("utf-8", "replace"), remote_address)
    if generation.is_pending or generation.may_come_late:
        tasks.soon(tasks.collect, generation.id)
    return HttpResponse(status=204)


def _too_many(whose: str) -> bool:
    """Count one more in this minute. Without a broker nothing is counted: callbacks matter more than their limit."""
    key = f"callbacks:{int(time.time()) // WINDOW_SECONDS}:{whose}"
    try:
        cache.add(key, 0, 2 * WINDOW_SECONDS)
        return cache.incr(key) > settings.CALLBACKS_PER_MINUTE
    except (RedisError, ValueError) as error:
        log.warning("callbacks not counted: %s", error)
        return False


def _wait() -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": str(WINDOW_SECONDS)})
