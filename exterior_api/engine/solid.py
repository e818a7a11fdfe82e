"""Solids of our own furniture as rows for kernels.solids."""

import math
from collections.abc import Sequence

import numpy as np

SOLID_COLUMNS, GROUP_COLUMNS = 28, 6
BOX, BALL, CYLINDER, CONE, CUSHION = 0.0, 1.0, 2.0, 3.0, 4.0
# Radius of the bounding ball of each unit solid, by half axes (a, b, c).
_BOUNDS = {
    BOX: lambda a, b, c: math.sqrt(a * a + b * b + c * c),
    BALL: lambda a, b, c: max(a, b, c),
    CYLINDER: lambda a, b, c: math.hypot(max(a, b), c),
    CONE: lambda a, b, c: math.hypot(max(a, b), c),
}
_BOUNDS[CUSHION] = _BOUNDS[BOX]
Triple = Sequence[float] | np.ndarray
_VOLUMES = {BOX: 8.0, CUSHION: 8.0, BALL: 4.19, CYLINDER: 6.28, CONE: 2.09}


def solid(
    shape: float, centre: Triple, axes: np.ndarray, finish: float, colour: Triple, gloss: float = 0.1
) -> np.ndarray:
    """One solid, (28,). axes (3, 3): its half axes as columns, metres; colour: linear albedo."""
    inverse = np.linalg.inv(axes)
    row = np.zeros(SOLID_COLUMNS)
    row[0] = shape
    row[1:13] = np.c_[inverse, -inverse @ np.asarray(centre, float)].ravel()
    half = np.linalg.norm(axes, axis=0)
    radius = _BOUNDS[shape](*half)
    row[13:16], row[16], row[17], row[18:21], row[21] = centre, radius, finish, colour, gloss
    # Thin parts hide less of the sky than their bounding ball.
    row[22] = min(1.0, 2.2 * (_VOLUMES[shape] * half.prod() / (4.19 * radius**3)) ** 0.5)
    return row


def turned(yaw: float, size: Sequence[float], pitch: float = 0.0) -> np.ndarray:
    """Half axes (3, 3) of a body of this full size, pitched about its own X and then turned about Z."""
    cy, sy, cp, sp = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    turn = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    return turn * (np.asarray(size, float) / 2)


def ball(
    centre: Sequence[float], radius: float, finish: float, colour: Sequence[float], gloss: float = 0.1
) -> np.ndarray:
    return solid(BALL, centre, np.eye(3) * radius, finish, colour, gloss)


def no_solids() -> tuple[np.ndarray, np.ndarray]:
    return np.zeros((0, SOLID_COLUMNS)), np.zeros((0, GROUP_COLUMNS))


def collect(groups: list[list[np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Rows of solids (n, 28) and of their groups' bounding balls (m, 6)."""
    rows = [row for group in groups for row in group]
    if not rows:
        return no_solids()
    balls, first = [], 0
    for group in groups:
        parts = np.array(group)
        centre = (parts[:, 13:16].min(0) + parts[:, 13:16].max(0)) / 2
        radius = float((np.linalg.norm(parts[:, 13:16] - centre, axis=1) + parts[:, 16]).max())
        balls.append([*centre, radius, first, first + len(group)])
        first += len(group)
    return np.array(rows), np.array(balls, np.float64)
