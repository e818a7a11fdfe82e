"""The editor on its page: by the rules of accessibility, on large photos, on a phone, without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.axe import violations
from tests.browser.editor_page import CAMERA, PHONE, Editor

LIGHT, DARK = {"color_scheme": "light"}, {"color_scheme": "dark"}


@pytest.mark.parametrize("browsing", [LIGHT, DARK, PHONE], indirect=True, ids=["light", "dark", "phone"])
def test_axe_finds_nothing_whatever_tool_is_chosen(editor, server):
    server(ground=CAMERA)
    page = editor.page
    page.evaluate("() => document.querySelector('mask-editor').toggleAttribute('data-pen', true)")
    for corner in [(0.2, 0.6), (0.6, 0.6), (0.6, 0.9)]:
        editor.click(*corner)
    for tool in ["outline", "rectangle", "ground", "brush", "eraser", "wand", "hand"]:
        editor.tool(tool)
        if tool == "ground":
            page.wait_for_selector("mask-editor[data-ground]")
            editor.click(0.5, 0.63)
        assert violations(page) == [], tool
    page.locator("[data-menu] summary").click()
    assert violations(page) == []
    page.keyboard.press("?")
    assert violations(page) == []


def test_axe_tells_when_a_button_loses_its_name(editor):
    editor.page.evaluate("() => document.querySelector('[data-act=undo]').removeAttribute('aria-label')")
    editor.page.evaluate("() => document.querySelector('[data-act=undo]').removeAttribute('title')")
    assert [found.partition(":")[0] for found in violations(editor.page)] == ["button-name"]


# The harness's tiles are red.
MIDDLE_IS_RED = """() => {
  const canvas = document.querySelector("[data-part=photo]");
  const [r, g] = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  return r > 180 && g < 80;
}"""


def test_where_the_preview_is_too_coarse_sharper_tiles_are_shown(browsing, base, server):
    editor = Editor(browsing.new_page(), base, "width=5664&height=4248&tiles=1")
    assert server.state()["tiles"] == 0
    assert not editor.page.evaluate(MIDDLE_IS_RED)
    for _ in range(5):
        editor.act("zoom-in")
    editor.page.wait_for_function(MIDDLE_IS_RED)
    assert server.state()["tiles"] < 40


def test_a_24_megapixel_photo(browsing, base):
    editor = Editor(browsing.new_page(), base, "width=5664&height=4248")
    editor.tool("brush")
    editor.drag((0.2, 0.5), (0.8, 0.5))
    mask = editor.mask()
    assert mask.shape == (4248, 5664)
    assert mask[2124, 1200:4500].all()
    editor.page.keyboard.press("Control+z")
    assert not editor.mask().any()


@pytest.mark.parametrize("browsing", [PHONE], indirect=True)
def test_on_a_phone(editor):
    page = editor.page
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    for corner in [(0.2, 0.6), (0.7, 0.6), (0.7, 0.9), (0.2, 0.9)]:
        page.touchscreen.tap(*editor.at(*corner))
    page.get_by_role("button", name="Finish", exact=True).tap()
    assert editor.share(0.22, 0.62, 0.68, 0.88) == 1
    editor.tool("ground")
    page.touchscreen.tap(*editor.at(0.5, 0.75))
    page.get_by_role("button", name="Finish", exact=True).tap(trial=True)
    expect(page.get_by_role("button", name="Finish", exact=True)).to_be_in_viewport(ratio=1)
    button = page.get_by_role("button", name="Draw", exact=True).bounding_box()
    assert button["y"] + button["height"] <= 844


@pytest.mark.parametrize("browsing", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_an_area_can_be_uploaded(browsing, base):
    page = browsing.new_page()
    page.goto(f"{base}/?width=800&height=600")
    expect(page.locator("input[name=mask]")).to_be_visible()
    expect(page.get_by_role("group", name="Drawing tools")).to_be_hidden()
