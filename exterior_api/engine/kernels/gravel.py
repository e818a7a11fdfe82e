"""Rolled sand and fine gravel of a court."""

from .columns import AO, BU, BV, FP, GLOSS, ID, B, G, R, U, V
from .jit import helper, kernel
from .litter import BLUE as LEAF_BLUE
from .litter import GREEN as LEAF_GREEN
from .litter import RED as LEAF_RED
from .litter import litter
from .noise import averaged, cells, fractal, hash01, smoothstep, value_noise

LEAVES = 0.22
# Places in the parameter vector of a gravel.
SIZE, TINT, RED, GREEN, BLUE, RELIEF, SAND, DARK, OTHER_RED, OTHER_GREEN, OTHER_BLUE = range(11)


@helper
def _grains(ray, seed, m):
    x, y, footprint, size = ray[U], ray[V], ray[FP], m[SIZE]
    shown = averaged(size, footprint)
    tone, shade, other, su, sv = 1.0, 1.0, m[DARK], 0.0, 0.0
    if shown > 0.1:
        d1, d2, a, b, ox, oy = cells(x / size, y / size, seed)
        pebble = hash01(a, b, seed + 6) > m[SAND]
        edge = smoothstep(0.0, 0.22, d2 - d1)
        height = 1.1 if pebble else 0.36
        su, sv = ox * height * m[RELIEF] * shown, oy * height * m[RELIEF] * shown
        tone += shown * m[TINT] * (hash01(a, b, seed + 5) - 0.5) * (2.0 if pebble else 0.8)
        shade -= shown * (0.42 if pebble else 0.12) * (1.0 - edge)
        other += shown * ((1.0 if hash01(a, b, seed + 7) < m[DARK] else 0.0) - m[DARK])
    fine = fractal(3.0 * x / size, 3.0 * y / size, seed + 9, 2, 3.0 * footprint / size, 2.0, 0.8)
    middle = fractal(x / 0.25, y / 0.25, seed + 13, 4, footprint / 0.25, 2.2, 0.7)
    broad = fractal(x / 1.7, y / 1.7, seed + 17, 3, footprint / 1.7, 2.0, 0.6)
    # Where it is walked on most the fines lie bare, and damp gathers in hollows.
    trodden = smoothstep(0.02, 0.30, fractal(x / 0.55, y / 0.55, seed + 29, 3, footprint / 0.55, 2.0, 0.6))
    raked = fractal(x / 0.9 + 0.2 * broad, y / 0.12, seed + 19, 3, footprint / 0.12, 2.0, 0.6)
    worn = 0.46 * fine + 0.19 * middle + 0.22 * broad + 0.10 * raked - 0.07 * trodden
    ray[R] = max(0.01, (m[RED] * (1.0 - other) + m[OTHER_RED] * other) * tone * (1.0 + 0.95 * worn))
    ray[G] = max(0.01, (m[GREEN] * (1.0 - other) + m[OTHER_GREEN] * other) * tone * (1.0 + worn))
    ray[B] = max(0.01, (m[BLUE] * (1.0 - other) + m[OTHER_BLUE] * other) * tone * (1.0 + 1.07 * worn))
    leaf, light = litter(x, y, footprint, LEAVES, seed)
    ray[R] += (LEAF_RED * light - ray[R]) * leaf
    ray[G] += (LEAF_GREEN * light - ray[G]) * leaf
    ray[B] += (LEAF_BLUE * light - ray[B]) * leaf
    ray[AO] *= shade
    ray[GLOSS] = 0.0
    here = value_noise(x / 0.11, y / 0.11, seed + 23)
    ray[BU] = su - 0.24 * (value_noise(x / 0.11 + 0.4, y / 0.11, seed + 23) - here)
    ray[BV] = sv - 0.24 * (value_noise(x / 0.11, y / 0.11 + 0.4, seed + 23) - here)


@kernel
def grains(rays, surface, seed, m):
    """Albedo and relief of the rays that hit ``surface``; m: see above. Grains are Worley cells."""
    for i in range(rays.shape[0]):
        if rays[i, ID] == surface:
            _grains(rays[i], seed, m)
