"""The surface of a pool and the light it bundles."""

import math

from .jit import helper
from .noise import cells, clamp, hash01, smoothstep, value_noise

WAVES = 9
GUST_M = 2.6


@helper
def wave_slope(x, y, seed, longest, slope, heading, footprint):
    """Slope of the water at (x, y): nine sines, wavelengths from ``longest`` metres down by 0.78, each this steep."""
    sx, sy = 0.0, 0.0
    length = longest
    # Gusts ruffle the water in patches and leave the rest calm.
    gust = 0.35 + 1.3 * smoothstep(-0.22, 0.32, value_noise(x / GUST_M, y / GUST_M, seed + 90))
    for i in range(WAVES):
        wavelength = length * (0.9 + 0.2 * hash01(i, 1, seed))
        length *= 0.78
        seen = clamp(wavelength / (2.0 * footprint + 1e-9) - 0.4, 0.0, 1.0)
        if seen <= 0.0:
            continue
        angle = heading + (hash01(i, 2, seed) - 0.5) * 2.4
        kx, ky = math.cos(angle), math.sin(angle)
        bend = 1.1 * value_noise(0.35 * x / wavelength, 0.35 * y / wavelength, seed + i * 7 + 3)
        phase = 2.0 * math.pi * ((kx * x + ky * y) / wavelength + hash01(i, 3, seed) + bend)
        steep = slope * gust * (0.85 + 0.3 * hash01(i, 4, seed)) * seen * math.cos(phase)
        sx += kx * steep
        sy += ky * steep
    return sx, sy


@helper
def caustics(x, y, seed, size):
    """Network of bundled sunlight, mean about 1: borders between the cells of two warped layers."""
    wx = 0.7 * value_noise(0.7 * x / size, 0.7 * y / size, seed + 1)
    wy = 0.7 * value_noise(0.7 * x / size + 9.0, 0.7 * y / size - 4.0, seed + 2)
    d1, d2, _, _, _, _ = cells(x / size + wx, y / size + wy, seed + 3)
    e1 = d2 - d1
    d1, d2, _, _, _, _ = cells(1.37 * x / size - wy + 5.2, 1.37 * y / size + wx + 1.7, seed + 4)
    return 0.42 + 1.15 * (math.exp(-5.5 * e1) + 0.8 * math.exp(-6.0 * (d2 - d1)))
