"""The outline of a drawn area as an SVG path, so that pages can show it as the line that was drawn."""

import logging

import numpy as np
from django.core.cache import cache
from PIL import Image

from projects.models import Mask

log = logging.getLogger(__name__)

LONGER_SIDE = 1024
TOLERANCE = 0.9
SMALLEST_LOOP = 12
# Cells over which the staircase of cell borders is averaged out.
SMOOTHING = 11
CACHE_SECONDS = 30 * 24 * 60 * 60


def view_box(width: int, height: int) -> tuple[int, int]:
    """Size of the outline's coordinates for a photo of this size: its longer side is 1024."""
    scale = LONGER_SIDE / max(width, height)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def outline_of(mask: Mask) -> str:
    """The path of a mask, from the cache when it can; a cache that is down only makes the page slower."""
    key = f"outline:{mask.file.name}"
    try:
        known = cache.get(key)
    except Exception as error:
        log.warning("outline not cached: %s", error)
        return _trace_file(mask)
    if known is None:
        known = _trace_file(mask)
        cache.set(key, known, CACHE_SECONDS)
    return known


def _trace_file(mask: Mask) -> str:
    with mask.file.open("rb") as file, Image.open(file) as image:
        size = view_box(*image.size)
        bits = np.asarray(image.convert("L").resize(size, Image.Resampling.BOX)) >= 128
    return path_of(bits)


def path_of(bits: np.ndarray) -> str:
    """SVG path (even-odd) around the True cells of an array (rows, columns), in cells."""
    loops = [loop for loop in _loops(bits) if abs(_area(loop)) >= SMALLEST_LOOP]
    parts = []
    for loop in loops:
        points = _simplified(_smoothed(loop))
        if len(points) > 2:
            parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(parts)


def _loops(bits: np.ndarray) -> list[list[tuple[int, int]]]:
    """Closed walks along the cell borders, the area always on the right hand."""
    framed = np.pad(bits, 1).astype(np.int8)
    across = np.diff(framed, axis=0)[:, 1:-1]
    down = np.diff(framed, axis=1)[1:-1, :]
    following: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def edge(start, end):
        following.setdefault(start, []).append(end)

    for y, x in np.argwhere(across == 1).tolist():
        edge((x, y), (x + 1, y))
    for y, x in np.argwhere(across == -1).tolist():
        edge((x + 1, y), (x, y))
    for y, x in np.argwhere(down == 1).tolist():
        edge((x, y + 1), (x, y))
    for y, x in np.argwhere(down == -1).tolist():
        edge((x, y), (x, y + 1))

    loops = []
    while following:
        start = next(iter(following))
        loop, at = [start], _step(following, start)
        while at != start:
            loop.append(at)
            at = _step(following, at)
        loops.append(loop)
    return loops


def _step(following: dict, at: tuple[int, int]) -> tuple[int, int]:
    ways = following[at]
    way = ways.pop()
    if not ways:
        del following[at]
    return way


def _area(loop: list[tuple[int, int]]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(loop, loop[1:] + loop[:1], strict=True)) / 2


def _smoothed(loop: list[tuple[int, int]]) -> np.ndarray:
    points = np.array(loop, dtype=float)
    reach = min(SMOOTHING, len(points)) // 2
    shifted = [np.roll(points, shift, axis=0) for shift in range(-reach, reach + 1)]
    return np.mean(shifted, axis=0)


def _simplified(points: np.ndarray) -> np.ndarray:
    """Ramer, Douglas and Peucker on a closed walk, split at the point farthest from its middle and the one opposite."""
    start = int(np.argmax(np.hypot(*(points - points.mean(axis=0)).T)))
    points = np.roll(points, -start, axis=0)
    far = int(np.argmax(np.hypot(*(points - points[0]).T)))
    closed = np.vstack([points, points[:1]])
    keep = {0, far}
    spans = [(0, far), (far, len(points))]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        inner = closed[first + 1 : last] - closed[first]
        along = closed[last] - closed[first]
        length = np.hypot(*along)
        away = np.abs(inner[:, 0] * along[1] - inner[:, 1] * along[0]) / length if length else np.hypot(*inner.T)
        worst = int(np.argmax(away))
        if away[worst] > TOLERANCE:
            middle = first + 1 + worst
            keep.add(middle)
            spans += [(first, middle), (middle, last)]
    return points[sorted(keep)]
