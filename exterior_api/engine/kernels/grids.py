"""Looking things up: bilinear grids, the signed distance field, the nearest side of an outline."""

import math

from .jit import helper, kernel

# An outline of more points than this is a curve, and its points are no corners.
MOST_SIDES = 12


@helper
def bilinear(grid, x, y):
    """Value of grid (h, w) at column x and row y, clamped at the border."""
    h, w = grid.shape
    x = min(max(x, 0.0), w - 1.001)
    y = min(max(y, 0.0), h - 1.001)
    i, j = int(x), int(y)
    a, b = x - i, y - j
    top = grid[j, i] * (1.0 - a) + grid[j, i + 1] * a
    bottom = grid[j + 1, i] * (1.0 - a) + grid[j + 1, i + 1] * a
    return top * (1.0 - b) + bottom * b


@helper
def bilinear_rgb(picture, x, y):
    """Colour of picture (h, w, 3) at column x and row y, clamped at the border."""
    h, w, _ = picture.shape
    x = min(max(x, 0.0), w - 1.001)
    y = min(max(y, 0.0), h - 1.001)
    i, j = int(x), int(y)
    a, b = x - i, y - j
    p, q, r, s = (1.0 - a) * (1.0 - b), a * (1.0 - b), (1.0 - a) * b, a * b
    red = picture[j, i, 0] * p + picture[j, i + 1, 0] * q + picture[j + 1, i, 0] * r + picture[j + 1, i + 1, 0] * s
    green = picture[j, i, 1] * p + picture[j, i + 1, 1] * q + picture[j + 1, i, 1] * r + picture[j + 1, i + 1, 1] * s
    blue = picture[j, i, 2] * p + picture[j, i + 1, 2] * q + picture[j + 1, i, 2] * r + picture[j + 1, i + 1, 2] * s
    return red, green, blue


@helper
def distance(field, grid, x, y):
    """Signed distance in metres to the outline at plan point (x, y), negative inside; grid = (x0, y0, cell)."""
    return bilinear(field, (x - grid[0]) / grid[2], (y - grid[1]) / grid[2])


@helper
def gradient(field, grid, x, y):
    """Unit outward direction of the distance field."""
    e = 0.03
    gx = distance(field, grid, x + e, y) - distance(field, grid, x - e, y)
    gy = distance(field, grid, x, y + e) - distance(field, grid, x, y - e)
    m = 1.0 / math.sqrt(gx * gx + gy * gy + 1e-12)
    return gx * m, gy * m


@helper
def nearest_side(outline, arc, x, y):
    """Arc length of the nearest boundary point, gap to the second nearest side (0 on a mitre), side's direction."""
    n = outline.shape[0]
    d1, d2, along, tx, ty = 1e18, 1e18, 0.0, 1.0, 0.0
    for i in range(n):
        j = i + 1 if i + 1 < n else 0
        ax, ay = outline[i, 0], outline[i, 1]
        ex, ey = outline[j, 0] - ax, outline[j, 1] - ay
        square = ex * ex + ey * ey + 1e-12
        t = min(1.0, max(0.0, ((x - ax) * ex + (y - ay) * ey) / square))
        qx, qy = x - ax - ex * t, y - ay - ey * t
        d = qx * qx + qy * qy
        if d < d1:
            d2, d1, along, tx, ty = d1, d, arc[i] + t * (arc[i + 1] - arc[i]), ex, ey
        elif d < d2:
            d2 = d
    m = 1.0 / math.sqrt(tx * tx + ty * ty + 1e-12)
    return along, math.sqrt(d2) - math.sqrt(d1), tx * m, ty * m


@kernel
def outline_distance(outline, x0, y0, cell, first, last, out):
    """Signed distance of a closed outline (n, 2) on rows first..last of the grid ``out`` (h, w), metres."""
    n = outline.shape[0]
    for row in range(first, last):
        y = y0 + row * cell
        for column in range(out.shape[1]):
            x = x0 + column * cell
            best, inside = 1e18, False
            for i in range(n):
                j = i + 1 if i + 1 < n else 0
                ax, ay, bx, by = outline[i, 0], outline[i, 1], outline[j, 0], outline[j, 1]
                ex, ey = bx - ax, by - ay
                t = ((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey + 1e-12)
                t = min(1.0, max(0.0, t))
                qx, qy = x - ax - ex * t, y - ay - ey * t
                best = min(best, qx * qx + qy * qy)
                if (ay > y) != (by > y) and x < ex * (y - ay) / (by - ay) + ax:
                    inside = not inside
            root = math.sqrt(best)
            out[row, column] = -root if inside else root


@kernel
def best_rectangle(inside, integral, work):
    """The heaviest axis-parallel rectangle of cells inside a raster.

    All maximal rectangles are visited by the stack method for the largest rectangle in a histogram;
    their weight is read off the summed-area table ``integral`` (h + 1, w + 1). ``work`` is int64 (3, w + 1).
    Returns row0, row1, column0, column1 (half open); zeros when nothing is inside.
    """
    h, w = inside.shape
    best, r0, r1, c0, c1 = 0.0, 0, 0, 0, 0
    heights, starts, tall = work[0], work[1], work[2]
    heights[:] = 0
    for row in range(h):
        size = 0
        for column in range(w + 1):
            if column < w:
                heights[column] = heights[column] + 1 if inside[row, column] else 0
            height = heights[column] if column < w else 0
            start = column
            while size > 0 and tall[size - 1] >= height:
                size -= 1
                start = starts[size]
                top = row + 1 - tall[size]
                weight = (
                    integral[row + 1, column] - integral[top, column] - integral[row + 1, start] + integral[top, start]
                )
                if weight > best:
                    best, r0, r1, c0, c1 = weight, top, row + 1, start, column
            if height > 0:
                starts[size], tall[size] = start, height
                size += 1
    return r0, r1, c0, c1
