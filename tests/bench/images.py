"""A photo, an area and a picture of the size that cameras' photos have on the site."""

import io

from PIL import Image, ImageDraw

from tests.stack import ROOT

SIZE = (1536, 1024)
DRAWN = ROOT / "static" / "img" / "front"
AREA = ((512, 587), (1193, 634), (1171, 851), (93, 702))


def garden() -> bytes:
    """A photo as a camera would have made it."""
    return _saved(_drawn("garden-1536"), "JPEG", quality=90)


def picture() -> bytes:
    """What a renderer would answer for it."""
    return _saved(_drawn("garden-pool-1536"), "PNG", compress_level=3)


def area() -> bytes:
    mask = Image.new("1", SIZE)
    ImageDraw.Draw(mask).polygon(AREA, fill=1)
    return _saved(mask, "PNG")


def _drawn(name: str) -> Image.Image:
    with Image.open(DRAWN / f"{name}.avif") as image:
        return image.convert("RGB").resize(SIZE)


def _saved(image: Image.Image, file_format: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()
