"""What stands behind the lawn and is mirrored in water and steel."""

import math

import cv2
import numpy as np

from .camera import View
from .colour import to_srgb
from .light import Light
from .sun_shading import UP, lean

# Upright lines behind the area: length in widths, lean, how many are needed, and the share of their length that counts.
LEAST_LENGTH, MOST_LEAN, LEAST_LINES, NEAREST_SHARE = 0.02, 0.06, 5, 0.20
MOST_BEYOND = 1.25


def backdrop_distance(light: Light, mask: np.ndarray, view: View) -> float:
    """Distance in metres of the first upright thing behind the painted ground: where its ground ends, or feet stand."""
    edge = float(view.ground(view.width / 2, int(np.nonzero(mask.any(1))[0][0]))[1])
    ends, feet = _ground_ends(light, mask, view), _feet(light, mask, view)
    # Where the colour ends first, a patio begins, or a shrub stands before the house: nobody knows which.
    far = min(feet, math.sqrt(feet * ends), MOST_BEYOND * ends) if math.isfinite(feet) else ends
    return float(np.clip(far * 1.05, edge * 1.08, edge * 3 + 6))


def _ground_ends(light: Light, mask: np.ndarray, view: View) -> float:
    """From the mask's far edge the ground is followed upwards while its colour (Lab, Mahalanobis) stays the ground's.

    Distance in metres, the median over columns.
    """
    lab = cv2.cvtColor(cv2.GaussianBlur(to_srgb(light.small).astype(np.uint8), (0, 0), 2), cv2.COLOR_RGB2LAB)
    lab = lab.astype(np.float32)
    ground = lab[mask]
    mean = ground.mean(0)
    inverse = np.linalg.inv(np.cov((ground - mean).T) + np.eye(3) * 12)
    off = lab - mean
    alike = (np.einsum("ijk,kl,ijl->ij", off, inverse, off) < 14).astype(np.uint8)
    alike = cv2.morphologyEx(alike, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)) > 0
    rows = []
    for column in np.nonzero(mask.any(0))[0][::4]:
        row = int(np.argmax(mask[:, column]))
        highest = float(view.horizon_at(column)) + 0.012 * view.height
        strange = np.nonzero(~alike[:row, column])[0]
        rows.append(max(int(strange[-1]) if len(strange) else 0, highest))
    return float(view.ground(view.width / 2, float(np.median(rows)))[1])


def _feet(light: Light, mask: np.ndarray, view: View) -> float:
    """Where upright lines behind the area end, metres: the nearest fifth of their length, windows end higher up.

    Infinite where there are too few. Ground of several colours, a lawn and a patio, does not end where its colour does.
    """
    lines = light.lines
    if not len(lines):
        return np.inf
    top, low = lines[:, 0], lines[:, 1]
    length, columns = np.hypot(*(low - top).T), np.nonzero(mask.any(0))[0]
    horizon = view.horizon_at(low[:, 0])
    upright = (length > LEAST_LENGTH * view.width) & (lean(lines, UP, view) < MOST_LEAN)
    upright &= (low[:, 1] > horizon + 0.012 * view.height) & (top[:, 1] < horizon + 0.03 * view.height)
    column = np.clip(low[:, 0].astype(int), columns[0], columns[-1])
    behind = low[:, 1] < np.argmax(mask, 0)[column] + 0.01 * view.height
    beside = np.abs(low[:, 0] - (columns[0] + columns[-1]) / 2) < 0.65 * (columns[-1] - columns[0])
    chosen = upright & behind & beside
    if chosen.sum() < LEAST_LINES:
        return np.inf
    away, length = view.ground(*low[chosen].T)[1], length[chosen]
    order = np.argsort(away)
    reached = np.cumsum(length[order]) / length.sum()
    return float(away[order][np.searchsorted(reached, NEAREST_SHARE)])
