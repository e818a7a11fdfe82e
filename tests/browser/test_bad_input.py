"""Rows of docs/bad-input.md that the browser, the server in front of Django, or a missing broker decides."""

import re
import socket
import subprocess
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from exterior_site import valkey
from tests import services
from tests.browser import steps
from tests.projects import files
from tests.stack import Stack

pytestmark = pytest.mark.timeout(300)

MB = 2**20


@pytest.fixture
def person(request, chromium, site):
    """Like ``visitor``, for those who are refused: an answer of 4xx is what they came for. Scripts may not fail."""
    contexts, troubles = [], []
    request.node.pages = []

    def open_page(language="en", base_url=site.url):
        context = chromium.new_context(base_url=base_url, locale=language, reduced_motion="reduce")
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        request.node.pages.append(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles


def start_page(page):
    page.goto("/start/")
    return page.locator("input[type=file][name=photo]")


TOO_HEAVY = {
    "en": "This file is too large. Nothing was stored. Choose a smaller copy of the photo, up to 60 MB.",
    "fr": "Ce fichier est trop gros. Rien n’a été enregistré.",
}


@pytest.mark.parametrize("language", TOO_HEAVY)
def test_a_photo_over_the_limit_is_refused_before_it_is_sent(person, tmp_path, language):
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(61 * MB)
    page, sent = person(language), []
    field = start_page(page)
    page.on("request", lambda request: sent.append(request.method))
    field.set_input_files(large)
    expect(page.locator("#photo-trouble")).to_contain_text(TOO_HEAVY[language])
    assert "POST" not in sent
    field.set_input_files({"name": "smaller.jpg", "mimeType": "image/jpeg", "buffer": files.good()})
    page.wait_for_url("**/draw/")


def announce(site, lines: bytes, language="en") -> socket.socket:
    """A connection on which a POST has begun."""
    address = urlsplit(site.url)
    connection = socket.create_connection((address.hostname, address.port), 20)
    head = f"POST /start/ HTTP/1.1\r\nHost: {address.netloc}\r\nAccept-Language: {language}\r\n"
    connection.sendall(head.encode() + b"Content-Type: multipart/form-data; boundary=b\r\n" + lines + b"\r\n\r\n")
    return connection


def answer(connection: socket.socket) -> str:
    received = b""
    while b"</html>" not in received:
        chunk = connection.recv(65536)
        assert chunk, f"the connection ended after {received[-200:]!r}"
        received += chunk
    return received.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "It is over the limit of 60 MB. Nothing of it was stored; what you have here is kept."),
        ("fr", "C’est au-delà de la limite de 60 Mo."),
    ],
)
def test_the_server_says_that_it_is_too_much_before_the_upload_ends(site, language, words):
    with announce(site, b"Content-Length: %d" % (100 * MB), language) as connection:
        connection.sendall(bytes(64 * 1024))
        page = answer(connection)
        assert page.startswith("HTTP/1.1 413")
        assert words in page
        # Whoever goes on sending is not cut off: a browser reads no answer from a connection that broke.
        for _ in range(100 * 16 - 1):
            connection.sendall(bytes(64 * 1024))
        connection.sendall(b"GET /start/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\n\r\n")
        assert "It begins with a photo" in answer(connection)


def test_an_upload_that_announces_no_size_is_refused_when_it_is_too_much(site):
    with announce(site, b"Transfer-Encoding: chunked") as connection:
        try:
            for _ in range(64):
                connection.sendall(b"100000\r\n" + bytes(MB) + b"\r\n")
        except OSError:
            pass
        assert answer(connection).startswith("HTTP/1.1 413")


def test_a_refused_photo_is_told_on_the_page_and_another_can_follow(person):
    page = person("fr")
    field = start_page(page)
    steps.mark_load(page)
    field.set_input_files({"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": b"Dear builder, " * 90})
    trouble = page.locator("#photo-trouble")
    expect(trouble).to_contain_text("Ce fichier n’est pas une photo que nous sachions lire. Rien n’a été enregistré.")
    field.set_input_files({"name": "half.jpg", "mimeType": "image/jpeg", "buffer": files.truncated()})
    expect(trouble).to_contain_text("Cette photo est abîmée")
    assert not steps.was_reloaded(page)
    field.set_input_files({"name": "😀" * 300 + ".jpg", "mimeType": "image/jpeg", "buffer": files.good()})
    page.wait_for_url("**/draw/")


def test_an_area_from_a_file_is_fitted_or_refused_in_the_editor(person):
    page = person()
    steps.upload(page)
    expect(page.locator("mask-editor[data-ready]")).to_be_visible()
    field = page.locator("input[data-part=upload]")
    notice = page.locator("[data-part=notice]")

    def choose(content: bytes):
        field.set_input_files({"name": "area.png", "mimeType": "image/png", "buffer": content})

    choose(files.area((600, 400), (150, 250, 450, 350)))
    expect(notice).to_contain_text("Here is your area.")
    coverage = page.locator("[data-part=coverage]")
    expect(coverage).to_contain_text("% of the photo")
    kept = coverage.inner_text()
    for content, words in (
        (b"no picture at all", "This file is not a picture that can be read. Your area is as it was."),
        (files.area((600, 400), (-5, -5, -1, -1)), "Nothing in this picture is white"),
    ):
        choose(content)
        expect(notice).to_contain_text(words)
        assert coverage.inner_text() == kept
    choose(files.area((300, 300), (50, 50, 250, 250)))
    expect(notice).to_contain_text("This area has another shape than the photo. It was fitted into the middle")


def ready_to_draw(page, kind="POOL"):
    steps.upload(page)
    steps.paint(page)
    steps.choose(page, kind)
    return steps.photos_left(page)


def test_a_double_click_draws_once(visitor):
    page = visitor()
    left = ready_to_draw(page)
    page.locator("draw-button button").dblclick()
    page.wait_for_url("**/generations/**")
    page.goto("/projects/")
    assert steps.photos_left(page) == left - 1


def test_a_form_sent_three_times_at_once_draws_once(visitor):
    page = visitor()
    left = ready_to_draw(page)
    expect(page.locator("[data-part=saved]")).to_have_text("Saved")
    # What an impatient browser, or a proxy that tries again, makes of one click.
    reached = page.evaluate("""() => {
        const form = document.querySelector("#drawing");
        const send = () => fetch(form.action, { method: "POST", body: new FormData(form) });
        return Promise.all([send(), send(), send()]).then((answers) => answers.map((answer) => answer.url));
    }""")
    assert len(set(reached)) == 1
    assert "/generations/" in reached[0]
    page.goto(reached[0])
    assert steps.photos_left(page) == left - 1


def test_two_tabs_draw_what_each_was_asked_for(visitor):
    page = visitor()
    left = ready_to_draw(page)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("mask-editor[data-ready]")).to_be_visible()
    steps.paint(other, left=0.35, right=0.6)
    steps.choose(other, "TERRACE")
    page.locator("draw-button button").click(no_wait_after=True)
    other.locator("draw-button button").click(no_wait_after=True)
    for tab in (page, other):
        tab.wait_for_url("**/generations/**")
    assert steps.generation_of(page) != steps.generation_of(other)
    expect(page.get_by_text(re.compile("pool", re.I)).first).to_be_visible()
    expect(other.get_by_text(re.compile("terrace", re.I)).first).to_be_visible()
    page.reload()
    assert steps.photos_left(page) == left - 2


def test_after_a_session_ended_the_drawing_comes_back_with_the_login(person, site):
    page = person()
    steps.upload(page)
    studio = page.url
    email = f"gardener-{time.time_ns()}@example.com"
    steps.sign_up(page, site, email, "garden path of stone")
    page.goto(studio)
    steps.paint(page)
    steps.choose(page, "TERRACE")
    coverage = page.locator("[data-part=coverage]").inner_text()
    page.context.clear_cookies(name="sessionid")

    page.locator("draw-button button").click()
    expect(page.get_by_role("heading", name="Nothing here while you are signed out")).to_be_visible()
    page.locator("main").get_by_role("link", name="Sign in").click()
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "garden path of stone")
    page.locator("main form button").first.click()

    page.wait_for_url("**/draw/**")
    expect(page.locator("mask-editor[data-ready]")).to_be_visible()
    expect(page.locator("[data-part=coverage]")).to_have_text(coverage)
    expect(page.locator("input[name=type][value=TERRACE]")).to_be_checked()
    steps.submit(page)


@pytest.fixture
def without_broker(tmp_path):
    """A site whose broker can be stopped, and whose upstream is not there at all."""
    port = valkey.free_port()

    def start_broker():
        server = subprocess.Popen(valkey.command(port, tmp_path / "valkey"), stdout=subprocess.DEVNULL)
        services.wait_for_port(port)
        return server

    broker = start_broker()
    stack = Stack(
        tmp_path / "site",
        REDIS_URL=f"redis://127.0.0.1:{port}/0",
        SITE_PARTS="site",
        EXTERIOR_API_URL=f"http://127.0.0.1:{valkey.free_port()}",
    ).start()
    stack.broker, stack.start_broker = broker, start_broker
    yield stack
    stack.stop()
    services.stop(stack.broker)


def test_a_broker_and_an_upstream_that_are_down_at_submit_lose_nothing(person, without_broker):
    page = person(base_url=without_broker.url)
    left = ready_to_draw(page)
    services.stop(without_broker.broker)

    steps.submit(page)
    expect(page.get_by_text("goes out in a moment")).to_be_visible()
    assert steps.photos_left(page) == left - 1

    without_broker.broker = without_broker.start_broker()
    # Sent by the sweeper, refused by the port where no upstream is, and to be sent again: still not lost.
    expect(page.get_by_text("sending it again")).to_be_visible(timeout=90_000)
    page.reload()
    expect(page.get_by_text("You can close this page.")).to_be_visible()
