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
