"""Blades of grass that stand before the near edges of what is built, one by one, in the colours of the photo's lawn."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from .camera import View

# A lawn as it is kept: height of its blades and their width, metres; how many stand before a metre of edge.
LAWN_M, BLADE_M, BLADES_PER_M = 0.042, 0.0034, 420.0
TALLEST_M = 0.11
# How far before the edge they root, metres, and how many a pixel are drawn at most.
DEEP_M, MOST_A_PIXEL = 0.03, 2.5
SIDE_SHARE = 0.35
CLUMPS_M = (0.07, 0.31)
TONES, TONE_UNIT = 9, 110.0
# A blade is darker at its foot, between the others, and lets light through at its tip.
FOOT, TIP = 0.62, 1.12


@dataclass(frozen=True)
class Grass:
    """cover: share of each pixel that blades hide, uint8 (h, w); tone: their light over the lawn's, times cover."""

    cover: np.ndarray = field(repr=False)
    tone: np.ndarray = field(repr=False)


def _roots(solid: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows and columns of the edges that are met from below or from the side, and how densely blades stand there.

    solid: bool (h + 2, w + 2), what is built, with a frame of one pixel.
    """
    inner, below = solid[1:-1, 1:-1], solid[2:, 1:-1]
    near = inner & ~below
    side = inner & ~near & ~(solid[1:-1, 2:] & solid[1:-1, :-2])
    rows, columns = np.nonzero(near | side)
    return rows, columns, np.where(near[rows, columns], 1.0, SIDE_SHARE)


def _lawn_at(lawn: np.ndarray, rows: np.ndarray, columns: np.ndarray, view: View) -> np.ndarray:
    """How much lawn lies just before places of the picture, 0..1; lawn: see ``grow``."""
    scale = lawn.shape[1] / view.width
    row = np.clip((rows + 0.5) * scale + 1, 0, lawn.shape[0] - 1).astype(int)
    column = np.clip((columns + 0.5) * scale, 0, lawn.shape[1] - 1).astype(int)
    return np.clip(1.6 * lawn[row, column] - 0.3, 0, 1)


def _clumps(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Noise of about ±1 over the ground, x and y in metres (n,)."""
    total = np.zeros_like(x)
    for size in CLUMPS_M:
        table = rng.normal(size=509)
        for way in (x, y):
            at = np.abs(way) / size + rng.uniform(0, 400)
            low = np.floor(at).astype(int)
            total += table[low % 509] + (at - low) * (table[(low + 1) % 509] - table[low % 509])
    return np.tanh(total / 2.4)


def grow(
    solid: np.ndarray, lawn: np.ndarray, corner: tuple[int, int], view: View, contrast: float, seed: int
) -> Grass | None:
    """The blades before the edges of what is built, or None where no lawn is.

    solid: bool (h + 2, w + 2), see ``_roots``, its inner part at ``corner`` (top, left) of the picture; lawn: 0..1, of
    the whole picture at any size, see edges.lawn_share; contrast: deviation of a blade's light, relative.
    """
    top, left = corner
    rows, columns, share = _roots(solid)
    share = share * _lawn_at(lawn, rows + top, columns + left, view)
    rng = np.random.default_rng([seed, 12])
    metre = np.maximum(rows + top - view.camera.horizon_px, 1.0) / view.camera.height_m
    number = rng.poisson(np.minimum(BLADES_PER_M / metre, MOST_A_PIXEL) * share)
    if not number.sum():
        return None
    rows, columns, metre = (np.repeat(a, number) for a in (rows, columns, metre))
    ground = view.ground(columns + left + 0.5, rows + top + 0.5)
    high = LAWN_M * (0.35 + 0.55 * np.exp(0.45 * rng.normal(size=len(rows)))) * (1 + 0.55 * _clumps(*ground, rng))
    high = np.clip(high, 0.006, TALLEST_M) * metre
    foot_x = columns + rng.uniform(0, 1, len(rows))
    # A metre of ground away from the camera is shorter in the picture than an upright one by height over distance.
    deep = DEEP_M * metre**2 * view.camera.height_m / view.camera.focal_px
    foot_y = rows + 1 + rng.uniform(0, 1, len(rows)) * deep
    lean = high * (0.5 * rng.normal(size=len(rows)))
    way = np.array([0.0, 0.45, 0.8, 1.0])
    x = foot_x[:, None] + lean[:, None] * way**2
    y = foot_y[:, None] - high[:, None] * (way - 0.12 * way**2 * np.abs(lean / high)[:, None])
    tone = np.clip(1 + contrast * rng.normal(size=len(rows)), 0.45, 1.6)
    return _drawn(np.stack([x, y], -1), tone, BLADE_M * metre, (solid.shape[0] - 2, solid.shape[1] - 2))


def _drawn(ways: np.ndarray, tone: np.ndarray, wide: np.ndarray, shape: tuple[int, int]) -> Grass:
    """ways (n, 4, 2): pixels from foot to tip; tone (n,); wide (n,): pixels."""
    canvas = np.zeros((*shape, 3), np.uint8)
    points = np.rint((ways - 0.5) * 16).astype(np.int32)
    level = np.clip(((tone - 0.45) / 1.15 * TONES).astype(int), 0, TONES - 1)
    thick = np.maximum(np.rint(wide), 1).astype(int)
    solid = 255 * float(np.clip(np.median(wide), 0.35, 1.0))
    for number in range(TONES):
        light = 0.45 + 1.15 * (number + 0.5) / TONES
        for width in np.unique(thick):
            own = points[(level == number) & (thick == width)]
            for part, factor, across in ((own[:, :3], FOOT, width), (own[:, 2:], TIP, max(1, width // 2))):
                colour = (solid, min(255.0, solid * light * factor * TONE_UNIT / 255), 0)
                cv2.polylines(canvas, list(part), False, colour, int(across), cv2.LINE_AA, 4)
    return Grass(canvas[..., 0], canvas[..., 1])
