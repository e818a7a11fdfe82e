"""Where the sun stands: what several cues say about its azimuth, added up.

Shadows on the ground (their direction from above, the feet of the things that throw them, which way they end), how the
walls of the house are lit, how bright what stands is that the camera faces, and the sky (after Lalonde, Efros and
Narasimhan 2012, who add such cues up too). None is sure by itself: a house throws edges along its own walls, a trunk's
foot may lie in the grass, a wall may be dark because it is painted so.
"""

import cv2
import numpy as np

from . import sun_cues as cues
from .camera import View
from .colour import luminance
from .shadows import ShadowMap
from .sun_shading import ELEVATIONS, segments, walls, walls_belief

USUAL_ELEVATION_DEG, ELEVATION_SPREAD = 42.0, 14.0
EDGES, ENDS, FEET, FACING, SKY, WALLS = 3.0, 1.0, 5.5, 1.0, 0.25, 1.8
# People seldom photograph against the sun, and like its light from the side.
BEHIND, ASIDE = 0.6, 0.5
PEAK_DEG = 20.0
UPRIGHT_BELOW = 0.04


def azimuth_belief(
    level: np.ndarray, linear: np.ndarray, mask: np.ndarray, view: View, shadows: ShadowMap, sky_mask: np.ndarray,
    lines: np.ndarray, dark_feet: np.ndarray, white: float,
) -> np.ndarray:  # fmt: skip
    """Log-likelihood of each of cues.AZIMUTHS but for a constant, (72,).

    level: luminance of ``linear``; lines: see ``sun_shading.segments``; dark_feet: see ``sun_cues``; the rest as in
    ``find_sun``. Walls are lit by a sun of some height: the sum over all heights counts.
    """
    turn = np.radians(cues.AZIMUTHS)
    belief = ASIDE * np.abs(np.sin(turn)) - BEHIND * np.cos(turn) + FEET * dark_feet
    if shadows.depth > 0:
        visible, ground, near = cues.from_above(shadows, view)
        belief = belief + EDGES * cues.edges_belief(cues.edge_directions(visible, ground), view.camera.yaw_deg)
        belief += ENDS * cues.ends_belief(visible, ground, near)
    rows = np.arange(len(level))[:, None]
    upright = (rows < view.camera.horizon_px + UPRIGHT_BELOW * view.height) & ~sky_mask & ~shadows.ground
    lit = mask & (shadows.visible > 0.8)
    belief += FACING * cues.facing_belief(level, upright, float(np.median(level[lit if lit.any() else mask])))
    belief += SKY * cues.sky_belief(linear, sky_mask)
    likely = -0.5 * ((ELEVATIONS[:, None] - USUAL_ELEVATION_DEG) / ELEVATION_SPREAD) ** 2
    return belief + np.log(np.exp(likely + WALLS * walls_belief(walls(lines, level, upright, view), white)).sum(0))


def find_sun(
    photo: np.ndarray, linear: np.ndarray, mask: np.ndarray, view: View, shadows: ShadowMap, sky_mask: np.ndarray,
    white: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Azimuth (towards the sun, clockwise from forward) and elevation in degrees, and a confidence 0..1.

    photo: uint8 (h, w, 3) and the same in linear light; mask: the painted ground; sky_mask: the sky; bool (h, w);
    white: luminance of a level white surface in full light.
    The confidence is the share of the belief within 20 degrees of the azimuth; without any cue it is 0.11.
    """
    level, lines = luminance(linear), segments(photo)
    calm = np.log(cv2.GaussianBlur(level, (0, 0), 1.2) + 2e-3)
    dark = cues.dark_feet(cues.feet_of(lines, shadows.ground, view), calm, shadows.ground, view)
    belief = azimuth_belief(level, linear, mask, view, shadows, sky_mask, lines, dark, white)
    likely = np.exp(belief - belief.max())
    likely /= likely.sum()
    off = (cues.AZIMUTHS[:, None] - cues.AZIMUTHS + 180) % 360 - 180
    best = int(np.argmax(np.exp(-0.5 * (off / 12) ** 2) @ likely))
    peak = likely * (np.abs(off[best]) <= PEAK_DEG)
    towards = float(np.degrees(np.angle((peak * np.exp(1j * np.radians(cues.AZIMUTHS))).sum())))
    return towards, USUAL_ELEVATION_DEG, float(peak.sum())
