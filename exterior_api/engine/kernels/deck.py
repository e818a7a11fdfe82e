"""Wooden boards: grain, knots, screws, grooves, gaps."""

import math

from .columns import AO, BU, BV, FP, GLOSS, ID, B, G, R, U, V
from .jit import helper, kernel
from .noise import clamp, fade_below, fractal, hash01, line_cover, smoothstep, value_noise
from .rays import footprints

# Places in the parameter vector of a deck.
WIDTH, GAP, LENGTH, TINT, RED, GREEN, BLUE, GRAIN, GROOVES, WEATHERED, JOIST, SCREWS, SHINE = range(13)


@helper
def _grain(u, v, board, footprint, seed, m):
    """Relative darkness of the figure: rings of a trunk that the board is cut from, and fibres along it.

    A board cut beside the heart shows arcs where the trunk tapers, one cut through it straight lines.
    """
    x, y = u + board * 7.0, v + board * 31.0
    bend = 0.020 * value_noise(x * 9.0, y * 1.1, seed + 11) + 0.026 * value_noise(x * 3.0 + 5.0, y * 0.4, seed + 12)
    heart = m[WIDTH] * (0.5 + 1.8 * (hash01(int(board * 1e4), 5, seed) - 0.5))
    deep = 0.008 + 0.09 * hash01(int(board * 1e4), 6, seed) + 0.009 * v + 0.6 * bend
    ring = math.sqrt((u - heart) ** 2 + deep * deep) + bend + board * 7.0
    lines = fractal(ring / 0.017, y * 0.3, seed + 21, 3, footprint / 0.017, 2.0, 0.65)
    fine = fractal(x / 0.0032, y / 0.16, seed + 31, 2, footprint / 0.0032, 2.0, 0.6)
    pores = smoothstep(0.22, 0.42, value_noise(x / 0.0021, y / 0.018, seed + 36)) * fade_below(0.0042, footprint)
    broad = value_noise(x * 4.0, y * 0.8, seed + 41)
    return m[GRAIN] * (1.35 * lines + 0.95 * fine - 0.5 * pores) + 0.16 * broad * (0.5 + m[WEATHERED]), lines


@helper
def _knot(u, v, row, shift, footprint, seed, m):
    """Share of light left by a knot near (u, v), if this stretch of board has one."""
    stretch = math.floor((v + shift * 3.0) / 0.6)
    if hash01(stretch, row, seed + 81) > 0.35:
        return 1.0
    cx = m[WIDTH] * (0.25 + 0.5 * hash01(stretch, row, seed + 82))
    cy = (stretch + 0.3 + 0.4 * hash01(stretch, row, seed + 83)) * 0.6 - shift * 3.0
    radius = 0.003 + 0.008 * hash01(stretch, row, seed + 84)
    d = math.hypot(u - cx, (v - cy) * 0.6) / radius
    dark = 0.5 * (1.0 - smoothstep(0.5, 1.6, d)) + 0.16 * math.exp(-0.45 * d) * math.sin(5.0 * d)
    return max(0.25, 1.0 - dark * min(1.0, radius / (footprint + 1e-9)))


@helper
def _joints(u, v, across, along, m):
    """Share of light between the boards, and the slope of their rounded edges; footprints across and along them."""
    gap, side, end = m[GAP] * 0.5, min(u, m[WIDTH] - u), min(v, m[LENGTH] - v)
    # A beam has no gaps beside it, but it ends.
    shut = line_cover(side, gap, 0.5 * across + 0.0003) if gap > 0.0 else 0.0
    open_ = (1.0 - shut) * (1.0 - line_cover(end, max(0.4 * gap, 0.0008), 0.5 * along + 0.0003))
    bevel = smoothstep(gap, gap + 0.004 + 0.6 * across, side)
    round_, slope = 0.006, 0.0
    seen = min(1.0, round_ / (across + 1e-9))
    if u < gap + round_:
        slope -= 0.7 * (1.0 - (u - gap) / round_) * seen
    if m[WIDTH] - u < gap + round_:
        slope += 0.7 * (1.0 - (m[WIDTH] - u - gap) / round_) * seen
    return (0.05 + 0.95 * open_) * (0.86 + 0.14 * bevel), slope, open_


@helper
def _screw(u, v, footprint, m):
    """Coverage by the two screws over each joist."""
    along = (v + 0.137) / m[JOIST]
    dy = (along - math.floor(along) - 0.5) * m[JOIST]
    d = min(math.hypot(u - 0.2 * m[WIDTH], dy), math.hypot(u - 0.8 * m[WIDTH], dy))
    blur = max(0.6 * footprint, 0.0006)
    return (1.0 - smoothstep(0.0032 - blur, 0.0032 + blur, d)) * min(1.0, 0.0032 / (footprint + 1e-9))


@helper
def _board(ray, seed, m):
    u0, v0, footprint = ray[U], ray[V], ray[FP]
    across, along = footprints(ray)
    row = math.floor(u0 / m[WIDTH])
    u = u0 - row * m[WIDTH]
    shifted = v0 + hash01(row, 7, seed) * m[LENGTH]
    piece = math.floor(shifted / m[LENGTH])
    v = shifted - piece * m[LENGTH]
    h1, h2, h3 = hash01(row, piece, seed + 1), hash01(row, piece, seed + 2), hash01(row, piece, seed + 3)
    figure, lines = _grain(u, v, h2 + h3 * 4.0, across, seed, m)
    tone = (1.0 + m[TINT] * (h1 - 0.5) * 2.7) * (
        1.0 + 0.13 * fractal(u0 / 1.3, v0 / 1.3, seed + 91, 4, footprint / 1.3, 2.1, 0.6)
    )
    if m[WEATHERED] < 0.95 and m[GRAIN] > 0.15:
        tone *= _knot(u, v0, row, h1, footprint, seed, m)
    slope = 0.05 * (u / m[WIDTH] - 0.5) * 2.0 * h3
    if m[GROOVES] > 0.5:
        turn = 2.0 * math.pi * u / 0.0125
        shown = fade_below(0.0125, across)
        slope += 0.45 * shown * math.sin(turn)
        tone *= 1.0 - 0.28 * shown * (0.5 + 0.5 * math.cos(turn)) - 0.14 * (1.0 - shown)
    dark, edge, open_ = _joints(u, v, across, along, m)
    metal = _screw(u, v, footprint, m) * 0.75 if m[SCREWS] > 0.5 else 0.0
    # Rain and feet take the colour off in streaks along the boards and leave grey; dust stays beside the gaps.
    streak = fractal(u0 / 0.22, v0 / 1.1, seed + 95, 3, across / 0.22, 2.0, 0.6)
    grey = m[WEATHERED] * clamp(0.22 + 1.1 * streak, 0.0, 0.6)
    grey += 0.12 * (h3 - 0.5) * m[WEATHERED]
    tone *= 1.0 - 0.10 * (1.0 - smoothstep(0.0, 0.022, min(u, m[WIDTH] - u))) * (0.5 + h1)
    # Water gets in where a board ends.
    tone *= 1.0 - (0.05 + 0.14 * h2) * math.exp(-min(v, m[LENGTH] - v) / 0.045) * m[SCREWS]
    hue = (h2 - 0.5) * m[TINT]
    red = max(0.01, m[RED] * tone * (1.0 + 0.5 * hue) * (1.0 + figure))
    green = max(0.01, m[GREEN] * tone * (1.0 + 1.12 * figure))
    blue = max(0.01, m[BLUE] * tone * (1.0 - 0.6 * hue) * (1.0 + 1.25 * figure))
    silver = 0.36 * red + 0.42 * green + 0.22 * blue
    ray[R] = (red + (1.04 * silver - red) * grey) * (1.0 - metal) + metal * 0.16
    ray[G] = (green + (silver - green) * grey) * (1.0 - metal) + metal * 0.16
    ray[B] = (blue + (0.93 * silver - blue) * grey) * (1.0 - metal) + metal * 0.16
    ray[AO] *= dark
    ray[GLOSS] = m[SHINE] * open_ * (0.8 + 0.4 * lines)
    ray[BU], ray[BV] = slope + edge, 0.03 * lines


@kernel
def boards(rays, surface, seed, m):
    """Albedo, relief and gloss of the rays that hit ``surface``; U across the boards, V along them. m: see above."""
    for i in range(rays.shape[0]):
        if rays[i, ID] == surface:
            _board(rays[i], seed, m)
