"""What a person does on the site, in the words of the tests."""

import re
import uuid
from pathlib import Path

from playwright.sync_api import Page, expect

SCENES = Path(__file__).parent.parent / "scenes"
SCENE = SCENES / "modern.jpg"
# A first picture waits for its kernels to be compiled.
PICTURE_MS = 170_000


def sign_up(
    page: Page, site, email: str, password: str, path: str = "/accounts/signup/", look=lambda page: None
) -> None:
    """With the link of the mail, so that the person is signed in; ``look`` sees the pages on the way."""
    page.goto(path)
    page.fill("input[type=email]", email)
    page.fill("input[type=password]", password)
    page.locator("main form button").first.click()
    page.wait_for_url("**/confirm-email/")
    look(page)
    page.goto(site.link_in_mail("/confirm-email/"))
    look(page)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def upload(page: Page, photo: Path = SCENE) -> None:
    page.goto("/start/")
    page.set_input_files("input[type=file][name=photo]", photo)
    page.wait_for_url("**/draw/")


def paint(page: Page, top: float = 0.72, bottom: float = 0.9, left: float = 0.3, right: float = 0.7) -> None:
    """Brush over a part of the photo, given as fractions of the editor's canvas."""
    editor = page.locator("mask-editor")
    expect(page.locator("mask-editor[data-ready]")).to_be_visible()
    page.get_by_role("button", name="Brush").or_(page.get_by_role("button", name="Pinceau")).first.click()
    box = editor.locator("canvas").last.bounding_box()

    def at(x, y):
        return box["x"] + box["width"] * x, box["y"] + box["height"] * y

    rows = 6
    for row in range(rows):
        y = top + (bottom - top) * row / (rows - 1)
        page.mouse.move(*at(left, y))
        page.mouse.down()
        page.mouse.move(*at(right, y), steps=8)
        page.mouse.up()


def choose(page: Page, kind: str) -> None:
    page.locator(f"label:has(input[name=type][value={kind}])").click()


def submit(page: Page) -> uuid.UUID:
    """Press the button; the id of the generation whose page comes up."""
    page.locator("draw-button button").click()
    page.wait_for_url("**/generations/**")
    return generation_of(page)


def generation_of(page: Page) -> uuid.UUID:
    return uuid.UUID(re.search(r"/generations/([0-9a-f-]+)/", page.url).group(1))


def wait_for_picture(page: Page) -> None:
    expect(page.locator("before-after")).to_be_visible(timeout=PICTURE_MS)
    picture = page.locator(".before-after__after")
    expect(picture).to_have_js_property("complete", True)
    # By srcset the browser counts in pixels of the layout.
    assert picture.evaluate("image => image.naturalWidth") > 200


def photos_left(page: Page) -> int:
    return int(re.search(r"\d+", page.locator("#photos-left").inner_text()).group())


def mark_load(page: Page) -> None:
    """Leave a mark that a reload would wipe away."""
    page.evaluate("window.notReloaded = true")


def was_reloaded(page: Page) -> bool:
    return not page.evaluate("window.notReloaded === true")


def callbacks_of(site, generation_id: uuid.UUID) -> int:
    """How many callbacks with the right token the site recorded for a generation."""
    found = f"CallbackRecord.objects.filter(generation='{generation_id}')"
    said = site.manage("shell", "-v0", "-c", f"from projects.models import CallbackRecord; print({found}.count())")
    return int(said.split()[-1])
