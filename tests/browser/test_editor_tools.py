"""Every tool of the editor by the mouse, and what undo, redo and errors make of it."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.editor_page import CAMERA


def test_brush_marks_and_eraser_unmarks(editor):
    editor.tool("brush")
    editor.drag((0.2, 0.5), (0.8, 0.5))
    assert editor.share(0.2, 0.49, 0.8, 0.51) == 1
    editor.tool("eraser")
    editor.drag((0.5, 0.3), (0.5, 0.7))
    assert editor.share(0.49, 0.4, 0.51, 0.6) == 0
    assert not editor.errors


def test_brush_paints_by_single_clicks_and_straight_with_shift(editor):
    editor.tool("brush")
    editor.click(0.2, 0.3)
    editor.page.keyboard.down("Shift")
    editor.click(0.8, 0.7)
    editor.page.keyboard.up("Shift")
    assert editor.share(0.49, 0.49, 0.51, 0.51) == 1


def test_outline_is_tapped_closed_and_its_corners_move(editor):
    for corner in [(0.2, 0.6), (0.6, 0.6), (0.6, 0.9), (0.2, 0.9)]:
        editor.click(*corner)
    editor.click(0.2, 0.6)
    assert editor.share(0.21, 0.61, 0.59, 0.89) == 1
    editor.drag((0.6, 0.6), (0.8, 0.4))
    assert editor.mask()[round(0.5 * 1200), round(0.69 * 1600)]
    editor.page.locator(".point").nth(1).focus()
    editor.page.keyboard.press("Delete")
    assert not editor.mask()[round(0.62 * 1200), round(0.55 * 1600)]
    assert editor.page.locator(".point").count() == 4


def test_a_chosen_point_goes_where_the_next_click_falls(editor):
    for corner in [(0.2, 0.6), (0.6, 0.6), (0.6, 0.9), (0.2, 0.6)]:
        editor.click(*corner)
    editor.click(0.6, 0.9)
    editor.click(0.2, 0.9)
    assert editor.mask()[round(0.8 * 1200), round(0.25 * 1600)]


def test_outline_is_traced_and_closes_near_its_start(editor):
    steps = np.linspace(0, 2 * np.pi, 40)
    editor.drag(*[(0.5 + 0.2 * np.cos(a), 0.6 + 0.2 * np.sin(a)) for a in steps])
    assert editor.share(0.4, 0.5, 0.6, 0.7) == 1
    assert 8 < editor.page.locator(".point").count() < 40


def test_an_outline_left_open_is_closed_when_the_area_is_sent(editor, server):
    for corner in [(0.2, 0.6), (0.6, 0.6), (0.6, 0.9)]:
        editor.click(*corner)
    editor.page.get_by_role("button", name="Draw", exact=True).click()
    editor.page.wait_for_selector("text=Sent")
    sent = np.array(Image.open(io.BytesIO(bytes.fromhex(server.state()["posted"]))))
    assert sent.shape == (1200, 1600)
    assert sent[round(0.65 * 1200), round(0.55 * 1600)]


def test_rectangle_by_dragging_and_by_two_clicks(editor):
    editor.tool("rectangle")
    editor.drag((0.1, 0.1), (0.3, 0.3))
    editor.click(0.6, 0.6)
    editor.click(0.8, 0.8)
    assert editor.share(0.11, 0.11, 0.29, 0.29) == 1
    assert editor.share(0.61, 0.61, 0.79, 0.79) == 1
    assert abs(editor.mask().mean() - 0.08) < 0.002
    # The second was added to the first, and can be had alone.
    editor.page.get_by_role("button", name="Keep only this one").click()
    assert abs(editor.mask().mean() - 0.04) < 0.002
    assert editor.share(0.61, 0.61, 0.79, 0.79) == 1
    expect(editor.page.locator("[data-act=only]")).to_be_hidden()
    editor.page.keyboard.press("Control+z")
    assert abs(editor.mask().mean() - 0.08) < 0.002


def test_rectangle_lies_on_the_ground_where_the_camera_is_known(editor, server):
    server(ground=CAMERA)
    editor.tool("rectangle")
    expect(editor.page.get_by_text("On the ground")).to_be_visible()
    editor.drag((0.3, 0.9), (0.6, 0.6))
    rows = editor.mask().sum(axis=1)
    near, far = rows[round(0.85 * 1200)], rows[round(0.62 * 1200)]
    assert near > 1.15 * far > 0


def test_take_away_cuts_a_shape_out(editor):
    editor.tool("rectangle")
    editor.drag((0.1, 0.1), (0.9, 0.9))
    editor.page.get_by_text("Take away").click()
    editor.drag((0.4, 0.4), (0.6, 0.6))
    assert editor.share(0.41, 0.41, 0.59, 0.59) == 0
    assert editor.share(0.11, 0.11, 0.39, 0.89) == 1


def test_wand_takes_what_is_of_a_like_colour_and_follows_the_slider(editor):
    editor.tool("wand")
    editor.click(0.65, 0.8)
    assert editor.share(0.56, 0.62, 0.74, 0.98) > 0.99
    assert editor.share(0.05, 0.5, 0.5, 0.95) == 0
    editor.page.locator("[data-option=tolerance]").fill("100")
    assert editor.share(0.05, 0.5, 0.5, 0.95) > 0.9


def test_the_wand_takes_more_while_it_is_dragged_to_the_right_and_less_to_the_left(editor):
    editor.tool("wand")
    (x, y), mouse = editor.at(0.65, 0.8), editor.page.mouse

    def drag_by(pixels):
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + pixels, y, steps=2)
        mouse.up()
        return editor.share(0.05, 0.5, 0.5, 0.95)

    assert drag_by(450) > 0.9
    assert editor.page.input_value("[data-option=tolerance]") == "100"
    editor.page.keyboard.press("Control+z")
    assert drag_by(-400) == 0
    assert editor.share(0.56, 0.62, 0.74, 0.98) > 0.99


def test_a_shape_in_metres_is_placed_sized_moved_and_sent_with_its_camera(editor, server):
    server(ground=CAMERA)
    editor.tool("ground")
    editor.page.wait_for_function("() => document.querySelector('mask-editor').horizon.known")
    editor.click(0.5, 0.63)
    expect(editor.page.get_by_role("button", name="Turn the shape")).to_be_visible()
    camera = json.loads(editor.page.input_value("[name=camera]"))
    assert camera == {"focal_px": 1250, "pitch_deg": 4, "roll_deg": 0}
    before = editor.mask().sum()
    editor.page.get_by_label("Length in metres").fill("4,0")
    assert editor.mask().sum() < 0.6 * before
    assert abs(float(editor.page.input_value("[name=width_m]")) - 4.2) < 0.3
    move = editor.page.get_by_role("button", name="Move the shape")
    move.focus()
    for _ in range(5):
        editor.page.keyboard.press("Shift+ArrowUp")
    rows = np.flatnonzero(editor.mask().any(axis=1))
    assert rows[0] < 0.57 * 1200
    corner = editor.page.get_by_role("button", name="Corner 2").bounding_box()
    editor.page.mouse.move(corner["x"] + 22, corner["y"] + 22)
    editor.page.mouse.down()
    editor.page.mouse.move(corner["x"] + 122, corner["y"] + 42, steps=5)
    editor.page.mouse.up()
    assert float(editor.page.get_by_label("Length in metres").input_value()) > 4.2
    spin = editor.page.get_by_role("button", name="Turn the shape").bounding_box()
    editor.page.mouse.move(spin["x"] + 22, spin["y"] + 22)
    editor.page.mouse.down()
    editor.page.mouse.move(spin["x"] + 2, spin["y"] + 52, steps=5)
    editor.page.mouse.up()
    assert abs(float(editor.page.get_by_label("Turned by, in degrees").input_value())) > 5
    assert not editor.errors


@pytest.mark.parametrize("form", ["Oval", "Kidney"])
def test_round_shapes_in_metres(editor, server, form):
    server(ground=CAMERA)
    editor.tool("ground")
    editor.page.wait_for_function("() => document.querySelector('mask-editor').horizon.known")
    editor.click(0.5, 0.63)
    whole = editor.mask().sum()
    editor.page.get_by_label(form, exact=True).check(force=True)
    assert 0.6 * whole < editor.mask().sum() < 0.95 * whole
    editor.page.get_by_label("Turned by, in degrees").fill("30")
    assert editor.mask().any()


def test_with_no_estimate_the_horizon_can_be_dragged(editor):
    editor.tool("ground")
    middle = editor.page.get_by_role("button", name="Horizon", exact=True)
    expect(middle).to_be_visible()
    editor.click(0.5, 0.8)
    before = editor.mask()
    box = middle.bounding_box()
    editor.page.mouse.move(box["x"] + 22, box["y"] + 22)
    editor.page.mouse.down()
    editor.page.mouse.move(box["x"] + 22, box["y"] - 40, steps=4)
    editor.page.mouse.up()
    assert json.loads(editor.page.input_value("[name=camera]"))["pitch_deg"] > 2
    assert (editor.mask() != before).any()


def test_invert_and_clear(editor):
    editor.tool("brush")
    editor.drag((0.3, 0.5), (0.7, 0.5))
    marked = editor.mask()
    editor.act("invert")
    assert (editor.mask() != marked).all()
    editor.act("clear")
    assert not editor.mask().any()


def test_undo_to_empty_and_redo_to_full(editor):
    states = [editor.mask()]
    take_away = editor.page.get_by_text("Take away").click
    editor.tool("brush")
    for act in (
        lambda: editor.drag((0.2, 0.3), (0.8, 0.3)),
        lambda: editor.page.keyboard.press("i"),
        lambda: editor.drag((0.2, 0.3), (0.8, 0.4)),
        lambda: (editor.tool("rectangle"), take_away(), editor.drag((0.3, 0.7), (0.5, 0.9))),
        lambda: editor.drag((0.5, 0.9), (0.6, 0.95)),
        lambda: editor.act("clear"),
    ):
        act()
        states.append(editor.mask())
    for i, state in reversed(list(enumerate(states[:-1]))):
        editor.page.keyboard.press("Control+z")
        assert np.array_equal(editor.mask(), state), i
    expect(editor.page.locator("[data-act=undo]")).to_be_disabled()
    for state in states[1:]:
        editor.page.keyboard.press("Control+Shift+z")
        assert np.array_equal(editor.mask(), state)
    expect(editor.page.locator("[data-act=redo]")).to_be_disabled()


def test_an_error_in_a_tool_does_not_cost_the_area(editor):
    editor.tool("brush")
    editor.drag((0.2, 0.5), (0.8, 0.5))
    before = editor.mask()
    editor.page.evaluate(
        "() => { document.querySelector('mask-editor').tools.brush.radius = () => { throw new Error('broken') } }"
    )
    editor.drag((0.2, 0.7), (0.8, 0.7))
    expect(editor.notice()).to_contain_text("did not work")
    assert np.array_equal(editor.mask(), before)
