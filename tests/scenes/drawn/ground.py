"""The ground: which kind lies where, its albedo, and the blades and pebbles that stand on it."""

from dataclasses import dataclass

import cv2
import numpy as np

from . import surfaces
from .noise import faded, noise

OTHER, LAWN, PAVED, GRAVEL, SAND = range(5)
KINDS = {"other": OTHER, "lawn": LAWN, "paved": PAVED, "gravel": GRAVEL, "sand": SAND}


@dataclass(frozen=True)
class Patch:
    """A region of the plan: corners (n, 2) in metres; curved: corners of a smooth closed line."""

    kind: int
    corners: tuple
    curved: bool = False
    style: str = "concrete"
    yaw: float = 0.0

    def outline(self) -> np.ndarray:
        points = np.asarray(self.corners, float)
        if not self.curved:
            return points
        for _ in range(5):  # Chaikin 1974
            following = np.roll(points, -1, 0)
            points = np.stack([0.75 * points + 0.25 * following, 0.25 * points + 0.75 * following], 1).reshape(-1, 2)
        return points


def patches_at(patches: list[Patch], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Number of the topmost patch at points (n,), -1 where there is none."""
    out = np.full(len(x), -1, np.int32)
    for number, patch in enumerate(patches):
        points = patch.outline()
        inside = np.zeros(len(x), bool)
        for (ax, ay), (bx, by) in zip(points, np.roll(points, -1, 0), strict=True):
            crosses = (ay > y) != (by > y)
            if crosses.any():
                inside[crosses] ^= x[crosses] < ax + (y[crosses] - ay) * (bx - ax) / (by - ay)
        out[inside] = number
    return out


def grass(x, y, foot, dry):
    tone = 1 + 0.10 * noise(x, y, 2.4, 50) + 0.09 * noise(x, y, 0.5, 51) + 0.13 * faded(x, y, 0.09, 52, foot)
    tone += 0.22 * faded(x, y, 0.03, 53, foot) + 0.24 * faded(x, y, 0.011, 54, foot)
    thirst = np.clip(dry + 0.22 * noise(x, y, 1.7, 55) + 0.10 * noise(x, y, 0.4, 56), 0, 1)[:, None]
    colour = np.array([0.075, 0.118, 0.034]) * (1 - thirst) + np.array([0.20, 0.165, 0.085]) * thirst
    return colour * np.clip(tone, 0.25, 2.2)[:, None]


def gravel(x, y, foot):
    tone = 1 + 0.07 * noise(x, y, 0.8, 60) + 0.16 * faded(x, y, 0.035, 61, foot) + 0.22 * faded(x, y, 0.014, 62, foot)
    warm = 0.018 * noise(x, y, 0.02, 63)[:, None] * np.array([1, 0, -1])
    return (np.array([0.34, 0.30, 0.245]) + warm / (1 + (foot / 0.02) ** 2)[:, None]) * np.clip(tone, 0.3, 2)[:, None]


def sand(x, y, foot):
    ripple = np.sin(2 * np.pi * (y * 0.8 + x * 0.35 + 0.09 * noise(x, y, 0.7, 70)) / 0.11) / (1 + (foot / 0.06) ** 2)
    tone = (
        1
        + 0.06 * noise(x, y, 1.9, 71)
        + 0.05 * ripple * (noise(x, y, 1.3, 72) > 0)
        + 0.09 * faded(x, y, 0.008, 73, foot)
    )
    return np.array([0.44, 0.37, 0.27]) * np.clip(tone + 0.07 * faded(x, y, 0.15, 74, foot), 0.3, 2)[:, None]


def earth(x, y, foot):
    tone = 1 + 0.22 * noise(x, y, 0.25, 80) + 0.35 * faded(x, y, 0.04, 81, foot) + 0.25 * faded(x, y, 0.015, 82, foot)
    return np.array([0.085, 0.060, 0.040]) * np.clip(tone, 0.25, 2.4)[:, None]


def paved(x, y, foot, patch: Patch):
    a = np.radians(patch.yaw)
    u, v = x * np.cos(a) + y * np.sin(a), -x * np.sin(a) + y * np.cos(a)
    tint = np.array([0.33, 0.315, 0.285]) if patch.style == "concrete" else np.array([0.30, 0.275, 0.24])
    return tint * np.clip(surfaces.FINISHES[patch.style](u, v, foot), 0.1, 2)[:, None]


def albedo(patches: list[Patch], base: int, dry: float, shift: float, x, y, foot) -> tuple[np.ndarray, np.ndarray]:
    """Labels (n,) and linear albedo (n, 3) of points on the ground; shift: metres, so that no two gardens are alike."""
    number = patches_at(patches, x, y)
    labels = np.array([p.kind for p in patches] + [base])[number]
    out = np.zeros((len(x), 3))
    makers = {LAWN: lambda *a: grass(*a, dry), GRAVEL: gravel, SAND: sand, OTHER: earth}
    for kind, make in makers.items():
        at = labels == kind
        if at.any():
            out[at] = make(x[at] + shift, y[at] - shift, foot[at])
    for k, patch in enumerate(patches):
        at = (number == k) & (labels == PAVED)
        if at.any():
            out[at] = paved(x[at], y[at], foot[at], patch)
    return labels, out


def strokes(rng, picture: np.ndarray, labels: np.ndarray, depth: np.ndarray, focal: float, count: int, long_m: float):
    """Blades over the lawn and pebbles over the gravel, each in the colour of the ground where it stands."""
    rows, columns = np.nonzero((labels == LAWN) | (labels == GRAVEL))
    if not len(rows):
        return
    pick = rng.integers(0, len(rows), count)
    rows, columns = rows[pick], columns[pick]
    order = np.argsort(-depth[rows, columns], kind="stable")
    rows, columns = rows[order], columns[order]
    scale = focal / depth[rows, columns]
    colours = (
        picture[rows, columns]
        * rng.uniform(0.55, 1.55, (count, 1))
        * rng.uniform([0.92, 0.97, 0.85], [1.12, 1.03, 1.1], (count, 3))
    )
    pebble = labels[rows, columns] == GRAVEL
    length = scale * long_m * rng.uniform(0.4, 1.3, count)
    lean = rng.normal(size=count) * 0.55 * length
    size = scale * rng.uniform(0.004, 0.013, count)
    for i in range(count):
        at = (int(columns[i]), int(rows[i]))
        if pebble[i]:
            if size[i] > 1.0:
                axes = (max(1, int(size[i])), max(1, int(size[i] * 0.6)))
                cv2.ellipse(picture, at, axes, 0, 0, 360, colours[i].tolist(), -1)
        elif length[i] > 1.5:
            tip = (int(columns[i] + lean[i]), int(rows[i] - length[i]))
            cv2.line(picture, at, tip, colours[i].tolist(), 2 if length[i] > 26 else 1)
