"""What no view has a better answer for: asked for too often, or by somebody who left meanwhile."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from projects.limits import TooOften
from projects.models import Gone

# The longest window of allauth's limits by address and by person; those of a login raise TooOften themselves.
WINDOW_SECONDS = 60


class RefusalsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, TooOften):
            return too_often(request, exception)
        return _gone(request) if isinstance(exception, Gone) else None


def too_often(request, error: TooOften | None = None):
    error = error or TooOften(WINDOW_SECONDS)
    return error.mark(render(request, "429.html", {"words": error.message}))


def _gone(request):
    messages.error(request, _("In another window you signed in or left meanwhile. Nothing of this one was kept."))
    return redirect("front")
