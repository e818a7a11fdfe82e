"""Simple solids that stand on what is built: boxes, balls, cylinders and cones, placed by an affine map."""

import math

from .columns import (
    AO,
    DX,
    DY,
    DZ,
    GLOSS,
    ID,
    KEEP,
    LEAF,
    MISS,
    NX,
    NY,
    NZ,
    STEEL,
    SUN,
    WATER,
    B,
    G,
    R,
    T,
    U,
    V,
    X,
    Y,
    Z,
)
from .jit import helper, kernel

# A solid is a row of 28: shape, 12 of the inverse map (3 x 4, world to unit solid), bounding ball (4), finish,
# albedo (3), gloss, 6 spare. Unit solids: box and ball in [-1, 1], cylinder of radius 1 and z in [-1, 1],
# cone with its tip at z = 1 and radius 1 at z = -1; a cushion is a box that is shaded as if it were rounded.
SHAPE, MAP, BALL_X, BALL_Y, BALL_Z, BALL_R, FINISH, RED, GREEN, BLUE, SHINE = 0, 1, 13, 14, 15, 16, 17, 18, 19, 20, 21
BOX, BALL, CYLINDER, CONE, CUSHION = 0, 1, 2, 3, 4
# Farther than so many radii a solid hides nothing that is seen.
HIDES = 5.0
ROUND = 0.80  # of a cushion, where its faces begin to bend


@helper
def _unit_box(ox, oy, oz, dx, dy, dz):
    near, far, axis = -1e18, 1e18, 0
    for k in range(3):
        o = ox if k == 0 else (oy if k == 1 else oz)
        d = dx if k == 0 else (dy if k == 1 else dz)
        d = d if abs(d) > 1e-12 else 1e-12
        a, b = (-1.0 - o) / d, (1.0 - o) / d
        if a > b:
            a, b = b, a
        if a > near:
            near, axis = a, k
        far = min(far, b)
    if near > far or near <= 0.0:
        return -1.0, 0.0, 0.0, 1.0
    sx = (-1.0 if dx > 0.0 else 1.0) if axis == 0 else 0.0
    sy = (-1.0 if dy > 0.0 else 1.0) if axis == 1 else 0.0
    sz = (-1.0 if dz > 0.0 else 1.0) if axis == 2 else 0.0
    return near, sx, sy, sz


@helper
def _plump(normal, place):
    """Normal of a face, bent outwards near its borders (unit coordinates of one axis)."""
    if normal != 0.0:
        return normal
    return max(0.0, abs(place) - ROUND) / (1.0 - ROUND) * (1.0 if place > 0.0 else -1.0)


@helper
def _unit_round(shape, ox, oy, oz, dx, dy, dz):
    """Ball, or the side and caps of a cylinder or cone."""
    if shape == BALL:
        a, b, c = dx * dx + dy * dy + dz * dz, ox * dx + oy * dy + oz * dz, ox * ox + oy * oy + oz * oz - 1.0
        d = b * b - a * c
        t = (-b - math.sqrt(d)) / a if d > 0.0 else -1.0
        return t, ox + t * dx, oy + t * dy, oz + t * dz
    k = 0.5 if shape == CONE else 0.0
    r0 = 0.5 * (1.0 - oz) if shape == CONE else 1.0
    slope = -k * dz
    a, b, c = dx * dx + dy * dy - slope * slope, ox * dx + oy * dy - r0 * slope, ox * ox + oy * oy - r0 * r0
    d = b * b - a * c
    if d > 0.0 and abs(a) > 1e-12:
        t = (-b - math.sqrt(d)) / a
        z = oz + t * dz
        if t > 0.0 and -1.0 < z < 1.0:
            x, y = ox + t * dx, oy + t * dy
            return t, x, y, k * math.sqrt(x * x + y * y)
    cap = -1.0 if (shape == CONE or dz > 0.0) else 1.0
    t = (cap - oz) / (dz if abs(dz) > 1e-12 else 1e-12)
    x, y = ox + t * dx, oy + t * dy
    if t > 0.0 and x * x + y * y < 1.0:
        return t, 0.0, 0.0, cap
    return -1.0, 0.0, 0.0, 1.0


@helper
def _passes(solids, i, px, py, pz, dx, dy, dz):
    """Whether a ray passes through the ball around a solid. Most do not, and it costs little to know."""
    bx, by, bz = px - solids[i, BALL_X], py - solids[i, BALL_Y], pz - solids[i, BALL_Z]
    b = bx * dx + by * dy + bz * dz
    c = bx * bx + by * by + bz * bz - solids[i, BALL_R] * solids[i, BALL_R]
    return c <= 0.0 or (b < 0.0 and b * b >= c)


@helper
def meet(solid, px, py, pz, dx, dy, dz):
    """Distance along a ray to a solid (or -1), and the unit normal there."""
    ox = solid[1] * px + solid[2] * py + solid[3] * pz + solid[4]
    oy = solid[5] * px + solid[6] * py + solid[7] * pz + solid[8]
    oz = solid[9] * px + solid[10] * py + solid[11] * pz + solid[12]
    ex = solid[1] * dx + solid[2] * dy + solid[3] * dz
    ey = solid[5] * dx + solid[6] * dy + solid[7] * dz
    ez = solid[9] * dx + solid[10] * dy + solid[11] * dz
    if solid[SHAPE] == BOX or solid[SHAPE] == CUSHION:
        t, ux, uy, uz = _unit_box(ox, oy, oz, ex, ey, ez)
        if t > 0.0 and solid[SHAPE] == CUSHION:
            ux, uy, uz = _plump(ux, ox + t * ex), _plump(uy, oy + t * ey), _plump(uz, oz + t * ez)
    else:
        t, ux, uy, uz = _unit_round(int(solid[SHAPE]), ox, oy, oz, ex, ey, ez)
    if t <= 0.0:
        return -1.0, 0.0, 0.0, 1.0
    # Normals go by the transpose of the inverse map.
    nx = solid[1] * ux + solid[5] * uy + solid[9] * uz
    ny = solid[2] * ux + solid[6] * uy + solid[10] * uz
    nz = solid[3] * ux + solid[7] * uy + solid[11] * uz
    m = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-18)
    return t, nx * m, ny * m, nz * m


@helper
def _nearest(ray, solids, groups, height):
    """The nearest solid in front of what the ray already hits: its row or -1, distance, normal."""
    best, found, nx, ny, nz = float(ray[T]), -1, 0.0, 0.0, 1.0
    dx, dy, dz = float(ray[DX]), float(ray[DY]), float(ray[DZ])
    for g in range(groups.shape[0]):
        bz = height - groups[g, 2]
        b = -groups[g, 0] * dx - groups[g, 1] * dy + bz * dz
        c = groups[g, 0] ** 2 + groups[g, 1] ** 2 + bz * bz - groups[g, 3] ** 2
        if c > 0.0 and b * b < c:
            continue
        for i in range(int(groups[g, 4]), int(groups[g, 5])):
            if not _passes(solids, i, 0.0, 0.0, height, dx, dy, dz):
                continue
            t, ax, ay, az = meet(solids[i], 0.0, 0.0, height, dx, dy, dz)
            if 0.0 < t < best:
                best, found, nx, ny, nz = t, i, ax, ay, az
    return found, best, nx, ny, nz


@helper
def _shade(px, py, pz, nx, ny, nz, solids, groups, sun):
    """Share of the sun and of the sky that the solids leave at a point."""
    lit, open_ = 1.0, 1.0
    for g in range(groups.shape[0]):
        qx, qy, qz, radius = groups[g, 0] - px, groups[g, 1] - py, groups[g, 2] - pz, groups[g, 3]
        square = qx * qx + qy * qy + qz * qz
        if square < (2.5 * radius) ** 2:
            for i in range(int(groups[g, 4]), int(groups[g, 5])):
                ax, ay, az = solids[i, BALL_X] - px, solids[i, BALL_Y] - py, solids[i, BALL_Z] - pz
                r = solids[i, BALL_R]
                away = ax * ax + ay * ay + az * az
                if away > (HIDES * r) ** 2:
                    continue
                d = math.sqrt(away) + 1e-6
                share, up = r / max(d, 0.5 * r), max(0.0, (ax * nx + ay * ny + az * nz) / d)
                if solids[i, SHAPE] == BALL and solids[i, FINISH] != LEAF:
                    # What a ball hides of the sky is known; the ground takes the square of it.
                    open_ *= 1.0 - min(0.65, 0.55 * share * share * up)
                else:
                    open_ *= 1.0 - min(0.65, 0.40 * share * share * share * (0.25 + 0.75 * up)) * solids[i, 22]
        b = qx * sun[0] + qy * sun[1] + qz * sun[2]
        if lit <= 0.0 or (b < -radius) or square - b * b > radius * radius:
            continue
        for i in range(int(groups[g, 4]), int(groups[g, 5])):
            if not _passes(solids, i, px, py, pz, sun[0], sun[1], sun[2]):
                continue
            if meet(solids[i], px + 0.004 * nx, py + 0.004 * ny, pz + 0.004 * nz, sun[0], sun[1], sun[2])[0] > 0.0:
                lit = 0.0
                break
    return lit, max(open_, 0.25)


@kernel
def trace_solids(rays, camera, solids, groups, sun):
    """Solids in front of what the rays hit, and the shadows and contact that solids throw on it.

    solids (n, 28), see above; groups (m, 6): ball x, y, z, radius, first and last solid; sun (4,): direction and share.
    Points of water keep their sun: light under water is soft.
    """
    height = camera[3]
    for i in range(rays.shape[0]):
        ray = rays[i]
        found, t, nx, ny, nz = _nearest(ray, solids, groups, height)
        if found >= 0:
            solid = solids[found]
            ray[T], ray[X], ray[Y], ray[Z] = t, t * ray[DX], t * ray[DY], height + t * ray[DZ]
            ray[NX], ray[NY], ray[NZ], ray[ID] = nx, ny, nz, solid[FINISH]
            ray[R], ray[G], ray[B], ray[GLOSS] = solid[RED], solid[GREEN], solid[BLUE], solid[SHINE]
            ray[U], ray[V] = found, 0.0
            ray[AO] = 1.0
        if ray[ID] == STEEL or (ray[ID] == WATER and found < 0):
            continue
        lit, open_ = _shade(ray[X], ray[Y], ray[Z], ray[NX], ray[NY], ray[NZ], solids, groups, sun)
        if found < 0:
            # Bounding balls say too little of what thin parts hide, and under a grey sky contact is all there is.
            open_ *= open_
        if ray[ID] == MISS:
            ray[KEEP] *= (1.0 - 0.62 * (1.0 - lit) * sun[3] * ray[SUN]) * open_
        else:
            ray[SUN] *= lit
            ray[AO] *= open_
