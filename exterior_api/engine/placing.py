"""Where furniture stands: on what is built, wholly inside the painted area in the picture, shadows too."""

from dataclasses import dataclass

import cv2
import numpy as np

from .camera import View
from .furniture import Piece, moved
from .plan import Plan

TRIES = 220
# Nobody sets furniture down exactly square, radians.
LOOSE = 0.05
# Of the picture's width: larger, simple models are the first thing that is seen to be drawn.
WIDEST, WIDEST_SMALL = 0.08, 0.05


@dataclass
class Room:
    """mask: bool (h, w), the painted area; towards_sun (3,): None without sun; depth: how far in the edge begins."""

    plan: Plan
    view: View
    mask: np.ndarray
    towards_sun: np.ndarray | None
    edge: float
    height: float

    def __post_init__(self) -> None:
        size = max(3, int(0.004 * self.view.width) * 2 + 1)
        framed = cv2.copyMakeBorder(self.mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        self.inner = cv2.erode(framed, np.ones((size, size), np.uint8))[1:-1, 1:-1] > 0
        self.taken: list[tuple[np.ndarray, float]] = []
        # Place, size and yaw of the piece that was placed last.
        self.last: tuple[np.ndarray, float, float] | None = None

    def _seen_inside(self, points: np.ndarray) -> np.ndarray:
        """Which of several sets of points (k, n, 3) are seen wholly inside the area, bool (k,)."""
        x, y = self.view.project(points[..., 0], points[..., 1], points[..., 2])
        inside = (x >= 0) & (y >= 0) & (x < self.view.width) & (y < self.view.height)
        column = np.clip(x, 0, self.view.width - 1).astype(int)
        row = np.clip(y, 0, self.view.height - 1).astype(int)
        return (inside & self.inner[row, column]).all(-1)

    def _modest(self, corners: np.ndarray, widest: float) -> np.ndarray:
        """Which placements (k, n, 3) are so far away that they look small, bool (k,)."""
        x, y = self.view.project(corners[..., 0], corners[..., 1], corners[..., 2])
        return np.maximum(np.ptp(x, axis=-1), np.ptp(y, axis=-1)) < widest * self.view.width

    def far(self, piece: Piece, widest: float = WIDEST_SMALL) -> bool:
        """Whether a placed piece is seen smaller than this share of the picture's width."""
        return bool(self._modest(_boxes(np.array(piece))[None], widest)[0])

    def fits(self, low: np.ndarray, corners: np.ndarray, reach: float) -> np.ndarray:
        """Which placements stand on the floor, are seen against it only, and throw their shadow inside too.

        low (k, m, 2): plan points of the parts near the ground; corners (k, n, 3) of all parts; bool (k,).
        """
        good: np.ndarray = np.all(self.plan.at(low[..., 0], low[..., 1]) <= -self.edge - 0.02 - reach, axis=-1)
        good[good] = self._seen_inside(corners[good])
        if self.towards_sun is not None and good.any():
            drop = (corners[good][..., 2:] - self.height) / max(self.towards_sun[2], 0.25)
            ground = corners[good] - drop * self.towards_sun
            ground[..., 2] = self.height
            good[good] = self._seen_inside(ground)
        return good

    def holds(self, piece: Piece, reach: float) -> bool:
        """Whether a placed piece fits, see ``fits``."""
        corners = _boxes(np.array(piece))
        return bool(self.fits(_low(corners, self.height)[None], corners[None], reach)[0])

    def place(
        self,
        piece: Piece,
        rng: np.random.Generator,
        yaws: list[float],
        reach: float,
        deep: float,
        band: float = 9.0,
        widest: float = WIDEST,
    ) -> Piece | None:
        """The piece at the best of some drawn places, near (deep = 0) or far (1); None when it fits nowhere.

        reach: half the piece's depth; band: how far from the edge it may stand, metres; widest: see ``far``.
        """
        X, Y = self.plan.cells()
        from_edge = -self.plan.distance - self.edge - reach
        free = (from_edge > 0.05) & (from_edge < 0.05 + band)
        if not free.any():
            return None
        places = np.c_[X[free], Y[free]]
        at = places[rng.integers(len(places), size=TRIES)]
        yaw = np.array(yaws)[rng.integers(len(yaws), size=TRIES)] + rng.normal(0, LOOSE, TRIES)
        rows = np.array(piece)
        size = float((np.hypot(rows[:, 13], rows[:, 14]) + rows[:, 16]).max())
        apart = [np.hypot(*(at - p).T) >= s + size for p, s in self.taken]
        clear = np.logical_and.reduce(apart) if apart else np.ones(TRIES, bool)
        if not clear.any():
            return None
        at, yaw = at[clear], yaw[clear]
        lift = np.array([0.0, 0.0, self.height])
        corners = _boxes(rows)
        low = np.c_[_low(corners, 0.0), np.zeros(len(_low(corners, 0.0)))]
        carried = _carried(corners, at, yaw, lift)
        good = self.fits(_carried(low, at, yaw, lift)[..., :2], carried, 0.0) & self._modest(carried, widest)
        if not good.any():
            return None
        order = np.quantile(places[:, 1], deep)
        value = -np.abs(at[:, 1] - order) - 0.5 * np.abs(self.plan.at(*at.T) + self.edge + reach)
        best = int(np.argmax(np.where(good, value, -np.inf)))
        self.taken.append((at[best], size))
        self.last = at[best], size, float(yaw[best])
        x, y = at[best]
        return moved(piece, x, y, float(yaw[best]), self.height)

    def beside(self, piece: Piece, rng: np.random.Generator, step: float) -> Piece | None:
        """One more of the piece that was placed last, a step to either of its sides; None when it does not fit."""
        if self.last is None:
            return None
        at, size, yaw = self.last
        for side in rng.permutation([-1, 1]):
            place = at + side * step * np.array([np.cos(yaw), np.sin(yaw)])
            near = any(np.hypot(*(place - other)) < s + size for other, s in self.taken[:-1])
            x, y = place
            candidate = moved(piece, x, y, yaw + float(rng.normal(0, LOOSE)), self.height)
            if not near and self.holds(candidate, 0.0):
                self.taken.append((place, size))
                return candidate
        return None


def _low(corners: np.ndarray, height: float) -> np.ndarray:
    """Plan points (m, 2) of those corners (n, 3) that lie below knee height: what stands must stand on the floor."""
    return corners[corners[:, 2] < height + 0.6][:, :2]


def _carried(points: np.ndarray, at: np.ndarray, yaw: np.ndarray, lift: np.ndarray) -> np.ndarray:
    """Points (n, 3) turned by each yaw (k,) and carried to each place (k, 2): (k, n, 3)."""
    cos, sin = np.cos(yaw)[:, None], np.sin(yaw)[:, None]
    x = points[:, 0] * cos - points[:, 1] * sin + at[:, :1]
    y = points[:, 0] * sin + points[:, 1] * cos + at[:, 1:]
    return np.stack([x, y, np.broadcast_to(points[:, 2], x.shape)], -1) + lift


def _boxes(rows: np.ndarray) -> np.ndarray:
    """Corners (8 n, 3) of the boxes around each solid."""
    corners = np.array([[a, b, c] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)], float)
    inverse = rows[:, 1:13].reshape(-1, 3, 4)
    out = np.linalg.solve(inverse[:, :, :3], corners.T[None] - inverse[:, :, 3:])
    return np.moveaxis(out, 1, 2).reshape(-1, 3)
