"""Shadows at the feet of upright things, which tell the side that the sun stands on too.

The shadow of a post begins at its foot and lies along the sun's azimuth; so does the edge of the shadow of a house,
from the foot of its corner. Both are edges on the ground that lead away from a foot. What lies in the middle of the
shade beside a corner tells nothing: its darkest way is half-way between wall and shadow edge.
"""

import math

import numpy as np

from .camera import View
from .sun_shading import AZIMUTHS, UP, lean

FINE_DEG = 2.5
WAYS_DEG = np.arange(-180.0, 180.0, FINE_DEG)
_WAYS = np.radians(WAYS_DEG)
REACH_M = np.geomspace(0.25, 4.0, 18)
# Neighbouring ways that are compared are two steps off to each side, and at least so many pixels apart.
SIDE, APART_PX, LEAST_RADII = 2, 2.5, 6
FEET, LEAST_LENGTH, MOST_LEAN, FARTHEST_M = 60, 0.015, 0.07, 22.0
# A step counts by its mean over its scatter and this much, log units; no way from one foot counts more than MOST.
STEADY, MOST = 0.10, 3.0


def feet_of(lines: np.ndarray, ground: np.ndarray, view: View) -> tuple[np.ndarray, np.ndarray]:
    """Where upright segments (n, 2, 2) meet the ground bool (h, w): (m, 2) in metres, and their weights (m,)."""
    top, low = lines[:, 0], lines[:, 1]
    length = np.hypot(*(low - top).T)
    good = (length > LEAST_LENGTH * view.width) & (lean(lines, UP, view) < MOST_LEAN)
    good &= (low[:, 1] - view.horizon_at(low[:, 0]) > 0.02 * view.height) & (low[:, 1] < view.height - 4)
    column = np.clip(np.rint(low[:, 0]).astype(int), 0, view.width - 1)
    row = np.clip(np.rint(low[:, 1] + 0.008 * view.height).astype(int), 0, view.height - 1)
    plan = np.c_[view.ground(low[:, 0], low[:, 1])]
    good &= ground[row, column] & (plan[:, 1] < FARTHEST_M)
    chosen = np.argsort(-np.where(good, length, 0.0), kind="stable")[: min(FEET, int(good.sum()))]
    return plan[chosen], np.minimum(length[chosen] / (0.05 * view.width), 2.0)


def _around(foot: np.ndarray, ground: np.ndarray, view: View) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows and columns of the ways from a foot, and where a way can be compared with both its neighbours."""
    x, y = view.project(foot[0] + np.outer(np.sin(_WAYS), REACH_M), ahead := foot[1] + np.outer(np.cos(_WAYS), REACH_M))
    seen = (x >= 1) & (y >= 1) & (x < view.width - 2) & (y < view.height - 2) & (ahead > 0.8)
    column, row = np.clip(x, 0, view.width - 1).astype(int), np.clip(y, 0, view.height - 1).astype(int)
    seen &= ground[row, column]
    left, right = np.roll(np.stack([x, y, seen]), SIDE, 1), np.roll(np.stack([x, y, seen]), -SIDE, 1)
    seen &= (left[2] > 0) & (right[2] > 0)
    return row, column, seen & (np.hypot(left[0] - right[0], left[1] - right[1]) > APART_PX)


def _step(level: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """How plainly each way is an edge: mean difference of its neighbours over its scatter along the way, (ways,)."""
    change = np.where(counts, np.clip(np.roll(level, SIDE, 0) - np.roll(level, -SIDE, 0), -0.8, 0.8), 0.0)
    number = np.maximum(counts.sum(1), 1)
    mean = change.sum(1) / number
    return np.abs(mean) / (STEADY + np.sqrt(np.maximum((change**2).sum(1) / number - mean**2, 0.0)))


def feet_belief(
    feet: tuple[np.ndarray, np.ndarray], maps: list[np.ndarray], half: list[float], ground: np.ndarray, view: View
) -> np.ndarray:
    """Beliefs (k, 72), 0..1, from edges that lead away from feet, one of each map.

    feet: see ``feet_of``; maps: log luminance, or the shadow map in like units, (h, w) each; half: strength of a map's
    edges, summed over feet, that is half believed; ground: bool (h, w), where the ground is.
    """
    total = np.zeros((len(maps), len(WAYS_DEG)))
    for foot, weight in zip(*feet, strict=True):
        row, column, counts = _around(foot, ground, view)
        # Behind its foot the thing itself hides the ground.
        behind = np.abs((WAYS_DEG - math.degrees(math.atan2(*foot)) + 180) % 360 - 180) <= 14
        good = (counts.sum(1) >= LEAST_RADII) & ~behind
        if good.sum() < 20:
            continue
        for number, level in enumerate(maps):
            step = _step(level[row, column], counts)
            total[number] += weight * np.where(good, np.clip(step - np.median(step[good]), 0.0, MOST), 0.0)
    off = (AZIMUTHS[:, None] - WAYS_DEG) % 360 - 180
    near = np.exp(-0.5 * (off / 6) ** 2)
    belief = total @ near.T / near.sum(1).max()
    return belief / (belief.max(1, keepdims=True) + np.array(half)[:, None])
