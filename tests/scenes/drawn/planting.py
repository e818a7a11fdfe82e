"""Woods, shrubs and beds, and the colours of gardens."""

import numpy as np

from .things import bush, crown, panel

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
