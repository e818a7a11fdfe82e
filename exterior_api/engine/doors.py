"""Doors as a measure of height: where the horizon lies by them.

A door's head is 2.1 m above the ground and the eye 1.6 m, all over the world and nearly so. Where a house is seen from
its front, upright lines alone leave open whether a long lens looked down a little or a usual one more: a door tells.
"""

from dataclasses import dataclass

import cv2
import numpy as np

# Height of the eye over that of a door's head, and how much that differs from photo to photo, relative.
EYE_OVER_HEAD, SPREAD = 1.6 / 2.12, 0.13
UPRIGHT, SHORTEST, TALLEST = 0.16, 0.035, 0.45
# Widths over heights of doors and of double ones; how far tops and feet of the two sides may be apart, in heights.
NARROWEST, WIDEST, LEVEL = 0.30, 1.25, 0.12
# Under a door there is ground (CIE 1976): not what is beside it, and the same as before the wall, which goes on.
OTHER, SAME, SHOWN = 9.0, 22.0, 7.0
CHANCE, FARTHEST = 0.03, 0.075
PARTS, PARTED = 7.0, 0.7
MOST_EDGES = 160


@dataclass(frozen=True)
class Doors:
    """rows: where each door puts the horizon, in picture widths below the middle; spread: how exactly."""

    rows: np.ndarray
    spread: np.ndarray

    def near(self, horizon: float) -> "Doors":
        """Those that put the horizon near this row: what is far off is a gap or a crate."""
        kept = np.abs(self.rows - horizon) < FARTHEST
        return Doors(self.rows[kept], self.spread[kept])

    def belief(self, horizon: np.ndarray) -> np.ndarray:
        """Log-likelihood of horizons (n,), widths below the middle: 0 at best, never below log of CHANCE.

        One door is half believed, and several by how many of them agree.
        """
        if not len(self.rows):
            return np.zeros(np.shape(horizon))
        off = (np.asarray(horizon)[..., None] - self.rows) / self.spread
        votes = np.exp(-0.5 * off**2).sum(-1)
        return np.log(CHANCE + votes / (len(self.rows) + 1))


def _median_at(lab: np.ndarray, left: float, right: float, top: float, low: float) -> np.ndarray:
    """Median colour of a patch, (3,)."""
    height, width = lab.shape[:2]
    x0, x1 = int(np.clip(left, 0, width - 2)), int(np.clip(right, 0, width - 1))
    y0, y1 = int(np.clip(top, 0, height - 2)), int(np.clip(low, 0, height - 1))
    return np.median(lab[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)].reshape(-1, 3), 0)


def _is_edge(edge: np.ndarray, inwards: float, lab: np.ndarray) -> bool:
    """Whether an upright edge (2, 2) parts two things along most of its length: joints of boards do not."""
    share = np.linspace(0.1, 0.9, 15)
    x, y = (edge[0] + share[:, None] * (edge[1] - edge[0])).T
    inside, outside = (
        lab[np.clip(y, 0, lab.shape[0] - 1).astype(int), np.clip(x + off, 0, lab.shape[1] - 1).astype(int)]
        for off in (inwards, -np.sign(inwards) * 3.0)
    )
    return bool((np.linalg.norm(inside - outside, axis=1) > PARTS).mean() > PARTED)


def _is_door(left: np.ndarray, right: np.ndarray, lab: np.ndarray) -> bool:
    """Whether two upright edges (2, 2), upper end first, stand on the ground, with something else between."""
    top, foot = (left[0, 1] + right[0, 1]) / 2, (left[1, 1] + right[1, 1]) / 2
    tall, x0, x1 = foot - top, left[1, 0], right[1, 0]
    if foot + 0.3 * tall >= lab.shape[0]:
        return False
    wide, side = x1 - x0, max(3.0, 0.16 * tall)
    into = max(3.0, 0.12 * wide)
    if not (_is_edge(left, into, lab) and _is_edge(right, -into, lab)):
        return False
    below = _median_at(lab, x0 + 0.15 * wide, x1 - 0.15 * wide, foot + 0.08 * tall, foot + 0.22 * tall)
    walls = [
        _median_at(lab, a, b, top + 0.3 * tall, top + 0.9 * tall)
        for a, b in ((x0 - side, x0 - 0.2 * side), (x1 + 0.2 * side, x1 + side))
    ]
    floors = [
        _median_at(lab, a, b, foot + 0.08 * tall, foot + 0.22 * tall)
        for a, b in ((x0 - side, x0 - 0.2 * side), (x1 + 0.2 * side, x1 + side))
    ]
    leaf = _median_at(lab, x0 + 0.15 * wide, x1 - 0.15 * wide, top + 0.15 * tall, top + 0.85 * tall)
    above = _median_at(lab, x0 + 0.15 * wide, x1 - 0.15 * wide, top - 0.16 * tall, top - 0.06 * tall)
    shown = min(np.linalg.norm(leaf - wall) for wall in (*walls, above))
    differs = min(np.linalg.norm(below - wall) for wall in walls)
    goes_on = np.mean([np.linalg.norm(below - floor) for floor in floors])
    stands = min(np.linalg.norm(floor - wall) for floor, wall in zip(floors, walls, strict=True))
    if np.linalg.norm(walls[0] - walls[1]) > SAME:
        return False
    return bool(shown > SHOWN and differs > OTHER and stands > OTHER and goes_on < SAME)


def find_doors(ends: np.ndarray, photo: np.ndarray) -> Doors:
    """The doors of a small photo uint8 (h, w, 3), and what looks like one, by its line segments (n, 2, 2) in pixels."""
    height, width = photo.shape[:2]
    order = np.argsort(ends[:, :, 1], 1)[:, :, None]
    ends = np.take_along_axis(ends, order, 1)
    step = ends[:, 1] - ends[:, 0]
    upright = (np.abs(step[:, 0]) < UPRIGHT * step[:, 1]) & (step[:, 1] > SHORTEST * width)
    upright &= step[:, 1] < TALLEST * height
    ends = ends[upright][np.argsort(-step[upright, 1], kind="stable")][:MOST_EDGES]
    lab = cv2.cvtColor(cv2.GaussianBlur(photo, (0, 0), 1.0), cv2.COLOR_RGB2LAB).astype(np.float32)
    pairs = []
    for number, one in enumerate(ends):
        for other in ends[:number]:
            left, right = (one, other) if one[1, 0] < other[1, 0] else (other, one)
            tall = max(left[1, 1] - left[0, 1], right[1, 1] - right[0, 1])
            wide = right[1, 0] - left[1, 0]
            # A wall that is seen aslant falls as it goes.
            apart = np.abs(left[:, 1] - right[:, 1]).max() - 0.12 * wide
            if NARROWEST * tall < wide < WIDEST * tall and apart < LEVEL * tall and _is_door(left, right, lab):
                pairs.append((max(apart, 0.0) / tall + 0.05 * wide / tall, left, right))
    rows, spread = [], []
    used: set[bytes] = set()
    # Boards make many pairs of each edge, a door one.
    for _, left, right in sorted(pairs, key=lambda pair: pair[0]):
        if used & {left.tobytes(), right.tobytes()}:
            continue
        used |= {left.tobytes(), right.tobytes()}
        top, foot = (left[0, 1] + right[0, 1]) / 2, max(left[1, 1], right[1, 1])
        rows.append((foot - EYE_OVER_HEAD * (foot - top) - height / 2) / width)
        spread.append((SPREAD * EYE_OVER_HEAD * (foot - top) + 1.0) / width)
    return Doors(np.array(rows), np.array(spread))
