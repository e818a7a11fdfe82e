"""Posts, trunks and the legs of furniture in the painted area, told by their upright edges and not by their colour.

On level ground nothing flat draws lines that point at the zenith, as two sides of a post do. What hangs together with
a post and has its colour, the seat on a bench's legs, belongs to it.
"""

import cv2
import numpy as np

from .camera import View
from .sun_shading import UP, lean

LEAST_LENGTH, MOST_LEAN = 0.016, 0.07
# How tall what stands is at least, and how wide at most, metres; how far its two feet may lie apart, in its width.
LEAST_M, WIDEST_M, FEET_APART = 0.20, 0.60, 0.9
# It differs from what lies on both sides of it (CIE 1976), and its own colour differs less from foot to top.
DIFFERS, ALIKE = 7.0, 12.0
# What hangs together with it: Mahalanobis distance to its colour, and how far to the side of it at most, metres.
SAME, BESIDE_M = 2.6, 1.1
JOINED_PX, MOST_GAP_PX = 3.0, 15.0
SPREAD = np.diag([26.0, 6.0, 6.0])


def joined(lines: np.ndarray) -> np.ndarray:
    """Segments (n, 2, 2) with those that go on where another ends made one: bark and leaves break an edge."""
    parts = list(lines[np.argsort(lines[:, 1, 1], kind="stable")])
    whole: list[np.ndarray] = []
    while parts:
        one = parts.pop(0)
        for number, other in enumerate(parts):
            gap = other[0, 1] - one[1, 1]
            if -3 <= gap <= min(0.8 * (one[1, 1] - one[0, 1]), 0.8 * (other[1, 1] - other[0, 1]), MOST_GAP_PX):
                steep = (one[1, 0] - one[0, 0]) / max(one[1, 1] - one[0, 1], 1.0)
                if abs(one[1, 0] + steep * gap - other[0, 0]) < JOINED_PX:
                    parts[number] = np.array([one[0], other[1]])
                    break
        else:
            whole.append(one)
    return np.array(whole).reshape(-1, 2, 2)


def _edges(lines: np.ndarray, mask: np.ndarray, view: View) -> np.ndarray:
    """Upright lines (n, 2, 2) whose lower end lies in the area or a little above its far edge, longest first."""
    if not len(lines):
        return lines
    lines = joined(lines[lean(lines, UP, view) < MOST_LEAN])
    top, low = lines[:, 0], lines[:, 1]
    length = np.hypot(*(low - top).T)
    row, column = np.clip(low[:, 1].astype(int), 0, view.height - 1), np.clip(low[:, 0].astype(int), 0, view.width - 1)
    near = cv2.dilate(mask.astype(np.uint8), np.ones((9, 5), np.uint8)) > 0
    metre = np.maximum(low[:, 1] - view.horizon_at(low[:, 0]), 1.0) / view.camera.height_m
    good = near[row, column] & (length > LEAST_LENGTH * view.width) & (length > LEAST_M * metre)
    return lines[good][np.argsort(-length[good], kind="stable")]


def _between(left: np.ndarray, right: np.ndarray, first: float, last: float, share: float) -> np.ndarray:
    """Columns and rows (2, n) of a line that runs at this share of the way from the left edge to the right one."""
    rows = np.arange(np.ceil(first), np.floor(last) + 1)
    sides = [e[0, 0] + (rows - e[0, 1]) * (e[1, 0] - e[0, 0]) / max(e[1, 1] - e[0, 1], 1.0) for e in (left, right)]
    return np.stack([sides[0] + share * (sides[1] - sides[0]), rows])


def _at(lab: np.ndarray, places: np.ndarray) -> np.ndarray:
    column = np.clip(np.rint(places[0] - 0.5).astype(int), 0, lab.shape[1] - 1)
    row = np.clip(places[1].astype(int), 0, lab.shape[0] - 1)
    return lab[row, column]


def _post(left: np.ndarray, right: np.ndarray, lab: np.ndarray, view: View) -> np.ndarray | None:
    """The corners (4, 2) of what two edges enclose, pixels, if that looks like a post; None if not."""
    foot = max(left[1, 1], right[1, 1])
    metre = max(foot - float(view.horizon_at(left[1, 0])), 1.0) / view.camera.height_m
    first, last = max(left[0, 1], right[0, 1]), min(left[1, 1], right[1, 1])
    wide = float(np.mean(right[:, 0] - left[:, 0]))
    if not 1.5 <= wide <= WIDEST_M * metre or last - first < max(0.7 * LEAST_M * metre, 4.0):
        return None
    if abs(left[1, 1] - right[1, 1]) > FEET_APART * wide + 3:
        return None
    inside = _at(lab, _between(left, right, first, last, 0.5))
    out = 2.0 / wide + 0.15
    apart = [
        float(np.median(np.linalg.norm(inside - _at(lab, _between(left, right, first, last, share)), axis=1)))
        for share in (-out, 1 + out, -1.5 - out, 2.5 + out)
    ]
    half = len(inside) // 2
    below = _at(lab, np.array([np.linspace(left[1, 0] - wide, right[1, 0] + wide, 9), np.full(9, foot + 4)]))
    if np.linalg.norm(np.median(inside, 0) - np.median(below, 0)) < DIFFERS:
        return None
    # The gap between two legs has the ground's colour, and so has what lies beyond them.
    if min(apart[:2]) < DIFFERS or max(apart[2:]) < DIFFERS:
        return None
    if np.linalg.norm(np.median(inside[:half], 0) - np.median(inside[half:], 0)) > ALIKE:
        return None
    top, low = _between(left, right, first, foot, 0.0), _between(left, right, first, foot, 1.0)
    return np.array([top[:, 0], low[:, 0], low[:, -1], top[:, -1]])


def posts(lines: np.ndarray, lab: np.ndarray, mask: np.ndarray, view: View) -> np.ndarray:
    """What stands in the area between two upright edges, and what hangs on it: bool (h, w).

    lines: see ``sun_shading.segments``; lab: CIE Lab of the small photo, float32 (h, w, 3); mask: the painted area.
    """
    edges, found = _edges(lines, mask, view), np.zeros(mask.shape, bool)
    for number, one in enumerate(edges):
        pairs = []
        for other in edges[:number]:
            left, right = (one, other) if one[:, 0].mean() < other[:, 0].mean() else (other, one)
            corners = _post(left, right, lab, view)
            if corners is not None:
                pairs.append((float(np.ptp(corners[:, 0])), corners))
        if pairs:
            # The nearest other side is its own.
            canvas = np.zeros(mask.shape, np.uint8)
            narrowest = min(pairs, key=lambda pair: pair[0])[1]
            cv2.fillPoly(canvas, [np.rint((narrowest - 0.5) * 16).astype(np.int32)], 1, shift=4)
            found |= _with_its_own(canvas > 0, lab, mask, view)
    return found


def _with_its_own(post: np.ndarray, lab: np.ndarray, mask: np.ndarray, view: View) -> np.ndarray:
    """A post (h, w) and what has its colour and hangs together with it, not farther away than an arm's length."""
    rows, columns = np.nonzero(post)
    own = lab[post]
    inverse = np.linalg.inv(np.cov((own - own.mean(0)).T) + SPREAD)
    off = lab - np.median(own, 0)
    like = np.einsum("ijk,kl,ijl->ij", off, inverse.astype(np.float32), off) < SAME**2
    metre = max(rows.max() - float(view.horizon_at(columns.mean())), 1.0) / view.camera.height_m
    reach = int(BESIDE_M * metre)
    window = np.zeros(mask.shape, bool)
    window[: rows.max() + 2, max(columns.min() - reach, 0) : columns.max() + reach] = True
    labels = cv2.connectedComponents(((like & window) | post).astype(np.uint8), connectivity=4)[1]
    whole = np.isin(labels, np.unique(labels[post]))
    inside = whole & mask
    # Ground of the same colour runs on: then the post alone is kept.
    return inside if inside.sum() < 3.5 * post.sum() else post & mask
