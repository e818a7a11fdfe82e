"""The gardens, one function each. Metres; the camera stands above (0, 0) and looks along Y."""

import numpy as np

from .camera import Camera
from .ground import GRAVEL, LAWN, OTHER, PAVED, SAND, Patch
from .light import Light
from .scene import Scene
from .things import (
    OAK,
    WHITE,
    box,
    bush,
    crown,
    fence,
    hedge,
    house,
    panel,
    pergola,
    person,
    prism,
    rails,
    round_house,
    table,
    tree,
)

GREEN, OLIVE, DARK, FRESH = (0.060, 0.105, 0.028), (0.085, 0.105, 0.045), (0.032, 0.062, 0.022), (0.095, 0.140, 0.035)
CREAM, CLAY, SLATE, LARCH = (0.62, 0.57, 0.47), (0.50, 0.36, 0.24), (0.11, 0.115, 0.125), (0.34, 0.22, 0.13)
BRICK, LIME = (0.34, 0.155, 0.10), (0.40, 0.35, 0.28)


def treeline(scene, rng, far=38.0, tall=8.0, wide=40.0, colour=DARK, count=14) -> None:
    """Woods behind everything."""
    sun = scene.light.towards
    for x in np.linspace(-wide, wide, count):
        high = tall * rng.uniform(0.65, 1.2)
        middle = [x + rng.normal() * 1.5, far + rng.normal() * 3, high * 0.5]
        shade = np.array(colour) * rng.uniform(0.8, 1.4)
        scene.clumps.append(crown(rng, middle, (wide / count * 2.4, 2.5, high * 0.55), 2600, 0.24, shade, sun, 0.1))
        scene.faces.append(
            panel(
                [x - 5, far + 1.5, 0], [1, 0, 0], [0, 0, 1], 10, high * 0.34, "plain", (0.02, 0.03, 0.012), casts=False
            )
        )


def bushes(scene, rng, places, colour=GREEN, radius=0.5) -> None:
    for x, y in places:
        r = radius * rng.uniform(0.75, 1.25)
        tint = np.array(colour) * rng.uniform(0.8, 1.3)
        scene.add(bush(rng, (x, y), r, tint, scene.light.towards, int(2200 * r), 0.03 + 0.012 * r))


def along(corner, yaw, start, stop, step, off=0.45):
    a = np.radians(yaw)
    u, out = np.array([np.cos(a), np.sin(a)]), np.array([np.sin(a), -np.cos(a)])
    return [tuple(np.asarray(corner) + u * s + out * off) for s in np.arange(start, stop, step)]


def flowers(scene, rng, outline, count=900) -> None:
    """Low plants within a bed, with a few blossoms."""
    points = np.asarray(outline, float)
    low, high = points.min(0), points.max(0)
    for x, y in rng.uniform(low, high, (26, 2)):
        inside = np.hypot((x - low[0]) / (high[0] - low[0]) - 0.5, (y - low[1]) / (high[1] - low[1]) - 0.5) < 0.40
        if inside:
            tint = (GREEN, OLIVE, FRESH)[rng.integers(3)]
            scene.add(bush(rng, (x, y), rng.uniform(0.16, 0.34), tint, scene.light.towards, count // 3, 0.028))
            petals = crown(
                rng,
                [x, y, 0.32],
                (0.2, 0.2, 0.12),
                30,
                0.022,
                ((0.5, 0.1, 0.2), (0.6, 0.5, 0.1), (0.6, 0.6, 0.6))[rng.integers(3)],
                scene.light.towards,
            )
            scene.clumps.append(petals)


def far_house(scene, at, yaw, colour=CREAM) -> None:
    holes = [
        (0.8, 0.9, 1.1, 1.2, "window"),
        (4.4, 0.9, 1.1, 1.2, "window"),
        (0.8, 3.4, 1.0, 1.1, "window"),
        (4.4, 3.4, 1.0, 1.1, "window"),
    ]
    scene.add(
        house(at, yaw, (6.6, 6.0, 5.2), 2.3, "plaster", colour, SLATE, front=holes, left=[(2, 3.3, 1, 1.1, "window")])
    )


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


def row():
    """Terraced brick house under an overcast sky, slabs and lawn between fences."""
    s = Scene(Camera(26, 9.0, 0.5, 1.6), Light("overcast", 0, 50, 2.5, 0.7), 5, house_yaw=-14.0)
    rng, yaw = np.random.default_rng(5), -14.0
    s.patches = [Patch(PAVED, ((-6.0, 8.6), (3.3, 6.3), (4.0, 9.0), (-5.3, 11.3)), style="slabs", yaw=yaw)]
    front = [
        (0.7, 0.9, 1.4, 1.3, "window"),
        (2.7, 0.05, 0.95, 2.1, "blue"),
        (4.4, 0.05, 2.2, 2.1, "window"),
        (7.3, 0.9, 1.2, 1.2, "window"),
        (0.9, 3.3, 1.1, 1.2, "window"),
        (4.8, 3.3, 1.3, 1.2, "window"),
        (7.4, 3.3, 1.0, 1.2, "window"),
    ]
    s.add(house((-5.6, 11.6), yaw, (9.6, 7.0, 5.1), 2.2, "brick", BRICK, SLATE, front))
    s.add(fence((-5.8, 11.6), (-7.7, 4.0), 1.75))
    s.add(fence((3.9, 9.3), (2.9, 5.3), 1.75))
    bushes(s, rng, [(-5.2, 7.4), (-5.4, 6.4), (3.0, 7.4)], GREEN, 0.45)
    treeline(s, rng)
    s.area = [(0.24, 0.55), (0.68, 0.56), (0.80, 0.86), (0.12, 0.86)]
    return s


def dusk():
    """Dusk: lit windows, a path of slabs, lawn."""
    lamps = (((-0.9, 9.0, 1.2), (0.42, 0.26, 0.11)), ((2.4, 7.0, 1.1), (0.32, 0.19, 0.08)))
    s = Scene(Camera(27, 6.5, -0.4, 1.65), Light("dusk", -80, 2, 3.4, 0.35, lamps=lamps), 6, house_yaw=-33.0)
    rng, yaw = np.random.default_rng(6), -33.0
    s.patches = [Patch(PAVED, ((-5.6, 11.1), (3.3, 5.3), (4.3, 6.9), (-4.6, 12.7)), style="slabs", yaw=yaw)]
    front = [
        (0.8, 0.9, 1.4, 1.2, "window", True),
        (3.0, 0.05, 2.3, 2.15, "window", True),
        (6.1, 0.05, 1.0, 2.1, "door"),
        (7.8, 0.9, 1.3, 1.2, "window", True),
    ]
    s.add(
        house(
            (-5.0, 13.1),
            yaw,
            (10.0, 7.0, 2.9),
            2.3,
            "plaster",
            CREAM,
            SLATE,
            front,
            right=[(2.5, 0.9, 1.3, 1.2, "window", True)],
        )
    )
    s.add(tree(rng, (-6.6, 9.4), 5.2, 1.7, GREEN, s.light.towards))
    s.add(hedge(rng, [(5.5, 13.0), (12.0, 11.5)], 0.7, 1.5, DARK, s.light.towards))
    treeline(s, rng)
    s.area = [(0.16, 0.60), (0.52, 0.60), (0.66, 0.88), (0.08, 0.88)]
    return s


def night():
    """Night: a lit window and a lamp by the door, paving and lawn."""
    lamps = (((0.0, 8.3, 2.1), (0.85, 0.60, 0.33)), ((-3.9, 10.2, 1.4), (0.45, 0.28, 0.13)))
    s = Scene(Camera(26, 7.0, 1.0, 1.6), Light("night", 0, 30, 3.2, 0.0, lamps=lamps), 7, house_yaw=-29.0)
    rng, yaw = np.random.default_rng(7), -29.0
    s.patches = [Patch(PAVED, ((-6.0, 10.9), (3.0, 5.9), (4.2, 8.1), (-4.8, 13.1)), style="concrete", yaw=yaw)]
    front = [
        (0.9, 0.05, 2.4, 2.15, "window", True),
        (5.2, 0.05, 1.0, 2.1, "blue"),
        (7.2, 0.9, 1.4, 1.2, "window", True),
        (1.2, 3.2, 1.1, 1.1, "window"),
        (7.2, 3.2, 1.1, 1.1, "window", True),
    ]
    s.add(
        house(
            (-5.4, 13.0),
            yaw,
            (9.6, 7.0, 5.1),
            2.3,
            "plaster",
            WHITE,
            SLATE,
            front,
            right=[(2.5, 0.9, 1.1, 1.2, "window")],
        )
    )
    s.add(tree(rng, (5.6, 10.2), 5.0, 1.7, GREEN, s.light.towards))
    s.add(fence((-12, 11), (-6.0, 13.4), 1.6))
    s.area = [(0.22, 0.58), (0.62, 0.57), (0.76, 0.86), (0.12, 0.86)]
    return s


def fog():
    """Farmhouse and rails in fog, wet lawn and a gravel drive."""
    s = Scene(Camera(30, 4.5, -2.2, 1.75), Light("fog", 0, 40, 1.75, 0.2, fog_m=34.0), 8, house_yaw=27.0)
    rng, yaw = np.random.default_rng(8), 27.0
    s.patches = [Patch(GRAVEL, ((1.6, 0.5), (4.6, 0.5), (8.5, 14.5), (3.0, 11.8)))]
    front = [
        (0.9, 0.9, 1.1, 1.3, "window"),
        (3.0, 0.05, 1.0, 2.1, "door"),
        (5.2, 0.9, 1.1, 1.3, "window"),
        (0.9, 3.3, 1.0, 1.2, "window"),
        (5.2, 3.3, 1.0, 1.2, "window"),
    ]
    s.add(
        house(
            (-2.0, 11.4),
            yaw,
            (8.0, 7.0, 5.2),
            2.8,
            "stones",
            LIME,
            SLATE,
            front,
            left=[(2.0, 0.9, 1.0, 1.2, "window"), (4.6, 3.3, 0.9, 1.1, "window")],
        )
    )
    s.add(rails((-12.5, 9.0), (-5.2, 12.9)))
    s.add(tree(rng, (-5.2, 8.6), 5.4, 1.7, OLIVE, s.light.towards, 2400))
    treeline(s, rng, 36)
    s.area = [(0.18, 0.64), (0.56, 0.62), (0.62, 0.88), (0.06, 0.90)]
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


GARDENS = {
    f.__name__: f
    for f in (brick, patio, shed, yard, row, dusk, night, fog, tele, arbour, lawn, dunes, orchard, cob, hedges, pond)
}
