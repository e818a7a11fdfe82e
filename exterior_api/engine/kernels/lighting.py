"""Sunlight and skylight on what the rays hit."""

import math

from .columns import AO, BU, BV, DX, DY, DZ, GLOSS, ID, LR, MISS, NX, NY, NZ, RISER, SUN, TX, TY, WATER, R
from .jit import helper, kernel

FLOOR, OUTSIDE = 12, 15


@helper
def _lit(ray, light):
    nx, ny, nz = ray[NX], ray[NY], ray[NZ]
    if nz > 0.99:
        nx += ray[BU] * ray[TX] - ray[BV] * ray[TY]
        ny += ray[BU] * ray[TY] + ray[BV] * ray[TX]
        inverse = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz)
        nx, ny, nz = nx * inverse, ny * inverse, nz * inverse
    vx, vy, vz, open_ = -ray[DX], -ray[DY], -ray[DZ], ray[AO]
    facing = max(0.0, nx * light[0] + ny * light[1] + nz * light[2])
    towards = max(0.03, nx * vx + ny * vy + nz * vz)
    # Schlick 1994 for the sheen at grazing angles.
    sheen = 0.44 * ray[GLOSS] * (0.04 + 0.96 * (1.0 - towards) ** 5) * open_
    hx, hy, hz = light[0] + vx, light[1] + vy, light[2] + vz
    inverse = 1.0 / math.sqrt(hx * hx + hy * hy + hz * hz + 1e-9)
    glint = 0.10 * ray[GLOSS] * max(0.0, (nx * hx + ny * hy + nz * hz) * inverse) ** 24 * open_ * ray[SUN]
    direct = facing * ray[SUN] * (0.55 + 0.45 * open_)
    ambient = (0.5 + 0.5 * nz) * open_
    # Light from the ground before it, on what does not face the sky; a part of that lies in its own shade.
    bounced = (0.5 - 0.5 * nz) * (0.4 + 0.6 * open_)
    ground = OUTSIDE if ray[ID] == RISER else FLOOR
    for c in range(3):
        below = light[ground + c] * (0.7 * light[3 + c] * light[2] * ray[SUN] + light[6 + c])
        level = light[3 + c] * direct + light[6 + c] * ambient + bounced * below
        ray[LR + c] = ray[R + c] * level + sheen * light[9 + c] + glint * light[3 + c]


@kernel
def light_surfaces(rays, light):
    """Radiance of every ray that hit something dull.

    light (18,): sun direction, sun's radiance of a white diffuser at normal incidence, sky's on level ground, and
    the sky's own radiance (all linear RGB in photo units), the albedo of what is built and of the ground around it,
    whose light comes up to what does not face the sky.
    """
    for i in range(rays.shape[0]):
        if rays[i, ID] != MISS and rays[i, ID] != WATER:
            _lit(rays[i], light)
