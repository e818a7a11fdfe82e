"""Gardens with straight edges on the ground, in the sun. Metres; the camera stands above (0, 0) and looks along Y."""

import numpy as np

from .camera import Camera
from .ground import GRAVEL, PAVED, Patch
from .light import Light
from .planting import BRICK, CREAM, DARK, FRESH, GREEN, LARCH, LIME, OLIVE, SLATE, bushes, treeline
from .scene import Scene
from .things import OAK, WHITE, box, fence, hedge, house, pergola, person, prism, table, tree


def brick():
    """Brick house, slabs along it, lawn; the sun to the right and ahead."""
    s = Scene(Camera(28, 6.0, 0.8, 1.6), Light("sun", 62, 36), 1, house_yaw=-31.0)
    rng, at, yaw = np.random.default_rng(1), (-6.4, 15.2), -31.0
    s.patches = [Patch(PAVED, ((-7.4, 13.4), (1.4, 8.15), (2.6, 10.1), (-6.2, 15.4)), style="slabs", yaw=yaw)]
    front = [
        (0.8, 0.9, 1.5, 1.25, "window"),
        (3.1, 0.1, 1.0, 2.1, "blue"),
        (5.0, 0.1, 2.4, 2.15, "window"),
        (8.0, 0.9, 1.0, 1.25, "window"),
        (1.0, 3.4, 1.2, 1.15, "window"),
        (3.4, 3.4, 0.8, 1.15, "window"),
        (6.0, 3.4, 1.2, 1.15, "window"),
        (8.2, 3.4, 0.9, 1.15, "window"),
    ]
    right = [(1.6, 0.9, 1.1, 1.2, "window"), (4.4, 3.4, 1.0, 1.15, "window")]
    s.add(house(at, yaw, (9.8, 7.4, 5.3), 2.6, "brick", BRICK, SLATE, front, right))
    s.add(fence((6.0, 15.6), (14.5, 12.2), 1.7))
    s.add(tree(rng, (6.3, 11.2), 5.6, 1.9, GREEN, s.light.towards))
    s.add(tree(rng, (9.6, 7.6), 5.0, 1.7, FRESH, s.light.towards, 2600))
    bushes(s, rng, [(4.6, 14.6), (5.6, 15.0), (6.9, 14.5)], OLIVE)
    treeline(s, rng)
    s.area = [(0.20, 0.62), (0.66, 0.58), (0.86, 0.86), (0.10, 0.90)]
    return s


def patio():
    """Rendered house; concrete, gravel and lawn under one area, a table on it; the sun behind to the left."""
    s = Scene(Camera(24, 8.5, -1.2, 1.7), Light("sun", -128, 48), 2, house_yaw=34.0)
    rng, at, yaw = np.random.default_rng(2), (-2.6, 9.2), 34.0
    s.patches = [
        Patch(GRAVEL, ((-6.5, 4.1), (3.2, 10.6), (1.4, 13.2), (-8.3, 6.8))),
        Patch(PAVED, ((-3.1, 4.3), (1.2, 7.2), (-0.7, 10.2), (-5.0, 7.3)), style="concrete", yaw=yaw),
    ]
    front = [
        (0.7, 0.05, 2.3, 2.15, "window"),
        (3.7, 0.9, 1.2, 1.2, "window"),
        (5.6, 0.05, 1.0, 2.1, "door"),
        (0.8, 3.3, 1.2, 1.2, "window"),
        (4.0, 3.3, 1.2, 1.2, "window"),
    ]
    left = [(1.2, 0.9, 1.2, 1.2, "window"), (4.2, 3.3, 1.0, 1.1, "window")]
    s.add(house(at, yaw, (8.4, 6.8, 5.2), 2.4, "plaster", CREAM, front=front, left=left))
    s.add(table((-1.5, 6.1), yaw - 8))
    s.add(tree(rng, (-6.5, 1.0), 6.5, 2.1, GREEN, s.light.towards, 4200))
    s.add(hedge(rng, [(-14, 13.5), (-7.0, 16.0)], 0.8, 1.7, DARK, s.light.towards))
    s.add(person())
    bushes(s, rng, [(4.7, 13.2), (5.6, 13.9), (6.8, 14.6)], OLIVE)
    treeline(s, rng)
    s.area = [(0.22, 0.56), (0.62, 0.55), (0.78, 0.84), (0.12, 0.82)]
    return s


def shed():
    """Timber shed and board fences, rough lawn; low sun ahead, shadows towards the camera."""
    s = Scene(Camera(35, 5.0, 1.6, 1.55), Light("sun", -24, 27, 2.9), 3, dry=0.25, house_yaw=22.0)
    rng, yaw = np.random.default_rng(3), 22.0
    s.add(
        house(
            (-1.2, 9.6),
            yaw,
            (3.6, 2.8, 2.05),
            0.9,
            "boards",
            LARCH,
            SLATE,
            front=[(0.5, 0.05, 0.95, 1.85, "door"), (2.1, 0.9, 1.0, 0.8, "window")],
            eaves=0.2,
        )
    )
    s.add(fence((-9.5, 10.6), (-0.8, 14.1), 1.65))
    s.add(fence((-0.8, 14.1), (9.0, 18.0), 1.65))
    s.add(tree(rng, (-3.2, 11.0), 4.6, 1.5, GREEN, s.light.towards, 3000))
    s.add(prism((3.4, 8.6, 0), (3.4, 8.6, 2.3), 0.05, 0.05, "plain", (0.3, 0.3, 0.3)))
    bushes(s, rng, [(2.6, 10.6), (3.3, 11.2), (-4.6, 10.6)], FRESH)
    treeline(s, rng, 40, 7)
    s.area = [(0.24, 0.60), (0.72, 0.59), (0.84, 0.84), (0.12, 0.86)]
    return s


def yard():
    """A concrete yard between stone buildings, seen with a longer lens; the sun behind."""
    s = Scene(Camera(50, 4.0, -0.7, 1.7), Light("sun", 158, 52), 4, house_yaw=40.0)
    rng, yaw = np.random.default_rng(4), 40.0
    s.patches = [Patch(PAVED, ((-9, 3), (6, 3), (13, 24), (-9, 22)), style="concrete", yaw=yaw)]
    holes = [
        (0.9, 0.05, 1.0, 2.1, "blue"),
        (2.8, 0.9, 1.1, 1.25, "window"),
        (5.2, 0.05, 2.5, 2.4, "door"),
        (1.0, 3.2, 1.0, 1.1, "window"),
        (5.8, 3.2, 1.0, 1.1, "window"),
    ]
    s.add(
        house(
            (-0.9, 15.2),
            yaw,
            (9.0, 7.0, 5.0),
            2.0,
            "stones",
            LIME,
            front=holes,
            left=[(2.2, 0.9, 1.0, 1.2, "window"), (4.6, 3.2, 0.9, 1.1, "window")],
        )
    )
    s.add(box((-9.0, 17.5), yaw, (5.0, 3.0, 2.6), "stones", LIME))
    s.add(box((2.3, 13.6), yaw, (0.55, 0.55, 0.5), "planks", OAK))
    s.add(prism((-2.6, 14.0, 0), (-2.6, 14.0, 0.85), 0.32, 0.30, "planks", OAK, 20))
    s.add(tree(rng, (4.6, 3.2), 6.0, 1.8, GREEN, s.light.towards, 3600))
    s.add(tree(rng, (-5.2, 5.5), 5.4, 1.6, GREEN, s.light.towards, 3000))
    treeline(s, rng, 42, 9)
    s.area = [(0.30, 0.66), (0.70, 0.65), (0.92, 0.90), (0.10, 0.92)]
    return s


def tele():
    """A far house through a 70-mm lens over a lawn with slabs; the sun to the left."""
    s = Scene(Camera(70, 3.0, 0.6, 2.2), Light("sun", -96, 38), 9, house_yaw=-38.0)
    rng, yaw = np.random.default_rng(9), -38.0
    s.patches = [Patch(PAVED, ((-5.6, 24.0), (2.4, 17.75), (4.0, 19.8), (-4.0, 26.0)), style="slabs", yaw=yaw)]
    front = [
        (0.8, 0.05, 2.2, 2.15, "window"),
        (3.9, 0.9, 1.2, 1.2, "window"),
        (6.3, 0.05, 1.0, 2.1, "blue"),
        (8.0, 0.9, 1.0, 1.2, "window"),
    ]
    s.add(
        house(
            (-4.6, 26.2),
            yaw,
            (9.8, 7.0, 2.8),
            2.4,
            "plaster",
            WHITE,
            front=front,
            right=[(2.2, 0.9, 1.2, 1.2, "window"), (4.8, 0.9, 1.0, 1.2, "window")],
        )
    )
    s.add(tree(rng, (-7.4, 19.5), 6.5, 2.1, GREEN, s.light.towards, 4200))
    s.add(tree(rng, (-6.6, 15.0), 5.5, 1.7, FRESH, s.light.towards, 3600))
    bushes(s, rng, [(5.6, 23.6), (6.4, 24.6)], OLIVE, 0.6)
    treeline(s, rng, 48, 9)
    s.area = [(0.22, 0.66), (0.66, 0.66), (0.84, 0.92), (0.08, 0.92)]
    return s


def arbour():
    """A timber arbour before a garden house, slabs and lawn; the sun to the right, high."""
    s = Scene(Camera(40, 7.0, 0.9, 2.0), Light("sun", 112, 62), 16, house_yaw=-24.0)
    rng, yaw = np.random.default_rng(16), -24.0
    s.patches = [Patch(PAVED, ((-4.4, 11.6), (2.0, 8.8), (3.6, 12.3), (-2.8, 15.1)), style="slabs", yaw=yaw)]
    s.add(pergola((-2.6, 12.2), yaw, (3.6, 2.6, 2.35)))
    front = [(0.6, 0.05, 2.2, 2.1, "window"), (3.6, 0.05, 0.95, 2.05, "door"), (5.2, 0.9, 1.2, 1.1, "window")]
    s.add(
        house(
            (-4.4, 17.0),
            yaw,
            (7.2, 5.0, 2.7),
            1.8,
            "boards",
            (0.20, 0.21, 0.20),
            front=front,
            right=[(1.4, 0.9, 1.3, 1.1, "window")],
        )
    )
    s.add(tree(rng, (6.2, 10.2), 5.8, 1.9, GREEN, s.light.towards))
    s.add(tree(rng, (5.2, 5.6), 5.4, 1.6, GREEN, s.light.towards))
    s.add(hedge(rng, [(-12, 14.5), (-5.2, 18.6)], 0.8, 1.6, DARK, s.light.towards))
    treeline(s, rng)
    s.area = [(0.16, 0.57), (0.62, 0.55), (0.84, 0.86), (0.10, 0.88)]
    return s
