"""What a person takes away: a picture for the web, photo and picture as one, and both as a short loop.

Everything is made from the previews, so that it costs the same whatever the size of the photo, and carries the
packet that says what it is.
"""

from contextlib import suppress

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont, ImageOps

from projects.images import encoded

WEB_SIDE = 1600
LOOP_SIDE = 720
FONT = "fonts/instrument-sans-latin-wght-normal.woff2"
PAPER, INK = (255, 255, 255), (22, 27, 23)
# The loop: how long each side stands, and the wipe between them.
HOLD_MS, WIPE_MS, WIPE_FRAMES = 1400, 50, 12


def for_web(picture: Image.Image, xmp: bytes = b"") -> ContentFile:
    return encoded(_within(picture, WEB_SIDE), "JPEG", xmp, quality=88, progressive=True)


def before_after(photo: Image.Image, picture: Image.Image, words: tuple[str, str], xmp: bytes = b"") -> ContentFile:
    """Both as one JPEG: a wide photo above its picture, a high one beside it; each with its word."""
    before, after = _alike(photo, picture, WEB_SIDE)
    for image, word in zip((before, after), words, strict=True):
        _label(image, word)
    width, height = before.size
    gap = max(4, round(max(width, height) / 200))
    across = height > width
    sheet = Image.new("RGB", (2 * width + gap, height) if across else (width, 2 * height + gap), PAPER)
    sheet.paste(before, (0, 0))
    sheet.paste(after, (width + gap, 0) if across else (0, height + gap))
    return encoded(sheet, "JPEG", xmp, quality=88, progressive=True)


def loop(photo: Image.Image, picture: Image.Image, xmp: bytes = b"") -> ContentFile:
    """A WebP that goes from the photo to the picture and back, for ever."""
    before, after = _alike(photo, picture, LOOP_SIDE)
    wipe = [_wiped(before, after, _eased(step / WIPE_FRAMES)) for step in range(1, WIPE_FRAMES)]
    frames = [before, *wipe, after, *reversed(wipe)]
    times = [HOLD_MS, *[WIPE_MS] * len(wipe), HOLD_MS, *[WIPE_MS] * len(wipe)]
    moving = {"save_all": True, "append_images": frames[1:], "duration": times, "loop": 0}
    return encoded(frames[0], "WEBP", xmp, quality=72, method=2, **moving)


def _alike(photo: Image.Image, picture: Image.Image, side: int) -> tuple[Image.Image, Image.Image]:
    """Both at one size. A picture of another shape than its photo is cropped to it."""
    before = _within(photo, side)
    return before, ImageOps.fit(picture.convert("RGB"), before.size, Image.Resampling.LANCZOS)


def _within(image: Image.Image, side: int) -> Image.Image:
    small = image.convert("RGB")
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return small


def _wiped(before: Image.Image, after: Image.Image, part: float) -> Image.Image:
    edge = round(before.width * part)
    frame = before.copy()
    frame.paste(after.crop((0, 0, edge, after.height)), (0, 0))
    ImageDraw.Draw(frame).line((edge, 0, edge, frame.height), PAPER, max(2, frame.width // 240))
    return frame


def _eased(part: float) -> float:
    return part * part * (3 - 2 * part)


def _label(image: Image.Image, word: str) -> None:
    """A word at the top, on the sky: a white chip with ink, as on the pages."""
    size = max(14, round(max(image.size) / 50))
    font, pad = _font(size), size // 2
    draw = ImageDraw.Draw(image)
    _left, _top, right, bottom = draw.textbbox((0, 0), word, font=font, anchor="la")
    box = (size, size, size + right + 2 * pad, size + bottom + 2 * pad)
    draw.rounded_rectangle(box, radius=size // 3, fill=PAPER)
    draw.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), word, INK, font, anchor="mm")


def _font(size: int) -> ImageFont.FreeTypeFont:
    path = finders.find(FONT)
    # A FreeType that was built without Brotli cannot open a web font.
    with suppress(OSError):
        if path:
            font = ImageFont.truetype(path, size)
            font.set_variation_by_axes([550])
            return font
    return ImageFont.load_default(size)
