"""The editor in a real browser, alone on a page of the harness: what its tests share."""

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

HARNESS = Path(__file__).with_name("editor_harness.py")
CAMERA = {"focal_px": 1250, "pitch_deg": 4, "roll_deg": 0, "yaw_deg": 3, "horizon_px": 512, "confidence": 0.7}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="session")
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
def browsing(chromium, server, request):
    options = getattr(request, "param", {})
    made = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, "has_touch": True, **options})
    yield made
    if os.environ.get("EDITOR_SHOTS"):
        for i, page in enumerate(made.pages):
            page.screenshot(path=f"{os.environ['EDITOR_SHOTS']}/{request.node.name}-{i}.png")
    made.close()


@pytest.fixture
def editor(browsing, base):
    return Editor(browsing.new_page(), base)


class Editor:
    def __init__(self, page, base, query="width=1600&height=1200"):
        self.page, self.base = page, base
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.open(query)

    def open(self, query):
        self.page.goto(f"{self.base}/?{query}")
        self.page.wait_for_selector("mask-editor[data-ready]")
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

    def pen(self, kind, x, y, force=0.5):
        event = {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "pointerType": "pen", "force": force}
        self.cdp = getattr(self, "cdp", None) or self.page.context.new_cdp_session(self.page)
        self.cdp.send("Input.dispatchMouseEvent", event)

    def mask(self):
        """bool (height, width), as it would be sent; nothing marked gives nothing."""
        encoded = self.page.evaluate(
            """async () => {
              const file = await document.querySelector("mask-editor").formFile.fresh();
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
