"""Where the sun stands, from the shadows on the ground.

Seen from above, a shadow is its object drawn out along the sun's direction, so it changes least along it: the weak
eigenvector of the structure tensor (Bigun and Granlund 1987) of the rectified shadow map is the sun's azimuth, but for
its sign. That is told by the feet of the things that throw the shadows; where none is seen, people seldom photograph
against the sun, and the brighter side of the sky tells left from right.
"""

import math

import cv2
import numpy as np

from .camera import View
from .colour import luminance
from .shadows import ShadowMap

USUAL_ELEVATION_DEG = 42.0
USUAL_AZIMUTH_DEG = 125.0
CELL_M = 0.05
RASTER = (400, 300)
NEAREST_M = 1.0
SURE_COHERENCE, LIKELY_COHERENCE = 0.55, 0.45
LEAST_SHADE = 0.10
UNSEEN, LIT, THING = 0, 1, 2


def _from_above(shadows: ShadowMap, view: View) -> tuple[np.ndarray, np.ndarray]:
    """Shadow map and ground on a raster of 20 by 15 m before the camera, rows going away from it."""
    across = RASTER[0] * CELL_M / 2
    to_plan = np.array([[CELL_M, 0, -across], [0, CELL_M, NEAREST_M], [0, 0, 1]])
    to_pixel = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]]) @ view.homography() @ to_plan
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    visible = cv2.warpPerspective(shadows.visible, to_pixel, RASTER, flags=flags, borderValue=1.0)
    ground = cv2.warpPerspective(shadows.ground.astype(np.float32), to_pixel, RASTER, flags=flags)
    return visible, ground > 0.9


def shadow_axis(shadows: ShadowMap, view: View) -> tuple[float, float]:
    """Direction of the shadows modulo 180 degrees (clockwise from forward), and its coherence 0..1."""
    if shadows.depth <= 0:
        return 0.0, 0.0
    visible, ground = _from_above(shadows, view)
    # A small patch, or the corner of a shadow that the picture cuts, tells its own outline and not the sun's way.
    if not ground.any() or (visible < 0.5)[ground].mean() < LEAST_SHADE:
        return 0.0, 0.0
    tensor = np.zeros((2, 2))
    for blur in (2.0, 4.0):
        size = 4 * int(blur) + 1
        inner = cv2.erode(ground.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
        calm = cv2.GaussianBlur(visible, (0, 0), blur)
        gx, gy = cv2.Sobel(calm, cv2.CV_32F, 1, 0)[inner], cv2.Sobel(calm, cv2.CV_32F, 0, 1)[inner]
        tensor += np.array([[gx @ gx, gx @ gy], [gx @ gy, gy @ gy]], float) * blur
    if np.trace(tensor) < 1.0:
        return 0.0, 0.0
    strength, direction = np.linalg.eigh(tensor)
    along = direction[:, 0]
    axis = math.degrees(math.atan2(along[0], along[1]))
    return (axis + 90) % 180 - 90, float(1 - strength[0] / strength[1])


def foot_side(shadows: ShadowMap, view: View, axis_deg: float) -> float:
    """On which side of its shadows the things stand that throw them: +1 along the axis, -1 against it, 0 unknown.

    From shaded ground one way leads to the foot of what stands there, the other out into the light.
    """
    visible, ground = _from_above(shadows, view)
    to_plan = np.array([[CELL_M, 0, -RASTER[0] * CELL_M / 2], [0, CELL_M, NEAREST_M], [0, 0, 1]])
    to_pixel = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]]) @ view.homography() @ to_plan
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    near = cv2.warpPerspective(shadows.near.astype(np.uint8), to_pixel, RASTER, flags=flags) > 0
    shaded = ground & (visible < 0.35)
    rows, columns = np.nonzero(cv2.erode(shaded.astype(np.uint8), np.ones((3, 3), np.uint8)))
    rows, columns = rows[:: max(1, len(rows) // 4000)], columns[:: max(1, len(columns) // 4000)]
    step = np.array([math.sin(math.radians(axis_deg)), math.cos(math.radians(axis_deg))])
    ends = [_end(columns, rows, side * step, visible, ground, near) for side in (1, -1)]
    ahead = int(((ends[0] == THING) & (ends[1] == LIT)).sum())
    behind = int(((ends[1] == THING) & (ends[0] == LIT)).sum())
    if max(ahead, behind) < 0.06 * len(rows) + 10 or max(ahead, behind) < 2.0 * min(ahead, behind):
        return 0.0
    return 1.0 if ahead > behind else -1.0


def _end(x, y, step: np.ndarray, visible: np.ndarray, ground: np.ndarray, near: np.ndarray) -> np.ndarray:
    """What each walk (n,) over the raster comes to first: LIT ground, a THING, or UNSEEN."""
    found, walking = np.full(len(x), UNSEEN), np.ones(len(x), bool)
    for length in range(2, 160, 2):
        column, row = (np.rint(v + s * length).astype(int) for v, s in ((x, step[0]), (y, step[1])))
        out = (column < 0) | (row < 0) | (column >= RASTER[0]) | (row >= RASTER[1])
        column, row = np.clip(column, 0, RASTER[0] - 1), np.clip(row, 0, RASTER[1] - 1)
        out |= ~near[row, column]
        thing = ~out & ~ground[row, column]
        lit = ~out & ground[row, column] & (visible[row, column] > 0.7)
        found[walking & thing], found[walking & lit] = THING, LIT
        walking &= ~(out | thing | lit)
    return found


def _bright_side(linear: np.ndarray, view: View) -> float:
    """+1 when the right half of the upper picture is brighter, else -1."""
    level = luminance(linear[: max(4, view.height // 12)])
    half = view.width // 2
    return 1.0 if level[:, half:].mean() > level[:, :half].mean() else -1.0


def find_sun(linear: np.ndarray, view: View, shadows: ShadowMap) -> tuple[float, float, float]:
    """Azimuth (towards the sun, clockwise from forward) and elevation in degrees, and a confidence 0..1."""
    side = _bright_side(linear, view)
    axis, coherence = shadow_axis(shadows, view)
    foot = foot_side(shadows, view, axis) if coherence > LIKELY_COHERENCE else 0.0
    if coherence < SURE_COHERENCE and foot == 0.0:
        return side * USUAL_AZIMUTH_DEG, USUAL_ELEVATION_DEG, 0.2
    behind = axis - 180 if axis > 0 else axis + 180
    if foot != 0.0:
        azimuth = axis if foot > 0 else behind
    elif abs(axis) > 78:
        azimuth = axis if axis * side > 0 else behind
    else:
        azimuth = behind
    return azimuth, USUAL_ELEVATION_DEG, coherence
