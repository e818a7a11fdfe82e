import socket
import threading

import pytest

from exterior_api.fetching import FetchError, check_address, fetch, post

from .file_server import FileServer


def refused(url: str, **options) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(url, **{"largest": 1000, **options})
    return caught.value.code


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fd00::1]",
        "[fec0::1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
    ],
)
def test_private_addresses_are_refused_in_every_spelling(settings, host):
    settings.SITE_URL = "https://parterre.example"
    url = f"http://{host}:8999/photo.jpg"

    assert refused(url) == "private_address"
    with pytest.raises(FetchError):
        check_address(url)


def test_only_the_exact_allowed_origin_is_let_through(file_server):
    port = file_server.origin.rpartition(":")[2]

    assert fetch(file_server.put("/a", b"here"), largest=10) == b"here"
    assert refused(f"http://localhost:{port}/a") == "private_address"
    assert refused("http://127.0.0.1:1/a") == "private_address"


def test_the_sites_own_address_is_always_allowed(file_server, settings):
    settings.EXTERIOR_API_ALLOWED_ORIGINS = []
    settings.SITE_URL = file_server.origin

    assert fetch(file_server.put("/a", b"here"), largest=10) == b"here"


def test_a_name_that_leads_elsewhere_at_the_second_look_is_not_followed(monkeypatch):
    looks, reached = [], []

    def resolve(host, port, *_arguments, **_options):
        looks.append(host)
        # An address in numbers is what it is, whoever asks.
        named = "93.184.216.34" if looks.count("pictures.example.com") == 1 else "127.0.0.1"
        address = named if host == "pictures.example.com" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: reached.append(address[0]) or 1 / 0)
    with pytest.raises((FetchError, ZeroDivisionError)):
        fetch("http://pictures.example.com:8999/a", largest=10)
    assert reached == ["93.184.216.34"]


def test_a_redirect_is_followed_where_it_may_go(file_server):
    file_server.put("/there", b"found")

    assert fetch(file_server.put("/here", status=302, headers={"Location": "/there"}), largest=10) == b"found"


def test_a_redirect_to_a_private_address_is_refused(file_server):
    other = FileServer()
    url = file_server.put("/here", status=302, headers={"Location": other.put("/secret", b"secret")})

    assert refused(url) == "private_address"
    assert other.requests == []
    other.close()


def test_a_redirect_to_a_file_is_refused(file_server):
    url = file_server.put("/here", status=302, headers={"Location": "file:///etc/passwd"})

    assert refused(url) == "unreachable"


def test_an_endless_redirect_ends(file_server):
    url = file_server.put("/loop", status=302, headers={"Location": "/loop"})

    assert refused(url) == "bad_answer"
    assert len(file_server.asked("/loop")) == 4


@pytest.mark.parametrize("status", [204, 403, 404, 500])
def test_only_a_200_is_an_image(file_server, status):
    assert refused(file_server.put("/a", status=status)) == "bad_answer"


def test_a_file_that_says_it_is_too_long_is_not_read(file_server):
    assert refused(file_server.put("/a", b"x" * 2000)) == "too_large"


def test_a_file_that_goes_on_for_ever_is_cut_off(dripping):
    assert refused(dripping(b"x" * 600, 0.0)) == "too_large"


def test_a_server_that_drips_is_left_in_time(dripping, monkeypatch):
    monkeypatch.setattr("exterior_api.fetching.WHOLE_SECONDS", 0.3)

    assert refused(dripping(b"x", 0.05)) == "too_slow"


@pytest.mark.parametrize(
    ("head", "piece"),
    [(b"HTTP/1.1 200 O", b"K"), (b"HTTP/1.1 200 OK\r\nX-Endless: ", b"x"), (b"", b"HTTP/1.1 100 Continue\r\n\r\n")],
    ids=["first line", "header", "interim answers"],
)
@pytest.mark.parametrize("ask", [refused, lambda url: post(url, b"{}", {})], ids=["image", "callback"])
def test_a_server_whose_head_drips_is_left_in_time(dripping, monkeypatch, ask, head, piece):
    """Each byte begins the wait anew: six such addresses held every thread that calls others, and all callbacks."""
    monkeypatch.setattr("exterior_api.fetching.WHOLE_SECONDS", 0.3)
    url = dripping(piece, 0.05, head)

    if ask is refused:
        assert refused(url) == "too_slow"
    else:
        with pytest.raises(FetchError, match="in time"):
            ask(url)


def test_a_server_that_says_nothing_is_left_in_time(file_server, monkeypatch):
    monkeypatch.setattr("exterior_api.fetching.READ_SECONDS", 0.1)

    assert refused(file_server.put("/slow", b"late", seconds=0.4)) == "too_slow"


@pytest.mark.parametrize("url", ["http://", "http://nowhere.invalid/a", f"http://{'a' * 70}.example/", "http://[::1/"])
def test_addresses_that_lead_nowhere_are_unreachable(url):
    assert refused(url) == "unreachable"


def test_a_callback_is_not_redirected(file_server):
    file_server.put("/there")
    url = file_server.put("/here", status=307, headers={"Location": "/there"})

    assert post(url, b"{}", {}) == 307
    assert file_server.asked("/there") == []


@pytest.fixture
def dripping(settings):
    """A server that sends a piece, waits, and goes on until it is left."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings.EXTERIOR_API_ALLOWED_ORIGINS = [f"http://127.0.0.1:{listener.getsockname()[1]}"]
    stop = threading.Event()

    def serve(piece, seconds, head):
        connection, _address = listener.accept()
        with connection:
            connection.sendall(head)
            while not stop.wait(seconds):
                try:
                    connection.sendall(piece)
                except OSError:
                    return

    def start(piece, seconds, head=b"HTTP/1.1 200 OK\r\n\r\n"):
        threading.Thread(target=serve, args=(piece, seconds, head), daemon=True).start()
        return settings.EXTERIOR_API_ALLOWED_ORIGINS[0] + "/a"

    yield start
    stop.set()
    listener.close()
