"""What can be wrong with a photo or an area, in words that tell a person what to do."""

MESSAGES = {
    "photo_unreadable": "This picture cannot be read. Please use a colour photo saved as JPEG or PNG.",
    "photo_too_small": "This photo is too small. Please use one at least 64 pixels on each side.",
    "mask_shape": "The painted area does not have the size of the photo.",
    "mask_empty": "Nothing is painted yet. Please paint the area on the ground.",
    "mask_too_small": "The painted area is too small. Please paint a larger piece of the ground.",
    "mask_not_on_ground": "The area must lie on the ground. Please paint it lower, below the house.",
    "kind_unknown": "This kind of drawing does not exist.",
    "camera_invalid": "The horizon given for this photo cannot be used. Please set it above the painted area.",
    "width_invalid": "The known width must be between 0.3 and 200 metres.",
}


class EngineError(ValueError):
    """A photo, area or setting that cannot be drawn; ``code`` is stable, the message is for people."""

    def __init__(self, code: str, message: str | None = None):
        self.code = code
        super().__init__(message or MESSAGES[code])
