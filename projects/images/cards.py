"""The picture that stands for a shared page in a messenger."""

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageOps

from projects.images import encoded

# What Open Graph's readers show without cropping.
SIZE = (1200, 630)
PAPER, INK = (255, 255, 255), (22, 27, 23)
# Where a photo is cut: the ground is what it shows, as on the pages' own covers.
CENTRING = (0.5, 0.75)
BORDER = 6
KNOB = (78, 66)


def before_after_card(photo: Image.Image, picture: Image.Image) -> ContentFile:
    """Photo on the left, picture on the right, one view through both, with the border that the page's slider has."""
    before, after = (
        ImageOps.fit(image.convert("RGB"), SIZE, Image.Resampling.LANCZOS, 0, CENTRING) for image in (photo, picture)
    )
    middle = SIZE[0] // 2
    before.paste(after.crop((middle, 0, *SIZE)), (middle, 0))
    draw = ImageDraw.Draw(before)
    draw.rectangle((middle - BORDER // 2, 0, middle + BORDER // 2 - 1, SIZE[1]), fill=PAPER)
    _knob(draw, middle, SIZE[1] // 2)
    return encoded(before, "JPEG", quality=86, progressive=True)


def _knob(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    half_width, half_height = KNOB[0] // 2, KNOB[1] // 2
    draw.rounded_rectangle((x - half_width, y - half_height, x + half_width, y + half_height), half_height, fill=PAPER)
    for way in (-1, 1):
        tip, foot = x + way * 24, x + way * 13
        draw.line([(foot, y - 11), (tip, y), (foot, y + 11)], INK, 4, joint="curve")
    draw.line([(x - 5, y + 8), (x + 5, y - 8)], INK, 4)
