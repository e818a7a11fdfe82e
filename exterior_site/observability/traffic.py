import logging
import time

from django.utils.encoding import escape_uri_path

from exterior_site.observability import metrics, request_ids

log = logging.getLogger(__name__)

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
LONGEST_PATH = 200


class Traffic:
    """Around every request: the id that it and all that follows from it are logged under, a count, and a line."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        brought = request_ids.accepted(request.headers.get(request_ids.HEADER))
        request.brought_id = bool(brought)
        token, began = request_ids.begin(brought or request_ids.new()), time.monotonic()
        try:
            response = self.get_response(request)
            response[request_ids.HEADER] = request_ids.current()
            self._note(request, response, time.monotonic() - began)
        finally:
            request_ids.end(token)
        return response

    def process_view(self, request, _view, _arguments, named):
        """A vendor that calls back brings no id: it is the one of the click that the generation came from."""
        calls_back = request.resolver_match.view_name == "callback" and not request.brought_id
        if calls_back and (known := request_ids.recall(str(named["generation_id"]))):
            request_ids.begin(known)

    def _note(self, request, response, seconds: float) -> None:
        view = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in METHODS else "other"
        metrics.REQUESTS.labels(view, method, response.status_code).inc()
        metrics.REQUEST_SECONDS.labels(view).observe(seconds)
        if request.resolver_match or response.status_code >= 400:
            path = escape_uri_path(request.path)[:LONGEST_PATH]
            log.info("%s %s %s %d in %.3f s", method, view, path, response.status_code, seconds)
