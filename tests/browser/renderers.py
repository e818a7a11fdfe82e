"""A renderer that draws nothing until it is told to, for tests of the waiting."""

import os
import time
from pathlib import Path

PATIENCE_SECONDS = 60


def held(photo, mask, kind, seed, *, options, focal_35mm, progress):
    """Returns the photo with the area whitened once the file named by HOLD_FILE is gone."""
    progress(0.2, "light")
    end = time.monotonic() + PATIENCE_SECONDS
    while Path(os.environ["HOLD_FILE"]).exists() and time.monotonic() < end:
        time.sleep(0.05)
    picture = photo.copy()
    picture[mask] = 255
    return picture, {"words": {"en": "White ground", "fr": "Sol blanc"}}
