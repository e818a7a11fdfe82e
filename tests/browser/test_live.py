"""Waiting pages: many tabs, a dead stream, a restart in the middle."""

import re

import pytest
from playwright.sync_api import expect

from tests import stack as stacks
from tests.browser import steps

pytestmark = pytest.mark.timeout(400)
TABS = 10


@pytest.fixture(scope="module")
def hold_file(tmp_path_factory):
    return tmp_path_factory.mktemp("hold") / "hold"


@pytest.fixture
def hold(hold_file):
    """While this file is there, the renderer draws nothing."""
    hold_file.touch()
    yield hold_file
    hold_file.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def held_site(tmp_path_factory, hold_file):
    site = stacks.Stack(
        tmp_path_factory.mktemp("held"),
        RENDERER="tests.browser.renderers.held",
        HOLD_FILE=str(hold_file),
        EXTERIOR_API_RENDERING_LEASE_SECONDS="5",
        EXTERIOR_API_QUEUED_LEASE_SECONDS="5",
    )
    yield site.start()
    site.stop()


@pytest.fixture
def site(held_site):
    return held_site


def begin(page) -> str:
    steps.upload(page)
    steps.paint(page)
    steps.choose(page, "POOL")
    steps.submit(page)
    expect(page.get_by_role("heading", name="Drawing the pool")).to_be_visible()
    return page.url


def test_ten_tabs_share_one_stream_and_all_change(visitor, hold):
    page = visitor()
    streams = []
    page.context.on("request", lambda request: streams.append(request.url) if "/events" in request.url else None)
    url = begin(page)
    tabs = [page, *(page.context.new_page() for _ in range(TABS - 1))]
    for tab in tabs[1:]:
        tab.goto(url)
        expect(tab.get_by_role("heading", name="Drawing the pool")).to_be_visible()
    for tab in tabs:
        steps.mark_load(tab)
    assert len(streams) == 1
    hold.unlink()
    for tab in tabs:
        expect(tab.locator("before-after")).to_be_visible(timeout=steps.PICTURE_MS)
        assert not steps.was_reloaded(tab)


def test_without_the_stream_the_slow_poll_brings_the_picture(visitor, hold):
    page = visitor()
    page.context.route("**/events*", lambda route: route.fulfill(status=204))
    begin(page)
    steps.mark_load(page)
    wants_to_be_told(page)
    a_press_outlives_the_news(page)
    page.set_viewport_size({"width": 390, "height": 500})
    page.evaluate("scrollTo(0, 9999)")
    assert page.evaluate("scrollY") > 100
    hold.unlink()
    expect(page.locator("before-after")).to_be_visible(timeout=steps.PICTURE_MS)
    page.wait_for_function("scrollY === 0")
    expect(page).to_have_title(re.compile("^✓ Pool"))
    assert not steps.was_reloaded(page)
    drawn = page.url
    assert page.context.service_workers[0].evaluate(CLICK_NOTICE) == [f"shows {drawn}"]
    page.goto("/projects/")
    assert page.context.service_workers[0].evaluate(CLICK_NOTICE) == [f"opens {drawn}"]


def a_press_outlives_the_news(page) -> None:
    """Between press and release the card is fetched again, and waits for the release to be shown."""
    open_project = page.get_by_role("link", name="Open the project")
    page.evaluate(NOT_FOLLOWED)
    open_project.hover()
    page.mouse.down()
    with page.expect_response("**/card/"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('generation-changed'))")
    page.evaluate(TWO_FRAMES)
    with page.expect_response("**/card/"):
        page.mouse.up()
    assert page.evaluate("document.documentElement.dataset.heard") == "Open the project"


NOT_FOLLOWED = """
    document.addEventListener("click", (event) => {
        event.preventDefault();
        document.documentElement.dataset.heard = event.target.innerText;
    }, { once: true });
"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def wants_to_be_told(page) -> None:
    """Somebody who then looks at something else."""
    page.context.grant_permissions(["notifications"])
    page.get_by_role("button", name="Tell me when it is done").click()
    expect(page.get_by_text("You will be told, without a sound")).to_be_visible()
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")


# What a click does is only allowed to a finger: it is written down here instead.
CLICK_NOTICE = """async () => {
    const done = [];
    WindowClient.prototype.focus = async function () { done.push(`shows ${this.url}`); };
    clients.openWindow = async (url) => done.push(`opens ${url}`);
    const [notification] = await registration.getNotifications();
    notification.close = () => {};
    const click = new NotificationEvent("notificationclick", { notification });
    let settled;
    click.waitUntil = (promise) => (settled = promise);
    dispatchEvent(click);
    await settled;
    return done;
}"""


def test_a_restart_of_everything_loses_nothing(visitor, hold, site):
    page = visitor()
    url = begin(page)
    left = steps.photos_left(page)
    page.goto("about:blank")
    site.stop()
    site.start()
    hold.unlink()
    page.goto(url)
    expect(page.locator("before-after")).to_be_visible(timeout=steps.PICTURE_MS)
    assert steps.photos_left(page) == left
