"""Finishes of solids: wood, cloth, leaves, and polished steel that mirrors the photo."""

import math

from .columns import CLOTH, DX, DY, DZ, FP, ID, LEAF, LR, NX, NY, NZ, STEEL, SUN, WOOD, B, G, R, U, X, Y, Z
from .jit import helper, kernel
from .mirror import reflected
from .noise import fade_below, fractal, hash01, smoothstep, value_noise

# Directions that a satin ball's reflection is the mean of.
GLOSSY_RAYS = 5


@kernel
def finish_solids(rays, seed):
    """Texture of the solids' albedo, before they are lit."""
    for i in range(rays.shape[0]):
        ray = rays[i]
        what = ray[ID]
        if what < WOOD or what == STEEL:
            continue
        x, y, z, part = ray[X], ray[Y], ray[Z], int(ray[U])
        tone = 1.0
        if what == WOOD:
            tone = 1.0 + 0.16 * (hash01(part, 1, seed) - 0.5)
            tone += 0.30 * fractal((x + y) / 0.02, (z + 0.3 * y) / 0.05, seed + part, 3, ray[FP] / 0.02, 2.0, 0.6)
        elif what == CLOTH:
            weave = fade_below(0.004, ray[FP]) * 0.10 * value_noise((x + z) / 0.003, y / 0.003, seed + 3)
            tone = 1.0 + weave + 0.10 * fractal(x / 0.25, (y + z) / 0.25, seed + 4, 3, ray[FP] / 0.25, 2.0, 0.6)
        elif what == LEAF:
            tone = (0.65 + 0.7 * hash01(part, 2, seed)) * (1.0 + 0.5 * value_noise(x / 0.01, (y + z) / 0.01, seed + 5))
        ray[R] *= tone
        ray[G] *= tone
        ray[B] *= tone


@helper
def _surroundings(x, y, z, rx, ry, rz, spread, seed, camera, scene, photo, zenith):
    """What satin steel mirrors: the mean over a few directions around one, linear RGB, and how much of it lies above.

    Behind the camera it is taken to look as it does before it.
    """
    red, green, blue, above = 0.0, 0.0, 0.0, 0.0
    for k in range(GLOSSY_RAYS):
        ax = rx + spread * (hash01(k, int(x * 1e5), seed) - 0.5)
        ay = ry + spread * (hash01(k, int(y * 1e5), seed + 1) - 0.5)
        az = rz + spread * (hash01(k, int(z * 1e5), seed + 2) - 0.5)
        up = smoothstep(-0.06, 0.12, az)
        if up > 0.0:
            r, g, b = reflected(x, y, z, ax, max(abs(ay), 0.05), max(az, 0.02), camera, scene, photo, zenith)
            red, green, blue, above = red + r * up, green + g * up, blue + b * up, above + up
    return red / GLOSSY_RAYS, green / GLOSSY_RAYS, blue / GLOSSY_RAYS, above / GLOSSY_RAYS


@kernel
def polish_steel(rays, camera, scene, photo, zenith, floor, light, seed):
    """Radiance of steel balls: the photo above, the court (``floor``, its albedo) below, turned grooves, dust."""
    for i in range(rays.shape[0]):
        ray = rays[i]
        if ray[ID] != STEEL:
            continue
        x, y, z, nx, ny, nz = ray[X], ray[Y], ray[Z], ray[NX], ray[NY], ray[NZ]
        dx, dy, dz, ball = ray[DX], ray[DY], ray[DZ], int(ray[U])
        facing = dx * nx + dy * ny + dz * nz
        rx, ry, rz = dx - 2.0 * facing * nx, dy - 2.0 * facing * ny, dz - 2.0 * facing * nz
        worn = hash01(ball, 4, seed)
        sr, sg, sb, above = _surroundings(x, y, z, rx, ry, rz, 0.55 + 0.45 * worn, seed, camera, scene, photo, zenith)
        ax, ay, az = hash01(ball, 1, seed) - 0.5, hash01(ball, 2, seed) - 0.5, hash01(ball, 3, seed) - 0.5
        across = (nx * ax + ny * ay + nz * az) / math.sqrt(ax * ax + ay * ay + az * az + 1e-6)
        groove = 0.0
        for k in range(3):
            groove = max(groove, 1.0 - smoothstep(0.0, 0.045, abs(across - (k - 1) * 0.34)))
        hx, hy, hz = light[0] - dx, light[1] - dy, light[2] - dz
        half = 1.0 / math.sqrt(hx * hx + hy * hy + hz * hz)
        glint = (0.9 - 0.6 * worn) * max(0.0, (nx * hx + ny * hy + nz * hz) * half) ** 40 * ray[SUN]
        # The ball stands in its own light: towards its foot the floor that it mirrors is dark.
        near_floor = 0.22 + 0.78 * smoothstep(-0.95, -0.25, nz)
        dusty = (0.30 + 0.25 * worn) * (0.7 + 0.9 * value_noise(nx * 2.3 + ball, ny * 2.3 + nz, seed + 9))
        facing_sun = max(0.0, nx * light[0] + ny * light[1] + nz * light[2]) * ray[SUN]
        grey = 0.3 * sr + 0.55 * sg + 0.15 * sb
        for c in range(3):
            # Much of what it mirrors lies outside the picture, and is less of one colour than a strip of blue sky.
            seen = 0.25 * (sr if c == 0 else (sg if c == 1 else sb)) + 0.75 * grey
            lit = light[3 + c] * light[2] * ray[SUN] + 0.85 * light[6 + c]
            below = floor[c] * lit * near_floor * (1.0 - above)
            tint = 0.96 if c == 0 else (0.97 if c == 1 else 1.0)
            metal = 0.56 * (seen + below) * tint + glint * light[3 + c]
            dust = floor[c] * (light[3 + c] * facing_sun + light[6 + c] * (0.5 + 0.5 * nz) + 0.25 * below)
            ray[LR + c] = (metal + (dust - metal) * dusty) * (1.0 - 0.35 * groove)
