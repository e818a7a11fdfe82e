"""Pictures of a link for other people's pages and programs."""

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from projects import sharing
from projects.views.holders import for_holders
from projects.views.shared import shown_of

CARD_SECONDS = 60 * 60


@never_cache
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def embed(request, token):
    """Before and after alone, for other people's pages: the one view of the site that may stand in a frame."""
    response = _embedded(request, token)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@for_holders
def _embedded(request, share):
    return render(request, "projects/shared_embed.html", shown_of(request, share))


@require_safe
@for_holders
def card(request, share):
    """The preview picture, for programs that bring no cookie and follow no signature."""
    content = sharing.card(share)
    if content is None:
        raise Http404
    headers = {
        "Cache-Control": f"private, max-age={CARD_SECONDS}",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="image/jpeg", headers=headers)
