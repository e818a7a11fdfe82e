"""Water: mirror and window at once, the floor and walls of the basin under it, and the sun in it."""

import math

from .columns import DX, DY, DZ, FP, ID, LB, LG, LR, SUN, WATER, X, Y
from .grids import bilinear, distance, gradient, nearest_side
from .jit import helper, kernel
from .lining import (
    BLUE,
    CAUSTIC,
    CAUSTIC_SIZE,
    CONTRAST,
    COS,
    DRAIN_X,
    DRAIN_Y,
    GREEN,
    HEADING,
    INNER,
    LIT,
    NOSING,
    RED,
    RIM_Z,
    SIN,
    SLOPE,
    STEP_X,
    STEP_Y,
    STRIP_M,
    TILE,
    WATER_Z,
    WAVE,
    floor_fittings,
    tiles,
    wall_colour,
)
from .mirror import reflected
from .noise import fractal, line_cover, smoothstep, value_noise
from .waves import caustics, wave_slope

REFRACTION = 1.333
# Per metre: absorption of clear pool water (after Pope and Fry 1997), and what it scatters back.
ABSORB_RED, ABSORB_GREEN, ABSORB_BLUE = 0.25, 0.055, 0.022
SCATTER_RED, SCATTER_GREEN, SCATTER_BLUE = 0.012, 0.062, 0.092
SCATTERING = 0.35
# Share of the light in a basin that comes back from its lining.
INTERREFLECTION = 0.40
# Share of diffuse light under water that its surface throws back down (Judd 1942, for 1.333).
THROWN_BACK = 0.47
# Share of the light from above that enters the water (Fresnel, a high sun).
ENTERING = 0.97
# How far a step's edge differs from its tread, metres.
NOSING_M = 0.05


@helper
def _fresnel(cosine):
    """Exact reflectance of unpolarised light from air to water, and the cosine below."""
    below = math.sqrt(max(0.0, 1.0 - (1.0 - cosine * cosine) / (REFRACTION * REFRACTION)))
    s = (cosine - REFRACTION * below) / (cosine + REFRACTION * below)
    p = (REFRACTION * cosine - below) / (REFRACTION * cosine + below)
    return 0.5 * (s * s + p * p), below


@helper
def escaping(returned):
    """Share of diffuse radiance under water that is seen from above, besides what the surface mirrors.

    Radiance falls by n² where it leaves water; what the surface throws back down comes up again from a lining that
    returns this share of it (geometric series, as for wet ground: Lekner and Dorf 1988).
    """
    return 1.0 / (REFRACTION * REFRACTION * (1.0 - THROWN_BACK * returned))


@helper
def _mirrored(x, y, rx, ry, rz, lit, fp, field, grid, outline, arc, camera, scene, photo, zenith, light, seed, w):
    """Reflection: the near wall of the basin above the water first, with its coping, then the photo."""
    level = math.sqrt(rx * rx + ry * ry) + 1e-9
    px, py, run = x, y, 0.0
    wall_height = w[RIM_Z] - w[WATER_Z]
    for _ in range(6):
        room = w[INNER] - distance(field, grid, px, py)
        if room < 0.01:
            along = nearest_side(outline, arc, px, py)[0]
            red, green, blue = wall_colour(along, -run * rz / level, fp, seed, w)
            red *= 0.55 * light[6] + 0.25 * light[3] * lit
            green *= 0.55 * light[7] + 0.25 * light[4] * lit
            blue *= 0.55 * light[8] + 0.25 * light[5] * lit
            return red, green, blue
        if run * rz / level > wall_height:
            break
        px += rx / level * room * 0.95
        py += ry / level * room * 0.95
        run += room * 0.95
    return reflected(x, y, w[WATER_Z], rx, ry, rz, camera, scene, photo, zenith)


@helper
def _reach(x, y, tx, ty, tz, field, depth, grid, w):
    """Way of a ray under water to the floor or a wall: length, and whether it is a wall."""
    before, after, step = 0.0, 0.0, 0.10
    for i in range(64):
        after = before + step
        px, py, pz = x + tx * after, y + ty * after, w[WATER_Z] + tz * after
        if distance(field, grid, px, py) > w[INNER] or pz < -bilinear(
            depth, (px - grid[0]) / grid[2], (py - grid[1]) / grid[2]
        ):
            break
        before = after
        step = 0.10 + 0.02 * i
    for _ in range(7):
        middle = 0.5 * (before + after)
        px, py, pz = x + tx * middle, y + ty * middle, w[WATER_Z] + tz * middle
        if distance(field, grid, px, py) > w[INNER] or pz < -bilinear(
            depth, (px - grid[0]) / grid[2], (py - grid[1]) / grid[2]
        ):
            after = middle
        else:
            before = middle
    return before, distance(field, grid, x + tx * after, y + ty * after) > w[INNER]


@helper
def _floor_tone(px, py, depth_here, nz, footprint, depth, grid, seed, w):
    """Relative brightness of the floor: tiles or the welds and wear of a liner, and the edges of steps."""
    a, b = px * w[COS] + py * w[SIN], -px * w[SIN] + py * w[COS]
    if w[TILE] > 0.0:
        tone = tiles(a, b, footprint, footprint, seed, w[TILE], w[CONTRAST])
    else:
        tone = 1.0 + 0.10 * fractal(px / 0.7, py / 0.7, seed + 33, 4, footprint / 0.7, 2.0, 0.6)
        weld = abs(b / STRIP_M - math.floor(b / STRIP_M) - 0.5) * STRIP_M
        tone *= 1.0 - 0.10 * line_cover(weld, 0.008, 0.5 * footprint + 0.001)
    if w[NOSING] != 1.0 and nz > 0.8:
        ahead = bilinear(
            depth, (px + NOSING_M * w[STEP_X] - grid[0]) / grid[2], (py + NOSING_M * w[STEP_Y] - grid[1]) / grid[2]
        )
        tone *= 1.0 + (w[NOSING] - 1.0) * smoothstep(0.07, 0.15, ahead - depth_here)
    return tone


@helper
def _lining(px, py, below, is_wall, footprint, field, depth, grid, outline, arc, seed, w):
    """Normal, albedo and share of open sky of the wall or the floor at a place."""
    if is_wall:
        nx, ny = gradient(field, grid, px, py)
        along = nearest_side(outline, arc, px, py)[0]
        red, green, blue = wall_colour(along, below, footprint, seed, w)
        return -nx, -ny, 0.0, red, green, blue, 0.62
    e = 0.05 / grid[2]
    gx, gy = (px - grid[0]) / grid[2], (py - grid[1]) / grid[2]
    nx = (bilinear(depth, gx + e, gy) - bilinear(depth, gx - e, gy)) / 0.1
    ny = (bilinear(depth, gx, gy + e) - bilinear(depth, gx, gy - e)) / 0.1
    nz = 1.0 / math.sqrt(nx * nx + ny * ny + 1.0)
    tone = _floor_tone(px, py, bilinear(depth, gx, gy), nz, footprint, depth, grid, seed, w)
    near_wall = w[INNER] - distance(field, grid, px, py)
    open_ = (0.5 + 0.5 * nz) * (0.55 + 0.45 * smoothstep(0.0, 0.9, near_wall + 0.25))
    red, green, blue = w[RED] * tone, w[GREEN] * tone, w[BLUE] * tone
    if abs(px - w[DRAIN_X]) + abs(py - w[DRAIN_Y]) < 0.4:
        plate, level = floor_fittings(px, py, footprint, w)
        red, green, blue = red + (level - red) * plate, green + (level - green) * plate, blue + (level - blue) * plate
    return nx * nz, ny * nz, nz, red, green, blue, open_


@helper
def _sunlight(px, py, pz, below, is_wall, nx, ny, nz, lit, field, grid, light, seed, w):
    """The sun on the lining, with the net that the waves bundle it into, and its way through the water."""
    sx, sy = light[0] / REFRACTION, light[1] / REFRACTION
    sz = math.sqrt(max(0.05, 1.0 - sx * sx - sy * sy))
    up = below / sz
    slope = -w[WATER_Z] / max(0.2, light[2])
    rim = distance(field, grid, px + sx * up + light[0] * slope, py + sy * up + light[1] * slope)
    # Waves bend each ray of the sun another way: the deeper the softer.
    blur = 0.08 + 0.13 * below
    sun = lit * (1.0 - smoothstep(w[INNER] - blur, w[INNER] + blur, rim)) * max(0.0, nx * sx + ny * sy + nz * sz)
    if w[CAUSTIC] > 0.0 and sun > 0.0:
        cx, cy = px + 0.8 * pz * sx, py + 0.8 * pz * sy
        if is_wall:
            cx, cy = cx + 0.3 * pz, cy + 0.55 * pz
        net = caustics(cx, cy, seed + 61, w[CAUSTIC_SIZE] * (0.55 + 0.3 * below))
        patchy = 0.75 + 1.3 * value_noise(px / 1.1, py / 1.1, seed + 67)
        sun *= 1.0 + w[CAUSTIC] * patchy * (net - 1.0) * smoothstep(0.0, 0.25, below)
    return sun, up


@helper
def _basin(x, y, tx, ty, tz, lit, fp, field, depth, grid, outline, arc, light, seed, w):
    """Light that comes up through the water from the lining, linear RGB."""
    length, is_wall = _reach(x, y, tx, ty, tz, field, depth, grid, w)
    px, py, pz = x + tx * length, y + ty * length, w[WATER_Z] + tz * length
    below = max(0.0, w[WATER_Z] - pz)
    nx, ny, nz, ar, ag, ab, open_ = _lining(px, py, below, is_wall, fp, field, depth, grid, outline, arc, seed, w)
    sun, up = _sunlight(px, py, pz, below, is_wall, nx, ny, nz, lit, field, grid, light, seed, w)
    way, scattered = length + up, 1.0 - math.exp(-SCATTERING * length)
    # Water passes light on sideways: what it scatters belongs to the whole basin more than to this place.
    level = light[2] * (0.35 * lit + 0.65 * w[LIT])
    # Walls and floor light each other: what the sun brings into the basin reaches its shade once more.
    again = INTERREFLECTION * level
    red = light[3] * (sun + again * w[RED]) + 0.9 * light[6] * open_
    green = light[4] * (sun + again * w[GREEN]) + 0.9 * light[7] * open_
    blue = light[5] * (sun + again * w[BLUE]) + 0.9 * light[8] * open_
    ar *= math.exp(-ABSORB_RED * way)
    ag *= math.exp(-ABSORB_GREEN * way)
    ab *= math.exp(-ABSORB_BLUE * way)
    red = ENTERING * red * ar + SCATTER_RED * (light[3] * level + light[6]) * scattered
    green = ENTERING * green * ag + SCATTER_GREEN * (light[4] * level + light[7]) * scattered
    blue = ENTERING * blue * ab + SCATTER_BLUE * (light[5] * level + light[8]) * scattered
    return red * escaping(ar), green * escaping(ag), blue * escaping(ab)


@helper
def _surface(ray, field, depth, grid, outline, arc, camera, scene, photo, zenith, light, seed, w):
    x, y, dx, dy, dz, lit = ray[X], ray[Y], ray[DX], ray[DY], ray[DZ], ray[SUN]
    sx, sy = wave_slope(x, y, seed + 31, w[WAVE], w[SLOPE], w[HEADING], ray[FP])
    nz = 1.0 / math.sqrt(sx * sx + sy * sy + 1.0)
    nx, ny = -sx * nz, -sy * nz
    cosine = max(0.02, -(dx * nx + dy * ny + dz * nz))
    mirror, below = _fresnel(cosine)
    rx, ry, rz = dx + 2.0 * cosine * nx, dy + 2.0 * cosine * ny, dz + 2.0 * cosine * nz
    if rz < 0.01:
        rz = 0.01 + 0.3 * abs(rz)
    mr, mg, mb = _mirrored(
        x, y, rx, ry, rz, lit, ray[FP], field, grid, outline, arc, camera, scene, photo, zenith, light, seed, w
    )
    bend = cosine / REFRACTION - below
    tx, ty, tz = dx / REFRACTION + bend * nx, dy / REFRACTION + bend * ny, dz / REFRACTION + bend * nz
    br, bg, bb = _basin(x, y, tx, ty, tz, lit, ray[FP], field, depth, grid, outline, arc, light, seed, w)
    hx, hy, hz = light[0] - dx, light[1] - dy, light[2] - dz
    half = 1.0 / math.sqrt(hx * hx + hy * hy + hz * hz)
    glint = 6.0 * lit * max(0.0, (nx * hx + ny * hy + nz * hz) * half) ** 900
    # The water curls up at the wall and shows it dark.
    edge = 0.72 + 0.28 * smoothstep(0.0, 0.03, w[INNER] - distance(field, grid, x, y))
    ray[LR] = (mirror * mr + (1.0 - mirror) * br) * edge + glint * light[3]
    ray[LG] = (mirror * mg + (1.0 - mirror) * bg) * edge + glint * light[4]
    ray[LB] = (mirror * mb + (1.0 - mirror) * bb) * edge + glint * light[5]


@kernel
def water(rays, field, depth, grid, outline, arc, camera, scene, photo, zenith, light, seed, w):
    """Radiance of the rays that hit the water.

    field, depth (h, w) and grid (3,): distance to the outline and depth of the basin, metres; w: see kernels.lining.
    """
    for i in range(rays.shape[0]):
        if rays[i, ID] == WATER:
            _surface(rays[i], field, depth, grid, outline, arc, camera, scene, photo, zenith, light, seed, w)
