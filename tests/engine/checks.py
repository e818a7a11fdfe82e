"""Measures of a drawing that know nothing of how it was drawn."""

import cv2
import numpy as np


def luminance(picture: np.ndarray) -> np.ndarray:
    level = picture.astype(np.float32) / 255
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4) @ np.float32(
        [0.213, 0.715, 0.072]
    )


def vanishing_row(picture: np.ndarray, inside: np.ndarray) -> float | None:
    point = vanishing_point(picture, inside)
    return None if point is None else point[1]


def vanishing_point(picture: np.ndarray, inside: np.ndarray) -> tuple[float, float] | None:
    """The pixel where the longest lines inside an area meet, by RANSAC and least squares."""
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
    return float(point[0]), float(point[1])


def shadow_correlation(before: np.ndarray, after: np.ndarray, inside: np.ndarray) -> float:
    """Correlation of low-frequency log luminance before and after, inside an area."""
    blur = before.shape[1] * 0.012
    low = [cv2.GaussianBlur(np.log(luminance(picture) + 0.01), (0, 0), blur)[inside] for picture in (before, after)]
    return float(np.corrcoef(*low)[0, 1])


def outside(photo: np.ndarray, picture: np.ndarray, mask: np.ndarray) -> tuple[int, int]:
    """How many pixels changed farther from the mask than 1.5 % of the width; the largest change within that band."""
    off = np.abs(photo.astype(np.int16) - picture).max(2)
    away = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5)
    band = 0.015 * photo.shape[1]
    return int(((off > 0) & (away > band)).sum()), int(off[(away > 0) & (away <= band)].max(initial=0))


def colour_difference(one: np.ndarray, other: np.ndarray, mask: np.ndarray) -> float:
    """Median CIE 1976 difference inside the mask, without the finest grain."""
    labs = [cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB) for picture in (one, other)]
    one, other = (cv2.GaussianBlur(lab, (0, 0), 2)[mask] for lab in labs)
    return float(np.median(np.linalg.norm(one - other, axis=1)))


def clipped_pct(picture: np.ndarray, inside: np.ndarray) -> float:
    return 100 * float((picture[inside].min(1) > 250).mean())


def detail_ratio(photo: np.ndarray, picture: np.ndarray, mask: np.ndarray) -> float:
    """Energy of the finest detail of what is drawn, over that of the photo in a ring around it."""
    reach = max(3, photo.shape[1] // 60)
    kernel = np.ones((reach, reach), np.uint8)
    ring = (cv2.dilate(mask.astype(np.uint8), np.ones((2 * reach, 2 * reach), np.uint8)) > 0) & ~mask
    drawn = cv2.erode((picture != photo).any(2).astype(np.uint8), np.ones((3, 3), np.uint8))
    inner = cv2.erode(cv2.morphologyEx(drawn, cv2.MORPH_CLOSE, kernel), kernel) > 0

    def fine(rgb: np.ndarray) -> np.ndarray:
        grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
        return grey - cv2.GaussianBlur(grey, (0, 0), 2)

    return float(fine(picture)[inner].var() / fine(photo)[ring].var())


PLAN_M, PER_M = 1.8, 150


def from_above(picture: np.ndarray, project, middle: tuple[float, float]) -> np.ndarray:
    """Grey plan of a square of ground, float32; project: metres (X, Y) to pixels, middle: metres."""
    steps = np.arange(int(PLAN_M * PER_M)) / PER_M - PLAN_M / 2
    X, Y = np.meshgrid(steps + middle[0], steps + middle[1])
    x, y = (np.asarray(pixels, np.float32) - 0.5 for pixels in project(X, Y))
    return cv2.cvtColor(cv2.remap(picture, x, y, cv2.INTER_LINEAR), cv2.COLOR_RGB2GRAY).astype(np.float32)


def boards_across(plan: np.ndarray, direction: float) -> tuple[float, float]:
    """Spacing of boards that run this way, metres, and how clearly it shows, 0..1 (autocorrelation).

    direction: degrees anticlockwise from the plan's X.
    """
    side = len(plan)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), -direction, 1)
    rows = cv2.warpAffine(plan, turn, (side, side))[side // 6 : -side // 6, side // 6 : -side // 6].mean(1)
    rows = rows - cv2.GaussianBlur(rows[:, None], (0, 0), 0.15 * PER_M)[:, 0]
    rows = rows / (rows.std() + 1e-6)
    like = np.correlate(rows, rows, "full")[len(rows) - 1 :] / np.arange(len(rows), 0, -1)
    low, high = int(0.07 * PER_M), int(0.22 * PER_M)
    at = low + int(np.argmax(like[low:high]))
    if not low < at < high - 1:
        return at / PER_M, 0.0
    before, here, after = like[at - 1 : at + 2]
    return (at + 0.5 * (before - after) / (before - 2 * here + after)) / PER_M, float(here)


def board_direction(plan: np.ndarray) -> float:
    """The way in which boards of a plan repeat most clearly and strongly, degrees anticlockwise from X, 0..180."""
    side = len(plan)

    def strength(direction: float) -> float:
        turn = cv2.getRotationMatrix2D((side / 2, side / 2), -direction, 1)
        rows = cv2.warpAffine(plan, turn, (side, side))[side // 6 : -side // 6, side // 6 : -side // 6].mean(1)
        rows = rows - cv2.GaussianBlur(rows[:, None], (0, 0), 0.15 * PER_M)[:, 0]
        return float(rows.std()) * max(boards_across(plan, direction)[1], 0.0)

    return float(max(np.arange(0, 180, 1.0), key=strength))
