"""Our own simple furniture: each piece a list of solids around the origin, standing on z = 0, facing +Y. Metres."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from .colour import albedo
from .kernels.columns import CLOTH, LEAF, PLAIN, WOOD
from .solid import BALL, BOX, CONE, CUSHION, CYLINDER, Triple, solid, turned

Piece = list[np.ndarray]

TEAK, PALE_WOOD = albedo(150, 112, 76), albedo(186, 158, 120)
STEEL_GREY, ANTHRACITE, WHITE = albedo(176, 178, 180), albedo(62, 64, 67), albedo(226, 224, 218)
CUSHIONS = (albedo(222, 214, 200), albedo(128, 136, 140), albedo(92, 112, 120), albedo(196, 176, 146))
TOWELS = (albedo(206, 92, 70), albedo(60, 110, 150), albedo(232, 226, 214), albedo(214, 176, 84))
POTS = (albedo(178, 104, 74), albedo(84, 86, 88), albedo(168, 160, 148))
FLOWERS = (albedo(226, 222, 210), albedo(196, 70, 92), albedo(214, 170, 60))
LEAVES = (albedo(74, 104, 44), albedo(92, 112, 70), albedo(60, 92, 52))


def box(
    x: float, y: float, z: float, size: Sequence[float], finish: float, colour: np.ndarray, pitch: float = 0.0
) -> np.ndarray:
    """A box of this full size with its middle at (x, y, z), pitched about X."""
    return solid(BOX, (x, y, z), turned(0.0, size, pitch), finish, colour)


def cushion(x: float, y: float, z: float, size: Sequence[float], colour: np.ndarray, pitch: float = 0.0) -> np.ndarray:
    """A stuffed cushion, see ``box``."""
    return solid(CUSHION, (x, y, z), turned(0.0, size, pitch), CLOTH, colour, 0.0)


def rod(start: Triple, end: Triple, radius: float, finish: float, colour: np.ndarray, gloss: float = 0.4) -> np.ndarray:
    """A round bar from start to end."""
    first, last = np.asarray(start, float), np.asarray(end, float)
    along = (last - first) / 2
    unit = along / np.linalg.norm(along)
    side = np.cross(unit, [1.0, 0.0, 0.0] if abs(unit[0]) < 0.9 else [0.0, 1.0, 0.0])
    side /= np.linalg.norm(side)
    axes = np.c_[side * radius, np.cross(unit, side) * radius, along]
    return solid(CYLINDER, (first + last) / 2, axes, finish, colour, gloss)


def lounger(rng: np.random.Generator, flat: bool = False) -> Piece:
    """A sun lounger, 0.66 by 1.95 m, head towards -Y, with its back raised or let down."""
    cloth = CUSHIONS[rng.integers(len(CUSHIONS))]
    frame, finish = ((TEAK, WOOD), (ANTHRACITE, PLAIN), (WHITE, PLAIN))[rng.integers(3)]
    lift = math.radians(rng.uniform(2, 12) if flat else rng.uniform(24, 44))
    parts = [box(sx * 0.29, y, 0.13, (0.045, 0.045, 0.26), finish, frame) for sx in (-1, 1) for y in (-0.62, 0.78)]
    parts += [box(sx * 0.305, 0.0, 0.27, (0.035, 1.92, 0.05), finish, frame) for sx in (-1, 1)]
    parts += [box(0.0, y, 0.275, (0.60, 0.07, 0.018), finish, frame) for y in np.arange(-0.18, 0.95, 0.14)]
    # Three quilted pads to lie on, and the back.
    parts += [cushion(0.0, -0.03 + 0.39 * n, 0.325, (0.60, 0.40, 0.085), cloth) for n in range(3)]
    for n in range(2):
        at = 0.20 + 0.37 * n
        middle = (-0.24 - at * math.cos(lift), 0.325 + at * math.sin(lift))
        parts.append(cushion(0.0, *middle, (0.60, 0.385, 0.085), cloth, -lift))
    head = (-0.24 - 0.66 * math.cos(lift) + 0.055 * math.sin(lift), 0.385 + 0.66 * math.sin(lift))
    parts.append(cushion(0.0, *head, (0.50, 0.18, 0.085), cloth * 0.95, -lift))
    if rng.random() < 0.5:
        towel = TOWELS[rng.integers(len(TOWELS))]
        parts.append(cushion(0.02, 0.70, 0.385, (0.40, 0.26, 0.05), towel))
    return parts


def chair(wood: np.ndarray, finish: float, seat: np.ndarray) -> Piece:
    """A dining chair looking towards +Y, 0.46 m wide."""
    parts = [
        box(sx * 0.20, y, 0.22 if y > 0 else 0.42, (0.035, 0.035, 0.44 if y > 0 else 0.84), finish, wood)
        for sx in (-1, 1)
        for y in (-0.20, 0.20)
    ]
    parts += [cushion(0.0, 0.0, 0.46, (0.45, 0.44, 0.05), seat)]
    parts += [box(0.0, -0.20, z, (0.40, 0.02, 0.05), finish, wood) for z in (0.60, 0.69, 0.78)]
    return parts


def moved(piece: Piece, x: float, y: float, yaw: float, z: float = 0.0) -> Piece:
    """The piece turned about Z and carried to (x, y, z)."""
    cos, sin = math.cos(yaw), math.sin(yaw)
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    shift = np.array([x, y, z])
    out = []
    for row in piece:
        new = row.copy()
        inverse = row[1:13].reshape(3, 4)
        linear = inverse[:, :3] @ turn.T
        new[1:13] = np.c_[linear, inverse[:, 3] - linear @ shift].ravel()
        new[13:16] = turn @ row[13:16] + shift
        out.append(new)
    return out


def dining(rng: np.random.Generator) -> Piece:
    """A table of 1.5 by 0.85 m with four chairs."""
    wood, finish = ((TEAK, WOOD), (PALE_WOOD, WOOD), (ANTHRACITE, PLAIN))[rng.integers(3)]
    parts = [box(0.0, 0.0, 0.735, (1.5, 0.85, 0.035), finish, wood)]
    parts += [box(sx * 0.66, sy * 0.34, 0.36, (0.06, 0.06, 0.72), finish, wood) for sx in (-1, 1) for sy in (-1, 1)]
    seat = CUSHIONS[rng.integers(len(CUSHIONS))]
    for sx in (-0.38, 0.38):
        for sy in (-1, 1):
            out = sy * float(rng.uniform(0.58, 0.72))
            parts += moved(chair(wood, finish, seat), sx, out, math.pi if sy > 0 else 0.0 + rng.normal(0, 0.06))
    return parts


def parasol(rng: np.random.Generator) -> Piece:
    """A parasol of 2.6 m across with its foot."""
    cloth = CUSHIONS[rng.integers(len(CUSHIONS))]
    canopy = solid(CONE, (0.0, 0.0, 2.35), np.diag([1.3, 1.3, 0.22]), CLOTH, cloth)
    foot = solid(CYLINDER, (0.0, 0.0, 0.04), np.diag([0.28, 0.28, 0.04]), PLAIN, ANTHRACITE)
    return [canopy, foot, rod((0, 0, 0.04), (0, 0, 2.5), 0.022, WOOD, PALE_WOOD)]


def planter(rng: np.random.Generator) -> Piece:
    """A pot with a round shrub of some ninety leaves."""
    radius, height = float(rng.uniform(0.19, 0.26)), float(rng.uniform(0.34, 0.46))
    pot = POTS[rng.integers(len(POTS))]
    leaf = LEAVES[rng.integers(len(LEAVES))]
    parts = [solid(CYLINDER, (0.0, 0.0, height / 2), np.diag([radius, radius, height / 2]), PLAIN, pot)]
    parts.append(solid(CYLINDER, (0.0, 0.0, height), np.diag([radius * 1.08, radius * 1.08, 0.025]), PLAIN, pot))
    crown, middle = radius * float(rng.uniform(1.15, 1.4)), height + radius * 1.05
    parts.append(solid(BALL, (0.0, 0.0, middle), np.diag([crown * 0.86] * 3), LEAF, leaf * 0.4, 0.0))
    for _ in range(90):
        at = rng.normal(size=3)
        at /= np.linalg.norm(at)
        spin = np.linalg.qr(rng.normal(size=(3, 3)))[0]
        axes = spin * np.array([0.055, 0.028, 0.010]) * rng.uniform(0.8, 1.3)
        parts.append(solid(BALL, at * crown * rng.uniform(0.86, 1.04) + [0, 0, middle], axes, LEAF, leaf, 0.15))
    return parts


def bowl(rng: np.random.Generator) -> Piece:
    """A low pot of tufted grass or flowers, half a metre with its leaves."""
    radius, height = float(rng.uniform(0.17, 0.24)), float(rng.uniform(0.18, 0.26))
    pot, leaf = POTS[rng.integers(len(POTS))], LEAVES[rng.integers(len(LEAVES))]
    flower = FLOWERS[rng.integers(len(FLOWERS))]
    parts = [
        solid(CYLINDER, (0.0, 0.0, height / 2), np.diag([radius, radius, height / 2]), PLAIN, pot),
        solid(CYLINDER, (0.0, 0.0, height), np.diag([radius * 0.92, radius * 0.92, 0.008]), LEAF, leaf * 0.3, 0.0),
    ]
    for n in range(44):
        lean, turn = abs(float(rng.normal(0, 0.55))), float(rng.uniform(0, 2 * math.pi))
        up = np.array([math.sin(lean) * math.cos(turn), math.sin(lean) * math.sin(turn), math.cos(lean)])
        foot = np.array([up[0], up[1], 0.0]) * radius * 0.9 + [0.0, 0.0, height]
        long = float(rng.uniform(0.10, 0.24))
        parts.append(rod(tuple(foot), tuple(foot + up * long), 0.006, LEAF, leaf * float(rng.uniform(0.7, 1.2)), 0.1))
        if n % 4 == 0:
            parts.append(solid(BALL, foot + up * long, np.diag([0.015, 0.015, 0.011]), LEAF, flower, 0.05))
    return parts


def circle(rng: np.random.Generator) -> Piece:
    """The ring that is thrown from, 0.5 m across, flat on the ground."""
    colour = (albedo(226, 82, 58), albedo(70, 138, 206))[rng.integers(2)]
    ends = [(0.25 * math.cos(a), 0.25 * math.sin(a), 0.006) for a in np.linspace(0, 2 * math.pi, 21)]
    return [rod(a, b, 0.009, PLAIN, colour, 0.3) for a, b in pairwise(ends)]


def scoreboard(rng: np.random.Generator) -> Piece:
    """A post with a small board, numbers as pegs."""
    parts = [
        box(0.0, 0.0, 0.55, (0.07, 0.07, 1.1), WOOD, PALE_WOOD),
        box(0.0, 0.05, 0.92, (0.46, 0.02, 0.34), WOOD, TEAK),
    ]
    for row in (0, 1):
        peg = int(rng.integers(0, 8))
        for hole in range(8):
            colour = albedo(190, 60, 40) if hole == peg else ANTHRACITE
            size = (0.028, 0.03, 0.028) if hole == peg else (0.014, 0.006, 0.014)
            parts.append(box(-0.18 + 0.05 * hole, 0.065, 0.98 - 0.12 * row, size, PLAIN, colour))
    return parts


def ladder() -> Piece:
    """A pool ladder of two bent tubes; +Y points over the water, the pool's edge is y = 0."""
    parts = []
    for sx in (-0.25, 0.25):
        bend = [(sx, 0.16 - 0.30 * math.cos(a), 0.42 + 0.24 * math.sin(a)) for a in np.linspace(0.0, math.pi, 15)]
        path = [(sx, -0.14, 0.0), *bend, (sx, 0.46, -0.6)]
        parts += [rod(a, b, 0.019, PLAIN, STEEL_GREY, 1.0) for a, b in pairwise(path)]
    parts.append(box(0.0, 0.46, -0.06, (0.5, 0.08, 0.025), PLAIN, STEEL_GREY))
    return parts
