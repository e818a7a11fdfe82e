"""Gardens without a straight edge on the ground."""

import numpy as np

from .camera import Camera
from .ground import GRAVEL, LAWN, OTHER, SAND, Patch
from .light import Light
from .planting import (
    BRICK,
    CLAY,
    CREAM,
    DARK,
    FRESH,
    GREEN,
    LARCH,
    LIME,
    OLIVE,
    SLATE,
    along,
    bushes,
    flowers,
    treeline,
)
from .scene import Scene
from .things import OAK, bush, crown, hedge, house, person, prism, rails, round_house, tree


def lawn():
    """A lawn with a curved bed and a tree in the area; a house behind shrubs; the sun behind to the right."""
    s = Scene(Camera(27, 6.0, -0.9, 1.6), Light("sun", 128, 41), 10, house_yaw=-26.0, straight=False)
    rng, yaw, at = np.random.default_rng(10), -26.0, (-6.2, 17.4)
    bed = ((-6.2, 7.0), (-3.8, 8.8), (-3.6, 11.2), (-6.4, 13.0), (-9.0, 9.6))
    s.patches = [Patch(OTHER, bed, True)]
    front = [
        (0.8, 0.9, 1.3, 1.3, "window"),
        (3.4, 0.9, 1.3, 1.3, "window"),
        (6.2, 0.9, 1.3, 1.3, "window"),
        (0.9, 3.3, 1.2, 1.2, "window"),
        (3.5, 3.3, 1.2, 1.2, "window"),
        (6.3, 3.3, 1.2, 1.2, "window"),
    ]
    s.add(
        house(
            at,
            yaw,
            (9.0, 7.0, 5.2),
            2.5,
            "plaster",
            CREAM,
            front=front,
            right=[(1.5, 0.9, 1.2, 1.2, "window"), (4.4, 3.3, 1.0, 1.1, "window")],
        )
    )
    bushes(s, rng, along(at, yaw, -0.3, 9.4, 0.62), GREEN, 0.52)
    bushes(s, rng, along((1.9, 13.5), 64, 0.2, 7.2, 0.62, 0.5), OLIVE, 0.52)
    flowers(s, rng, bed)
    s.add(tree(rng, (0.7, 7.6), 4.8, 1.5, FRESH, s.light.towards, 3200, trunk=0.11))
    s.add(tree(rng, (8.2, 3.4), 6.6, 2.1, GREEN, s.light.towards, 4200))
    s.add(tree(rng, (7.4, 12.0), 5.6, 1.8, OLIVE, s.light.towards, 3000))
    treeline(s, rng)
    s.area = [(0.32, 0.60), (0.70, 0.58), (0.88, 0.84), (0.26, 0.88)]
    return s


def dunes():
    """Sand with tufts before the sea, a beach hut on posts; the sun to the left, ahead."""
    s = Scene(
        Camera(29, 3.5, 2.4, 1.8),
        Light("sun", -66, 56, 1.35, 0.45),
        11,
        base=SAND,
        sea=True,
        house_yaw=31.0,
        straight=False,
    )
    rng, yaw = np.random.default_rng(11), 31.0
    s.patches = [Patch(LAWN, ((-9.5, 6.5), (-5.2, 8.6), (-6.6, 14.0), (-12.5, 12.5)), True)]
    s.dry, s.blade_m = 0.85, 0.13
    a = np.radians(yaw)
    u, v = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
    foot = np.array([1.4, 11.2])
    for along_m in (0.1, 1.9, 3.7):
        for deep in (0.1, 2.6):
            place = foot + u * along_m + v * deep
            s.add(prism([*place, 0], [*place, 0.55], 0.07, 0.07, "bark", OAK, 8))
    hut = house(
        foot,
        yaw,
        (3.9, 2.8, 2.1),
        0.9,
        "planks",
        (0.42, 0.50, 0.54),
        (0.35, 0.34, 0.33),
        front=[(0.5, 0.05, 0.95, 1.85, "door"), (2.2, 0.85, 1.0, 0.9, "window")],
        left=[(0.9, 0.9, 0.9, 0.8, "window")],
        eaves=0.25,
    )
    up = np.array([0.0, 0.0, 0.5])
    s.add(
        [
            type(f)(f.points + up, f.finish, f.colour, f.corner + up, f.along, f.up, f.catches, f.casts, f.seen)
            for f in hut
        ]
    )
    for x, y in [(-2.6, 9.0), (-3.4, 7.4), (3.9, 8.2), (6.4, 10.4), (-4.4, 11.6), (0.2, 13.4), (5.2, 7.0), (-1.2, 4.3)]:
        s.clumps.append(
            crown(rng, [x, y, 0.22], (0.5, 0.5, 0.30), 800, 0.20, (0.15, 0.16, 0.075), s.light.towards, 0.1, 0.035)
        )
    s.area = [(0.26, 0.62), (0.86, 0.57), (0.92, 0.84), (0.14, 0.86)]
    return s


def orchard():
    """A meadow with fruit trees against a low sun, a farmhouse behind; trunks within the area."""
    s = Scene(
        Camera(33, 4.0, -1.8, 1.6),
        Light("sun", 28, 30, 2.8, 0.15),
        12,
        dry=0.3,
        blade_m=0.075,
        house_yaw=38.0,
        straight=False,
    )
    rng, yaw = np.random.default_rng(12), 38.0
    front = [
        (0.9, 0.9, 1.1, 1.3, "window"),
        (3.2, 0.9, 1.1, 1.3, "window"),
        (5.6, 0.9, 1.1, 1.3, "window"),
        (0.9, 3.2, 1.0, 1.1, "window"),
        (5.4, 3.2, 1.0, 1.1, "window"),
    ]
    at = (-4.2, 19.6)
    s.add(
        house(
            at,
            yaw,
            (8.0, 7.0, 4.9),
            2.4,
            "stones",
            LIME,
            front=front,
            left=[(2, 0.9, 1.0, 1.2, "window"), (4.6, 3.2, 0.9, 1.1, "window")],
        )
    )
    bushes(s, rng, along(at, yaw, -0.2, 8.2, 0.7, 0.5), OLIVE, 0.55)
    bushes(s, rng, [(-8.6, 25.2), (-8.0, 24.0), (-7.2, 23.0), (-6.4, 22.0), (-5.6, 21.0), (-4.9, 20.0)], GREEN, 0.55)
    for x, y in [(-0.4, 8.2), (2.4, 11.2), (5.4, 14.2), (-5.6, 9.6), (-3.2, 13.0), (7.0, 9.8)]:
        s.add(
            tree(rng, (x, y), rng.uniform(4.0, 4.8), rng.uniform(1.2, 1.5), GREEN, s.light.towards, 2400, 0.075, 0.10)
        )
    treeline(s, rng, 44, 8)
    s.area = [(0.30, 0.62), (0.70, 0.60), (0.84, 0.86), (0.18, 0.88)]
    return s


def cob():
    """A round clay house under thatch by a curved gravel place; a timber barn behind; the sun behind to the left."""
    s = Scene(Camera(25, 6.5, 1.3, 1.65), Light("sun", -142, 34), 13, house_yaw=24.0, straight=False)
    rng = np.random.default_rng(13)
    s.patches = [Patch(GRAVEL, ((-5.0, 4.5), (0.5, 3.6), (3.8, 5.8), (3.4, 9.5), (-1.0, 10.6), (-5.4, 8.4)), True)]
    s.add(round_house((-2.4, 11.6), 2.9, 2.3, 2.6, CLAY, -62))
    s.add(
        house(
            (4.0, 13.6),
            24,
            (6.4, 4.6, 2.7),
            1.9,
            "boards",
            LARCH,
            front=[(0.8, 0.05, 1.9, 2.2, "door"), (3.7, 1.0, 1.1, 1.0, "window")],
            left=[(1.5, 1.0, 1.0, 1.0, "window")],
        )
    )
    bushes(s, rng, along((4.0, 13.6), 24, -0.2, 0.8, 0.6) + along((4.0, 13.6), 24, 3.0, 6.6, 0.6), OLIVE, 0.42)
    bushes(s, rng, [(-5.6, 10.4), (-5.2, 9.5), (-0.9, 8.9), (3.8, 15.0), (3.2, 16.2), (2.5, 17.4)], FRESH, 0.45)
    s.add(tree(rng, (-7.2, 3.0), 6.2, 2.0, GREEN, s.light.towards, 4200))
    s.add(tree(rng, (-7.6, 13.0), 5.2, 1.7, OLIVE, s.light.towards, 2800))
    s.add(person())
    treeline(s, rng)
    s.area = [(0.30, 0.58), (0.66, 0.58), (0.78, 0.86), (0.16, 0.86)]
    return s


def hedges():
    """Clipped hedges in curves, a winding gravel path, a house at the side; low sun from the right."""
    s = Scene(Camera(24, 10.5, -2.7, 2.4), Light("sun", 94, 23, 3.0), 14, house_yaw=-42.0, straight=False)
    rng, sun = np.random.default_rng(14), Light("sun", 94, 23).towards
    s.patches = [
        Patch(
            GRAVEL,
            ((-0.6, -1.0), (1.4, -1.0), (2.6, 4.5), (0.8, 9.0), (2.4, 14.0), (1.0, 14.0), (-0.8, 9.0), (0.8, 4.5)),
            True,
        )
    ]
    t = np.linspace(0, 1, 9)
    s.add(hedge(rng, np.c_[4.2 + 1.1 * np.sin(3.2 * t), 4.5 + 9 * t], 0.7, 0.9, GREEN, sun))
    s.add(hedge(rng, np.c_[-6.5 + 7.0 * t, 15.4 + 1.0 * np.sin(4.0 * t)], 0.9, 1.9, DARK, sun))
    front = [
        (0.8, 0.9, 1.1, 1.3, "window"),
        (2.9, 0.9, 1.1, 1.3, "window"),
        (5.0, 0.9, 1.1, 1.3, "window"),
        (0.8, 3.2, 1.0, 1.2, "window"),
        (2.9, 3.2, 1.0, 1.2, "window"),
        (5.0, 3.2, 1.0, 1.2, "window"),
    ]
    at = (-12.2, 15.6)
    s.add(
        house(
            at,
            -42,
            (7.6, 6.5, 5.0),
            2.4,
            "brick",
            BRICK,
            SLATE,
            front,
            right=[
                (1.2, 0.9, 1.1, 1.2, "window"),
                (3.9, 0.9, 1.1, 1.2, "window"),
                (1.2, 3.2, 1.0, 1.1, "window"),
                (3.9, 3.2, 1.0, 1.1, "window"),
            ],
        )
    )
    bushes(s, rng, along(at, -42, 0, 7.8, 0.65, 0.5) + along((-6.5, 10.5), 48, 0.2, 6.4, 0.65, 0.5), OLIVE, 0.5)
    for x, y in [(-2.4, 8.2), (-3.4, 5.6)]:
        s.add(bush(rng, (x, y), 0.62, GREEN, sun, 2200, 0.035, 1.5))
    s.add(tree(rng, (8.0, 8.0), 5.6, 1.8, GREEN, sun))
    treeline(s, rng)
    s.area = [(0.34, 0.54), (0.60, 0.52), (0.66, 0.84), (0.22, 0.86)]
    return s


def pond():
    """A garden under a grey sky: lawn, a curved bed within the area, a pavilion and a rail."""
    s = Scene(
        Camera(30, 7.5, 2.0, 1.6), Light("overcast", 0, 55, 2.5, 0.5), 15, dry=0.05, house_yaw=-36.0, straight=False
    )
    rng = np.random.default_rng(15)
    bed = ((0.4, 6.0), (1.9, 6.3), (2.1, 7.5), (1.0, 8.1), (0.0, 7.2))
    s.patches = [Patch(OTHER, bed, True)]
    at = (-6.2, 15.4)
    front = [(0.6, 0.9, 1.3, 1.3, "window"), (2.6, 0.9, 1.3, 1.3, "window"), (4.6, 0.9, 1.3, 1.3, "window")]
    s.add(
        house(
            at,
            -36,
            (6.4, 5.0, 2.8),
            2.0,
            "boards",
            LARCH,
            SLATE,
            front,
            right=[(0.7, 0.9, 1.2, 1.3, "window"), (2.8, 0.9, 1.2, 1.3, "window")],
        )
    )
    bushes(s, rng, along(at, -36, 0, 6.6, 0.6) + along((-1.0, 11.65), 54, 0.2, 5.0, 0.6), GREEN, 0.4)
    flowers(s, rng, bed, 700)
    s.add(rails((4.0, 16.0), (13.0, 11.0)))
    s.add(tree(rng, (5.6, 11.4), 5.4, 1.8, GREEN, s.light.towards))
    treeline(s, rng)
    s.area = [(0.32, 0.57), (0.76, 0.57), (0.88, 0.84), (0.20, 0.86)]
    return s
