"""Gardens laid out by a number: house, trees, hedges, paving, camera and sun, all drawn by lot."""

import math

import numpy as np

from .camera import Camera
from .ground import GRAVEL, LAWN, PAVED, SAND, Patch
from .light import Light
from .planting import BRICK, CLAY, CREAM, DARK, FRESH, GREEN, LARCH, LIME, OLIVE, SLATE, bushes, treeline
from .scene import Scene
from .things import OAK, RED, WHITE, box, fence, hedge, house, pergola, person, prism, rails, table, tree

WALLS = (
    *(("plaster", CREAM), ("plaster", WHITE), ("plaster", CLAY), ("brick", BRICK), ("stones", LIME)),
    *(("boards", LARCH), ("boards", (0.20, 0.21, 0.20)), ("planks", (0.42, 0.50, 0.54))),
)
LEAVES = (GREEN, OLIVE, FRESH, DARK)
SLATES = (SLATE, RED, (0.35, 0.34, 0.33))


def _by(share: float, rng) -> bool:
    return bool(rng.random() < share)


def _one(of, rng):
    return of[int(rng.integers(len(of)))]


def _openings(wide: float, high: float, rng) -> list[tuple]:
    """Windows and a door in a row, and windows above where there is a floor above."""
    holes, at, door = [], rng.uniform(0.5, 1.2), int(rng.integers(0, 3))
    while at < wide - 1.6:
        if len(holes) == door:
            holes.append((at, 0.05, 1.0, 2.05, _one(("door", "blue"), rng)))
        elif _by(0.25, rng):
            holes.append((at, 0.05, 2.2, 2.1, "window"))
        else:
            holes.append((at, 0.9, 1.1, 1.15, "window"))
        at += holes[-1][2] + rng.uniform(0.7, 1.7)
    upper = [(x, 3.2, min(w, 1.2), 1.1, "window") for x, _, w, _, _ in holes if high > 4.6 and x + min(w, 1.2) < wide]
    return [h for h in holes if h[0] + h[2] < wide - 0.3] + [h for h in upper if h[0] + h[2] < wide - 0.3]


def _house(s: Scene, rng, far: float, yaw: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Adds a house before the camera; its near left corner, the way along its front and how wide it is."""
    wide, deep, high = rng.uniform(5.5, 11.5), rng.uniform(4.5, 7.5), _one((2.4, 2.8, 5.0), rng)
    a = math.radians(yaw)
    u = np.array([math.cos(a), math.sin(a)])
    corner = np.array([rng.uniform(-0.25, 0.25) * far, far]) - u * wide * rng.uniform(0.35, 0.65)
    wall, colour = _one(WALLS, rng)
    colour = tuple(np.array(colour) * rng.uniform(0.75, 1.15))
    side = _openings(deep, high, rng)
    s.add(
        house(
            tuple(corner), yaw, (wide, deep, high), rng.uniform(0.9, 2.7), wall, colour, _one(SLATES, rng),
            _openings(wide, high, rng), side, side, eaves=rng.uniform(0.1, 0.6),
        )
    )  # fmt: skip
    return corner, u, wide


def _free(spot: np.ndarray, corner: np.ndarray, u: np.ndarray, wide: float, off: float) -> bool:
    """Before the house, or well beside it."""
    off_x, off_y = spot - corner
    across, along = float(u[0] * off_y - u[1] * off_x), float((spot - corner) @ u)
    return across < -off or (along < -off or along > wide + off)


def _planted(s: Scene, rng, corner: np.ndarray, u: np.ndarray, wide: float) -> None:
    """Trees all round, also behind the camera: what throws a shadow is often not in the picture."""
    sun, far = s.light.towards, float(corner[1])
    for _ in range(int(rng.integers(2, 6))):
        turn, away = math.radians(rng.uniform(-75, 75)), rng.uniform(6.0, far + 2)
        spot = away * np.array([math.sin(turn), math.cos(turn)])
        if _free(spot, corner, u, wide, 1.5):
            high = rng.uniform(3.2, 6.8)
            s.add(tree(rng, tuple(spot), high, high * 0.32, _one(LEAVES, rng), sun, int(650 * high), trunk=0.1))
    if _by(0.6, rng):
        towards = math.radians(s.light.azimuth + rng.normal() * 25)
        spot = np.array([0.0, 5.0]) + rng.uniform(5.0, 9.0) * np.array([math.sin(towards), math.cos(towards)])
        if np.hypot(*spot) > 3.2 and _free(spot, corner, u, wide, 1.5):
            s.add(tree(rng, tuple(spot), rng.uniform(4.5, 7.0), rng.uniform(1.4, 2.1), GREEN, sun, 3600))
    spots = corner + np.outer(rng.uniform(0, wide, 4), u) + rng.uniform(0.4, 0.9) * np.array([u[1], -u[0]])
    bushes(s, rng, [tuple(p) for p in spots[: int(rng.integers(0, 5))]], _one(LEAVES, rng), rng.uniform(0.35, 0.6))


def _bounded(s: Scene, rng, corner: np.ndarray, u: np.ndarray, wide: float, yaw: float) -> None:
    """A hedge, a board fence or rails to each side of the house, not always square to it."""
    for side in (-1, 1):
        start = corner + u * (wide * (side > 0) + side * rng.uniform(0.2, 1.5)) + np.array([-u[1], u[0]])
        turn = math.radians(_one((0.0, 0.0, 90.0, rng.uniform(-60, 60)), rng))
        c, d = math.cos(turn), math.sin(turn)
        way = side * np.array([c * u[0] - d * u[1], d * u[0] + c * u[1]])
        end = start + way * rng.uniform(4, 10)
        kind = int(rng.integers(0, 5))
        if min(start[1], end[1]) < 4 or kind > 2:
            continue
        if kind == 0:
            s.add(hedge(rng, [tuple(start), tuple(end)], 0.8, rng.uniform(1.0, 2.0), DARK, s.light.towards))
        elif kind == 1:
            s.add(fence(start, end, rng.uniform(1.3, 1.9)))
        else:
            s.add(rails(start, end))


def _furnished(s: Scene, rng, far: float, yaw: float) -> None:
    def spot() -> tuple[float, float]:
        return rng.uniform(-0.3, 0.3) * far, rng.uniform(0.45, 0.85) * far

    if _by(0.25, rng):
        s.add(table(spot(), yaw + rng.uniform(-30, 30)))
    if _by(0.35, rng):
        x, y = spot()
        s.add(prism((x, y, 0), (x, y, rng.uniform(1.5, 2.6)), 0.05, 0.05, "plain", (0.3, 0.3, 0.3)))
    if _by(0.2, rng):
        s.add(box(spot(), yaw, (0.6, 0.6, rng.uniform(0.4, 0.9)), "planks", OAK))
    if _by(0.15, rng):
        s.add(pergola((rng.uniform(-0.2, 0.1) * far, 0.7 * far), yaw, (3.2, 2.4, 2.3)))
    if _by(0.4, rng):
        s.add(person())


def _paved(s: Scene, rng, corner: np.ndarray, u: np.ndarray, wide: float, yaw: float) -> None:
    if _by(0.55, rng):
        deep, over = rng.uniform(1.5, 5.0), rng.uniform(-0.5, 1.0)
        out = np.array([u[1], -u[0]])
        ring = [corner - u * over, corner + u * (wide + over)]
        ring += [ring[1] + out * deep, ring[0] + out * deep]
        kind, style = _one(((PAVED, "slabs"), (PAVED, "concrete"), (GRAVEL, "concrete")), rng)
        s.patches.append(Patch(kind, tuple(map(tuple, ring)), style=style, yaw=yaw))


def chance_garden(number: int) -> Scene:
    """A sunny garden by ``number``; the area is painted where its middle lies on open ground."""
    rng = np.random.default_rng([number, 77])
    far, yaw = rng.uniform(8.5, 17.0), _one((rng.uniform(-48, 48), rng.uniform(-48, 48), rng.uniform(-8, 8)), rng)
    camera = Camera(
        round(rng.uniform(23, 42), 1), round(rng.uniform(2.5, 10.0), 2), round(rng.normal() * 1.2, 2),
        round(rng.uniform(1.5, 1.8), 2),
    )  # fmt: skip
    azimuth, elevation = rng.uniform(-180, 180), math.degrees(math.asin(rng.uniform(0.30, 0.92)))
    base = _one((LAWN, LAWN, LAWN, LAWN, PAVED, GRAVEL, SAND), rng)
    light = Light("sun", round(azimuth, 1), round(elevation, 1), {LAWN: 2.6}.get(base, 1.7), rng.uniform(0.1, 0.5))
    s = Scene(camera, light, number, base=LAWN if base == PAVED else base, dry=rng.uniform(0, 0.5), house_yaw=yaw)
    if base == PAVED:
        s.patches.append(Patch(PAVED, ((-25, -3), (25, -3), (25, 40), (-25, 40)), style="concrete", yaw=yaw))
    corner, u, wide = _house(s, rng, far, yaw)
    _paved(s, rng, corner, u, wide, yaw)
    _planted(s, rng, corner, u, wide)
    _bounded(s, rng, corner, u, wide, yaw)
    _furnished(s, rng, far, yaw)
    treeline(s, rng, far=rng.uniform(34, 48), tall=rng.uniform(5, 9))
    s.area = _area(camera, rng, far)
    return s


def _area(camera: Camera, rng, far: float) -> list[tuple[float, float]]:
    """Corners, in shares of the picture, of a painted area that ends before the house."""
    top = math.degrees(math.atan2(camera.height, 0.72 * far))
    row = 0.5 + camera.focal * math.tan(math.radians(top - camera.pitch)) / camera.rows
    row = float(np.clip(row, 0.5, 0.7))
    left, right, low = rng.uniform(0.12, 0.35), rng.uniform(0.6, 0.85), rng.uniform(0.84, 0.93)
    return [(left, row), (right, row), (min(right + 0.15, 0.97), low), (max(left - 0.14, 0.03), low)]
