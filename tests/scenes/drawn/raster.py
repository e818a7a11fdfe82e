"""Polygons into a depth buffer, and their shadows onto planes."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from .camera import Camera

NEAR = 0.15
SKY, GROUND = -1, 0


@dataclass(frozen=True)
class Face:
    """A convex flat polygon (n, 3). finish: name in surfaces; corner, along, up: frame of its texture."""

    points: np.ndarray
    finish: str
    colour: tuple
    corner: np.ndarray
    along: np.ndarray
    up: np.ndarray
    catches: bool = False
    casts: bool = True
    seen: bool = True

    @property
    def normal(self) -> np.ndarray:
        way = np.cross(self.points[1] - self.points[0], self.points[-1] - self.points[0])
        return way / (np.linalg.norm(way) + 1e-12)


@dataclass
class Leaves:
    """Many small quads (n, 4, 3) of one colour each; inner: how deep in its crown a leaf sits, 0..1, from the sun."""

    quads: np.ndarray
    colour: np.ndarray
    shade: np.ndarray
    openness: np.ndarray


@dataclass
class Buffers:
    depth: np.ndarray
    owner: np.ndarray
    boxes: dict = field(default_factory=dict)


def clip(points: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The part of a polygon where the signed distance ``inside`` (n,) is positive (Sutherland and Hodgman)."""
    kept = []
    for i in range(len(points)):
        a, b, p, q = inside[i - 1], inside[i], points[i - 1], points[i]
        if (a > 0) != (b > 0):
            kept.append(p + (q - p) * a / (a - b))
        if b > 0:
            kept.append(q)
    return np.array(kept)


def _box(flat: np.ndarray, width: int, rows: int) -> tuple[slice, slice] | None:
    x0, y0 = np.floor(flat.min(0)).astype(int) - 1
    x1, y1 = np.ceil(flat.max(0)).astype(int) + 2
    x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, width), min(y1, rows)
    return (slice(y0, y1), slice(x0, x1)) if x1 > x0 and y1 > y0 else None


def _stamp(flat: np.ndarray, box: tuple[slice, slice]) -> np.ndarray:
    canvas = np.zeros((box[0].stop - box[0].start, box[1].stop - box[1].start), np.uint8)
    local = np.clip((flat - 0.5 - [box[1].start, box[0].start]) * 16, -2e6, 2e6)
    cv2.fillConvexPoly(canvas, np.rint(local).astype(np.int32), 1, shift=4)
    return canvas > 0


def draw(camera: Camera, faces: list[Face], leaves: Leaves, rays: np.ndarray) -> Buffers:
    """Depth along the optical axis and owner of every pixel: -1 sky, 0 ground, then faces, then leaves."""
    fall = -rays[..., 2]
    depth = np.where(fall > 1e-4, camera.height / np.maximum(fall, 1e-4), np.inf).astype(np.float32)
    depth[depth > 400] = np.inf
    out = Buffers(depth, np.where(np.isfinite(depth), GROUND, SKY).astype(np.int32))
    for number, face in enumerate(faces, 1):
        if face.seen:
            _draw_face(camera, face, number, rays, out)
    _draw_leaves(camera, leaves, 1 + len(faces), out)
    return out


def _draw_face(camera: Camera, face: Face, number: int, rays: np.ndarray, out: Buffers) -> None:
    seen = camera.into(face.points)
    seen = clip(seen, seen[:, 2] - NEAR)
    if len(seen) < 3:
        return
    flat = camera.pixels(seen)
    box = _box(flat, camera.width, camera.rows)
    if box is None:
        return
    normal = face.normal
    facing = rays[box] @ normal.astype(np.float32)
    away = float(normal @ (face.points[0] - [0, 0, camera.height]))
    with np.errstate(divide="ignore", invalid="ignore"):
        depth = away / facing
    closer = _stamp(flat, box) & (depth > 0) & (depth < out.depth[box])
    out.depth[box][closer] = depth[closer]
    out.owner[box][closer] = number
    out.boxes[number] = box


def _draw_leaves(camera: Camera, leaves: Leaves, first: int, out: Buffers) -> None:
    seen = camera.into(leaves.quads)
    middle = seen[..., 2].mean(1)
    flat = camera.pixels(np.where(seen[..., 2:] > NEAR, seen, np.nan))
    whole = np.isfinite(flat).all((1, 2))
    for i in np.nonzero(whole)[0]:
        box = _box(flat[i], camera.width, camera.rows)
        if box is None:
            continue
        closer = _stamp(flat[i], box) & (middle[i] < out.depth[box])
        out.depth[box][closer] = middle[i]
        out.owner[box][closer] = first + i


LAYERS = (1.5, 5.0, 12.0, np.inf)
SUN_WIDTH = 0.0093 / 3.5


def shadow(casters: list[Face], leaves: Leaves, sun: np.ndarray, corner, along, up, size, cell: float) -> np.ndarray:
    """Share of the sun's disc seen from a rectangle (corner, two unit axes, size in metres): float32."""
    normal = np.cross(along, up)
    normal = normal if normal @ sun > 0 else -normal
    steep = float(normal @ sun)
    columns, rows = int(np.ceil(size[0] / cell)), int(np.ceil(size[1] / cell))
    if steep < 1e-3:
        return np.zeros((rows, columns), np.float32)
    layers = [np.zeros((rows, columns), np.uint8) for _ in LAYERS]

    def fall(points):
        reach = (points - corner) @ normal / steep
        landed = points - reach[..., None] * sun - corner
        return reach, np.stack([landed @ along, landed @ up], -1) / cell

    for face in casters:
        above = (face.points - corner) @ normal
        points = clip(face.points, above - 0.02) if (above < 0.02).any() else face.points
        if len(points) >= 3:
            reach, flat = fall(points)
            _fill(layers, reach.mean(), flat)
    if len(leaves.quads):
        reach, flat = fall(leaves.quads)
        near = (flat.max(1) > 0).all(1) & (flat.min(1) < [columns, rows]).all(1) & (reach.min(1) > 0.02)
        for i in np.nonzero(near)[0]:
            _fill(layers, reach[i].mean(), flat[i])
    lit = np.ones((rows, columns), np.float32)
    for layer, start in zip(layers, (0.5, *LAYERS[:-1]), strict=True):
        if layer.any():
            lit *= 1 - cv2.GaussianBlur(layer.astype(np.float32), (0, 0), 0.5 + 1.3 * start * SUN_WIDTH / cell)
    return lit


def _fill(layers: list[np.ndarray], reach: float, flat: np.ndarray) -> None:
    layer = layers[int(np.searchsorted(LAYERS, reach))]
    cv2.fillConvexPoly(layer, np.rint(np.clip((flat - 0.5) * 16, -1e6, 1e6)).astype(np.int32), 1, shift=4)
