"""The vendor's POST when a generation is complete. Its body is a hint: what counts is what ``get`` then says."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from projects import generating, tasks, upstream
from projects.models import Generation

MAX_BODY_BYTES = 64 * 1024


@csrf_exempt
@require_POST
def receive(request, generation_id, token):
    """204 for the right token, whatever the body and however often; 404 for a wrong one; 413 for too much."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        return HttpResponse(status=413)
    generation = get_object_or_404(Generation, id=generation_id)
    if not constant_time_compare(generation.token_hash, upstream.token_digest(token)):
        raise Http404
    body = request.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        return HttpResponse(status=413)
    remote_address = request.META.get("REMOTE_ADDR") or None
    generating.record_callback(generation, body.decode("utf-8", "replace"), remote_address)
    tasks.soon(tasks.collect, generation.id)
    return HttpResponse(status=204)
