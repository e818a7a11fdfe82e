"""Tracing what is built: one shape on the ground with a rim, a floor inside it, and faces between them.

A terrace is a rim and a floor of the same height; a court has its floor at the ground; a pool's floor is its water.
"""

import math

from .columns import (
    AO,
    BU,
    DX,
    DY,
    DZ,
    FP,
    ID,
    INNER,
    KEEP,
    MISS,
    NX,
    NY,
    NZ,
    RIM,
    RISER,
    SUN,
    TOP,
    TX,
    TY,
    WATER,
    T,
    U,
    V,
    X,
    Y,
    Z,
)
from .grids import MOST_SIDES, distance, gradient, nearest_side
from .jit import helper, kernel
from .noise import smoothstep

# Places in the parameter vector.
RIM_Z, FLOOR_Z, RIM_WIDTH, OUTER_WIDTH, COS, SIN, IS_POOL = 0, 1, 2, 3, 4, 5, 6

# What the crevice along an edge hides besides: share of all light, and how far it reaches, metres.
CREVICE, CREVICE_M = 0.30, 0.012
NOSE_M, NOSE_TILT = 0.022, 0.7


@helper
def crossing(field, grid, ax, ay, bx, by, level, inward):
    """Where the way from a to b first enters (or leaves) distance ``level``: share of the way, or -1."""
    before = 0.0
    for step in range(1, 13):
        at = step / 12.0
        d = distance(field, grid, ax + (bx - ax) * at, ay + (by - ay) * at)
        if (d < level) == inward:
            after = at
            for _ in range(8):
                middle = 0.5 * (before + after)
                d = distance(field, grid, ax + (bx - ax) * middle, ay + (by - ay) * middle)
                if (d < level) == inward:
                    after = middle
                else:
                    before = middle
            return before
        before = at
    return -1.0


@helper
def _hit(ray, field, grid, height, p):
    """Places the hit in the row and returns (what, distance field there)."""
    dx, dy, dz = ray[DX], ray[DY], ray[DZ]
    ta, tb = (height - p[RIM_Z]) / -dz, (height - p[FLOOR_Z]) / -dz
    ax, ay, bx, by = dx * ta, dy * ta, dx * tb, dy * tb
    da = distance(field, grid, ax, ay)
    what, at = TOP, 0.0
    if da >= 0.0:
        tb = max(tb, height / -dz) if p[FLOOR_Z] > 0.0 else height / -dz
        bx, by = dx * tb, dy * tb
        at = crossing(field, grid, ax, ay, bx, by, 0.0, True) if da < 0.6 and p[RIM_Z] > 0.0 else -1.0
        what = RISER if at >= 0.0 else MISS
        at = max(at, 0.0) if what == RISER else 1.0
    elif da > -p[RIM_WIDTH]:
        what = RIM
    elif p[RIM_Z] > p[FLOOR_Z]:
        at = crossing(field, grid, ax, ay, bx, by, -p[RIM_WIDTH], False) if da > -p[RIM_WIDTH] - 2.0 else -1.0
        what = INNER if at >= 0.0 else (WATER if p[IS_POOL] > 0.0 else TOP)
        at = at if at >= 0.0 else 1.0
    t = ta + (tb - ta) * at
    x, y = dx * t, dy * t
    ray[T], ray[X], ray[Y], ray[Z] = t, x, y, height + dz * t
    return what, distance(field, grid, x, y)


@helper
def _kept_ground(ray, field, grid, sun, p):
    """What the built edge takes from the light of the ground beside it: contact and, in sun, a cast shadow."""
    d = distance(field, grid, ray[X], ray[Y])
    rise = max(p[RIM_Z], 0.0)
    if d > 0.7:
        return 1.0
    # A long wall of this height takes 0.5 (1 - d / sqrt(d² + h²)) of the sky's light from level ground d away.
    away = max(d, 0.0)
    hidden = 0.5 * (1.0 - away / math.sqrt(away * away + rise * rise + 1e-9)) if rise > 0.0 else 0.0
    contact = (1.0 - hidden * (1.0 - 0.65 * sun[3] * ray[SUN])) * (1.0 - CREVICE * math.exp(-away / CREVICE_M))
    level = math.sqrt(sun[0] * sun[0] + sun[1] * sun[1]) + 1e-6
    reach = rise * level / max(sun[2], 0.15)
    if reach < 0.004:
        return contact
    shaded = 0.0
    for k in range(1, 5):
        s = reach * (k - 0.3) / 4.0
        if distance(field, grid, ray[X] + sun[0] / level * s, ray[Y] + sun[1] / level * s) < 0.0:
            shaded = 1.0
    return contact * (1.0 - 0.62 * shaded * sun[3] * ray[SUN])


@helper
def _rim_shadow(x, y, d0, drop, field, grid, sun, p):
    """Share of the sun left on the floor inside a rim that stands ``drop`` above it; d0: distance field there."""
    level = math.sqrt(sun[0] * sun[0] + sun[1] * sun[1]) + 1e-6
    reach = drop * level / max(sun[2], 0.15)
    if -d0 - p[RIM_WIDTH] > reach + 0.02:
        return 1.0
    d = distance(field, grid, x + sun[0] / level * reach, y + sun[1] / level * reach)
    return 1.0 - smoothstep(-p[RIM_WIDTH] - 0.01, -p[RIM_WIDTH] + 0.01, d)


@helper
def _place(ray, what, d, field, grid, outline, arc, sun, p):
    """Material coordinates, normal and ambient occlusion of a hit."""
    x, y = ray[X], ray[Y]
    ray[ID], ray[AO] = what, 1.0
    if what == TOP or (what == RIM and d > -p[OUTER_WIDTH]):
        ray[ID] = TOP
        ray[U], ray[V] = x * p[COS] + y * p[SIN], -x * p[SIN] + y * p[COS]
        ray[TX], ray[TY] = p[COS], p[SIN]
        if what == TOP and p[RIM_Z] > p[FLOOR_Z]:
            ray[AO] = 0.5 + 0.5 * smoothstep(0.0, 0.12, -d - p[RIM_WIDTH])
            ray[SUN] *= _rim_shadow(x, y, d, p[RIM_Z] - p[FLOOR_Z], field, grid, sun, p)
        elif p[RIM_WIDTH] > 0.0:
            joint = abs(-d - (p[OUTER_WIDTH] if what == RIM else p[RIM_WIDTH]))
            ray[AO] = 0.45 + 0.55 * smoothstep(0.0, 0.006 + ray[FP], joint)
        return
    along, gap, tx, ty = nearest_side(outline, arc, x, y)
    if outline.shape[0] > MOST_SIDES:
        gx, gy = gradient(field, grid, x, y)
        tx, ty, gap = -gy, gx, 1.0
    ray[TX], ray[TY] = -ty, tx
    if what == RIM:
        ray[U], ray[V] = -d - p[OUTER_WIDTH], along
        ray[AO] = 0.35 + 0.65 * smoothstep(0.0, 0.004 + 0.8 * ray[FP], gap)
        ray[AO] *= 0.72 + 0.28 * smoothstep(0.0, 0.02, -d) * smoothstep(
            -0.002, 0.010 + ray[FP], d + p[RIM_WIDTH] + 0.004
        )
        if p[IS_POOL] > 0.0:
            # The coping's edges are rounded, and catch the light.
            seen = min(1.0, NOSE_M / (ray[FP] + 1e-9))
            ray[BU] += NOSE_TILT * seen * (1.0 - smoothstep(0.0, NOSE_M, d + p[RIM_WIDTH]))
            ray[BU] -= NOSE_TILT * seen * (1.0 - smoothstep(0.0, NOSE_M, -d)) if p[OUTER_WIDTH] <= 0.0 else 0.0
        return
    gx, gy = gradient(field, grid, x, y)
    side = 1.0 if what == RISER else -1.0
    ray[NX], ray[NY], ray[NZ] = gx * side, gy * side, 0.0
    below = p[RIM_Z] - ray[Z]
    ray[U], ray[V] = 0.012 + below, along
    # Boards and coping stand out a little over what carries them; an edging is one beam.
    lip = 0.65 if p[RIM_Z] <= p[FLOOR_Z] or p[IS_POOL] > 0.0 else 0.0
    ray[AO] = (1.0 - lip + lip * smoothstep(0.004, 0.022, below)) * 0.8
    if what == RISER:
        ray[AO] *= 0.45 + 0.55 * smoothstep(0.0, max(0.02, p[RIM_Z]), ray[Z])


@kernel
def trace_slab(rays, camera, field, grid, outline, arc, sun, p):
    """Hits of all rays with the built shape.

    field (h, w) and grid (3,): signed distance in metres; outline (n, 2), arc (n + 1,); p: parameters, see above.
    sun (4,): direction towards the sun, and its share of the light.
    """
    height = camera[3]
    for i in range(rays.shape[0]):
        ray = rays[i]
        what, d = _hit(ray, field, grid, height, p)
        if what == MISS:
            ray[ID], ray[KEEP] = MISS, _kept_ground(ray, field, grid, sun, p)
        else:
            _place(ray, what, d, field, grid, outline, arc, sun, p)
