"""What stands on a terrace, by a pool, in a court: drawn by lot, left out where it does not fit."""

import math

import numpy as np

from . import furniture
from .furniture import Piece, moved
from .placing import Room
from .plan import Plan

EN_FR = {
    "loungers": ("loungers", "bains de soleil"),
    "lounger": ("a lounger", "un bain de soleil"),
    "dining": ("a table with chairs", "une table et des chaises"),
    "parasol": ("a parasol", "un parasol"),
    "planter": ("a planter", "un pot planté"),
    "planters": ("planters", "des pots plantés"),
    "bench": ("a bench", "un banc"),
    "scoreboard": ("a scoreboard", "un tableau de score"),
    "ladder": ("a ladder", "une échelle"),
}


def _facing(turn: float) -> list[float]:
    """The outline's four directions, without those that turn a piece's back to the camera."""
    yaws = [turn + quarter * math.pi / 2 for quarter in range(4)]
    return [yaw for yaw in yaws if math.cos(yaw) < 0.35]


def _planters(room: Room, rng: np.random.Generator, most: int) -> list[tuple[str, Piece]]:
    found = []
    for _ in range(most):
        placed = room.place(furniture.planter(rng), rng, [0.0], 0.30, float(rng.choice([0.3, 0.8])), 0.45)
        if placed:
            found.append(("planter", placed))
    return found


def on_terrace(room: Room, axis: float, rng: np.random.Generator) -> list[tuple[str, Piece]]:
    """Loungers, or a table with chairs (and a parasol where there is room), and planters."""
    found: list[tuple[str, Piece]] = []
    if rng.random() < 0.5:
        first = furniture.lounger(rng)
        for _ in range(int(rng.integers(1, 3))):
            placed = room.place(first, rng, _facing(axis), 0.45, 0.6)
            if placed:
                found.append(("lounger", placed))
    else:
        placed = room.place(furniture.dining(rng), rng, [axis, axis + math.pi], 0.75, 0.6)
        if placed:
            found.append(("dining", placed))
            middle = np.array(placed)[0, 13:15]
            shade = moved(furniture.parasol(rng), middle[0], middle[1], 0.0, room.height)
            if rng.random() < 0.6 and room.holds(shade, 0.0):
                found.append(("parasol", shade))
    return found + _planters(room, rng, int(rng.integers(1, 3)))


def in_court(room: Room, axis: float, rng: np.random.Generator) -> list[tuple[str, Piece]]:
    """A bench and a scoreboard."""
    found = []
    if rng.random() < 0.7:
        placed = room.place(furniture.bench(rng), rng, _facing(axis), 0.30, 0.9, 0.35)
        if placed:
            found.append(("bench", placed))
    if rng.random() < 0.5:
        placed = room.place(furniture.scoreboard(rng), rng, [math.pi], 0.12, 0.9, 0.3)
        if placed:
            found.append(("scoreboard", placed))
    return found


def by_pool(room: Room, plan: Plan, rim: float, rng: np.random.Generator) -> list[tuple[str, Piece]]:
    """A ladder on the coping of a straight side."""
    points = plan.points
    sides = np.roll(points, -1, 0) - points
    lengths = np.hypot(*sides.T)
    for side in rng.permutation(len(points)) if len(points) <= 12 else []:
        if lengths[side] < 2.5:
            continue
        along = sides[side] / lengths[side]
        inward = np.array([-along[1], along[0]])
        at = points[side] + sides[side] * rng.uniform(0.3, 0.7) + inward * rim
        placed = moved(furniture.ladder(), *at, math.atan2(inward[1], inward[0]) - math.pi / 2, room.height)
        above = [row for row in placed if row[15] > 0.05]
        if room.holds(above, -1.0):
            return [("ladder", placed)]
    return []


def words_for(found: list[tuple[str, Piece]], language: str) -> list[str]:
    """Names of what was placed, in "en" or "fr", plural where there are two."""
    names = [name for name, _ in found]
    out = []
    for name in dict.fromkeys(names):
        key = f"{name}s" if names.count(name) > 1 else name
        out.append(EN_FR[key][0 if language == "en" else 1])
    return out
