"""Results are fetched from wherever an upstream says: what must not happen on the way, over real HTTP."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from projects import fetching

BODY = b"x" * 5000
NAME = "pictures.example.com"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked += 1
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

    def drip_head(self):
        for _ in range(100):
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            time.sleep(0.1)

    def nowhere(self):
        self.answer(302, Location="http://[")

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def servers():
    made = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    for server in made:
        server.asked = 0
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


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.8",
        "169.254.169.254",
        "100.64.0.1",
        "[fd00::1]",
        "[fec0::1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
    ],
)
def test_private_addresses_are_refused_in_every_spelling(host, servers):
    refused = str(refusal(f"http://{host}:{servers[1].server_port}/whole"))
    assert "InvalidIPAddress" in refused or "private" in refused


def test_a_name_that_leads_elsewhere_at_the_second_look_is_not_followed(servers, monkeypatch):
    looks = []

    def resolve(host, port, *_arguments, **_options):
        if host != NAME:
            # An address in numbers is what it is, whoever asks.
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        looks.append(host)
        address = "93.184.216.34" if len(looks) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    reached = []
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: reached.append(address[0]) or 1 / 0)
    with pytest.raises((fetching.FetchError, ZeroDivisionError)):
        fetching.fetch(f"http://{NAME}:{servers[1].server_port}/whole", 10_000)
    assert reached == ["93.184.216.34"]


@pytest.mark.parametrize("way", ["\\@{other}", "@{other}", "#@{other}", ".{other}", "%40{other}", "\t@{other}"])
def test_no_spelling_of_the_named_origin_leads_elsewhere(url, servers, way):
    """What the check takes for the operator's origin, and the connection for another, would be a way in."""
    other, asked = servers[1].url.removeprefix("http://"), servers[1].asked
    refusal(url + way.format(other=other) + "/gone")
    assert servers[1].asked == asked


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://pictures.example.com/1.png", "/etc/passwd"])
def test_only_http_is_spoken(address):
    assert refusal(address).gone


def test_half_a_download_is_none(url):
    assert not refusal(f"{url}/half").gone


def test_more_than_the_cap_is_refused(url):
    assert refusal(f"{url}/whole", max_bytes=4999).gone


def test_a_redirect_to_what_is_no_address_is_refused_and_breaks_nothing(url):
    assert "ValueError" in str(refusal(f"{url}/nowhere"))


def test_a_server_that_drips_a_head_is_left(url):
    """Each byte begins the wait anew, so that the time-out of reading never comes."""
    assert "too long" in str(refusal(f"{url}/drip_head"))


def test_a_server_that_drips_is_left(url):
    # Who waits for the end of the drip, ten seconds, hears that it ended early.
    assert "too long" in str(refusal(f"{url}/drip"))


def test_who_is_gone_may_be_asked_for_a_new_address_and_who_is_away_later(url):
    assert refusal(f"{url}/gone").gone
    assert not refusal(f"{url}/away").gone
    assert refusal(f"{url}/circle").gone
