"""Eight strokes of forty moves, and what they should mark: a raster of its own, pixel by pixel."""

import math

import numpy as np

STROKES, MOVES, SIZE_PX = 8, 40, 40
GRAIN = 16


def plan(left: float, top: float, width: float, height: float) -> list[list[tuple[int, int]]]:
    """Waves across the stage, in whole client pixels; the first point of each is where the button goes down."""
    strokes = []
    for s in range(STROKES):
        middle = top + height * (0.2 + 0.6 * s / (STROKES - 1))
        swing = height * (0.04 + 0.012 * s)
        xs = [left + width * (0.12 + 0.76 * i / MOVES) for i in range(MOVES + 1)]
        strokes.append([(round(x), round(middle + swing * math.sin(i * (0.25 + 0.05 * s)))) for i, x in enumerate(xs)])
    return strokes


def grain(value: float) -> float:
    return math.floor(value * GRAIN + 0.5) / GRAIN


def raster(strokes: list, view: dict, width: int, height: int) -> np.ndarray:
    """bool (height, width). ``view``: left, top of the stage, and x, y, scale of the photo in it, all in CSS pixels."""
    mask = np.zeros((height, width), bool)
    radius = max(0.5, grain(SIZE_PX / 2 / view["scale"]))
    for stroke in strokes:
        points = [
            (
                grain((x - view["left"] - view["x"]) / view["scale"]),
                grain((y - view["top"] - view["y"]) / view["scale"]),
            )
            for x, y in stroke
        ]
        for a, b in zip([points[0], *points], points, strict=False):
            _segment(mask, a, b, radius)
    return mask


def _segment(mask: np.ndarray, a: tuple, b: tuple, radius: float) -> None:
    """Marks every pixel whose centre is within ``radius`` of the segment from a to b."""
    height, width = mask.shape
    x0, x1 = max(0, math.floor(min(a[0], b[0]) - radius)), min(width, math.ceil(max(a[0], b[0]) + radius) + 1)
    y0, y1 = max(0, math.floor(min(a[1], b[1]) - radius)), min(height, math.ceil(max(a[1], b[1]) + radius) + 1)
    if x0 >= x1 or y0 >= y1:
        return
    px = (np.arange(x0, x1) + 0.5 - a[0])[None, :]
    py = (np.arange(y0, y1) + 0.5 - a[1])[:, None]
    dx, dy = b[0] - a[0], b[1] - a[1]
    length2 = dx * dx + dy * dy
    along = px * dx + py * dy
    within = (px * dy - py * dx) ** 2 <= radius * radius * length2
    before = px * px + py * py <= radius * radius
    after = (px - dx) ** 2 + (py - dy) ** 2 <= radius * radius
    mask[y0:y1, x0:x1] |= np.where(along <= 0, before, np.where(along >= length2, after, within))
