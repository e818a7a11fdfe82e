"""Slabs of stone: how they are laid, mottle, veins, pits, joints."""

import math

from .columns import AO, BU, BV, FP, GLOSS, ID, B, G, R, U, V
from .jit import helper, kernel
from .litter import BLUE as LEAF_BLUE
from .litter import GREEN as LEAF_GREEN
from .litter import RED as LEAF_RED
from .litter import litter
from .noise import averaged, clamp, fade_below, fractal, hash01, line_cover, smoothstep, value_noise
from .rays import footprints

# Places in the parameter vector of a paving.
WIDTH, LENGTH, JOINT, TINT, RED, GREEN, BLUE, MOTTLE, BOND, VEINS, JOINT_RED, JOINT_GREEN, JOINT_BLUE, PITS, WET = (
    range(15)
)
GRID, RUNNING, COURSES, OPUS = 0, 1, 2, 3
MOSS, LEAVES = 0.8, 0.10


@helper
def _box(x, y, w, h):
    return min(x, w - x), min(y, h - y)


@helper
def _opus(x, y, unit, seed):
    """As ``_slab``: squares of two sizes as in the Pythagorean tiling, which has no through joints, some of them cut.

    A large square lies at each point of the lattice of (2, 1) and (-1, 2) units, a small one to the right of its foot.
    """
    u, v = x / unit, y / unit
    m0, n0 = math.floor((2.0 * u + v) / 5.0), math.floor((2.0 * v - u) / 5.0)
    for m in range(m0 - 1, m0 + 2):
        for n in range(n0 - 1, n0 + 2):
            a, b = u - (2 * m - n), v - (m + 2 * n)
            if 0.0 <= a < 2.0 and 0.0 <= b < 2.0:
                # Cut this way and that in turn, so that cuts do not make joints meet either.
                cut, turn = hash01(m, n, seed + 4) < 0.67, (m + n) % 2
                wide, tall = (1.0 if cut and turn == 0 else 2.0), (1.0 if cut and turn == 1 else 2.0)
                right, up = (1 if a >= wide else 0), (1 if b >= tall else 0)
                ex, ey = _box(a - right * wide, b - up * tall, wide, tall)
                return 4 * m + right, 4 * n + up, ex * unit, ey * unit
            if 2.0 <= a < 3.0 and 0.0 <= b < 1.0:
                ex, ey = _box(a - 2.0, b, 1.0, 1.0)
                return 4 * m + 2, 4 * n, ex * unit, ey * unit
    return 0, 0, 0.0, 0.0


@helper
def _slab(x, y, bond, width, length, seed):
    """Which slab (two integers), and the distances to its edges along x and y, metres."""
    if bond == OPUS:
        return _opus(x, y, 0.5 * width, seed)
    j = math.floor(y / length)
    b = y - j * length
    if bond == COURSES:
        pair = 2.0 * width
        x += hash01(j, 5, seed) * pair
        i = math.floor(x / pair)
        a, cut = x - i * pair, pair * (0.33 + 0.34 * hash01(i, j, seed + 9))
        if a < cut:
            ex, ey = _box(a, b, cut, length)
            return 2 * i, j, ex, ey
        ex, ey = _box(a - cut, b, pair - cut, length)
        return 2 * i + 1, j, ex, ey
    if bond == RUNNING:
        x += (j % 2) * 0.5 * width
    i = math.floor(x / width)
    ex, ey = _box(x - i * width, b, width, length)
    return i, j, ex, ey


@helper
def _figure(x, y, footprint, seed, m):
    """Mottle and veins of the stone: relative brightness."""
    mottle = 0.5 * fractal(x / 0.30, y / 0.30, seed + 5, 4, footprint / 0.30, 2.1, 0.62)
    mottle += 0.75 * fractal(x / 0.035, y / 0.035, seed + 6, 4, footprint / 0.035, 2.0, 0.75)
    value = m[MOTTLE] * mottle
    if m[VEINS] > 0.0:
        q = fractal(x / 0.5, y / 0.16, seed + 7, 4, footprint / 0.16, 2.0, 0.6)
        value += m[VEINS] * (0.28 * math.sin(18.0 * q) - math.exp(-(q * q) / 0.0025))
    return value


@helper
def _pits(x, y, footprint, seed):
    """Open pores: they follow the bed of the stone, crowd in some of its layers, and most are as small as a pea."""
    bed = fractal(x / 0.35, y / 0.055, seed + 18, 3, footprint / 0.055, 2.0, 0.7)
    crowd = smoothstep(-0.12, 0.40, bed)
    if crowd <= 0.0:
        return 0.0
    warp = 0.006 * value_noise(x / 0.03, y / 0.03, seed + 19)
    small = value_noise((x + warp) / 0.0105, (y + warp) / 0.0062, seed + 8)
    large = value_noise((x - warp) / 0.027, (y + 1.5 * warp) / 0.012, seed + 28)
    pit = smoothstep(0.40 - 0.16 * crowd, 0.47 - 0.16 * crowd, small) * averaged(0.011, footprint) * 0.8
    return max(pit, smoothstep(0.36, 0.44, large) * crowd * averaged(0.024, footprint))


@helper
def _splashed(x, y, m):
    """What wet patches take from the light of a coping: x is across it, its inner edge at its width."""
    reach = 0.30 * m[WIDTH] * (1.0 + 2.6 * value_noise(y / 0.75, 0.5, 901) + 1.2 * value_noise(y / 0.16, 7.5, 902))
    wet = 1.0 - smoothstep(0.6 * reach, reach + 0.02, m[WIDTH] - x + 0.05 * value_noise(x / 0.07, y / 0.07, 903))
    return 0.30 * m[WET] * wet


@helper
def _paving(ray, seed, m):
    x, y, footprint = ray[U], ray[V], ray[FP]
    wide, long_ = footprints(ray)
    i, j, edge_x, edge_y = _slab(x, y, int(m[BOND]), m[WIDTH], m[LENGTH], seed)
    h1, h2, h3 = hash01(i, j, seed + 1), hash01(i, j, seed + 2), hash01(i, j, seed + 3)
    px, py = x + h1 * 37.0, y + h2 * 53.0
    chipped = (0.0012 + 0.0030 * m[PITS]) * value_noise(px * 14.0, py * 14.0, seed + 61)
    edge_x, edge_y = max(0.0, edge_x + chipped), max(0.0, edge_y + chipped)
    edge = min(edge_x, edge_y)
    figure = _figure(px, py, footprint, seed, m)
    # Weather does not stop at joints: broad stains, and patches where something stood or dripped.
    stain = 0.18 * fractal(x / 1.7, y / 1.7, seed + 77, 4, footprint / 1.7, 2.1, 0.6)
    stain -= 0.13 * smoothstep(0.10, 0.42, fractal(x / 0.42, y / 0.42, seed + 78, 3, footprint / 0.42, 2.0, 0.6))
    odd = 0.9 if h3 > 0.86 else 0.0
    tone = (1.0 + m[TINT] * ((h1 - 0.5) * 2.9 + odd * (0.5 - h2))) * (1.0 + stain)
    tone *= 1.0 + (0.10 + 0.25 * m[MOTTLE]) * fractal(px / 0.006, py / 0.006, seed + 73, 2, footprint / 0.006, 2.0, 0.8)
    if m[PITS] > 0.5:
        tone *= 1.0 - 0.42 * _pits(px, py, footprint, seed)
    half = 0.5 * m[JOINT]
    solid = (1.0 - line_cover(edge_x, half, 0.5 * wide + 0.0006)) * (
        1.0 - line_cover(edge_y, half, 0.5 * long_ + 0.0006)
    )
    rough = 1.0 + 0.22 * fractal(x / 0.01, y / 0.01, seed + 71, 3, footprint / 0.01, 2.0, 0.7)
    if m[WET] > 0.0:
        tone *= 1.0 - _splashed(x, y, m)
    hue = (h3 - 0.5) * m[TINT] * 0.8
    moss = MOSS * smoothstep(0.05, 0.35, fractal(x / 0.9, y / 0.9, seed + 81, 3, footprint / 0.9, 2.0, 0.6))
    jr = m[JOINT_RED] * (1.0 - 0.62 * moss)
    jg = m[JOINT_GREEN] * (1.0 - 0.40 * moss)
    jb = m[JOINT_BLUE] * (1.0 - 0.75 * moss)
    ray[R] = max(0.01, m[RED] * tone * (1.0 + hue) * (1.0 + 0.92 * figure)) * solid + (1.0 - solid) * jr * rough
    ray[G] = max(0.01, m[GREEN] * tone * (1.0 + figure)) * solid + (1.0 - solid) * jg * rough
    ray[B] = max(0.01, m[BLUE] * tone * (1.0 - hue) * (1.0 + 1.1 * figure)) * solid + (1.0 - solid) * jb * rough
    leaf, light = litter(x, y, footprint, LEAVES, seed)
    ray[R] += (LEAF_RED * light - ray[R]) * leaf
    ray[G] += (LEAF_GREEN * light - ray[G]) * leaf
    ray[B] += (LEAF_BLUE * light - ray[B]) * leaf
    patchy = clamp(0.6 + 1.6 * value_noise(x / 0.35, y / 0.35, seed + 79), 0.1, 1.4)
    dirt = 1.0 - 0.17 * patchy * (1.0 - smoothstep(half, half + 0.015 + 0.05 * patchy, edge))
    ray[AO] *= (0.6 + 0.4 * solid) * dirt
    ray[GLOSS] = 0.30 * solid
    relief = 0.30 * m[MOTTLE] * fade_below(0.014, footprint)
    here = value_noise(px / 0.02, py / 0.02, seed + 6)
    tilt_x, tilt_y = (h2 - 0.5) * 0.02, (h3 - 0.5) * 0.02
    ray[BU] += tilt_x + relief * (value_noise(px / 0.02 + 0.5, py / 0.02, seed + 6) - here)
    ray[BV] += tilt_y + relief * (value_noise(px / 0.02, py / 0.02 + 0.5, seed + 6) - here)


@kernel
def slabs(rays, surface, seed, m):
    """Albedo, relief and gloss of the rays that hit ``surface``; m: see above. Joints follow U and V."""
    for i in range(rays.shape[0]):
        if rays[i, ID] == surface:
            _paving(rays[i], seed, m)
