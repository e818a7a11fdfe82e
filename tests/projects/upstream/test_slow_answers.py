"""An upstream that goes on and on: no call outlives what its lease is reckoned from."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from projects import upstream
from tests.projects.upstream.test_contract import order
from tests.projects.upstream.test_errors import failing

DRIPS = 60


class Dripping(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        try:
            getattr(self, self.server.drips)()
        except OSError:
            self.server.left.set()

    def body(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.drip(b" ")

    def head(self):
        self.drip(b"HTTP/1.1 100 Continue\r\n\r\n")

    def drip(self, drop: bytes):
        for _drop in range(DRIPS):
            self.wfile.write(drop)
            self.wfile.flush()
            time.sleep(0.25)

    def log_message(self, *_args):
        pass


@pytest.fixture
def server(settings):
    made = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    made.daemon_threads, made.left = True, threading.Event()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    settings.EXTERIOR_API_URL = f"http://127.0.0.1:{made.server_port}"
    settings.EXTERIOR_API_TIMEOUT_SECONDS = 1
    yield made
    made.shutdown()


@pytest.mark.parametrize("drips", ["head", "body"])
def test_who_drips_is_left_and_the_outcome_is_unknown(server, monkeypatch, drips):
    monkeypatch.setattr("projects.upstream.transport.CONNECT_SECONDS", 0.5)
    server.drips = drips
    error = failing(lambda: upstream.generate(order("http://files.example")))
    assert (error.unknown_outcome, error.down) == (True, True)
    # It heard that it was left, long before its last drop.
    assert server.left.wait(DRIPS * 0.25 / 2)
