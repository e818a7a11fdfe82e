"""What is asked for too often is refused by a page that says when to come back."""

from django.shortcuts import render

from projects.limits import TooOften

# The longest window of allauth's limits by address and by person; those of a login raise TooOften themselves.
WINDOW_SECONDS = 60


class TooOftenMiddleware:
    """Answers a TooOften that no view had a better page for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return too_often(request, exception) if isinstance(exception, TooOften) else None


def too_often(request, error: TooOften | None = None):
    error = error or TooOften(WINDOW_SECONDS)
    return error.mark(render(request, "429.html", {"words": error.message}))
