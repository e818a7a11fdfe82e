"""The wall of a basin, above the water and under it: lining, frieze, the coping's nose over it, the skimmer's mouth."""

import math

from .columns import AO, FP, GLOSS, ID, NX, NY, NZ, B, G, R, V, Z
from .jit import helper, kernel
from .noise import clamp, fractal, hash01, line_cover, smoothstep, value_noise

# Places in the parameter vector of a pool, which the kernel of the water shares.
(
    WATER_Z,
    INNER,
    TILE,
    CONTRAST,
    RED,
    GREEN,
    BLUE,
    CAUSTIC,
    CAUSTIC_SIZE,
    WAVE,
    SLOPE,
    HEADING,
    COS,
    SIN,
    LINE,
    LINE_TONE,
    LIT,
    RIM_Z,
    NOSE_RED,
    NOSE_GREEN,
    NOSE_BLUE,
    SKIMMER,
    FRAME,
    STEP_X,
    STEP_Y,
    NOSING,
    LAMP,
    DRAIN_X,
    DRAIN_Y,
) = range(29)

# A sheet of mosaic, and the printed mosaic of a liner's frieze, metres.
SHEET_M, PRINT_M = 0.316, 0.05
# Half the width and height of a skimmer's mouth, and its frame around it; its middle stands above the water.
MOUTH_WIDE, MOUTH_HIGH, FRAME_M, MOUTH_ABOVE = 0.10, 0.055, 0.02, 0.008
WET_M = 0.024
# A lamp behind glass in the wall: radius, frame and depth of its middle; half the side of the cover of the drain.
LAMP_M, LAMP_FRAME_M, LAMP_DEEP, DRAIN_M = 0.10, 0.03, 0.52, 0.11
# Strips of a liner are welded every so many metres.
STRIP_M = 1.65


@helper
def tiles(a, b, wide, long_, seed, size, contrast):
    """Relative brightness of tiles of this size with grout, each its own tone, and sheets of small ones.

    a, b: place; wide, long_: a sample's footprint along them, metres.
    """
    i, j = math.floor(a / size), math.floor(b / size)
    fa, fb = a - i * size, b - j * size
    seen = min(1.0, size / (1.6 * wide + 1e-9)) * min(1.0, size / (1.6 * long_ + 1e-9))
    grout = 0.5 * min(0.004, 0.06 * size)
    joint = line_cover(min(fa, size - fa), grout, 0.5 * wide + 0.0003)
    joint = max(joint, line_cover(min(fb, size - fb), grout, 0.5 * long_ + 0.0003))
    tone = 1.0 + seen * (hash01(i, j, seed + 8) - 0.5) * contrast - 0.22 * joint
    if size < 0.06:
        tone += 0.06 * (hash01(math.floor(a / SHEET_M), math.floor(b / SHEET_M), seed + 9) - 0.5)
    return tone


@helper
def floor_fittings(px, py, footprint, w):
    """The drain, a plate with slots: how much of it is at a place of the floor, and its albedo."""
    u = (px - w[DRAIN_X]) * w[COS] + (py - w[DRAIN_Y]) * w[SIN]
    v = -(px - w[DRAIN_X]) * w[SIN] + (py - w[DRAIN_Y]) * w[COS]
    blur = 0.6 * footprint + 0.002
    plate = 1.0 - smoothstep(DRAIN_M - blur, DRAIN_M + blur, max(abs(u), abs(v)))
    slots = smoothstep(0.2, 0.6, abs(math.sin(u / 0.0075))) if footprint < 0.006 else 0.5
    within = 1.0 - smoothstep(0.8 * DRAIN_M - blur, 0.8 * DRAIN_M, max(abs(u), abs(v)))
    return plate, w[FRAME] * (1.0 - 0.45 * within * (1.0 - slots))


@helper
def wall_colour(along, depth, footprint, seed, w):
    """Albedo of the wall ``depth`` metres under the water (above it below 0), ``along`` metres round the basin."""
    blur = 0.6 * footprint + 0.0008
    tone = 1.0
    if w[TILE] > 0.0:
        tone = tiles(along, depth, footprint, footprint, seed, w[TILE], w[CONTRAST])
    elif depth < w[LINE]:
        tone = w[LINE_TONE] * tiles(along, depth, footprint, footprint, seed, PRINT_M, 0.20)
    if depth < 0.0:
        # Water laps at the wall and leaves it wet, and a line of lime where it dries.
        lap = WET_M * (0.7 + 0.9 * value_noise(along / 0.22, 0.5, seed + 15))
        tone *= 1.0 - 0.30 * (1.0 - smoothstep(0.5 * lap, lap + blur, -depth))
        tone *= 1.0 + 0.10 * math.exp(-(((-depth - lap - 0.006) / (0.005 + blur)) ** 2))
    red, green, blue = w[RED] * tone, w[GREEN] * tone, w[BLUE] * tone
    nose = smoothstep(-blur, blur, -depth + w[WATER_Z])
    if nose > 0.0:
        grain = 1.0 + 0.25 * fractal(along / 0.06, depth / 0.03, seed + 17, 3, footprint / 0.06, 2.0, 0.7)
        red += (w[NOSE_RED] * grain - red) * nose
        green += (w[NOSE_GREEN] * grain - green) * nose
        blue += (w[NOSE_BLUE] * grain - blue) * nose
    if w[SKIMMER] >= 0.0:
        off = max(abs(along - w[SKIMMER]) - MOUTH_WIDE, abs(depth + MOUTH_ABOVE) - MOUTH_HIGH)
        frame = 1.0 - smoothstep(-blur, blur, off - FRAME_M)
        mouth = 1.0 - smoothstep(-blur, blur, off)
        # The flap that floats in the mouth shows as a paler lower part.
        inside = 0.03 + 0.14 * smoothstep(-0.02, 0.01, depth)
        red += (w[FRAME] - red) * frame + (inside - w[FRAME]) * mouth
        green += (w[FRAME] - green) * frame + (inside - w[FRAME]) * mouth
        blue += (0.97 * w[FRAME] - blue) * frame + (inside - 0.97 * w[FRAME]) * mouth
    if w[LAMP] >= 0.0 and depth > 0.2:
        off = math.sqrt((along - w[LAMP]) ** 2 + (depth - LAMP_DEEP) ** 2)
        frame = 1.0 - smoothstep(-blur, blur, off - LAMP_M - LAMP_FRAME_M)
        glass = 0.62 * (1.0 - smoothstep(-blur, blur, off - LAMP_M))
        red += (w[FRAME] - red) * frame - (w[FRAME] - 0.10) * glass
        green += (w[FRAME] - green) * frame - (w[FRAME] - 0.11) * glass
        blue += (w[FRAME] - blue) * frame - (w[FRAME] - 0.12) * glass
    return red, green, blue


@kernel
def lining(rays, surface, seed, w):
    """Albedo of the rays that hit the wall above the water, and the rounded nose of the coping over it."""
    for i in range(rays.shape[0]):
        ray = rays[i]
        if ray[ID] != surface:
            continue
        depth = w[WATER_Z] - ray[Z]
        ray[R], ray[G], ray[B] = wall_colour(ray[V], depth, ray[FP], seed, w)
        up = clamp(ray[Z] / w[RIM_Z], 0.0, 1.0)
        if ray[Z] > 0.0:
            m = 1.0 / math.sqrt(1.0 + up * up)
            ray[NX], ray[NY], ray[NZ] = ray[NX] * m, ray[NY] * m, min(0.98, up * m)
            ray[AO], ray[GLOSS] = 0.9, 0.25
        else:
            # The nose stands out over the wall and shades it.
            ray[AO] = 0.45 + 0.40 * smoothstep(0.0, 0.045, -ray[Z])
            ray[GLOSS] = 0.5
