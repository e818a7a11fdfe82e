"""The main job, in a real browser against the real stack: from a photo to the picture beside it."""

import pytest
from playwright.sync_api import expect

from tests.browser import steps

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(params=["embedded", "separate"])
def site(request):
    """Both ways to run: our API in the site, and the API as somebody else's server."""
    return request.getfixturevalue(request.param)


def test_from_a_photo_to_a_picture_and_a_variation(visitor, site):
    page = visitor()
    steps.upload(page)
    steps.paint(page)
    steps.choose(page, "POOL")
    left = steps.photos_left(page)
    first = steps.submit(page)
    assert steps.photos_left(page) == left - 1

    # The card changes by itself: the page that was loaded is the one that shows the picture.
    steps.mark_load(page)
    expect(page.get_by_role("heading", name="Drawing the pool")).to_be_visible()
    steps.wait_for_picture(page)
    assert not steps.was_reloaded(page)

    # The upstream's callback came too: polling is only what stands behind it.
    assert steps.callbacks_of(site, first) > 0

    slider = page.get_by_role("slider", name="Before and after")
    slider.focus()
    before = slider.input_value()
    slider.press("ArrowRight")
    assert slider.input_value() != before

    page.reload()
    expect(page.locator("before-after")).to_be_visible()

    page.get_by_role("button", name="Terrace").click()
    page.wait_for_function(f"!location.pathname.includes('{first}')")
    expect(page.get_by_role("heading", name="Drawing the terrace").or_(page.locator("before-after"))).to_be_visible()
    steps.wait_for_picture(page)

    page.get_by_role("link", name="Open the project").click()
    frames = page.get_by_role("navigation", name="Variations").locator("a")
    expect(frames).to_have_count(3)
    expect(page.get_by_text("2 variations")).to_be_visible()
    assert steps.photos_left(page) == left - 2

    other_tab = page.context.new_page()
    other_tab.goto(page.url)
    expect(other_tab.locator("before-after")).to_be_visible()


def test_a_generation_that_fails_says_why_and_gives_the_photo_back(visitor):
    page = visitor()
    steps.upload(page)
    # The sky: there is no ground to draw on.
    steps.paint(page, top=0.16, bottom=0.2, left=0.4, right=0.6)
    steps.choose(page, "TERRACE")
    left = steps.photos_left(page)
    steps.submit(page)
    steps.mark_load(page)
    expect(page.get_by_role("heading", name="This one was not drawn")).to_be_visible(timeout=steps.PICTURE_MS)
    assert not steps.was_reloaded(page)
    expect(page.get_by_text("The area must lie on the ground")).to_be_visible()
    expect(page.get_by_text("Not counted")).to_be_visible()
    assert steps.photos_left(page) == left
