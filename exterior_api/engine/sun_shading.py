"""What the light on a house's walls tells about where the sun stands: Lambert's cosine law on walls of known direction.

Beliefs are float64 (e, 72) over ELEVATIONS and AZIMUTHS, higher where the sun more likely stands; they are added.
"""

import cv2
import numpy as np

from .camera import View

AZIMUTHS = np.arange(-180.0, 180.0, 5.0)
ELEVATIONS = np.arange(15.0, 70.0, 10.0)
_AZ, _EL = np.radians(AZIMUTHS), np.radians(ELEVATIONS)[:, None]
UP = np.array([0.0, 0.0, 1.0])
# Light of a clear day, as shares of the sun at normal incidence: sky on level ground, sky and lit ground on a wall.
SKY_ON_GROUND, SKY_ON_WALL = 0.24, 0.20
# Albedo of walls: the same paint all round a house, of a lightness that nobody knows; how sure one wall's own level is,
# at best and times the length of its lines; log units.
WALL_ALBEDO, ANY_WALL, EACH_WALL = 0.30, 0.50, (0.30, 0.20)
SURPRISE = 0.02
LINE, LEAN, LEAST_LINES, LEAST_SHARE, LEAST_SAMPLES = 0.018, 0.03, 0.12, 0.20, 40
BESIDE = 0.005 * np.array([-2.0, -1.5, -1.0, 1.0, 1.5, 2.0])


def segments(photo: np.ndarray) -> np.ndarray:
    """Line segments of a small photo uint8 (h, w, 3), float64 (n, 2, 2): upper end first, x and y in pixels."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY))[0]
    if found is None:
        return np.zeros((0, 2, 2))
    ends = found.reshape(-1, 2, 2).astype(float)
    return np.take_along_axis(ends, np.argsort(ends[:, :, 1], 1)[:, :, None], 1)


def lean(lines: np.ndarray, direction: np.ndarray, view: View) -> np.ndarray:
    """Sine of the angle between segments (n, 2, 2) and where a world direction (3,) leads in the picture, (n,)."""
    right, down, forward = view.axes @ direction
    middle = lines.mean(1) - [view.width / 2, view.height / 2]
    towards = np.c_[view.camera.focal_px * right - middle[:, 0] * forward,
                    view.camera.focal_px * down - middle[:, 1] * forward]  # fmt: skip
    way = lines[:, 1] - lines[:, 0]
    cross = way[:, 0] * towards[:, 1] - way[:, 1] * towards[:, 0]
    return np.abs(cross) / (np.hypot(*way.T) * np.hypot(*towards.T) + 1e-9)


def house_ways(view: View) -> np.ndarray:
    """Unit vectors along the two level directions of the house, (2, 3)."""
    yaw = np.radians(view.camera.yaw_deg)
    return np.array([[np.cos(yaw), np.sin(yaw), 0.0], [-np.sin(yaw), np.cos(yaw), 0.0]])


def along_house(azimuth: np.ndarray, yaw_deg: float, width_deg: float) -> np.ndarray:
    """1 where directions in degrees are those of the house, 0 well beside them; of the same shape."""
    off = [np.abs((azimuth - axis + 90) % 180 - 90) for axis in (90.0 - yaw_deg, -yaw_deg)]
    return np.exp(-((np.min(off, 0) / width_deg) ** 4))


def walls(lines: np.ndarray, level: np.ndarray, usable: np.ndarray, view: View) -> list[tuple[float, float, float]]:
    """Walls that are seen: azimuth their fronts look to (degrees), log luminance, length of their lines (widths).

    Level lines of a house lie in walls whose direction they tell. level: luminance, usable: what is upright; (h, w).
    """
    ways = house_ways(view)
    leans = np.array([lean(lines, way, view) for way in ways])
    length = np.hypot(*(lines[:, 1] - lines[:, 0]).T)
    middle = lines.mean(1) - [view.width / 2, view.height / 2]
    ray = middle[:, :1] * view.axes[0] + middle[:, 1:] * view.axes[1] + view.camera.focal_px * view.axes[2]
    found = []
    for along in (0, 1):
        own = (leans[along] < LEAN) & (leans[1 - along] > 2 * leans[along] + 0.02) & (length > LINE * view.width)
        for sign in (1.0, -1.0):
            faces = own & (sign * (ray @ ways[1 - along]) < 0)
            share = float(length[faces].sum() / view.width)
            if share < LEAST_LINES:
                continue
            normal, seen = sign * ways[1 - along], _beside(lines[faces], level, usable, view)
            if len(seen) > LEAST_SAMPLES:
                towards = float(np.degrees(np.arctan2(normal[0], normal[1])))
                found.append((towards, float(np.percentile(seen, 60)), share))
    most = max((share for _, _, share in found), default=0.0)
    return [wall for wall in found if wall[2] >= LEAST_SHARE * most]


def _beside(lines: np.ndarray, level: np.ndarray, usable: np.ndarray, view: View) -> np.ndarray:
    """Log luminance of usable pixels on both sides of segments (n, 2, 2), six for each 4 pixels of length."""
    found = []
    for line in lines:
        way = line[1] - line[0]
        size = float(np.hypot(*way))
        at = line[0] + np.linspace(0.1, 0.9, max(2, int(size / 4)))[:, None] * way
        across = np.array([-way[1], way[0]]) / size
        found.append((at[:, None] + (BESIDE * view.width)[:, None] * across).reshape(-1, 2))
    x, y = np.concatenate(found).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < view.width) & (y < view.height)
    x, y = x[inside], y[inside]
    return np.log(level[y, x][usable[y, x]] + 2e-3)


def walls_belief(found: list[tuple[float, float, float]], white: float) -> np.ndarray:
    """Walls against the light on level ground and against each other, by Lambert's cosine law; (e, 72).

    found: see ``walls``; white: luminance of a level white surface in full light.
    """
    if not found:
        return np.zeros((len(ELEVATIONS), len(AZIMUTHS)))
    towards, bright, share = (np.array(column) for column in zip(*found, strict=True))
    facing = np.cos(_EL)[..., None] * np.maximum(np.cos(_AZ[:, None] - np.radians(towards)), 0)
    expected = np.log((facing + SKY_ON_WALL) / (np.sin(_EL) + SKY_ON_GROUND)[..., None])
    # All walls have one paint of an unknown lightness; each is known the better the more of it is seen.
    spread = np.diag(EACH_WALL[0] ** 2 + (EACH_WALL[1] / share) ** 2) + ANY_WALL**2
    off = bright - np.log(white * WALL_ALBEDO) - expected
    fits = np.exp(-0.5 * np.einsum("eai,ij,eaj->ea", off, np.linalg.inv(spread), off))
    return np.log(fits / fits.max() + SURPRISE)
