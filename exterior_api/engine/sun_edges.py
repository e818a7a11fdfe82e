"""Straight edges on the ground that tell about the sun: those of shadows, and the feet of walls in light or shade."""

import numpy as np

from .camera import View
from .colour import invariant, luminance
from .shadows import ShadowMap
from .sun_shading import AZIMUTHS, along_house, house_ways, lean

LEAST_LENGTH, LOWEST = 0.02, 0.03
# What a shadow's edge does: it changes luminance (log units), not the invariant, and makes nothing redder.
LEAST_STEP, MOST_TINT, MOST_RED = 0.2, 0.35, 0.1
# An edge this near to the house's own directions may be that of its roof's shadow, or of paving.
ALONG_HOUSE_DEG = 14.0
WALL_LEAN, BEFORE_M = 0.04, np.array([0.25, 0.45, 0.7, 1.0])
DARK, LIT = 0.4, 0.6


def _at(points: np.ndarray, view: View) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of points (…, 2) in pixels, held inside the picture."""
    column = np.clip(points[..., 0], 0, view.width - 1).astype(int)
    return np.clip(points[..., 1], 0, view.height - 1).astype(int), column


def _along(lines: np.ndarray, ends: float, count: int) -> np.ndarray:
    """Points on segments (n, 2, 2) from a share ``ends`` of their length to as much before its end, (n, count, 2)."""
    at = np.linspace(ends, 1 - ends, count)[None, :, None]
    return lines[:, None, 0] * (1 - at) + lines[:, None, 1] * at


def shadow_edges(lines: np.ndarray, calm: np.ndarray, ground: np.ndarray, view: View) -> tuple[np.ndarray, np.ndarray]:
    """Azimuths (m,) in degrees modulo 180 and weights of the segments (n, 2, 2) that are edges of shadows.

    calm: linear light without grain, (h, w, 3); ground: bool (h, w). An edge that points at the camera weighs little.
    """
    way = lines[:, 1] - lines[:, 0]
    length = np.hypot(*way.T)
    low = (lines[..., 1] - view.horizon_at(lines[..., 0]) > LOWEST * view.height).all(1)
    lines, way, length = (v[(length > LEAST_LENGTH * view.width) & low] for v in (lines, way, length))
    log_rgb = np.log(calm + 2e-3)
    warmth = log_rgb[..., 0] - log_rgb[..., 2]
    kinds = np.stack([np.log(luminance(calm) + 2e-3), invariant(log_rgb), warmth, ground])
    across = np.c_[-way[:, 1], way[:, 0]] / length[:, None] * max(3.5, 0.006 * view.width)
    sides = [kinds[(slice(None), *_at(_along(lines, 0.15, 9) + s * across[:, None], view))] for s in (1, -1)]
    step, tint, red = (np.median(sides[0][k], 1) - np.median(sides[1][k], 1) for k in range(3))
    good = (sides[0][3].mean(1) >= 0.8) & (sides[1][3].mean(1) >= 0.8)
    good &= (np.abs(step) >= LEAST_STEP) & (np.abs(tint) <= MOST_TINT) & (red * np.sign(step) >= -MOST_RED)
    X, Y = view.ground(*np.moveaxis(lines[good], -1, 0))
    azimuth = np.arctan2(X[:, 1] - X[:, 0], Y[:, 1] - Y[:, 0])
    off_ray = np.abs(np.sin(azimuth - np.arctan2(X.mean(1), Y.mean(1))))
    weight = length[good] * np.minimum(np.abs(step[good]), 0.8) * np.clip((off_ray - 0.05) / 0.25, 0.05, 1)
    return np.degrees(azimuth) % 180, weight / view.width


def edges_belief(edges: tuple[np.ndarray, np.ndarray], yaw_deg: float) -> np.ndarray:
    """Shadows of upright things run along the sun's azimuth, either way, (72,); edges: see ``shadow_edges``."""
    azimuth, weight = edges
    if not len(azimuth):
        return np.zeros(len(AZIMUTHS))
    weight = weight * (1 - along_house(azimuth, yaw_deg, ALONG_HOUSE_DEG))
    off = (AZIMUTHS[:, None] - azimuth + 90) % 180 - 90
    found = np.log1p(20 * (np.exp(-0.5 * (off / 6) ** 2) * weight).sum(1))
    return found - found.mean()


def wall_feet(lines: np.ndarray, shadows: ShadowMap, view: View) -> list[tuple[float, float, float]]:
    """Feet of walls: azimuth that each wall looks to (degrees), share of the sun before it, its length in widths."""
    ways, ground, found = house_ways(view), shadows.open, []
    leans = np.array([lean(lines, way, view) for way in ways])
    length = np.hypot(*(lines[:, 1] - lines[:, 0]).T) / view.width
    low = (lines[..., 1] - view.horizon_at(lines[..., 0]) > 0.012 * view.height).all(1) & (length > 0.018)
    down = np.array([0.0, max(3.0, 0.007 * view.height)])
    points = _along(lines, 0.1, 11)
    on_ground = (ground[_at(points + down, view)].mean(1) >= 0.75) & (ground[_at(points - down, view)].mean(1) <= 0.4)
    for along in (0, 1):
        own = low & on_ground & (leans[along] < WALL_LEAN) & (leans[1 - along] > 1.5 * leans[along] + 0.01)
        for points_of, share in zip(points[own], length[own], strict=True):
            X, Y = view.ground(*points_of.T)
            normal = ways[1 - along][:2] * -np.sign(X.mean() * ways[1 - along][0] + Y.mean() * ways[1 - along][1])
            x, y = view.project(X + normal[0] * BEFORE_M[:, None], Y + normal[1] * BEFORE_M[:, None])
            before = np.stack([x, np.maximum(y, points_of[:, 1] + 2.5)], -1)
            row, column = _at(before, view)
            seen = ground[row, column] & (before[..., 1] < view.height - 1) & (x >= 0) & (x < view.width)
            if seen.sum() >= 8:
                lit = float(shadows.visible[row, column][seen].mean())
                found.append((float(np.degrees(np.arctan2(*normal))), lit, float(share)))
    return found


def wall_feet_belief(found: list[tuple[float, float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Where walls stand in light the sun is before them, where in shade behind them: (72,) each.

    found: see ``wall_feet``. Shade may be that of a tree or of eaves, so the two are weighed apart.
    """
    lit, dark = np.zeros(len(AZIMUTHS)), np.zeros(len(AZIMUTHS))
    for towards, share, length in found:
        side = min(length, 0.25) / 0.1 * np.tanh(4 * np.cos(np.radians(AZIMUTHS - towards)))
        lit += side * (share > LIT)
        dark -= side * (share < DARK)
    return lit / (1 + np.abs(lit).max()), dark / (1 + np.abs(dark).max())
