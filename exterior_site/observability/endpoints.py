"""What operators and their programs ask, ahead of Django: no host, no redirect and no session stands in the way.

/healthz says that the process runs. /readyz says whether all that it leans on is there, /metrics how much it did;
what is behind those two is told on this machine alone, or to who brings METRICS_TOKEN.
"""

import asyncio
import hmac
import json
from ipaddress import ip_address
from urllib.parse import parse_qs

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from prometheus_client import CONTENT_TYPE_LATEST

from exterior_site.observability import dependencies, exposition, lamps

LOOPBACK = {"127.0.0.1", "::1"}
# A proxy on this machine comes from loopback too, and says so.
SIGNS_OF_A_PROXY = (b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"forwarded", b"via")

board = lamps.board()


async def healthz(scope, receive, send):
    await _answer(send, 200, {"alive": True})


async def readyz(scope, receive, send):
    """``?only=database,storage`` asks for less than all, as for a balancer that only has to know about pages."""
    seen = board.lamps if board.is_fresh else await asyncio.to_thread(board.look)
    only = parse_qs(scope["query_string"].decode("latin-1")).get("only", [""])[0]
    asked = [lamp for lamp in seen if not only or lamp.name in only.split(",")]
    ready = all(lamp.up for lamp in asked)
    body = {"ready": ready}
    if _is_told_more(scope):
        body["down"] = [lamp.name for lamp in asked if lamp.up is False]
        body["lamps"] = {
            lamp.name: {"up": lamp.up, "why": lamp.why, "milliseconds": lamp.milliseconds} for lamp in asked
        }
    await _answer(send, 200 if ready else 503, body)


async def metrics(scope, receive, send):
    if not _is_told_more(scope):
        await _answer(send, 404, {"error": "not here"})
        return
    await _send(send, 200, CONTENT_TYPE_LATEST, await asyncio.to_thread(_figures))


DOORS = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}


def _figures() -> bytes:
    try:
        return exposition.exposition(board.look())
    finally:
        dependencies.let_go()


def _is_told_more(scope) -> bool:
    headers = dict(scope["headers"])
    token = settings.METRICS_TOKEN
    if token and hmac.compare_digest(headers.get(b"authorization", b""), f"Bearer {token}".encode()):
        return True
    # A socket in the file system has no address: who may open it is said by its mode.
    is_here = not scope.get("client") or scope["client"][0] in LOOPBACK
    return is_here and _is_named_as_ours(headers) and not any(name in headers for name in SIGNS_OF_A_PROXY)


def _is_named_as_ours(headers: dict[bytes, bytes]) -> bool:
    """A page of somebody else's in a browser here reaches us by a name of theirs that leads to loopback."""
    host = headers.get(b"host", b"").decode("latin-1").lower()
    name, _port = split_domain_port(host)
    return not host or _is_address(name) or validate_host(name, ("localhost", *settings.ALLOWED_HOSTS))


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name.strip("[]")))
    except ValueError:
        return False


async def _answer(send, status: int, body: dict) -> None:
    await _send(send, status, "application/json", json.dumps(body).encode() + b"\n")


async def _send(send, status: int, content_type: str, body: bytes) -> None:
    headers = [(b"content-type", content_type.encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
