"""The editor by touch, pen and keyboard."""

import numpy as np
from playwright.sync_api import expect


def test_two_fingers_pinch_and_the_first_ones_stroke_is_taken_back(editor):
    editor.tool("brush")
    untouched = editor.mask()
    x, y = editor.at(0.5, 0.5)
    editor.touch("touchStart", (x - 40, y))
    editor.touch("touchStart", (x - 40, y), (x + 40, y))
    for spread in (60, 90, 120):
        editor.touch("touchMove", (x - spread, y), (x + spread, y))
    editor.touch("touchEnd")
    assert (editor.mask() == untouched).all()
    before = editor.view["scale"]
    editor.measure()
    assert abs(editor.view["scale"] / before - 3) < 0.05
    assert all(abs(a - b) < 2 for a, b in zip(editor.at(0.5, 0.5), (x, y), strict=True))


def test_one_finger_draws(editor):
    editor.tool("brush")
    (x0, y), (x1, _) = editor.at(0.3, 0.5), editor.at(0.7, 0.5)
    editor.touch("touchStart", (x0, y))
    for i in range(1, 11):
        editor.touch("touchMove", (x0 + (x1 - x0) * i / 10, y))
    editor.touch("touchEnd")
    assert editor.share(0.3, 0.49, 0.7, 0.51) == 1


def test_a_stroke_that_the_system_interrupts_is_kept(editor):
    editor.tool("brush")
    (x0, y), (x1, _) = editor.at(0.3, 0.5), editor.at(0.5, 0.5)
    editor.touch("touchStart", (x0, y))
    editor.touch("touchMove", (x1, y))
    editor.touch("touchCancel")
    assert editor.share(0.3, 0.49, 0.5, 0.51) == 1
    expect(editor.page.locator("[data-act=undo]")).to_be_enabled()


def test_after_a_pen_touch_moves_the_photo_until_the_switch_says_otherwise(editor):
    editor.tool("brush")
    (x0, y0), (x1, _) = editor.at(0.3, 0.4), editor.at(0.7, 0.4)
    editor.pen("mousePressed", x0, y0)
    editor.pen("mouseMoved", x1, y0)
    editor.pen("mouseReleased", x1, y0)
    drawn = editor.mask()
    assert drawn.any()
    fingers = editor.page.get_by_label("Fingers draw too")
    expect(fingers).to_be_visible()
    before = editor.view["y"]
    editor.touch("touchStart", (x0, y0 + 100))
    editor.touch("touchMove", (x0, y0 + 160))
    editor.touch("touchEnd")
    assert np.array_equal(editor.mask(), drawn)
    editor.measure()
    assert editor.view["y"] > before + 30
    fingers.check()
    editor.touch("touchStart", (x0, y0 + 100))
    editor.touch("touchMove", (x0 + 60, y0 + 100))
    editor.touch("touchEnd")
    assert editor.mask().sum() > drawn.sum()


def test_a_light_pen_draws_a_thin_line_once_that_is_asked_for(editor):
    editor.tool("brush")

    def line_at(y, force):
        (x0, top), (x1, _) = editor.at(0.3, y), editor.at(0.7, y)
        editor.pen("mousePressed", x0, top, force)
        editor.pen("mouseMoved", x1, top, force)
        editor.pen("mouseReleased", x1, top, 0)
        height = editor.size[1]
        return editor.mask()[round((y - 0.1) * height) : round((y + 0.1) * height), round(0.5 * editor.size[0])].sum()

    whole = line_at(0.3, 0.2)
    editor.page.get_by_label("Pen pressure").check()
    assert 0.3 * whole < line_at(0.6, 0.2) < 0.5 * whole
    assert 0.8 * whole < line_at(0.9, 0.9) < whole


def test_an_outline_by_keyboard_alone(editor):
    page = editor.page
    page.keyboard.press("Tab")
    page.locator("[data-part=stage]").focus()
    page.keyboard.press("p")

    def walk(key, times):
        for _ in range(times):
            page.keyboard.press(f"Shift+{key}")

    page.keyboard.press("ArrowRight")
    walk("ArrowLeft", 3)
    page.keyboard.press("Enter")
    walk("ArrowRight", 6)
    page.keyboard.press("Enter")
    walk("ArrowDown", 5)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert editor.mask().any()
    expect(page.locator("[data-part=coverage]")).to_contain_text("of the photo")
    before = editor.mask().sum()
    page.locator(".point").first.focus()
    page.keyboard.press("Shift+ArrowUp")
    assert editor.mask().sum() > before


def test_zoom_and_pan_by_keys_wheel_and_hand(editor):
    page = editor.page
    editor.click(0.5, 0.5)
    page.keyboard.press("Escape")
    page.keyboard.press("+")
    before = editor.view["scale"]
    editor.measure()
    assert editor.view["scale"] > before
    page.keyboard.down("Space")
    x = editor.view["x"]
    editor.drag((0.5, 0.5), (0.6, 0.5))
    page.keyboard.up("Space")
    editor.measure()
    assert editor.view["x"] > x
    editor.tool("hand")
    editor.click(0.6, 0.6)
    editor.measure()
    middle = editor.box["x"] + editor.box["width"] / 2
    assert abs(editor.at(0.6, 0.6)[0] - middle) < 2
    page.keyboard.press("0")
    editor.measure()
    assert abs(editor.view["scale"] - before) < 1e-6
    assert not editor.mask().any()


def test_the_help_sheet_opens_and_closes_by_keys(editor):
    editor.page.locator("[data-part=stage]").focus()
    editor.page.keyboard.press("?")
    sheet = editor.page.get_by_role("dialog", name="Help")
    expect(sheet).to_be_visible()
    editor.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_letters_do_nothing_outside_the_editor(editor):
    editor.page.get_by_role("button", name="Draw", exact=True).focus()
    editor.page.keyboard.press("b")
    expect(editor.page.locator("button[data-tool=outline]")).to_have_attribute("aria-pressed", "true")
    editor.page.locator("[data-part=stage]").focus()
    editor.page.keyboard.press("b")
    expect(editor.page.locator("button[data-tool=brush]")).to_have_attribute("aria-pressed", "true")
