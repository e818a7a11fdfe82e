"""What a photo tells about where the sun stands: a belief over all azimuths from each of several cues.

All beliefs are float64 (72,), one value for each of AZIMUTHS, higher where the sun more likely stands; they are added.
"""

import math

import cv2
import numpy as np

from .camera import View
from .colour import luminance
from .shadows import ShadowMap
from .sun_shading import AZIMUTHS, along_house

_RADIANS = np.radians(AZIMUTHS)
_HALF_TURN = len(AZIMUTHS) // 2
CELL_M = 0.05
RASTER = (400, 300)
NEAREST_M = 1.0
# Upright edges smear into lines that point at the camera: edges within these sines of that way count less.
RADIAL = (0.12, 0.50)
BINS = np.arange(2.5, 180.0, 5.0)
ALONG_HOUSE_DEG = 15.0
# Crowns: slope of their log luminance across a window of this many widths.
CROWN = 0.03
UNSEEN, LIT, THING = 0, 1, 2


def _warp(view: View) -> np.ndarray:
    """(3, 3) from the plan's raster, 20 by 15 m before the camera, rows going away from it, to pixels."""
    to_plan = np.array([[CELL_M, 0, -RASTER[0] * CELL_M / 2], [0, CELL_M, NEAREST_M], [0, 0, 1]])
    return np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]]) @ view.homography() @ to_plan


def from_above(shadows: ShadowMap, view: View) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shadow map float32, ground and where ground was looked for, bool, on the plan's raster."""
    to_pixel, inverse = _warp(view), cv2.WARP_INVERSE_MAP
    visible = cv2.warpPerspective(shadows.visible, to_pixel, RASTER, flags=cv2.INTER_LINEAR | inverse, borderValue=1.0)
    ground = cv2.warpPerspective(shadows.ground.astype(np.float32), to_pixel, RASTER, flags=cv2.INTER_LINEAR | inverse)
    near = cv2.warpPerspective(shadows.near.astype(np.uint8), to_pixel, RASTER, flags=cv2.INTER_NEAREST | inverse)
    return visible, ground > 0.9, near > 0


def edge_directions(visible: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Total variation of a shadow map from above by the direction of its edges, (36,), degrees modulo 180.

    Total variation is what an edge contributes however blurred it is, so far and near, along and across count alike.
    """
    row, column = np.mgrid[: RASTER[1], : RASTER[0]]
    radial = np.arctan2((column - RASTER[0] / 2) * CELL_M, row * CELL_M + NEAREST_M)
    found, even = np.zeros(len(BINS)), np.zeros(len(BINS))
    for blur in (2.0, 4.0):
        size = 4 * int(blur) + 1
        inner = cv2.erode(ground.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
        calm = cv2.GaussianBlur(visible, (0, 0), blur)
        gx, gy = cv2.Sobel(calm, cv2.CV_32F, 1, 0)[inner], cv2.Sobel(calm, cv2.CV_32F, 0, 1)[inner]
        strength, edge, ray = np.hypot(gx, gy) * blur, np.arctan2(-gy, gx), radial[inner]
        found += np.histogram(np.degrees(edge) % 180, 36, (0, 180), weights=strength * _off_ray(edge - ray))[0]
        thin = slice(None, None, 50)
        even += _off_ray(np.radians(BINS)[:, None] - ray[None, thin]) @ strength[thin]
    return found / (even / max(even.mean(), 1e-9) + 0.25)


def _off_ray(turn: np.ndarray) -> np.ndarray:
    return np.clip((np.abs(np.sin(turn)) - RADIAL[0]) / (RADIAL[1] - RADIAL[0]), 0, 1)


def edges_belief(directions: np.ndarray, yaw_deg: float) -> np.ndarray:
    """Shadows of upright things run along the sun's azimuth, either way; those of a roof run along the house.

    One long edge of a roof outweighs all else, so what lies along the house counts for no more than the mean elsewhere.
    """
    house = along_house(BINS, yaw_deg, ALONG_HOUSE_DEG)
    usual = float(directions[house < np.exp(-1)].mean())
    weights = directions * (1 - house) + np.minimum(directions, usual) * house
    off = (AZIMUTHS[:, None] - BINS + 90) % 180 - 90
    near = np.exp(-0.5 * (off / 8) ** 2) @ weights
    return np.log(near / near.mean() + 0.15) if near.mean() > 1e-6 else np.zeros(len(AZIMUTHS))


def ends_belief(visible: np.ndarray, ground: np.ndarray, near: np.ndarray) -> np.ndarray:
    """From shade one way leads towards what throws it, often out of the picture, and the other into the light."""
    rows, columns = np.nonzero(cv2.erode((ground & (visible < 0.35)).astype(np.uint8), np.ones((3, 3), np.uint8)))
    if len(rows) < 30:
        return np.zeros(len(AZIMUTHS))
    thin = slice(None, None, max(1, len(rows) // 200))
    steps = np.c_[np.sin(_RADIANS), np.cos(_RADIANS)]
    towards = np.array([_end(columns[thin], rows[thin], step, visible, ground, near) for step in steps])
    away = np.roll(towards, _HALF_TURN, 0)
    into_light = ((towards == UNSEEN) & (away == LIT)).mean(1)
    return into_light - ((towards == LIT) & (away == UNSEEN)).mean(1)


def _end(
    x: np.ndarray, y: np.ndarray, step: np.ndarray, visible: np.ndarray, ground: np.ndarray, near: np.ndarray
) -> np.ndarray:
    """What each walk (n,) over the raster comes to first: LIT ground, a THING, or UNSEEN."""
    found, walking = np.full(len(x), UNSEEN), np.ones(len(x), bool)
    for length in range(2, 160, 3):
        column, row = (np.rint(v + s * length).astype(int) for v, s in ((x, step[0]), (y, step[1])))
        out = (column < 0) | (row < 0) | (column >= RASTER[0]) | (row >= RASTER[1])
        column, row = np.clip(column, 0, RASTER[0] - 1), np.clip(row, 0, RASTER[1] - 1)
        out |= ~near[row, column]
        thing = ~out & ~ground[row, column]
        lit = ~out & ground[row, column] & (visible[row, column] > 0.7)
        found[walking & thing], found[walking & lit] = THING, LIT
        walking &= ~(out | thing | lit)
    return found


def facing_belief(level: np.ndarray, upright: np.ndarray, lit_ground: float) -> np.ndarray:
    """What stands turns its lit side to the camera when the sun is behind it: bright things against lit ground."""
    if upright.sum() < 200:
        return np.zeros(len(AZIMUTHS))
    bright = math.log(float(np.percentile(level[upright], 75)) / max(lit_ground, 1e-3) + 1e-3)
    # Walls stand at all angles: a sun a little behind lights some of them as well as one right behind.
    return -math.tanh(2 * (bright - 0.06)) * np.tanh(3 * np.cos(_RADIANS))


def sky_belief(linear: np.ndarray, sky_mask: np.ndarray) -> np.ndarray:
    """The sky is brighter on the sun's side."""
    rows, columns = (places[::16] for places in np.nonzero(sky_mask))
    if len(rows) < 100 or sky_mask.mean() < 0.02:
        return np.zeros(len(AZIMUTHS))
    width = linear.shape[1]
    terms = np.c_[np.ones(len(rows)), columns / width, rows / width]
    slope = np.linalg.lstsq(terms, np.log(luminance(linear[rows, columns]) + 1e-3), rcond=None)[0][1]
    return math.tanh(4 * slope) * np.sin(_RADIANS)


def crowns_belief(linear: np.ndarray, sky_mask: np.ndarray, view: View) -> np.ndarray:
    """Trees and hedges above the horizon are brighter on the sun's side."""
    calm = cv2.GaussianBlur(linear, (0, 0), 1.5)
    red, green, blue = np.moveaxis(calm, -1, 0)
    above = np.arange(view.height)[:, None] < view.horizon_at(np.arange(view.width)) - 0.01 * view.height
    leaves = (above & ~sky_mask & (green > red * 1.02) & (green > blue * 1.15)).astype(np.uint8)
    leaves = cv2.morphologyEx(leaves, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)).astype(np.float32)
    if leaves.sum() < 300:
        return np.zeros(len(AZIMUTHS))
    # The slope is that of whole crowns: a quarter of the size shows it as well.
    size, reach = (view.width // 4, view.height // 4), CROWN * view.width / 4
    level = cv2.resize(np.log(luminance(calm) + 2e-3) * leaves, size, interpolation=cv2.INTER_AREA)
    leaves = cv2.resize(leaves, size, interpolation=cv2.INTER_AREA)
    share = cv2.GaussianBlur(leaves, (0, 0), reach) + 1e-3
    inside = (leaves > 0.5) & (share > 0.5)
    slope = cv2.Sobel(cv2.GaussianBlur(level, (0, 0), reach) / share, cv2.CV_32F, 1, 0)[inside] / 8 * reach
    return math.tanh(8 * float(slope.mean()) if inside.any() else 0.0) * np.sin(_RADIANS)
