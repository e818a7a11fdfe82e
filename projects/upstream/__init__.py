"""The client of the Exterior Creation API: nothing else knows its URLs, field names and statuses."""

from projects.upstream.calls import Accepted, Order, Snapshot, credit, forget, generate, get, ground
from projects.upstream.errors import UpstreamError
from projects.upstream.reading import id_in, images_in
from projects.upstream.records import about
from projects.upstream.transport import longest_call_seconds

__all__ = [
    "Accepted",
    "Order",
    "Snapshot",
    "UpstreamError",
    "about",
    "credit",
    "forget",
    "generate",
    "get",
    "ground",
    "id_in",
    "images_in",
    "longest_call_seconds",
]
