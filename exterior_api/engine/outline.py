"""From a hand-painted area to the clean shape that is built there: the simplest one that fits inside it."""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from .camera import View
from .ground import area_m2, contour, plan_contour
from .kernels.grids import MOST_SIDES, best_rectangle
from .polygon import corners_of, fourier, inset_until_inside, snapped

RECTANGLE_SHARE = 0.76
POLYGON_IOU = 0.88
RASTER_CELLS = 260
BEYOND_FRAME_M = 1.2
NEAREST_M = 0.4
ALIGNED = math.radians(9.0)
# What of its way round a side may stray from straight, and how much of the area the polygon must be.
CORNER_SHARE = 0.02
MOST_CORNERS = 6
CORNERED_IOU = 0.95


@dataclass(frozen=True)
class Outline:
    """points (n, 2) in metres, anticlockwise; axis: direction of its main side, house: of the front, in radians.

    ``cornered``: the area that it was found in has few corners and straight sides, as somebody draws who means them.
    """

    shape: str
    points: np.ndarray
    axis: float
    fit: float
    house: float = 0.0
    cornered: bool = False

    @property
    def lies(self) -> str:
        """How the main side lies to the house: "along", "away", or "apart" from both its directions."""
        off = (self.axis - self.house + math.pi / 2) % math.pi - math.pi / 2
        if abs(off) < ALIGNED:
            return "along"
        return "away" if abs(abs(off) - math.pi / 2) < ALIGNED else "apart"

    @property
    def is_curve(self) -> bool:
        """Whether it has points all along its way and no corners; a rectangle or a polygon has them at its corners."""
        return len(self.points) > MOST_SIDES

    @property
    def area(self) -> float:
        return area_m2(self.points)

    @property
    def sides(self) -> tuple[float, float]:
        """Long and short side of the smallest rectangle around it, metres."""
        _, size, _ = cv2.minAreaRect(self.points.astype(np.float32))
        return max(size), min(size)


def anticlockwise(points: np.ndarray) -> np.ndarray:
    x, y = points.T
    turning = float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    return np.ascontiguousarray(points if turning > 0 else points[::-1], dtype=np.float64)


def touches_frame(mask: np.ndarray) -> bool:
    return bool(mask[-1].any() or mask[:, 0].any() or mask[:, -1].any())


def _beyond(mask: np.ndarray, view: View, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Plan points that lie out of the picture, past a border that the area touches."""
    x, y = view.project(X, Y)
    below, left, right = (bool(line.any()) for line in (mask[-1], mask[:, 0], mask[:, -1]))
    return ((y > view.height - 1) & below) | ((x < 1) & left) | ((x > view.width - 1) & right)


def covered(points: np.ndarray, view: View, height_m: float = 0.0) -> np.ndarray:
    """What the shape hides in the picture, standing height_m tall: bool (H, W)."""
    canvas = np.zeros((view.height, view.width), np.uint8)
    for z in {0.0, height_m}:
        corners = np.clip(np.c_[view.project(points[:, 0], points[:, 1], z)], -8000, 16000)
        cv2.fillPoly(canvas, [((corners - 0.5) * 16).astype(np.int32)], 1, shift=4)
    return canvas > 0


def overlap(points: np.ndarray, mask: np.ndarray, view: View, height_m: float = 0.0) -> float:
    """Intersection over union with the mask, in the picture."""
    shape = covered(points, view, height_m)
    return float((shape & mask).sum() / max(1, (shape | mask).sum()))


def _rectangle(mask: np.ndarray, view: View, ring: np.ndarray, angle: float, height_m: float) -> np.ndarray | None:
    """The heaviest rectangle in this direction that lies in the mask at the ground and at its top, (4, 2)."""
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    turned = ring @ turn.T
    # An area that the picture's border cuts off goes on behind it.
    beyond = BEYOND_FRAME_M if touches_frame(mask) else 0.0
    low, high = turned.min(0) - beyond, turned.max(0) + beyond
    cell = max(0.02, float((high - low).max()) / RASTER_CELLS)
    size = tuple(int(n) for n in np.ceil((high - low) / cell) + 1)
    inside = np.ones(size[::-1], bool)
    for z in {0.0, height_m}:
        to_plan = np.eye(3)
        to_plan[:2, :2] = turn.T * cell
        to_plan[:2, 2] = turn.T @ low
        # A pixel's centre is at + 0.5, warpPerspective counts from the centre.
        to_pixel = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]]) @ view.homography(z) @ to_plan
        painted = cv2.warpPerspective(
            mask.astype(np.float32),
            to_pixel,
            size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        )
        inside &= painted > 0.5
    rows, columns = np.mgrid[: size[1], : size[0]]
    X, Y = np.moveaxis(np.stack([columns * cell + low[0], rows * cell + low[1]], -1) @ turn, -1, 0)
    # Weigh a cell by a power of its size in the picture: between the largest on the ground and the largest to the eye.
    weight = 1.0 / np.maximum(Y, 0.5) ** 2.2
    inside &= Y > NEAREST_M
    if beyond:
        outside = _beyond(mask, view, X, Y)
        inside |= outside & (Y > NEAREST_M)
        weight *= np.where(outside, 0.1, 1.0)
    integral = np.zeros((size[1] + 1, size[0] + 1))
    integral[1:, 1:] = np.cumsum(np.cumsum(weight, 0), 1)
    r0, r1, c0, c1 = best_rectangle(inside, integral, np.zeros((3, size[0] + 1), np.int64))
    if r1 - r0 < 2 or c1 - c0 < 2:
        return None
    x0, x1, y0, y1 = low[0] + c0 * cell, low[0] + (c1 - 1) * cell, low[1] + r0 * cell, low[1] + (r1 - 1) * cell
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) @ turn


def _rectangles(mask: np.ndarray, view: View, ring: np.ndarray, height_m: float) -> tuple[np.ndarray | None, float]:
    """The best rectangle and its share of the mask in the picture; the house's direction gets a small advantage."""
    house = math.radians(view.camera.yaw_deg)
    own = math.radians(cv2.minAreaRect(ring.astype(np.float32))[2])
    best, best_value, best_share = None, -1.0, 0.0
    for angle, bonus in ((house, 0.05), (own, 0.0), (0.0, 0.01)):
        candidate = _rectangle(mask, view, ring, angle, height_m)
        if candidate is None:
            continue
        share = overlap(candidate, mask, view, height_m)
        if share + bonus > best_value:
            best, best_value, best_share = candidate, share + bonus, share
    return best, best_share


def main_direction(points: np.ndarray) -> float:
    sides = np.roll(points, -1, 0) - points
    longest = sides[np.argmax(np.hypot(*sides.T))]
    return math.atan2(longest[1], longest[0])


def front_direction(view: View) -> float:
    """Of the house's two directions the one that runs across the picture, radians."""
    return math.radians((view.camera.yaw_deg + 45) % 90 - 45)


def is_cornered(mask: np.ndarray) -> bool:
    """Whether a polygon of at most six corners is nearly all of the area, bool (H, W)."""
    ring = contour(mask).astype(np.float32)
    corners = cv2.approxPolyDP(ring, CORNER_SHARE * cv2.arcLength(ring, True), True)
    if len(corners) > MOST_CORNERS:
        return False
    canvas = cv2.fillPoly(np.zeros(mask.shape, np.uint8), [np.rint(corners).astype(np.int32)], 1) > 0
    return bool((canvas & mask).sum() >= CORNERED_IOU * (canvas | mask).sum())


def find_outline(
    mask: np.ndarray,
    view: View,
    height_m: float,
    *,
    organic: bool = False,
    least_fit: float = 0.0,
    least_share: float = RECTANGLE_SHARE,
) -> Outline:
    """The clean shape inside a painted area, standing height_m above the ground, and whether the area is cornered.

    mask: bool (H, W), one piece on the ground, at the view's (small) size. ``organic`` asks for a curved shape,
    and a polygon that fits worse than ``least_fit`` gives way to one.
    A rectangle when it fills ``least_share`` of the area; else a polygon of 4 to 9 corners that overlaps it by 88 %
    (straight in the picture is straight on the ground); else a Fourier curve of low order.
    """
    straight = None if organic else _straight(mask, view, height_m, least_fit, least_share)
    return replace(straight or _curved(mask, view, height_m), cornered=is_cornered(mask))


def _straight(mask: np.ndarray, view: View, height_m: float, least_fit: float, least_share: float) -> Outline | None:
    ring, house = plan_contour(mask, view), front_direction(view)
    rectangle, share = _rectangles(mask, view, ring, height_m)
    if rectangle is not None and share >= least_share:
        return Outline("rectangle", anticlockwise(rectangle), main_direction(rectangle), share, house)
    for corners in corners_of(contour(mask), view):
        polygon = anticlockwise(snapped(corners, house))
        if overlap(polygon, mask, view) < POLYGON_IOU:
            polygon = anticlockwise(corners)
        if overlap(polygon, mask, view) >= POLYGON_IOU:
            inner = inset_until_inside(polygon, mask, view, height_m)
            fit = overlap(inner, mask, view, height_m)
            return Outline("polygon", inner, main_direction(inner), fit, house) if fit >= least_fit else None
    return None


def _curved(mask: np.ndarray, view: View, height_m: float) -> Outline:
    ring, house = plan_contour(mask, view), front_direction(view)
    curve = anticlockwise(fourier(ring, lambda points: overlap(points, mask, view)))
    curve = inset_until_inside(curve, mask, view, height_m)
    return Outline("curve", curve, house, overlap(curve, mask, view, height_m), house)
