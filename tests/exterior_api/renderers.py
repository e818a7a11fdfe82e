"""Renderers for tests, named by the RENDERER setting."""

import os
import time

import numpy as np

from exterior_api.rendering import RenderError


def fill(photo, mask, kind, seed, *, options, focal_35mm, progress):
    """Fills the mask with a colour of the seed."""
    progress(0.1, "camera")
    progress(0.9, "shading")
    picture = photo.copy()
    picture[mask] = np.array([seed % 256, (seed // 256) % 256, len(kind)], dtype=np.uint8)
    return picture, {"words": {"en": f"A {kind.lower()}", "fr": kind}, "kind": kind, "options": options}


def refuse(photo, mask, kind, seed, **_rest):
    raise RenderError("mask_not_on_ground", "The area does not lie on the ground.")


def crash(photo, mask, kind, seed, **_rest):
    raise MemoryError


def signed(photo, mask, kind, seed, *, progress, **_rest):
    """Takes its time, and says which process drew."""
    progress(0.1, "shading")
    time.sleep(seed / 1000)
    progress(0.9, "composite")
    return np.where(mask[..., None], np.uint8(200), photo), {"process": os.getpid()}
