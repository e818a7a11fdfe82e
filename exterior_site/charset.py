"""What a request says in letters is refused where it cannot be read, before anything reads it."""

import codecs

from django.core.exceptions import BadRequest
from django.views.defaults import bad_request

READ = ("utf-8", "ascii")
# As a browser's cookie writes the letter that no database keeps in a text; in a URL it is %00.
NUL_OF_A_COOKIE = "\\000"


class LegibleOnly:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Django reads the form, and even the query, by any charset of Python's that a request names.
        charset, request.encoding = request.encoding, "utf-8"
        if charset and codecs.lookup(charset).name not in READ and not request.path_info.startswith("/api/"):
            return bad_request(request, BadRequest("not in UTF-8"))
        if "%00" in request.META["QUERY_STRING"] or NUL_OF_A_COOKIE in request.META.get("HTTP_COOKIE", ""):
            return bad_request(request, BadRequest("a NUL in the query or in a cookie"))
        return self.get_response(request)
