"""The editor in a real browser, alone on a page: every tool, by mouse, touch, pen and keyboard."""

import base64
import io
import json
import os
import subprocess
import sys
import urllib.request
import uuid
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

HARNESS = Path(__file__).with_name("editor_harness.py")
CAMERA = {"focal_px": 1250, "pitch_deg": 4, "roll_deg": 0, "yaw_deg": 3, "horizon_px": 512, "confidence": 0.7}


@pytest.fixture(scope="module")
def harness():
    process = subprocess.Popen([sys.executable, HARNESS], stdout=subprocess.PIPE, text=True)
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait()


@pytest.fixture
def base(harness):
    """A world of this test's own: a page of an earlier one may still be saving."""
    return f"{harness}/in/{uuid.uuid4()}"


@pytest.fixture
def server(base):
    def tell(**answers):
        body = json.dumps(answers).encode()
        urllib.request.urlopen(urllib.request.Request(f"{base}/harness", data=body, method="POST")).close()

    def told():
        return json.load(urllib.request.urlopen(f"{base}/state"))

    tell.state = told
    tell()
    return tell


@pytest.fixture
def context(chromium, server, request):
    options = getattr(request, "param", {})
    made = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, "has_touch": True, **options})
    yield made
    if os.environ.get("EDITOR_SHOTS"):
        for i, page in enumerate(made.pages):
            page.screenshot(path=f"{os.environ['EDITOR_SHOTS']}/{request.node.name}-{i}.png")
    made.close()


@pytest.fixture
def editor(context, base):
    return Editor(context.new_page(), base)


class Editor:
    def __init__(self, page, base, query="width=1600&height=1200"):
        self.page, self.base = page, base
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.open(query)

    def open(self, query):
        self.page.goto(f"{self.base}/?{query}")
        self.page.wait_for_selector("mask-editor[data-ready]")
        self.page.evaluate("() => document.querySelector('mask-editor').restored.then(() => {})")
        self.measure()

    def measure(self):
        self.box = self.page.locator("[data-part=stage]").bounding_box()
        self.view = self.page.evaluate(
            "() => { const {x, y, scale} = document.querySelector('mask-editor').view; return {x, y, scale} }"
        )

    def at(self, x, y):
        """The client position of a photo point, given as shares of its width and height."""
        width, height = self.size
        return (
            self.box["x"] + self.view["x"] + x * width * self.view["scale"],
            self.box["y"] + self.view["y"] + y * height * self.view["scale"],
        )

    @property
    def size(self):
        element = self.page.locator("mask-editor")
        return int(element.get_attribute("data-width")), int(element.get_attribute("data-height"))

    def tool(self, name):
        self.page.locator(f"button[data-tool={name}]").click()

    def act(self, name):
        self.page.locator(f"mask-editor [data-act={name}]:visible").first.click()

    def click(self, x, y, **options):
        self.page.mouse.click(*self.at(x, y), **options)

    def drag(self, *points):
        mouse = self.page.mouse
        mouse.move(*self.at(*points[0]))
        mouse.down()
        for point in points[1:]:
            mouse.move(*self.at(*point), steps=6)
        mouse.up()

    def touch(self, kind, *points, ids=(1, 2)):
        """A touch event by CDP; the points are client positions."""
        self.cdp = getattr(self, "cdp", None) or self.page.context.new_cdp_session(self.page)
        touches = [{"x": x, "y": y, "id": i} for (x, y), i in zip(points, ids, strict=False)]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def pen(self, kind, x, y):
        event = {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "pointerType": "pen", "force": 0.5}
        self.cdp = getattr(self, "cdp", None) or self.page.context.new_cdp_session(self.page)
        self.cdp.send("Input.dispatchMouseEvent", event)

    def mask(self):
        """bool (height, width), as it would be sent; nothing marked gives nothing."""
        encoded = self.page.evaluate(
            """async () => {
              const file = await document.querySelector("mask-editor").exportMask();
              if (!file) return null;
              const url = await new Promise((done) => {
                const reader = new FileReader();
                reader.onload = () => done(reader.result);
                reader.readAsDataURL(file);
              });
              return url.split(",")[1];
            }"""
        )
        width, height = self.size
        if encoded is None:
            return np.zeros((height, width), bool)
        return np.array(Image.open(io.BytesIO(base64.b64decode(encoded)))) > 0

    def share(self, x0, y0, x1, y1):
        """How much of a part of the photo is marked."""
        mask = self.mask()
        height, width = mask.shape
        return mask[round(y0 * height) : round(y1 * height), round(x0 * width) : round(x1 * width)].mean()

    def notice(self):
        return self.page.locator("[data-part=notice]")


def png(array) -> bytes:
    out = io.BytesIO()
    Image.fromarray(array).save(out, "PNG")
    return out.getvalue()


def half_marked(width, height, kind=np.uint8):
    mask = np.zeros((height, width), kind)
    mask[:, : width // 2] = 255
    return mask


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


def test_a_shape_in_metres_is_placed_sized_moved_and_sent_with_its_camera(editor, server):
    server(ground=CAMERA)
    editor.tool("ground")
    editor.page.wait_for_function("() => document.querySelector('mask-editor').horizon.known")
    editor.click(0.5, 0.63)
    expect(editor.page.locator("[data-part=square]")).to_have_text("32 m²")
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


def test_a_draft_comes_back_after_the_tab_was_closed(context, base, editor):
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    marked = editor.mask()
    expect(editor.page.locator("[data-part=saved]")).to_have_text("Saved on this device")
    editor.page.close()
    again = Editor(context.new_page(), base)
    assert np.array_equal(again.mask(), marked)
    expect(again.notice()).to_contain_text("back")


def test_a_draft_comes_back_from_the_server_on_another_device(chromium, context, base, editor, server):
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    marked = editor.mask()
    expect(editor.page.locator("[data-part=saved]")).to_have_text("Saved", timeout=8000)
    other = chromium.new_context()
    again = Editor(other.new_page(), base)
    assert np.array_equal(again.mask(), marked)
    other.close()


def test_where_the_browser_keeps_nothing_the_area_goes_to_the_server(context, base, server):
    context.add_init_script("Object.defineProperty(window, 'indexedDB', {get() { throw new Error('refused') }})")
    editor = Editor(context.new_page(), base)
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    expect(editor.page.locator("[data-part=saved]")).to_have_text("Saved", timeout=8000)
    assert server.state()["draft"]


def test_offline_the_area_is_kept_and_sent_later(context, editor, server):
    context.set_offline(True)
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    expect(editor.page.locator("[data-part=saved]")).to_contain_text("connection is back", timeout=8000)
    context.set_offline(False)
    expect(editor.page.locator("[data-part=saved]")).to_have_text("Saved", timeout=8000)
    assert server.state()["saves"] == 1


def test_a_photo_deleted_elsewhere_is_told_and_the_area_stays(editor, server):
    server(draft_status=404)
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    expect(editor.notice()).to_contain_text("deleted", timeout=8000)
    assert editor.mask().any()


def test_the_last_area_is_used_again(context, base, server):
    server(last=png(half_marked(1600, 1200)).hex())
    editor = Editor(context.new_page(), base)
    editor.page.locator("[data-part=menu] summary").click()
    editor.act("reuse")
    expect(editor.page.locator("[data-part=coverage]")).to_have_text("50% of the photo")
    assert editor.share(0, 0, 0.5, 1) == 1
    editor.page.keyboard.press("Control+z")
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
    expect(editor.notice()).to_contain_text("in place")
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


def test_the_help_sheet_opens_and_closes_by_keys(editor):
    editor.page.locator("[data-part=stage]").focus()
    editor.page.keyboard.press("?")
    sheet = editor.page.get_by_role("dialog", name="Keys")
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


def test_the_form_carries_the_area_as_a_file(editor, server):
    server(keep_form=True)
    editor.tool("rectangle")
    editor.drag((0.2, 0.5), (0.7, 0.8))
    editor.page.get_by_role("button", name="Draw", exact=True).click()
    editor.page.wait_for_selector("text=Sent")
    form = server.state()["form"]
    assert 'name="mask"; filename="area.png"' in form
    assert "Content-Type: image/png" in form


def test_a_24_megapixel_photo(context, base):
    editor = Editor(context.new_page(), base, "width=5664&height=4248")
    editor.tool("brush")
    editor.drag((0.2, 0.5), (0.8, 0.5))
    mask = editor.mask()
    assert mask.shape == (4248, 5664)
    assert mask[2124, 1200:4500].all()
    editor.page.keyboard.press("Control+z")
    assert not editor.mask().any()


PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("context", [PHONE], indirect=True)
def test_on_a_phone(editor):
    page = editor.page
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    for corner in [(0.2, 0.6), (0.7, 0.6), (0.7, 0.9), (0.2, 0.9)]:
        page.touchscreen.tap(*editor.at(*corner))
    page.get_by_role("button", name="Close", exact=True).tap()
    assert editor.share(0.22, 0.62, 0.68, 0.88) == 1
    button = page.get_by_role("button", name="Draw", exact=True).bounding_box()
    assert button["y"] + button["height"] <= 844


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_an_area_can_be_uploaded(context, base):
    page = context.new_page()
    page.goto(f"{base}/?width=800&height=600")
    expect(page.locator("input[name=mask]")).to_be_visible()
    expect(page.get_by_role("group", name="Drawing tools")).to_be_hidden()
