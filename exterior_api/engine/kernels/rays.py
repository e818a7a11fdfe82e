"""From pixels to rays, and from shaded rays back to pixels."""

import math

from .columns import AO, BU, BV, DX, DY, DZ, FAR, FP, GLOSS, ID, KEEP, LB, LG, LR, MISS, NX, NY, NZ, SUN, TX, TY, T
from .grids import bilinear
from .jit import helper, kernel
from .noise import hash01


@helper
def footprints(ray):
    """Widths of a sample's footprint along U and V, metres: seen flat, it is long along the view, not across it."""
    if ray[NZ] < 0.5:
        # An upright face is not seen so flat.
        wide = ray[FP] / (0.5 * (1.0 + 1.0 / max(0.02, -ray[DZ])))
        return wide, wide
    level = math.sqrt(ray[DX] * ray[DX] + ray[DY] * ray[DY]) + 1e-9
    along = (ray[DX] * ray[TX] + ray[DY] * ray[TY]) / level
    across = 1.0 - min(1.0, along * along)
    steep = max(0.02, -ray[DZ])
    wide = ray[FP] / (0.5 * (1.0 + 1.0 / steep))
    long_ = wide / steep
    return (
        math.sqrt(wide * wide * across + long_ * long_ * (1.0 - across)),
        math.sqrt(wide * wide * (1.0 - across) + long_ * long_ * across),
    )


@kernel
def sample_counts(rows, columns, camera, base, fewest, most, counts):
    """Rays for each pixel, int32 (n,): ``base`` where the footprint is below 12 mm, more where it is larger."""
    f, cx, cy, height = camera[0], camera[1], camera[2], camera[3]
    for i in range(rows.shape[0]):
        u, v = columns[i] + 0.5 - cx, rows[i] + 0.5 - cy
        dz = camera[12] * f + u * camera[6] + v * camera[9]
        length = math.sqrt(f * f + u * u + v * v)
        sine = max(1e-3, -dz / length)
        footprint = height / sine / f / max(sine, 0.02)
        counts[i] = int(min(most, max(fewest, round(base * max(1.0, footprint / 0.012)))))


@kernel
def cast_rays(rows, columns, counts, starts, camera, visible, scale, seed, rays):
    """Jittered rays of a chunk of pixels: directions, footprints and the photo's own shadow.

    rows, columns, counts, starts: int32 (n,); visible: float32 (h, w), the shadow map at ``scale`` of the photo.
    Sub-pixel places follow the R2 sequence (Roberts 2018), shifted by a hash of the pixel.
    """
    f, cx, cy, height = camera[0], camera[1], camera[2], camera[3]
    for i in range(rows.shape[0]):
        row, column = rows[i], columns[i]
        jx, jy = hash01(column, row, seed), hash01(column, row, seed + 7)
        lit = bilinear(visible, (column + 0.5) * scale - 0.5, (row + 0.5) * scale - 0.5)
        # Two rays do not cover a pixel: what they see is taken a little wider, or thin lines break into dots.
        spread = 1.0 / math.sqrt(max(1.0, counts[i] - 0.8))
        for k in range(counts[i]):
            ju, jv = jx + k * 0.7548776662466927, jy + k * 0.5698402909980532
            u, v = column + ju - math.floor(ju) - cx, row + jv - math.floor(jv) - cy
            x = camera[10] * f + u * camera[4] + v * camera[7]
            y = camera[11] * f + u * camera[5] + v * camera[8]
            z = camera[12] * f + u * camera[6] + v * camera[9]
            inverse = 1.0 / math.sqrt(x * x + y * y + z * z)
            x, y, z = x * inverse, y * inverse, min(z * inverse, -1e-4)
            ray = rays[starts[i] + k]
            ray[DX], ray[DY], ray[DZ] = x, y, z
            across = height / -z / f
            ray[FP] = 0.6 * (across + across / max(0.02, -z)) * spread
            ray[T], ray[ID], ray[SUN], ray[AO], ray[KEEP] = FAR, MISS, lit, 1.0, 1.0
            ray[NX], ray[NY], ray[NZ], ray[TX], ray[TY] = 0.0, 0.0, 1.0, 1.0, 0.0
            ray[LR], ray[LG], ray[LB] = 0.0, 0.0, 0.0
            ray[GLOSS], ray[BU], ray[BV] = 0.0, 0.0, 0.0


@kernel
def gather(counts, starts, rays, layer):
    """Means over each pixel's rays into layer, float32 (n, 5).

    Premultiplied colour (3), coverage, and the light left on what is not covered.
    """
    for i in range(counts.shape[0]):
        red, green, blue, covered, kept = 0.0, 0.0, 0.0, 0, 0.0
        for k in range(starts[i], starts[i] + counts[i]):
            if rays[k, ID] == MISS:
                kept += rays[k, KEEP]
            else:
                covered += 1
                red += rays[k, LR]
                green += rays[k, LG]
                blue += rays[k, LB]
        inverse = 1.0 / counts[i]
        layer[i, 0], layer[i, 1], layer[i, 2] = red * inverse, green * inverse, blue * inverse
        layer[i, 3] = covered * inverse
        layer[i, 4] = kept / (counts[i] - covered) if covered < counts[i] else 1.0
