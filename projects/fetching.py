"""Fetching what an upstream names, without being led to our own network."""

import time
from ipaddress import ip_network
from urllib.parse import urljoin

import requests
from django.conf import settings
from requests_hardened import Config, HTTPSession, ip_filter
from urllib3.exceptions import HTTPError
from urllib3.util import Url, parse_url

from projects.deadline import Deadline, heed

MAX_REDIRECTS = 3
DEFAULT_PORTS = {"http": 80, "https": 443}
TIMEOUT = (5, 20)
CHUNK = 64 * 1024
# Whatever requests, urllib3 and the socket below them raise for an address that cannot be used.
TROUBLE = (requests.RequestException, HTTPError, OSError, ValueError)
HEADERS = {"Accept": "image/*", "Accept-Encoding": "identity"}
# Of IPv6 the internet has 2000::/3. The library lets some of the rest through: fec0::/10, and IPv4 in other wrappings.
ip_filter.EXTRA_BLOCKED_NET_RANGES += tuple(map(ip_network, ("::/3", "4000::/2", "8000::/1")))


class FetchError(Exception):
    """``gone`` says that the URL itself is at fault (refused, 4xx), so that asking for a new one may help."""

    def __init__(self, message: str, gone: bool = False):
        super().__init__(message)
        self.gone = gone


def fetch(url: str, max_bytes: int) -> bytes:
    """Content at an http(s) URL, every redirect checked anew, at most ``max_bytes``. Raises FetchError."""
    end = time.monotonic() + settings.RESULT_TIMEOUT_SECONDS
    timeout = (TIMEOUT[0], min(TIMEOUT[1], settings.RESULT_TIMEOUT_SECONDS))
    for _hop in range(MAX_REDIRECTS + 1):
        with Deadline(max(0.0, end - time.monotonic())) as deadline, heed(_session(url)) as session:
            try:
                response = session.get(url, headers=HEADERS, timeout=timeout, stream=True, allow_redirects=False)
                if deadline.is_over:
                    # A head that was cut off reads like a short one.
                    raise FetchError("took too long")
                if response.is_redirect:
                    url = urljoin(url, response.headers["Location"])
                    continue
                if response.status_code != 200:
                    raise FetchError(f"HTTP status {response.status_code}", gone=400 <= response.status_code < 500)
                return _body(response, max_bytes, end)
            except TROUBLE as error:
                raise FetchError("took too long" if deadline.is_over else f"{type(error).__name__}") from error
    raise FetchError("too many redirects", gone=True)


def _session(url: str) -> requests.Session:
    # Read by the parser that connects, and not by another: two readings of one URL are a way round.
    try:
        parts = parse_url(url)
    except HTTPError as error:
        raise FetchError("not a URL", gone=True) from error
    if parts.scheme not in ("http", "https"):
        raise FetchError("not an http(s) URL", gone=True)
    # An origin that the operator named may be private; every other address must be public.
    named = _origin(parts) in {_origin(parse_url(allowed)) for allowed in settings.EXTERIOR_RESULT_ORIGINS}
    session = HTTPSession(
        Config(
            ip_filter_enable=not named,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=TIMEOUT,
        )
    )
    session.trust_env = False
    session.verify = settings.CA_BUNDLE
    return session


def _origin(parts: Url) -> tuple[str | None, str | None, int | None]:
    return parts.scheme, parts.host, parts.port or DEFAULT_PORTS.get(parts.scheme)


def _body(response: requests.Response, max_bytes: int, end: float) -> bytes:
    content = bytearray()
    # read1 gives what has come in, so that a server that drips cannot hold us past the end.
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        content += chunk
        if len(content) > max_bytes:
            raise FetchError("more bytes than allowed", gone=True)
        if time.monotonic() > end:
            break
    # Also of one that was cut off by then, and looks as if it ended.
    if time.monotonic() > end:
        raise FetchError("took too long")
    expected = response.headers.get("Content-Length")
    if expected and "Content-Encoding" not in response.headers and len(content) != int(expected):
        raise FetchError("ended early")
    return bytes(content)
