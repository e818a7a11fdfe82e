"""Measures of a drawing that know nothing of how it was drawn."""

import cv2
import numpy as np


def luminance(picture: np.ndarray) -> np.ndarray:
    level = picture.astype(np.float32) / 255
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4) @ np.float32(
        [0.213, 0.715, 0.072]
    )


def vanishing_row(picture: np.ndarray, inside: np.ndarray) -> float | None:
    """Row of the vanishing point that explains the longest lines inside an area, by RANSAC and least squares."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))[0]
    if found is None:
        return None
    ends = found.reshape(-1, 4).astype(float)
    middle, step = (ends[:, :2] + ends[:, 2:]) / 2, ends[:, 2:] - ends[:, :2]
    length = np.hypot(*step.T)
    at = np.clip(np.rint(middle).astype(int), 0, np.array(picture.shape[1::-1]) - 1)
    slope = np.degrees(np.arctan2(np.abs(step[:, 1]), np.abs(step[:, 0])))
    inner = cv2.erode(inside.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    keep = inner[at[:, 1], at[:, 0]] & (length > 25) & (slope > 6)
    middle, step, length = middle[keep], step[keep] / length[keep][:, None], length[keep]
    if len(length) < 8:
        return None
    lines = np.c_[-step[:, 1], step[:, 0], step[:, 1] * middle[:, 0] - step[:, 0] * middle[:, 1]]
    pairs = np.random.default_rng(0).integers(0, len(lines), (1500, 2))
    points = np.cross(lines[pairs[:, 0]], lines[pairs[:, 1]])
    points = points[np.abs(points[:, 2]) > 1e-9]
    points = points[:, :2] / points[:, 2:]
    best, chosen = -1.0, None
    for point in points:
        towards = point - middle
        towards /= np.hypot(*towards.T)[:, None] + 1e-9
        fits = np.abs(towards[:, 0] * step[:, 1] - towards[:, 1] * step[:, 0]) < 0.012
        if (length * fits).sum() > best:
            best, chosen = (length * fits).sum(), fits
    weighted = lines[chosen] * length[chosen][:, None]
    for _ in range(3):
        point = np.linalg.lstsq(weighted[:, :2], -weighted[:, 2], rcond=None)[0]
        weighted = lines[chosen] * (length[chosen] / np.hypot(*(point - middle[chosen]).T))[:, None]
    return float(point[1])


def shadow_correlation(before: np.ndarray, after: np.ndarray, inside: np.ndarray) -> float:
    """Correlation of low-frequency log luminance before and after, inside an area."""
    blur = before.shape[1] * 0.012
    low = [cv2.GaussianBlur(np.log(luminance(picture) + 0.01), (0, 0), blur)[inside] for picture in (before, after)]
    return float(np.corrcoef(*low)[0, 1])
