"""Where furniture stands: on what is built, wholly inside the painted area in the picture, shadows too."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from .camera import View
from .furniture import Piece, moved
from .plan import Plan

TRIES = 140


@dataclass
class Room:
    """mask: bool (h, w), the painted area; towards_sun (3,): None without sun; depth: how far in the edge begins."""

    plan: Plan
    view: View
    mask: np.ndarray
    towards_sun: np.ndarray | None
    edge: float
    height: float

    def __post_init__(self):
        size = max(3, int(0.004 * self.view.width) * 2 + 1)
        framed = cv2.copyMakeBorder(self.mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        self.inner = cv2.erode(framed, np.ones((size, size), np.uint8))[1:-1, 1:-1] > 0
        self.taken: list[tuple[np.ndarray, float]] = []

    def _seen_inside(self, points: np.ndarray) -> bool:
        x, y = self.view.project(points[:, 0], points[:, 1], points[:, 2])
        inside = (x >= 0) & (y >= 0) & (x < self.view.width) & (y < self.view.height)
        return bool(inside.all() and self.inner[y.astype(int), x.astype(int)].all())

    def holds(self, piece: Piece, reach: float) -> bool:
        """Whether a placed piece stands on the floor, is seen against it only, and throws its shadow inside too."""
        rows = np.array(piece)
        centres, radii = rows[:, 13:16], rows[:, 16]
        low = rows[centres[:, 2] - radii < self.height + 0.6]
        if (self.plan.at(low[:, 13], low[:, 14]) > -self.edge - 0.02 - reach).any():
            return False
        outline = _boxes(rows)
        if not self._seen_inside(outline):
            return False
        if self.towards_sun is None:
            return True
        drop = (outline[:, 2:] - self.height) / max(self.towards_sun[2], 0.25)
        ground = outline - drop * self.towards_sun[None]
        ground[:, 2] = self.height
        return self._seen_inside(ground)

    def place(
        self,
        piece: Piece,
        rng: np.random.Generator,
        yaws: list[float],
        reach: float,
        deep: float,
        band: float = 9.0,
    ) -> Piece | None:
        """The piece at the best of some drawn places, near (deep = 0) or far (1); None when it fits nowhere.

        reach: half the piece's depth; band: how far from the edge it may stand, metres.
        """
        X, Y = self.plan.cells()
        free = (self.plan.distance < -self.edge - reach - 0.05) & (
            self.plan.distance > -self.edge - reach - 0.05 - band
        )
        if not free.any():
            return None
        places = np.c_[X[free], Y[free]]
        order = np.quantile(places[:, 1], deep)
        best, best_value = None, -1e9
        size = max(float(np.hypot(*row[13:15]) + row[16]) for row in piece)
        for _ in range(TRIES):
            at, yaw = places[rng.integers(len(places))], yaws[rng.integers(len(yaws))]
            value = -abs(at[1] - order) - 0.5 * abs(self.plan.at(*at) + self.edge + reach)
            if value <= best_value or any(math.hypot(*(at - p)) < s + size for p, s in self.taken):
                continue
            candidate = moved(piece, at[0], at[1], yaw, self.height)
            if self.holds(candidate, 0.0):
                best, best_value, spot = candidate, value, at
        if best is not None:
            self.taken.append((spot, size))
        return best


def _boxes(rows: np.ndarray) -> np.ndarray:
    """Corners (8 n, 3) of the boxes around each solid."""
    corners = np.array([[a, b, c] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)], float)
    out = []
    for row in rows:
        inverse = row[1:13].reshape(3, 4)
        out.append(np.linalg.solve(inverse[:, :3], (corners - inverse[:, 3]).T).T)
    return np.vstack(out)
