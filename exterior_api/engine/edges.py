"""Where what is built meets the ground: the photo's own blades and crumbs stand before its near edges."""

import cv2
import numpy as np

from .camera import View

# Height of what lies against an edge, metres: the felt of a lawn, from which its blades rise, and bare ground.
FELT_M, CRUMBS_M = 0.020, 0.011
SPLASH_M = 0.05
SIDE_SHARE = 0.30
HEAP_PX = 2.5


def edge_distance(coverage: np.ndarray, frame: tuple[bool, bool, bool, bool]) -> np.ndarray:
    """Pixels to the nearest edge of what is drawn, float32 (h, w); the photo's own border is no edge.

    coverage: float32 (h, w), 0..1; frame: whether top, bottom, left, right lie on the photo's border.
    """
    return cv2.distanceTransform(framed(coverage, frame), cv2.DIST_L2, 3)[1:-1, 1:-1]


def framed(coverage: np.ndarray, frame: tuple[bool, bool, bool, bool]) -> np.ndarray:
    """Where something is drawn, uint8 (h + 2, w + 2): a frame of one pixel goes on with it past the photo's border."""
    solid = cv2.copyMakeBorder((coverage > 0.5).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    lines = (solid[0], solid[-1], solid[:, 0], solid[:, -1])
    inner = (solid[1], solid[-2], solid[:, 1], solid[:, -2])
    for at_frame, line, beside in zip(frame, lines, inner, strict=True):
        if at_frame:
            line[:] = beside
    return solid


def lawn_share(linear: np.ndarray) -> np.ndarray:
    """How much each pixel is something that grows, by its green: linear RGB (h, w, 3) -> float32 (h, w), 0..1."""
    calm = cv2.GaussianBlur(linear, (0, 0), 2.0)
    red, green, blue = calm[..., 0], calm[..., 1], calm[..., 2]
    return np.clip((green / (np.maximum(red, blue) + 1e-3) - 0.98) / 0.14, 0, 1)


def loose_share(linear: np.ndarray) -> np.ndarray:
    """How much each pixel is ground that crumbles, by its brown: linear RGB (h, w, 3) -> float32 (h, w), 0..1.

    Concrete and most paving are greyer than soil, and nothing of them lies against what is built on them.
    """
    calm = cv2.GaussianBlur(linear, (0, 0), 2.0)
    return np.clip((calm[..., 0] / (calm[..., 2] + 1e-3) - 1.4) / 0.25, 0, 1)


def _metre(rows: np.ndarray, view: View) -> np.ndarray:
    """Pixels to an upright metre that stands on the ground of these rows, (h, 1)."""
    return np.maximum(rows - view.camera.horizon_px, 1.0)[:, None].astype(np.float32) / view.camera.height_m


def _facing(distance: np.ndarray) -> np.ndarray:
    """1 at edges that are met from below, nearly so at the sides, 0 at far ones, which hide the grass behind them."""
    inward = cv2.Sobel(cv2.GaussianBlur(distance, (0, 0), 2.0), cv2.CV_32F, 0, 1, scale=1 / 8)
    return np.clip(SIDE_SHARE - inward * 1.2, 0, 1)


def bare(
    distance: np.ndarray, rows: np.ndarray, view: View, photo: np.ndarray, lawn: np.ndarray, loose: np.ndarray,
    tufts: np.ndarray, spread: float,
) -> np.ndarray:  # fmt: skip
    """What is free of the ground's blades, 0..1, float32 (h, w), before blades without a root are taken away.

    distance: pixels to the edge (h, w) of these rows (h,); photo: grey levels less their slow part (h, w);
    lawn, loose: see lawn_share and loose_share; tufts: noise (h, w) of deviation 1; spread: deviation of the photo's
    detail, levels.
    """
    facing = _facing(distance)
    crumbs = CRUMBS_M * loose
    blades = (crumbs + (FELT_M - crumbs) * lawn) * _metre(rows, view) * facing
    # Blades are upright: what is bright in the photo counts along a blade's length.
    tall = 2 * max(1, int(0.2 * float(blades.max()))) + 1
    bright = np.clip(cv2.blur(photo, (1, tall)) / (1.5 * spread + 1.0), -1.0, 1.0)
    # Soil lies against an edge in low heaps rather than upright.
    heaps = 0.55 * cv2.GaussianBlur(tufts, (0, 0), HEAP_PX)
    reach = blades * np.clip(0.50 + (0.45 * bright + 0.30 * tufts - heaps) * lawn + heaps, 0.0, 1.5)
    return np.where(facing > 0.02, np.clip(distance - reach + 0.5, 0, 1), 1.0).astype(np.float32)


def rooted(free: np.ndarray) -> None:
    """Takes blades away that hang in the air, in place: row by row from below each needs one under it."""
    for row in range(len(free) - 2, -1, -1):
        below = free[row + 1]
        low = np.minimum(below, np.minimum(np.r_[below[1:], 1.0], np.r_[np.float32(1.0), below[:-1]]))
        np.maximum(free[row], low, out=free[row])


def splashed(
    distance: np.ndarray, rows: np.ndarray, view: View, lawn: np.ndarray, loose: np.ndarray, tufts: np.ndarray
) -> np.ndarray:
    """How much of the ground has splashed on the drawing's near edges, 0..1, float32 (h, w); as in ``bare``."""
    splash = np.exp(-distance / (SPLASH_M * _metre(rows, view) * (0.35 + 0.65 * lawn))) * _facing(distance)
    return np.clip(splash * (0.7 + 0.4 * tufts), 0, 1) * np.maximum(lawn, loose)
