"""Areas that come as a picture: the last one, or one of the person's own."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.editor_page import Editor, half_marked, png

# Laid over itself, the area changes no pixel, but its shape is let go of for a moment.
LETS_GO = """
    document.querySelector("mask-editor").drawing.addEventListener("shape", ({ target }) => {
        document.body.toggleAttribute("data-let-go", !target.shape || document.body.hasAttribute("data-let-go"));
    });
"""


def test_the_last_area_is_used_again(browsing, base, server):
    server(last=png(half_marked(1600, 1200)).hex())
    editor = Editor(browsing.new_page(), base)
    page, menu = editor.page, editor.page.locator("[data-menu]")
    menu.locator("summary").click()
    page.mouse.move(*editor.at(0.7, 0.3))
    page.mouse.down()
    expect(menu).not_to_have_attribute("open", "")
    page.mouse.up()
    page.keyboard.press("Escape")
    menu.locator("summary").click()
    editor.act("reuse")
    expect(menu).not_to_have_attribute("open", "")
    expect(page.locator("[data-part=coverage]")).to_have_text("50% of the photo")
    assert editor.share(0, 0, 0.5, 1) == 1
    # It has the corners that it was drawn with, and what they leave is bare again.
    expect(page.locator(".point")).to_have_count(5)
    page.evaluate(LETS_GO)
    menu.locator("summary").click()
    editor.act("reuse")
    expect(page.locator("body[data-let-go]")).to_be_attached()
    expect(page.locator(".point")).to_have_count(5)
    editor.drag((0.5, 0), (0.25, 0))
    assert editor.share(0.4, 0, 0.5, 0.1) == 0
    for _ in range(2):
        page.keyboard.press("Control+z")
    assert not editor.mask().any()


def soft_grey():
    return np.tile(np.linspace(255, 0, 800).astype(np.uint8), (600, 1))


def colour():
    return np.dstack([half_marked(1600, 1200)] * 3)


UPLOADS = {"half size": half_marked(800, 600), "colour": colour(), "soft grey": soft_grey()}


@pytest.mark.parametrize("name", UPLOADS)
def test_an_uploaded_area_is_scaled_and_cut_at_half(editor, name):
    editor.page.locator("[data-part=upload]").set_input_files(
        {"name": "area.png", "mimeType": "image/png", "buffer": png(UPLOADS[name])}
    )
    expect(editor.notice()).to_contain_text("Here is your area")
    assert editor.share(0, 0, 0.49, 1) == 1
    assert editor.share(0.51, 0, 1, 1) == 0


def test_an_area_of_another_shape_is_fitted_and_said_so(editor):
    editor.page.locator("[data-part=upload]").set_input_files(
        {"name": "area.png", "mimeType": "image/png", "buffer": png(np.full((500, 500), 255, np.uint8))}
    )
    expect(editor.notice()).to_contain_text("another shape")
    assert abs(editor.mask().mean() - 0.75) < 0.01


@pytest.mark.parametrize("content", [b"no picture at all", png(np.zeros((60, 80), np.uint8))])
def test_an_upload_that_cannot_be_used_changes_nothing(editor, content):
    editor.tool("brush")
    editor.drag((0.2, 0.5), (0.8, 0.5))
    before = editor.mask()
    editor.page.locator("[data-part=upload]").set_input_files(
        {"name": "area.png", "mimeType": "image/png", "buffer": content}
    )
    expect(editor.notice()).to_contain_text("as it was")
    assert np.array_equal(editor.mask(), before)
