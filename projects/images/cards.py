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
# Pillow draws without softening edges: the knob is drawn larger and made small.
FINER = 4


def before_after_card(photo: Image.Image, picture: Image.Image) -> ContentFile:
    """Photo on the left, picture on the right, one view through both, with the border that the page's slider has."""
    before, after = (
        ImageOps.fit(image.convert("RGB"), SIZE, Image.Resampling.LANCZOS, 0, CENTRING) for image in (photo, picture)
    )
    middle = SIZE[0] // 2
    before.paste(after.crop((middle, 0, *SIZE)), (middle, 0))
    ImageDraw.Draw(before).rectangle((middle - BORDER // 2, 0, middle + BORDER // 2 - 1, SIZE[1]), fill=PAPER)
    knob = _knob()
    before.paste(knob, (middle - KNOB[0] // 2, (SIZE[1] - KNOB[1]) // 2), knob)
    return encoded(before, "JPEG", quality=86, progressive=True)


def _knob() -> Image.Image:
    """The handle of the page's slider, on nothing."""
    width, height = (side * FINER for side in KNOB)
    knob = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(knob)
    draw.rounded_rectangle((0, 0, width - 1, height - 1), height // 2, fill=PAPER)

    def stroke(*points: tuple[int, int]) -> None:
        places = [(width / 2 + x * FINER, height / 2 + y * FINER) for x, y in points]
        draw.line(places, INK, 4 * FINER, joint="curve")

    for way in (-1, 1):
        stroke((way * 13, -11), (way * 24, 0), (way * 13, 11))
    stroke((-5, 8), (5, -8))
    return knob.resize(KNOB, Image.Resampling.LANCZOS)
