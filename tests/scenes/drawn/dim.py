"""Gardens under a grey sky, in fog, at dusk and at night."""

import numpy as np

from .camera import Camera
from .ground import GRAVEL, PAVED, Patch
from .light import Light
from .planting import BRICK, CREAM, DARK, GREEN, LIME, OLIVE, SLATE, bushes, treeline
from .scene import Scene
from .things import WHITE, fence, hedge, house, rails, tree


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
