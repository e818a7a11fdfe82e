"""Only inside the area: the photo's own pixels put back around what was drawn."""

from PIL import Image, ImageChops, ImageFilter

SAME_SHAPE = 0.02
# Width of the soft edge, as a part of the photo's longer side.
FEATHER = 1 / 400


def only_inside(picture: Image.Image, photo: Image.Image, mask: Image.Image) -> Image.Image:
    """``picture`` where ``mask`` is white, ``photo`` elsewhere, with a soft edge just outside the area.

    A picture of another size is scaled to the photo; one of another shape cannot lie on it and comes back as it is.
    """
    if abs(picture.width * photo.height / (picture.height * photo.width) - 1) > SAME_SHAPE:
        return picture
    if picture.size != photo.size:
        picture = picture.resize(photo.size, Image.Resampling.LANCZOS)
    area = mask.convert("L").point(lambda value: 255 if value >= 128 else 0)
    radius = max(1.0, max(photo.size) * FEATHER)
    edge = area.filter(ImageFilter.GaussianBlur(radius)).point(lambda value: min(255, value * 2))
    return Image.composite(picture.convert("RGB"), photo.convert("RGB"), ImageChops.lighter(area, edge))
