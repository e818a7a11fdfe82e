"""What a person reads when a file cannot be used: what happened, what is kept, what next."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

LOGO_MIN_SIDE = 24
# For a request refused before it is known what it brings.
TOO_LARGE = _(
    "It is over the limit of %(mb)s MB. Nothing of it was stored; what you have here is kept. Choose a smaller copy."
)
PHOTO = {
    "empty_file": _("This file is empty. Nothing was stored. Choose another copy of the photo."),
    "not_an_image": _(
        "This file is not a photo that we can read. Nothing was stored. Choose a JPEG, PNG, WebP or HEIC file."
    ),
    "broken": _("This photo is damaged and cannot be read to the end. Nothing was stored. Choose another copy of it."),
    "too_small": _(
        "This photo is too small. Nothing was stored. Choose a larger copy, at least %(side)s pixels on each side."
    ),
    "too_many_pixels": _(
        "This photo has too many pixels. Nothing was stored. Choose a smaller copy, up to %(megapixels)s megapixels."
    ),
    "too_heavy": _("This file is too large. Nothing was stored. Choose a smaller copy of the photo, up to %(mb)s MB."),
    "too_demanding": _(
        "Reading this photo takes too much time or memory. Nothing was stored. Save it as a JPEG and choose that one."
    ),
}
AREA = {
    "empty_file": _(
        "This file is empty. The photo and your last area are kept. Choose another file, or draw the area."
    ),
    "not_an_image": _(
        "This file is not a picture that we can read. The photo and your last area are kept. "
        "Choose a PNG, or draw the area."
    ),
    "broken": _(
        "This picture is damaged and cannot be read to the end. The photo and your last area are kept. "
        "Choose another copy, or draw the area."
    ),
    "too_many_pixels": _(
        "This area has too many pixels. The photo and your last area are kept. "
        "Choose one of the photo’s size, or draw the area."
    ),
    "too_heavy": _(
        "This file is too large. The photo and your last area are kept. Choose one up to %(mb)s MB, or draw the area."
    ),
    "too_demanding": _(
        "Reading this area takes too much time or memory. The photo and your last area are kept. "
        "Save it as a PNG, or draw the area."
    ),
    "mask_shape": _(
        "This area was made for a photo of another shape. The photo and your last area are kept. "
        "Choose the area that belongs to this photo, or draw it."
    ),
    "mask_colour": _(
        "This looks like a photo; an area is a black and white picture. The photo and your last area are kept. "
        "Choose another file, or draw the area."
    ),
    "mask_empty": _("Nothing is marked yet. The photo is kept. Draw the area on it first."),
    "mask_full": _("The whole photo is marked. Your area is kept. Take away what should stay as it is."),
}
LOGO = {
    "empty_file": _("This file is empty. Your brand is kept as it was. Choose another copy of the logo."),
    "not_an_image": _(
        "This file is not a picture that we can read. Your brand is kept as it was. "
        "Choose a PNG, JPEG or WebP; save an SVG as a PNG first."
    ),
    "broken": _(
        "This logo is damaged and cannot be read to the end. Your brand is kept as it was. Choose another copy."
    ),
    "too_small": _(
        "This logo is too small. Your brand is kept as it was. "
        "Choose a larger copy, at least %(logo_side)s pixels on each side."
    ),
    "too_many_pixels": _(
        "This logo has too many pixels. Your brand is kept as it was. "
        "Choose a smaller copy; 500 pixels on its longer side are enough."
    ),
    "too_heavy": _(
        "This file is too large for a logo. Your brand is kept as it was. "
        "Choose a PNG or a JPEG of up to %(logo_mb)s MB; 500 pixels on its longer side are enough."
    ),
    "too_demanding": _(
        "Reading this logo takes too much time or memory. Your brand is kept as it was. "
        "Save it as a PNG and choose that one."
    ),
}


def filled(message) -> str:
    """A message with the limits that it names, in the language of the page."""
    return message % {
        "side": settings.PHOTO_MIN_SIDE,
        "megapixels": settings.PHOTO_MAX_PIXELS // 1_000_000,
        "mb": settings.PHOTO_MAX_BYTES // 2**20,
        "logo_mb": settings.LOGO_MAX_BYTES // 2**20,
        "logo_side": LOGO_MIN_SIDE,
    }
