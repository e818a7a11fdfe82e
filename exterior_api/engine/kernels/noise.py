"""Hashes, value noise, fractal sums and cells in the plane; everything depends on a seed and nothing else."""

import math

from .jit import helper


@helper
def hash01(x, y, seed):
    """Integer lattice point -> [0, 1). The mixing steps are those of Jenkins and of murmur3's finaliser."""
    h = (x * 374761393 + y * 668265263 + seed * 1274126177) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 2246822519) & 0xFFFFFFFF
    h = h ^ (h >> 15)
    return (h & 0xFFFFFF) / 16777216.0


@helper
def smoothstep(low, high, x):
    t = (x - low) / (high - low)
    t = 0.0 if t < 0.0 else (1.0 if t > 1.0 else t)
    return t * t * (3.0 - 2.0 * t)


@helper
def clamp(x, low, high):
    return low if x < low else (high if x > high else x)


@helper
def value_noise(x, y, seed):
    """Quintic value noise (Perlin 2002's fade), -0.5..0.5, wavelength 1."""
    ix, iy = math.floor(x), math.floor(y)
    fx, fy = x - ix, y - iy
    ux = fx * fx * fx * (fx * (fx * 6.0 - 15.0) + 10.0)
    uy = fy * fy * fy * (fy * (fy * 6.0 - 15.0) + 10.0)
    a, b = hash01(ix, iy, seed), hash01(ix + 1, iy, seed)
    c, d = hash01(ix, iy + 1, seed), hash01(ix + 1, iy + 1, seed)
    low, high = a + (b - a) * ux, c + (d - c) * ux
    return low + (high - low) * uy - 0.5


@helper
def line_cover(away, half, reach):
    """Share of a box of half-width ``reach`` that a line of half-width ``half`` fills, ``away`` from its middle.

    What a line takes from the light thus stays the same, however small it is seen.
    """
    return max(0.0, min(half, away + reach) - max(-half, away - reach)) / (2.0 * reach)


@helper
def fade_below(wavelength, footprint):
    """Weight of a detail: 1 when a pixel resolves it, 0 when the detail is smaller than the pixel's footprint."""
    return clamp(wavelength / (2.0 * footprint + 1e-9) - 0.5, 0.0, 1.0)


@helper
def averaged(wavelength, footprint):
    """Weight of irregular detail: below the footprint it averages out by and by, and what is left is fine noise."""
    return min(1.0, 0.7 * wavelength / (footprint + 1e-9))


@helper
def fractal(x, y, seed, octaves, footprint, lacunarity, gain):
    """Fractal sum of value noise; octaves finer than the footprint (in the same unit as x) average out."""
    total, amplitude, wavelength = 0.0, 1.0, 1.0
    for octave in range(octaves):
        weight = averaged(wavelength, footprint)
        if weight < 0.12:
            break
        u = x / wavelength + 17.3 * octave
        v = y / wavelength - 9.1 * octave
        total += amplitude * weight * value_noise(u, v, seed + octave * 101)
        amplitude *= gain
        wavelength /= lacunarity
    return total


@helper
def cells(x, y, seed):
    """Worley 1996: distances to the nearest and second point, the nearest cell, the offset from its point."""
    ix, iy = math.floor(x), math.floor(y)
    d1, d2, ca, cb, ox, oy = 9.0, 9.0, 0, 0, 0.0, 0.0
    for j in range(-1, 2):
        for i in range(-1, 2):
            a, b = ix + i, iy + j
            px = x - (a + 0.15 + 0.7 * hash01(a, b, seed))
            py = y - (b + 0.15 + 0.7 * hash01(a, b, seed + 1))
            d = px * px + py * py
            if d < d1:
                d2, d1, ca, cb, ox, oy = d1, d, a, b, px, py
            elif d < d2:
                d2 = d
    return math.sqrt(d1), math.sqrt(d2), ca, cb, ox, oy
