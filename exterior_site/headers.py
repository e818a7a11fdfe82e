from django.middleware.gzip import GZipMiddleware


class CautiousHeaders:
    """What holds for an answer that says nothing else itself: no cache shares it, and no other site embeds it."""

    defaults = {"Cache-Control": "private, no-cache", "Cross-Origin-Resource-Policy": "same-origin"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in self.defaults.items():
            response.headers.setdefault(name, value)
        return response


class PagesCompressed(GZipMiddleware):
    """Pages alone: pictures are compressed already, static files come compressed, an API's answers are short.

    Django pads what it compresses by a random length, so that a token in a page cannot be guessed by sizes.
    """

    def process_response(self, request, response):
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
