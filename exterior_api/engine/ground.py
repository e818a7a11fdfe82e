"""The painted area as a piece of ground: which blobs count, what lies above the horizon, how far it reaches."""

import cv2
import numpy as np

from .camera import View
from .errors import EngineError

FARTHEST_M = 45.0
FEWEST_PIXELS = 60
SMALLEST_M2 = 0.25
SIMILAR_BLOB = 0.5
MOST_BLOBS = 4


def below_horizon(mask: np.ndarray, view: View) -> np.ndarray:
    """The mask bool (H, W) without what lies above the horizon or farther than 45 m.

    Raises EngineError("mask_not_on_ground") when more than half of it does.
    """
    rows, columns = np.nonzero(mask.any(1))[0], np.arange(view.width)
    first, last = int(rows[0]), int(rows[-1]) + 1
    slack = max(2.0, 0.008 * view.height)
    limit = view.horizon_at(columns) + slack
    distance = view.camera.focal_px * view.camera.height_m / FARTHEST_M
    limit = np.maximum(limit, view.horizon_at(columns) + distance)
    part = mask[first:last]
    low = part & (np.arange(first, last)[:, None] > limit[None])
    if low.sum() < 0.5 * part.sum():
        raise EngineError("mask_not_on_ground")
    kept = np.zeros_like(mask)
    kept[first:last] = low
    return kept


def blobs(mask: np.ndarray, view: View) -> list[np.ndarray]:
    """The connected pieces worth drawing on, largest first: the largest, and those at least half as large."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    order = 1 + np.argsort(-stats[1:, cv2.CC_STAT_AREA], kind="stable")
    largest = stats[order[0], cv2.CC_STAT_AREA] if count > 1 else 0
    if largest < max(FEWEST_PIXELS, 0.0004 * mask.size):
        raise EngineError("mask_too_small")
    chosen = [i for i in order if stats[i, cv2.CC_STAT_AREA] >= SIMILAR_BLOB * largest][:MOST_BLOBS]
    return [labels == i for i in chosen]


def contour(mask: np.ndarray) -> np.ndarray:
    """Outer contour of the largest piece of a mask, pixel centres (n, 2)."""
    found = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    return max(found, key=len)[:, 0].astype(np.float64) + 0.5


def plan_contour(mask: np.ndarray, view: View) -> np.ndarray:
    """The mask's contour on the ground, evenly spaced points (n, 2) in metres."""
    X, Y = view.ground(*contour(mask).T)
    ring = np.c_[X, Y]
    ring = np.vstack([ring, ring[:1]])
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(ring, axis=0).T))]
    count = int(np.clip(along[-1] / 0.05, 64, 800))
    at = np.linspace(0.0, along[-1], count, endpoint=False)
    return np.c_[np.interp(at, along, ring[:, 0]), np.interp(at, along, ring[:, 1])]


def area_m2(polygon: np.ndarray) -> float:
    """Area of a closed polygon (n, 2), by the shoelace formula."""
    x, y = polygon.T
    return 0.5 * abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))))
