"""Finishes of solids: wood, cloth, leaves, and polished steel that mirrors the photo."""

import math

from .columns import CLOTH, DX, DY, DZ, FP, ID, LEAF, LR, NX, NY, NZ, STEEL, SUN, WOOD, B, G, R, U, X, Y, Z
from .jit import kernel
from .mirror import reflected
from .noise import fade_below, fractal, hash01, smoothstep, value_noise


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


@kernel
def polish_steel(rays, camera, scene, photo, zenith, floor, light, seed):
    """Radiance of steel balls: the photo above, the court (``floor``, its albedo) below, three turned grooves."""
    for i in range(rays.shape[0]):
        ray = rays[i]
        if ray[ID] != STEEL:
            continue
        x, y, z, nx, ny, nz = ray[X], ray[Y], ray[Z], ray[NX], ray[NY], ray[NZ]
        dx, dy, dz, ball = ray[DX], ray[DY], ray[DZ], int(ray[U])
        facing = dx * nx + dy * ny + dz * nz
        rx, ry, rz = dx - 2.0 * facing * nx, dy - 2.0 * facing * ny, dz - 2.0 * facing * nz
        rx += 0.05 * value_noise(x * 900.0, z * 900.0, seed)
        ry += 0.05 * value_noise(x * 900.0 + 7.0, z * 900.0, seed)
        sr, sg, sb = 0.0, 0.0, 0.0
        upward = smoothstep(0.03, 0.2, rz)
        if upward > 0.0:
            sr, sg, sb = reflected(x, y, z, rx, ry, max(rz, 0.03), camera, scene, photo, zenith)
        ax, ay, az = hash01(ball, 1, seed) - 0.5, hash01(ball, 2, seed) - 0.5, hash01(ball, 3, seed) - 0.5
        across = (nx * ax + ny * ay + nz * az) / math.sqrt(ax * ax + ay * ay + az * az + 1e-6)
        groove = 0.0
        for k in range(3):
            groove = max(groove, 1.0 - smoothstep(0.0, 0.05, abs(across - (k - 1) * 0.38)))
        hx, hy, hz = light[0] - dx, light[1] - dy, light[2] - dz
        half = 1.0 / math.sqrt(hx * hx + hy * hy + hz * hz)
        glint = 2.5 * max(0.0, (nx * hx + ny * hy + nz * hz) * half) ** 90 * ray[SUN]
        near_floor = 0.30 + 0.70 * smoothstep(-1.0, -0.1, nz)
        grey = 0.3 * sr + 0.55 * sg + 0.15 * sb
        for c in range(3):
            seen = sr if c == 0 else (sg if c == 1 else sb)
            below = floor[c] * (light[3 + c] * light[2] * ray[SUN] + 0.8 * light[6 + c]) * near_floor
            tint = 0.9 if c == 0 else (0.92 if c == 1 else 0.95)
            body = 0.52 * ((0.3 * seen + 0.7 * grey) * upward + below * (1.0 - upward)) * (1.0 - 0.45 * groove) * tint
            ray[LR + c] = body + glint * light[3 + c]
