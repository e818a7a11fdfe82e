"""Results are fetched from wherever an upstream says: what must not happen on the way, over real HTTP."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from projects import fetching

BODY = b"x" * 5000


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        getattr(self, self.path.strip("/").split("?")[0])()

    def answer(self, status=200, body=BODY, length=None, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def whole(self):
        self.answer()

    def half(self):
        self.answer(length=2 * len(BODY))

    def gone(self):
        self.answer(404)

    def away(self):
        self.answer(503)

    def elsewhere(self):
        self.answer(302, Location=self.server.other + "/whole")

    def here(self):
        self.answer(302, Location="/whole")

    def circle(self):
        self.answer(302, Location="/circle")

    def drip(self):
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def servers():
    made = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    for server in made:
        server.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
    named, stranger = made
    named.other = stranger.url
    yield named, stranger
    for server in made:
        server.shutdown()


@pytest.fixture
def url(servers, settings):
    settings.EXTERIOR_RESULT_ORIGINS = [servers[0].url]
    settings.RESULT_TIMEOUT_SECONDS = 2
    return servers[0].url


def refusal(address, max_bytes=10_000) -> fetching.FetchError:
    with pytest.raises(fetching.FetchError) as caught:
        fetching.fetch(address, max_bytes)
    return caught.value


def test_an_origin_that_the_operator_named_may_be_private(url):
    assert fetching.fetch(f"{url}/whole", 10_000) == BODY
    assert fetching.fetch(f"{url}/here", 10_000) == BODY


def test_no_other_private_address_is_reached_not_even_by_a_redirect(url, servers):
    assert "InvalidIPAddress" in str(refusal(f"{servers[1].url}/whole"))
    assert "InvalidIPAddress" in str(refusal(f"{url}/elsewhere"))


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://pictures.example.com/1.png", "/etc/passwd"])
def test_only_http_is_spoken(address):
    assert refusal(address).gone


def test_half_a_download_is_none(url):
    assert not refusal(f"{url}/half").gone


def test_more_than_the_cap_is_refused(url):
    assert refusal(f"{url}/whole", max_bytes=4999).gone


def test_a_server_that_drips_is_left(url):
    began = time.monotonic()
    assert "too long" in str(refusal(f"{url}/drip"))
    assert time.monotonic() - began < 6


def test_who_is_gone_may_be_asked_for_a_new_address_and_who_is_away_later(url):
    assert refusal(f"{url}/gone").gone
    assert not refusal(f"{url}/away").gone
    assert refusal(f"{url}/circle").gone
