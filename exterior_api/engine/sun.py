"""Where the sun stands: what several cues say about its azimuth, added up, and its elevation from the depth of shade.

Edges of shadows on the ground (those that lead away from the feet of things, those seen from above, straight ones),
which way they end, light or shade before walls, how walls and trees are lit, how bright what stands is that the camera
faces, and the sky (after Lalonde, Efros and Narasimhan 2012, who add such cues up too). None is sure by itself: a house
throws edges along its own walls, a trunk's foot may lie in the grass, a wall may be dark because it is painted so.
"""

import cv2
import numpy as np

from . import sun_cues as cues
from . import sun_edges, sun_feet
from .camera import View
from .colour import luminance
from .shadows import ShadowMap
from .sun_shading import AZIMUTHS, ELEVATIONS, walls, walls_belief

USUAL_ELEVATION_DEG, ELEVATION_SPREAD = 42.0, 14.0
# Elevation by the depth of shade: sky over sun at normal incidence (0.15 in the path-traced scenes, 0.24 in the drawn
# ones), how far that is believed against a usual elevation, and the sines it may reach.
SKY_OVER_SUN, SHADE_TOLD, SHADE_MEAN_DEG, SINES = 0.18, 0.5, 40.0, (0.2, 0.95)
# Weights of the cues, fitted together as a log-linear model on made gardens (tests/scenes/drawn/chance.py).
FEET, EDGES, STRAIGHT, ENDS, WALL_FEET = (1.57, 0.96), 0.79, 0.82, 0.71, (0.31, 0.87)
WALLS, WALLS_SHARP, CROWNS, FACING, SKY = 0.51, 1.8, 1.57, 0.84, 0.49
# People seldom photograph against the sun.
BEHIND = 0.23
# Strength of the edges at feet, in luminance and in the shadow map, that is half believed.
HALF = [2.4, 1.9]
PEAK_DEG = 20.0
UPRIGHT_BELOW = 0.04


def _ground_belief(
    lines: np.ndarray, linear: np.ndarray, level: np.ndarray, view: View, shadows: ShadowMap
) -> np.ndarray:
    """What lies on the ground, (72,)."""
    ground, yaw = shadows.open, view.camera.yaw_deg
    calm = np.log(cv2.GaussianBlur(level, (0, 0), 1.0) + 2e-3)
    map_ = cv2.GaussianBlur(shadows.visible, (0, 0), 0.7) * min(shadows.depth, 1.2) if shadows.depth > 0 else calm
    belief = np.array(FEET) @ sun_feet.feet_belief(
        sun_feet.feet_of(lines, ground, view), [calm, map_], HALF, ground, view
    )
    straight = sun_edges.shadow_edges(lines, cv2.GaussianBlur(linear, (0, 0), 1.5), ground, view)
    belief += STRAIGHT * sun_edges.edges_belief(straight, yaw)
    belief += np.array(WALL_FEET) @ np.stack(sun_edges.wall_feet_belief(sun_edges.wall_feet(lines, shadows, view)))
    if shadows.depth > 0:
        visible, seen, near = cues.from_above(shadows, view)
        belief += EDGES * cues.edges_belief(cues.edge_directions(visible, seen), yaw)
        belief += ENDS * cues.ends_belief(visible, seen, near)
    return belief


def azimuth_belief(
    lines: np.ndarray, linear: np.ndarray, mask: np.ndarray, view: View, shadows: ShadowMap, sky_mask: np.ndarray,
    white: float,
) -> np.ndarray:  # fmt: skip
    """Log-likelihood of each of AZIMUTHS but for a constant, (72,).

    lines: see ``sun_shading.segments``; the rest as in ``find_sun``. Walls are lit by a sun of some height: the sum
    over all heights counts.
    """
    level = luminance(linear)
    rows = np.arange(len(level))[:, None]
    upright = (rows < view.camera.horizon_px + UPRIGHT_BELOW * view.height) & ~sky_mask & ~shadows.ground
    lit = mask & (shadows.visible > 0.8)
    belief = _ground_belief(lines, linear, level, view, shadows) - BEHIND * np.cos(np.radians(AZIMUTHS))
    belief += FACING * cues.facing_belief(level, upright, float(np.median(level[lit if lit.any() else mask])))
    belief += SKY * cues.sky_belief(linear, sky_mask) + CROWNS * cues.crowns_belief(linear, sky_mask, view)
    likely = -0.5 * ((ELEVATIONS[:, None] - USUAL_ELEVATION_DEG) / ELEVATION_SPREAD) ** 2
    seen = walls_belief(walls(lines, level, upright, view), white)
    return belief + WALLS * np.log(np.exp(likely + WALLS_SHARP * seen).sum(0))


def elevation_of(depth: float) -> float:
    """Elevation in degrees from the depth of shade on level ground, log luminance; the usual one without shade.

    Sun and sky add up where the sun reaches, so exp(depth) = 1 + sin(elevation) · sun / sky. Buildings hide part of the
    sky and cameras lift shade, so the usual elevation is believed as well.
    """
    if depth <= 0:
        return USUAL_ELEVATION_DEG
    sine = np.clip(SKY_OVER_SUN * np.expm1(depth), *SINES)
    return float((1 - SHADE_TOLD) * SHADE_MEAN_DEG + SHADE_TOLD * np.degrees(np.arcsin(sine)))


def find_sun(
    lines: np.ndarray, linear: np.ndarray, mask: np.ndarray, view: View, shadows: ShadowMap, sky_mask: np.ndarray,
    white: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Azimuth (towards the sun, clockwise from forward) and elevation in degrees, and a confidence 0..1.

    lines: see ``sun_shading.segments``; linear: the photo, float32 (h, w, 3); mask: the painted ground;
    sky_mask: the sky; bool (h, w);
    white: luminance of a level white surface in full light.
    The confidence is the share of the belief within 20 degrees of the azimuth; without any cue it is 0.11.
    """
    belief = azimuth_belief(lines, linear, mask, view, shadows, sky_mask, white)
    likely = np.exp(belief - belief.max())
    likely /= likely.sum()
    off = (AZIMUTHS[:, None] - AZIMUTHS + 180) % 360 - 180
    best = int(np.argmax(np.exp(-0.5 * (off / 12) ** 2) @ likely))
    peak = likely * (np.abs(off[best]) <= PEAK_DEG)
    towards = float(np.degrees(np.angle((peak * np.exp(1j * np.radians(AZIMUTHS))).sum())))
    return towards, elevation_of(shadows.depth), float(peak.sum())
