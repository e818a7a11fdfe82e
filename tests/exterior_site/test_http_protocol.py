"""Bounds of a connection, at a web server as every command starts it: on heads, and on who sends or takes nothing."""

import asyncio
import re
import shlex
import socket
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from exterior_site import http_protocol

ROOT = Path(__file__).parents[2]
PATIENCE = 0.8
MUCH = 20_000_000
HEAD = b"POST / HTTP/1.1\r\nHost: testserver\r\n"
COMMANDS = ("Procfile", "Dockerfile", "deploy/systemd/parterre-web.service")
RUNSTACK = "exterior_site/management/commands/runstack.py"


async def application(scope, receive, send):
    """Answers how much came; for /slow only after more than everybody's patience, for /much at length."""
    length = 0
    while (message := await receive()).get("more_body"):
        length += len(message["body"])
    if scope["path"] == "/slow":
        await asyncio.sleep(3 * PATIENCE)
    body = bytes(MUCH) if scope["path"] == "/much" else str(length + len(message.get("body", b""))).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def address():
    protocol = "exterior_site.http_protocol:BoundedProtocol"
    config = uvicorn.Config(application, http=protocol, ws="none", lifespan="off", log_config=None)
    server, listener = uvicorn.Server(config), socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield listener.getsockname()
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def _impatient(monkeypatch):
    monkeypatch.setattr(http_protocol, "SECONDS", PATIENCE)
    monkeypatch.setattr(http_protocol, "LEAST_BYTES", 1000)
    monkeypatch.setattr(http_protocol, "TAKING_SECONDS", PATIENCE)


@pytest.fixture
def line(request, address):
    if "_impatient" in request.fixturenames:
        request.getfixturevalue("_impatient")
    with closing(socket.create_connection(address, 5)) as made:
        yield made


def answer(line: socket.socket) -> bytes:
    return line.recv(65536)


def is_left(line: socket.socket, piece: bytes, seconds: float = 4 * PATIENCE) -> bool:
    """Whether the server hangs up on who sends this piece again and again."""
    line.settimeout(0.05)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            line.sendall(piece)
            if line.recv(65536) == b"":
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


def test_requests_follow_each_other(line):
    for length in (0, 20_000, 60_000):
        line.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % length + b"x" * length)
        assert answer(line).endswith(b"\r\n\r\n%d" % length)


def test_a_head_of_a_busy_browser_is_taken(line):
    cookies = b"".join(b"Cookie: c%d=%s\r\n" % (number, b"x" * 900) for number in range(20))
    line.sendall(HEAD + cookies + b"\r\n")
    assert answer(line).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"X-Long: " + b"x" * 60_000 + b"\r\n\r\n",
        HEAD + b"".join(b"X-%d: %s\r\n" % (number, b"x" * 1000) for number in range(60)) + b"\r\n",
        b"GET /" + b"x" * 60_000 + b" HTTP/1.1\r\n\r\n",
    ],
    ids=["one long", "many", "the address"],
)
def test_a_head_that_is_too_long_is_refused(line, head):
    line.sendall(head)
    assert answer(line).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("before", [b"", b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"], ids=["head", "trailer"])
@pytest.mark.parametrize("piece", [b"x" * 60_000, b"X: y\r\n" * 10_000], ids=["one line", "many lines"])
def test_a_head_without_an_end_is_cut_off(line, before, piece):
    """Nor may there be one behind a body: a line of a hundred megabytes held up everybody for half a minute."""
    sent = 0
    line.sendall(HEAD + before + b"X-Endless: ")
    while sent < 10_000_000:
        try:
            line.sendall(piece)
        except OSError:
            break
        sent += len(piece)
    assert sent < 10_000_000


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("piece", [b"x", b"X: y\r\n"])
def test_who_drips_a_head_is_left(line, piece):
    line.sendall(HEAD)
    assert is_left(line, piece)


@pytest.mark.usefixtures("_impatient")
def test_who_says_nothing_is_left(line):
    line.settimeout(3 * PATIENCE)
    assert line.recv(1) == b""


@pytest.mark.usefixtures("_impatient")
def test_who_drips_blank_lines_behind_an_answer_is_left(line):
    line.sendall(HEAD + b"\r\n")
    assert answer(line)
    assert is_left(line, b"\r\n")


@pytest.mark.usefixtures("_impatient")
def test_who_drips_a_body_is_left(line):
    line.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
    assert is_left(line, b"x")


@pytest.mark.usefixtures("_impatient")
def test_who_sends_a_body_steadily_is_not_left(line):
    line.sendall(HEAD + b"Content-Length: 60000\r\n\r\n")
    for _piece in range(20):
        time.sleep(PATIENCE / 10)
        line.sendall(b"x" * 3000)
    assert answer(line).endswith(b"\r\n\r\n60000")


@pytest.mark.usefixtures("_impatient")
def test_who_waits_for_us_is_not_left(line):
    line.sendall(HEAD.replace(b" / ", b" /slow ") + b"\r\n")
    assert answer(line).startswith(b"HTTP/1.1 200 ")


def taken(line: socket.socket) -> int:
    length = 0
    try:
        while piece := line.recv(1_000_000):
            length += len(piece)
    except ConnectionError:
        pass
    return length


@pytest.mark.usefixtures("_impatient")
def test_who_takes_nothing_of_an_answer_is_left(line):
    line.sendall(HEAD.replace(b" / ", b" /much ") + b"Connection: close\r\n\r\n")
    time.sleep(3 * PATIENCE)
    assert taken(line) < MUCH


@pytest.mark.usefixtures("_impatient")
def test_who_takes_an_answer_slowly_gets_it_whole(line):
    line.sendall(HEAD.replace(b" / ", b" /much ") + b"Connection: close\r\n\r\n")
    early = 0
    for _piece in range(12):
        time.sleep(PATIENCE / 4)
        early += len(line.recv(1_000_000))
    assert early + taken(line) > MUCH


def test_two_lengths_of_a_body_are_no_request(line):
    line.sendall(HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n")
    assert answer(line).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("file", [*COMMANDS, RUNSTACK])
def test_every_command_of_a_web_server_has_these_bounds(file):
    [command] = re.findall(r".*exterior_site\.asgi:application.*(?:\n\s+f?\".*)*", (ROOT / file).read_text())
    words = shlex.split(re.sub(r'[\[\]",\n]', " ", command))
    assert words[words.index("--http") + 1] == "exterior_site.http_protocol:BoundedProtocol"
    assert words[words.index("--ws") + 1] == "none"


@pytest.mark.parametrize("file", ["Procfile", RUNSTACK])
def test_without_a_proxy_nobody_is_believed_who_says_where_a_request_comes_from(file):
    """uvicorn would believe whatever comes from this machine, and so from a tunnel that ends here."""
    assert "--forwarded-allow-ips " in (ROOT / file).read_text()
    trusted = ProxyHeadersMiddleware(application, trusted_hosts="").trusted_hosts
    assert "127.0.0.1" not in trusted
    assert "" not in trusted
