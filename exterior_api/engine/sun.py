"""Where the sun stands: what several cues say about its azimuth, added up.

Shadows on the ground (their direction from above, the feet of the things that throw them, which way they end), how
bright what stands is that the camera faces, and the sky (after Lalonde, Efros and Narasimhan 2012, who add such cues
up too). None is sure by itself: a house throws edges along its own walls, a trunk's foot may lie in the grass.
"""

import numpy as np

from . import sun_cues as cues
from .camera import View
from .colour import luminance
from .shadows import ShadowMap

USUAL_ELEVATION_DEG = 42.0
EDGES, ENDS, FEET, FACING, SKY = 1.4, 1.0, 5.0, 1.2, 0.25
# People seldom photograph against the sun, and like its light from the side.
BEHIND, ASIDE = 0.6, 0.5
PEAK_DEG = 20.0
UPRIGHT_BELOW = 0.04


def azimuth_belief(photo: np.ndarray, linear: np.ndarray, mask: np.ndarray, view: View, shadows: ShadowMap, sky_mask):
    """Log-likelihood of each of cues.AZIMUTHS but for a constant, (72,); arguments as in ``find_sun``."""
    level = luminance(linear)
    turn = np.radians(cues.AZIMUTHS)
    belief = ASIDE * np.abs(np.sin(turn)) - BEHIND * np.cos(turn)
    if shadows.depth > 0:
        visible, ground, near = cues.from_above(shadows, view)
        belief = belief + EDGES * cues.edges_belief(cues.edge_directions(visible, ground), view.camera.yaw_deg)
        belief += ENDS * cues.ends_belief(visible, ground, near)
    belief += FEET * cues.feet_belief(photo, level, shadows.ground, view)
    rows = np.arange(len(level))[:, None]
    upright = (rows < view.camera.horizon_px + UPRIGHT_BELOW * view.height) & ~sky_mask & ~shadows.ground
    lit = mask & (shadows.visible > 0.8)
    belief += FACING * cues.facing_belief(level, upright, float(np.median(level[lit if lit.any() else mask])))
    return belief + SKY * cues.sky_belief(linear, sky_mask)


def find_sun(
    photo: np.ndarray, linear: np.ndarray, mask: np.ndarray, view: View, shadows: ShadowMap, sky_mask: np.ndarray
) -> tuple[float, float, float]:
    """Azimuth (towards the sun, clockwise from forward) and elevation in degrees, and a confidence 0..1.

    photo: uint8 (h, w, 3) and the same in linear light; mask: the painted ground; sky_mask: the sky; bool (h, w).
    The confidence is the share of the belief within 20 degrees of the azimuth; without any cue it is 0.11.
    """
    belief = azimuth_belief(photo, linear, mask, view, shadows, sky_mask)
    likely = np.exp(belief - belief.max())
    likely /= likely.sum()
    off = (cues.AZIMUTHS[:, None] - cues.AZIMUTHS + 180) % 360 - 180
    best = int(np.argmax(np.exp(-0.5 * (off / 12) ** 2) @ likely))
    peak = likely * (np.abs(off[best]) <= PEAK_DEG)
    towards = np.degrees(np.angle((peak * np.exp(1j * np.radians(cues.AZIMUTHS))).sum()))
    return float(towards), USUAL_ELEVATION_DEG, float(peak.sum())
