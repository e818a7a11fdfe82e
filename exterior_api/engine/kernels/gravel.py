"""The rolled floor of a court: crushed stone and its fines, with loose stones on it and the marks of a game."""

import math

from .columns import AO, BU, BV, FP, GLOSS, ID, B, G, R, U, V
from .jit import helper, kernel
from .litter import BLUE as LEAF_BLUE
from .litter import GREEN as LEAF_GREEN
from .litter import RED as LEAF_RED
from .litter import litter
from .noise import averaged, clamp, fractal, hash01, smoothstep, value_noise

LEAVES = 0.22
# Places in the parameter vector of a gravel.
SIZE, TINT, RED, GREEN, BLUE, RELIEF, LOOSE, OTHER_RED, OTHER_GREEN, OTHER_BLUE = range(10)
# A boule that comes down leaves a shallow dent; most of them are trodden out again.
DENT_M, DENTS = 0.55, 0.35


@helper
def _stones(x, y, size, share, footprint, seed):
    """Loose stones, one in ``share`` of the cells of a grid of this size, metres.

    Returns how much of one covers the place, the slope of its round top, its own number, and what it shades beside it.
    """
    j = math.floor(y / size)
    # Each row begins somewhere else, and stones lie anywhere in their cells: a grid shows as dots in lines.
    x += size * hash01(j, 0, seed + 8)
    i = math.floor(x / size)
    if hash01(i, j, seed + 1) > share:
        return 0.0, 0.0, 0.0, 0.5, 0.0
    number = hash01(i, j, seed + 2)
    part = 0.20 + 0.22 * number
    radius = size * part
    turn = 6.283 * hash01(i, j, seed + 3)
    dx = x - (i + part + (1.0 - 2.0 * part) * hash01(i, j, seed + 4)) * size
    dy = y - (j + part + (1.0 - 2.0 * part) * hash01(i, j, seed + 5)) * size
    a, b = dx * math.cos(turn) + dy * math.sin(turn), -dx * math.sin(turn) + dy * math.cos(turn)
    long_, wide = radius, radius * (0.55 + 0.4 * hash01(i, j, seed + 6))
    # Crushed stone has corners: between an ellipse and a rhomb.
    d = 0.6 * math.sqrt((a / long_) ** 2 + (b / wide) ** 2) + 0.4 * (abs(a) / long_ + abs(b) / wide)
    blur = clamp(footprint / radius, 0.12, 1.2)
    cover = 1.0 - smoothstep(1.0 - blur, 1.0 + blur, d)
    foot = (1.0 - cover) * math.exp(-3.0 * max(0.0, d - 1.0))
    return cover, dx / radius, dy / radius, hash01(i, j, seed + 7), foot


@helper
def _dent(x, y, seed):
    """Depth 0..1 of the dents of boules at a place, and how it changes along x and y, per metre."""
    i, j = math.floor(x / DENT_M), math.floor(y / DENT_M)
    if hash01(i, j, seed + 1) > DENTS:
        return 0.0, 0.0, 0.0
    fresh, radius = hash01(i, j, seed + 2), 0.03 + 0.035 * hash01(i, j, seed + 3)
    dx = x - (i + 0.2 + 0.6 * hash01(i, j, seed + 4)) * DENT_M
    dy = y - (j + 0.2 + 0.6 * hash01(i, j, seed + 5)) * DENT_M
    deep = fresh * fresh * math.exp(-(dx * dx + dy * dy) / (radius * radius))
    return deep, -2.0 * dx / (radius * radius) * deep, -2.0 * dy / (radius * radius) * deep


@helper
def _grains(ray, seed, m):
    x, y, footprint, size = ray[U], ray[V], ray[FP], m[SIZE]
    # Fines: sand of some millimetres, and lumps where water ran and feet turned.
    sand = fractal(x / 0.005, y / 0.005, seed + 9, 2, footprint / 0.005, 2.2, 0.8)
    lumps = fractal(x / 0.30, y / 0.30, seed + 13, 5, footprint / 0.30, 2.2, 0.86)
    broad = fractal(x / 2.1, y / 2.1, seed + 17, 2, footprint / 2.1, 2.2, 0.55)
    # Where it is walked on most the fines lie bare, and stones are kicked aside into drifts.
    trodden = smoothstep(-0.10, 0.25, fractal(x / 0.8, y / 0.8, seed + 29, 2, footprint / 0.8, 2.0, 0.7))
    raked = value_noise(x / 1.4 + 0.2 * broad, y / 0.09, seed + 19) * averaged(0.09, footprint)
    worn = 0.34 * sand + 0.17 * lumps + 0.22 * broad + 0.05 * raked + 0.05 * trodden
    red, green, blue = m[RED] * (1.0 + 0.95 * worn), m[GREEN] * (1.0 + worn), m[BLUE] * (1.0 + 1.06 * worn)
    shade, su, sv = 1.0, 0.0, 0.0
    share = m[LOOSE] * (1.25 - 0.9 * trodden)
    for layer in range(2):
        grid = size * (1.0 if layer == 0 else 2.3)
        shown = averaged(grid, 1.6 * footprint)
        if shown < 0.2:
            continue
        cover, ox, oy, own, foot = _stones(
            x + 0.37 * layer, y, grid, share * (1.0 if layer == 0 else 0.16), footprint, seed + 40 + 20 * layer
        )
        cover *= shown
        light = 1.0 + m[TINT] * (own - 0.42) * 2.0
        other = 0.7 if own < 0.20 else 0.0
        red += ((m[RED] + (m[OTHER_RED] - m[RED]) * other) * light - red) * cover
        green += ((m[GREEN] + (m[OTHER_GREEN] - m[GREEN]) * other) * light - green) * cover
        blue += ((m[BLUE] + (m[OTHER_BLUE] - m[BLUE]) * other) * light - blue) * cover
        shade -= 0.24 * foot * shown
        su += ox * 0.75 * m[RELIEF] * cover
        sv += oy * 0.75 * m[RELIEF] * cover
    ray[R], ray[G], ray[B] = max(0.01, red), max(0.01, green), max(0.01, blue)
    leaf, light = litter(x, y, footprint, LEAVES, seed)
    ray[R] += (LEAF_RED * light - ray[R]) * leaf
    ray[G] += (LEAF_GREEN * light - ray[G]) * leaf
    ray[B] += (LEAF_BLUE * light - ray[B]) * leaf
    deep, dent_x, dent_y = _dent(x, y, seed + 70)
    ray[AO] *= shade * (1.0 - 0.14 * deep)
    ray[GLOSS] = 0.0
    fine = averaged(0.05, footprint)
    if fine > 0.3:
        here = value_noise(x / 0.045, y / 0.045, seed + 23)
        su -= 0.34 * fine * (value_noise(x / 0.045 + 0.4, y / 0.045, seed + 23) - here)
        sv -= 0.34 * fine * (value_noise(x / 0.045, y / 0.045 + 0.4, seed + 23) - here)
    # A dent is a centimetre deep at most: its slope tilts the normal the other way.
    ray[BU], ray[BV] = su + 0.010 * dent_x, sv + 0.010 * dent_y


@kernel
def grains(rays, surface, seed, m):
    """Albedo and relief of the rays that hit ``surface``; m: see above."""
    for i in range(rays.shape[0]):
        if rays[i, ID] == surface:
            _grains(rays[i], seed, m)
