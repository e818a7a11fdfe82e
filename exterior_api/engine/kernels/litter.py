"""What the wind leaves on what is built: a withered leaf or a twig here and there."""

import math

from .jit import helper
from .noise import hash01, smoothstep

CELL_M = 0.45
# Linear RGB albedo of a withered leaf.
RED, GREEN, BLUE = 0.19, 0.12, 0.055


@helper
def litter(x, y, footprint, share, seed):
    """Cover by a leaf at a place, 0..1, and its lightness; ``share`` of cells of 0.45 m hold one, 1 to 4 cm long."""
    i, j = math.floor(x / CELL_M), math.floor(y / CELL_M)
    if hash01(i, j, seed + 201) > share:
        return 0.0, 1.0
    dx = x - (i + 0.15 + 0.7 * hash01(i, j, seed + 202)) * CELL_M
    dy = y - (j + 0.15 + 0.7 * hash01(i, j, seed + 203)) * CELL_M
    length = 0.005 + 0.015 * hash01(i, j, seed + 204)
    width = length * (0.22 + 0.38 * hash01(i, j, seed + 205))
    turn = 6.2832 * hash01(i, j, seed + 206)
    along, across = dx * math.cos(turn) + dy * math.sin(turn), dy * math.cos(turn) - dx * math.sin(turn)
    d = math.hypot(along / length, (across + 0.3 * along * along / length) / width)
    cover = (1.0 - smoothstep(0.8, 1.0 + footprint / width, d)) * min(1.0, 1.5 * width / (footprint + 1e-9))
    return cover, 0.5 + 0.9 * hash01(i, j, seed + 207)
