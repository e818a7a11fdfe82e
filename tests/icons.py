"""The icons that an installed site needs, made from our own mark: ``python -m tests.icons``."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import services

IMG = Path(__file__).parent.parent / "static" / "img"
PAPER = "#f3f4f0"
# Name, size, and the part of it that the mark takes: systems cut off up to a fifth of a maskable icon.
ICONS = (("icon-192", 192, 0.72), ("icon-512", 512, 0.72), ("maskable-512", 512, 0.52), ("apple-touch-icon", 180, 0.66))
FAVICON_SIZES = (16, 32, 48)


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.find_chromium(), args=services.BROWSER_FLAGS)
        page = browser.new_page()
        for name, size, part in ICONS:
            drawn(page, size, part).save(IMG / "icons" / f"{name}.png", optimize=True)
        images = [drawn(page, size, 0.9) for size in FAVICON_SIZES]
        images[-1].save(IMG / "favicon.ico", sizes=[image.size for image in images], append_images=images[:-1])
        browser.close()


def drawn(page, size: int, part: float) -> Image.Image:
    mark = (IMG / "mark.svg").read_text()
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(
        f"<style>*{{margin:0}}body{{display:grid;place-items:center;height:100vh;background:{PAPER}}}"
        f"svg{{width:{part * 100}vw;height:{part * 100}vw}}</style>{mark}"
    )
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(64)


if __name__ == "__main__":
    main()
