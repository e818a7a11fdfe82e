"""Polygons and closed curves on the ground: corners of an area, snapping to the house, moving sides in."""

import math
from collections.abc import Callable, Iterator

import cv2
import numpy as np

from .camera import View
from .kernels.grids import MOST_SIDES

SNAP = math.radians(9.0)
STEP_M = 0.03
DEEPEST_M = 1.5


def corners_of(ring: np.ndarray, view: View) -> Iterator[np.ndarray]:
    """Polygons of 4 to 9 corners along a contour (n, 2) in pixels, simplest first, in metres (m, 2)."""
    seen = set()
    for tolerance in (0.034, 0.026, 0.020, 0.015, 0.011, 0.008):
        corners = cv2.approxPolyDP(ring.astype(np.float32)[:, None], tolerance * view.width, True)[:, 0]
        if 4 <= len(corners) <= 9 and len(corners) not in seen:
            seen.add(len(corners))
            yield np.c_[view.ground(*_refitted(corners.astype(float), ring).T)]


def _refitted(corners: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """Each side as the least-squares line through its part of the contour, so that wobbles cancel out."""
    at = [int(np.argmin(((ring - corner) ** 2).sum(1))) for corner in corners]
    lines = []
    for i, first in enumerate(at):
        last = at[(i + 1) % len(at)]
        part = ring[first:last] if last > first else np.vstack([ring[first:], ring[:last]])
        trim = len(part) // 8
        part = part[trim : len(part) - trim]
        if len(part) < 6:
            return corners
        middle = part.mean(0)
        lines.append((middle, np.linalg.svd(part - middle, full_matrices=False)[2][0]))
    return _meet(lines, corners)


def _meet(lines: list[tuple[np.ndarray, np.ndarray]], fallback: np.ndarray) -> np.ndarray:
    """Corner i is where lines i - 1 and i meet; nearly parallel neighbours keep their old corner."""
    out = fallback.astype(float).copy()
    for i, (point, direction) in enumerate(lines):
        before, before_direction = lines[i - 1]
        system = np.c_[before_direction, -direction]
        if abs(np.linalg.det(system)) > 0.12:
            out[i] = before + before_direction * np.linalg.solve(system, point - before)[0]
    return out


def snapped(corners: np.ndarray, house: float) -> np.ndarray:
    """Sides within 9 degrees of the house's two directions are turned to them about their middles."""
    lines = []
    for i, start in enumerate(corners):
        end = corners[(i + 1) % len(corners)]
        angle = math.atan2(*(end - start)[::-1])
        off = (angle - house + math.pi / 4) % (math.pi / 2) - math.pi / 4
        angle -= off if abs(off) < SNAP else 0.0
        lines.append(((start + end) / 2, np.array([math.cos(angle), math.sin(angle)])))
    return _meet(lines, corners)


def fourier(ring: np.ndarray, overlap: Callable[[np.ndarray], float], count: int = 96) -> np.ndarray:
    """Closed curve (count, 2) of the lowest order that follows an evenly spaced contour (Zahn and Roskies 1972)."""
    signal = np.fft.fft(ring[:, 0] + 1j * ring[:, 1]) / len(ring)
    turns = np.arange(count) / count
    for order in (2, 3, 4):
        curve = sum(signal[k] * np.exp(2j * np.pi * k * turns) for k in range(-order, order + 1))
        points = np.c_[curve.real, curve.imag]
        if overlap(points) > 0.93:
            break
    return points


def _inward(points: np.ndarray) -> np.ndarray:
    """Unit inward normals of the sides of an anticlockwise polygon."""
    side = np.roll(points, -1, 0) - points
    side /= np.hypot(*side.T)[:, None] + 1e-9
    return np.c_[-side[:, 1], side[:, 0]]


def moved_in(points: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """The polygon with side i moved in by depth[i] metres."""
    normals = _inward(points)
    starts = points + normals * depth[:, None]
    directions = np.c_[normals[:, 1], -normals[:, 0]]
    return _meet(list(zip(starts, directions, strict=True)), starts)


def _outside(points: np.ndarray, room: np.ndarray, view: View, height_m: float) -> np.ndarray:
    """Which ground points (n, 2) fall out of the area, at the ground or at height_m.

    What lies beyond the picture's border counts as the nearest pixel inside it.
    """
    out = np.zeros(len(points), bool)
    for z in {0.0, height_m}:
        x, y = view.project(points[:, 0], points[:, 1], z)
        column = np.clip(np.floor(x).astype(int), 0, view.width - 1)
        row = np.clip(np.floor(y).astype(int), 0, view.height - 1)
        out |= room[row, column] < 1.0
    return out


def _curve_inside(points: np.ndarray, room: np.ndarray, view: View, height_m: float) -> np.ndarray:
    """Every point goes in as far as it must, and its neighbours with it, so that the curve stays a curve."""
    towards = _inward(points)
    towards = towards + np.roll(towards, 1, 0)
    towards /= np.hypot(*towards.T)[:, None] + 1e-9
    for _ in range(3):
        need = np.zeros(len(points))
        for _step in range(50):
            still = _outside(points + towards * need[:, None], room, view, height_m)
            if not still.any():
                break
            need[still] += STEP_M
        around = np.max([np.roll(need, shift) for shift in range(-4, 5)], 0)
        bell = np.exp(-0.5 * (np.arange(-8, 9) / 3.0) ** 2)
        padded = np.r_[around[-8:], around, around[:8]]
        points = points + towards * np.convolve(padded, bell / bell.sum(), "valid")[:, None]
        if need.max() < STEP_M:
            break
    return points


def _on_frame(points: np.ndarray, view: View) -> np.ndarray:
    """Which sides of a polygon lie along the picture's border, bool (n,): there the thing goes on outside."""
    x, y = view.project(points[:, 0], points[:, 1])
    near = 0.015 * view.width
    out = np.zeros(len(points), bool)
    for close in (x < near, x > view.width - near, y > view.height - near):
        out |= close & np.roll(close, -1)
    return out


def inset_until_inside(points: np.ndarray, mask: np.ndarray, view: View, height_m: float) -> np.ndarray:
    """Moves the sides of an anticlockwise outline in until it lies inside the mask, standing height_m tall.

    Curves (more than MOST_SIDES points) go in all round; of a polygon always the side that is farthest out.
    """
    room = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 3)
    if len(points) > MOST_SIDES:
        return _curve_inside(points, room, view, height_m)
    depth = np.where(_on_frame(points, view), -min(0.8, 0.4 * points[:, 1].min()), 0.0)
    along = np.linspace(0.04, 0.96, 60)[:, None]
    # Always the worst side first: a far side that is too far must not push its neighbours in.
    for _ in range(160):
        moved = moved_in(points, depth)
        outside = []
        for side in range(len(points)):
            start, end = moved[side], moved[(side + 1) % len(points)]
            samples = start + (end - start) * along
            share = float(_outside(samples, room, view, height_m).mean())
            outside.append(share if depth[side] < DEEPEST_M else 0.0)
        worst = int(np.argmax(outside))
        if outside[worst] <= 0.04:
            break
        depth[worst] += STEP_M
    return moved_in(points, depth)
