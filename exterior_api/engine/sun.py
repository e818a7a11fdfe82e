"""Where the sun stands, from the photo."""

import numpy as np

from .camera import View
from .colour import luminance
from .shadows import ShadowMap

USUAL_ELEVATION_DEG = 46.0


def find_sun(
    linear: np.ndarray, sky_mask: np.ndarray, mask: np.ndarray, view: View, shadows: ShadowMap
) -> tuple[float, float, float]:
    """Azimuth (clockwise from forward) and elevation in degrees, and a confidence 0..1.

    The brighter half of the upper picture tells the side; people seldom photograph against the sun.
    """
    level = luminance(linear[: max(4, view.height // 12)])
    half = view.width // 2
    side = 1.0 if level[:, half:].mean() > level[:, :half].mean() else -1.0
    return side * 125.0, USUAL_ELEVATION_DEG, 0.2
