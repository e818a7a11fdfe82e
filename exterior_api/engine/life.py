"""What stands on a terrace, by a pool, in a court: drawn by lot, left out where it does not fit."""

import math

import numpy as np

from . import furniture
from .furniture import Piece, moved
from .placing import WIDEST_SMALL, Room
from .scene import Scene
from .words import Phrase

NAMES = {
    "loungers": "loungers",
    "lounger": "a lounger",
    "dining": "a table with chairs",
    "parasol": "a parasol",
    "planter": "a planter",
    "planters": "planters",
    "scoreboard": "a scoreboard",
    "circle": "a throwing circle",
    "ladder": "a ladder",
}


def _facing(turn: float) -> list[float]:
    """The outline's four directions, without those that turn a piece's back to the camera."""
    yaws = [turn + quarter * math.pi / 2 for quarter in range(4)]
    return [yaw for yaw in yaws if math.cos(yaw) < 0.35]


def _pots(room: Room, rng: np.random.Generator, most: int) -> list[tuple[str, Piece]]:
    """Tall pots where they fit, else low ones, near the edges."""
    found = []
    for _ in range(most):
        deep = float(rng.choice([0.1, 0.5, 0.9]))
        for pot in (furniture.planter(rng), furniture.bowl(rng)):
            placed = room.place(pot, rng, [0.0], 0.28, deep, 0.4, WIDEST_SMALL)
            if placed:
                found.append(("planter", placed))
                break
    return found


def _loungers(room: Room, axis: float, rng: np.random.Generator) -> list[tuple[str, Piece]]:
    """One or two loungers alike, side by side where there is room, their backs raised or let down."""
    found: list[tuple[str, Piece]] = []
    for lounger in (furniture.lounger(rng), furniture.lounger(rng, flat=True)):
        placed = room.place(lounger, rng, _facing(axis), 0.40, 0.5)
        if not placed:
            continue
        found.append(("lounger", placed))
        second = room.beside(lounger, rng, 0.95)
        if second:
            found.append(("lounger", second))
        break
    return found


def on_terrace(scene: Scene, room: Room, rng: np.random.Generator) -> list[tuple[str, Piece]]:
    """A table with chairs (and a parasol where there is room) or loungers; and pots."""
    axis = scene.plan.outline.axis
    square = [axis, axis + math.pi]
    found: list[tuple[str, Piece]] = []
    if rng.random() < 0.5:
        found = _loungers(room, axis, rng)
    if not found:
        placed = room.place(furniture.dining(rng), rng, square, 0.75, 0.6)
        found = [("dining", placed)] if placed else []
    if not found:
        found = _loungers(room, axis, rng)
    if found and found[0][0] == "dining":
        middle = np.array(found[0][1])[0, 13:15]
        shade = moved(furniture.parasol(rng), middle[0], middle[1], 0.0, room.height)
        if room.holds(shade, 0.0):
            found.append(("parasol", shade))
    return found + _pots(room, rng, int(rng.integers(1, 4)))


def in_court(scene: Scene, room: Room, rng: np.random.Generator) -> list[tuple[str, Piece]]:
    """The ring that is thrown from, and a scoreboard. A bench inside a court is in the way, and looked it."""
    found = []
    if rng.random() < 0.6:
        placed = room.place(furniture.circle(rng), rng, [0.0], 0.6, 0.15, widest=WIDEST_SMALL)
        if placed:
            found.append(("circle", placed))
    if rng.random() < 0.5:
        placed = room.place(furniture.scoreboard(rng), rng, [math.pi], 0.12, 0.9, 0.3, WIDEST_SMALL)
        if placed:
            found.append(("scoreboard", placed))
    return found


def by_pool(scene: Scene, room: Room, rng: np.random.Generator) -> list[tuple[str, Piece]]:
    """A ladder on the coping of a straight side, a pot on a wide surround."""
    found = []
    plan, rim = scene.plan, scene.slab.rim_width
    points = plan.points
    sides = np.roll(points, -1, 0) - points
    lengths = np.hypot(*sides.T)
    straight: list[int] = []
    if not plan.outline.is_curve:
        straight = [side for side in rng.permutation(len(points)) if lengths[side] > 2.5]
    for side in straight:
        along = sides[side] / lengths[side]
        inward = np.array([-along[1], along[0]])
        x, y = points[side] + sides[side] * rng.uniform(0.3, 0.7) + inward * rim
        placed = moved(furniture.ladder(), x, y, math.atan2(inward[1], inward[0]) - math.pi / 2, room.height)
        above = [row for row in placed if row[15] > 0.05]
        if room.far(above) and room.holds(above, -1.0):
            found.append(("ladder", placed))
            break
    if rim > 0.8:
        pot = room.place(furniture.bowl(rng), rng, [0.0], 0.28, 0.8, rim - 0.6, WIDEST_SMALL)
        if pot:
            found.append(("planter", pot))
    return found


def words_for(found: list[tuple[str, Piece]]) -> list[Phrase]:
    """Names of what was placed, plural where there are two."""
    names = [name for name, _ in found]
    return [NAMES[f"{name}s" if names.count(name) > 1 else name] for name in dict.fromkeys(names)]
