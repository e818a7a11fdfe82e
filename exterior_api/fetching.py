"""Every request that this server makes to an address named by a caller."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from typing import Any
from urllib.parse import urljoin

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests_hardened import Config, HTTPSession, ip_filter
from requests_hardened.ip_filter import InvalidIPAddress, filter_host
from urllib3.exceptions import HTTPError
from urllib3.util import Url, parse_url

from .deadline import Deadline, heed

CONNECT_SECONDS = 5
READ_SECONDS = 10
WHOLE_SECONDS = 20
REDIRECTS = 3
CHUNK = 64 * 1024
DEFAULT_PORTS = {"http": 80, "https": 443}
# Whatever requests, urllib3 and the socket below them raise for an address that cannot be used.
TROUBLE = (requests.RequestException, HTTPError, OSError, ValueError)
# Of IPv6 the internet has 2000::/3. The library lets some of the rest through: fec0::/10, and IPv4 in other wrappings.
ip_filter.EXTRA_BLOCKED_NET_RANGES += tuple(map(ip_network, ("::/3", "4000::/2", "8000::/1")))

HARDENED = Config(
    ip_filter_enable=True,
    ip_filter_allow_loopback_ips=False,
    never_redirect=True,
    default_timeout=(CONNECT_SECONDS, READ_SECONDS),
    user_agent_override="exterior-api",
)


class FetchError(Exception):
    """`code` is one of private_address, unreachable, bad_answer, too_large, too_slow."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def fetch(url: str, *, largest: int) -> bytes:
    """The body behind a URL, with at most `largest` bytes. Redirects are followed, each checked like the first."""
    end = time.monotonic() + WHOLE_SECONDS
    for _hop in range(REDIRECTS + 1):
        with _open("GET", url, end, headers={"Accept": "image/*", "Accept-Encoding": "identity"}) as response:
            if not response.is_redirect:
                return _read(response, largest, end)
            url = urljoin(url, response.headers["Location"])
    raise FetchError("bad_answer", _("The address redirects too often."))


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status that a callback is answered with. A redirect is an answer, it is not followed."""
    with _open("POST", url, time.monotonic() + WHOLE_SECONDS, data=body, headers=headers) as response:
        return response.status_code


def check_address(url: str) -> None:
    """Refuse an address that is private now. One that has no address now may get one later."""
    address = parse_url(url)
    if _origin(address) in _allowed_origins():
        return
    try:
        filter_host((address.host or "").strip("[]"), _port(address), allow_loopback=False)
    except InvalidIPAddress as error:
        raise _private() from error
    except TROUBLE:
        return


@contextmanager
def _open(method: str, url: str, end: float, **options: Any) -> Iterator[requests.Response]:
    deadline = Deadline(max(0.0, end - time.monotonic()))
    try:
        request = requests.Request(method, url, **options).prepare()
        # Decided on the URL as prepared and by the parser that connects: two readings of one URL are a way round.
        trusted = _origin(parse_url(request.url or "")) in _allowed_origins()
        session = requests.Session() if trusted else HTTPSession(HARDENED)
        with deadline, heed(session):
            session.trust_env = False
            session.verify = settings.CA_BUNDLE
            timeout = (CONNECT_SECONDS, READ_SECONDS)
            with session.send(request, stream=True, allow_redirects=False, timeout=timeout) as response:
                if deadline.is_over:
                    # A head that was cut off reads like a short one.
                    raise _too_slow()
                yield response
    except FetchError:
        raise
    except InvalidIPAddress as error:
        raise _private() from error
    except requests.Timeout as error:
        raise _too_slow() from error
    except TROUBLE as error:
        if deadline.is_over:
            raise _too_slow() from error
        raise FetchError("unreachable", _("The address could not be reached from this server.")) from error


def _read(response: requests.Response, largest: int, end: float) -> bytes:
    if response.status_code != 200:
        raise FetchError(
            "bad_answer", _("The address answered with status %s instead of 200 and the file.") % response.status_code
        )
    if int(response.headers.get("Content-Length") or 0) > largest:
        raise _too_large(largest)
    body = bytearray()
    # read1 gives what has come in, so that a server that drips cannot hold us past the deadline.
    while chunk := response.raw.read1(CHUNK):
        body += chunk
        if len(body) > largest:
            raise _too_large(largest)
        if time.monotonic() > end:
            break
    # Also of one that was cut off by then, and looks as if it ended.
    if time.monotonic() > end:
        raise FetchError("too_slow", _("The address took too long to send the file."))
    return bytes(body)


def _too_large(largest: int) -> FetchError:
    return FetchError("too_large", _("The file is larger than %s MB. Send a smaller one.") % (largest // 1_000_000))


def _too_slow() -> FetchError:
    return FetchError("too_slow", _("The address did not answer in time."))


def _private() -> FetchError:
    return FetchError("private_address", _("The address is private; it must be reachable on the internet."))


def _allowed_origins() -> set[str]:
    return {_origin(parse_url(origin)) for origin in (settings.SITE_URL, *settings.EXTERIOR_API_ALLOWED_ORIGINS)}


def _origin(address: Url) -> str:
    return f"{address.scheme}://{address.host}:{_port(address)}"


def _port(address: Url) -> int:
    return address.port or DEFAULT_PORTS.get(address.scheme or "", 0)
