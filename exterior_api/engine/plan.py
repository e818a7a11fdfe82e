"""The plan of what is built: distance field of its outline, and everything the kernels need to trace it."""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from . import threads
from .camera import Places
from .kernels.grids import outline_distance
from .outline import Outline

MARGIN_M = 1.0
FINEST_CELL_M = 0.02
MOST_CELLS = 700


@dataclass(frozen=True)
class Plan:
    """distance (h, w): metres to the outline, negative inside; grid (3,): x0, y0, cell; arc (n + 1,): lengths."""

    outline: Outline
    distance: np.ndarray = field(repr=False)
    grid: np.ndarray
    arc: np.ndarray = field(repr=False)

    @property
    def points(self) -> np.ndarray:
        return self.outline.points

    def at(self, x: Places, y: Places) -> np.ndarray:
        """Distance at plan points, nearest cell."""
        column = np.clip(
            np.rint((np.asarray(x) - self.grid[0]) / self.grid[2]).astype(int), 0, self.distance.shape[1] - 1
        )
        row = np.clip(np.rint((np.asarray(y) - self.grid[1]) / self.grid[2]).astype(int), 0, self.distance.shape[0] - 1)
        return self.distance[row, column]

    def cells(self) -> tuple[np.ndarray, np.ndarray]:
        """X and Y of every cell, metres."""
        rows, columns = np.mgrid[: self.distance.shape[0], : self.distance.shape[1]]
        return columns * self.grid[2] + self.grid[0], rows * self.grid[2] + self.grid[1]


def make_plan(outline: Outline, rounding_m: float = 0.0, module_m: float = 0.0) -> Plan:
    """Signed distance field of an outline. Blurring it by ``rounding_m`` rounds corners and leaves sides exact.

    Along the sides lengths are stretched to whole numbers of ``module_m``, as stones are cut, and meet in the corners.
    """
    points = outline.points
    low, high = points.min(0) - MARGIN_M, points.max(0) + MARGIN_M
    cell = max(FINEST_CELL_M, float((high - low).max()) / MOST_CELLS)
    width, height = (int(n) for n in np.ceil((high - low) / cell) + 1)
    distance: np.ndarray = np.empty((height, width))
    threads.run(
        lambda s: outline_distance(points, low[0], low[1], cell, s[0], s[1], distance),
        threads.spans(height, 4 * threads.count()),
    )
    if rounding_m > 0:
        distance = cv2.GaussianBlur(distance, (0, 0), rounding_m / cell)
    sides = np.hypot(*(np.roll(points, -1, 0) - points).T)
    if module_m > 0 and not outline.is_curve:
        sides = np.maximum(np.rint(sides / module_m), 1.0) * module_m
    return Plan(outline, distance, np.array([low[0], low[1], cell]), np.r_[0.0, np.cumsum(sides)])


def long_axis(points: np.ndarray) -> tuple[np.ndarray, float, float, float]:
    """Centre (2,), direction in radians, half length and half width of the smallest rectangle around an outline."""
    centre, size, degrees = cv2.minAreaRect(points.astype(np.float32))
    angle = math.radians(degrees) + (math.pi / 2 if size[1] > size[0] else 0.0)
    return np.array(centre), angle, max(size) / 2, min(size) / 2
