"""The vendor's POST when a generation is complete. Its body is a hint: what counts is what ``get`` then says."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from projects import generating, limits, tasks
from projects.addresses import written_down
from projects.models import Generation

MAX_BODY_BYTES = 64 * 1024
WINDOW_SECONDS = 60


@csrf_exempt
@require_POST
def receive(request, generation_id, token):
    """204 for the right token, whatever the body and however often; 404 for a wrong one; 413 and 429 for too much."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        return HttpResponse(status=413)
    remote_address = written_down(request.META.get("REMOTE_ADDR") or "")
    generation = Generation.objects.filter(id=generation_id).first()
    if generation is None or not generating.is_token_of(generation, token):
        # Counted apart from the right ones, so that guessing cannot use up what those may do.
        if wait := _seconds_to_wait(f"wrong:{limits.address_of(request)}"):
            return _too_many(wait)
        # Not the page for people: nobody reads it, and rendering it costs queries.
        return HttpResponse(status=404)
    if wait := _seconds_to_wait(f"right:{generation.id}"):
        return _too_many(wait)
    body = request.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        return HttpResponse(status=413)
    generating.record_callback(generation, body.decode("utf-8", "replace"), remote_address)
    if generation.is_pending or generation.may_come_late:
        tasks.soon(tasks.collect, generation.id)
    return HttpResponse(status=204)


def _seconds_to_wait(whose: str) -> int:
    return limits.seconds_to_wait(f"callbacks:{whose}", settings.CALLBACKS_PER_MINUTE, WINDOW_SECONDS)


def _too_many(wait: int) -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": str(wait)})
