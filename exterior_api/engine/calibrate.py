"""Finding the camera of a photo: a Manhattan fit on straight lines, with priors.

After Coughlan and Yuille 1999 (Manhattan world) and Denis et al. 2008 (edges against orthogonal vanishing points):
houses have two level directions and one upright one, and every straight line votes for the camera that explains it.
Long lines are exact and vote sharply, short ones loosely; lines in clutter (leaves, grass) hardly vote. What is far and
level (a hedge, a wood) draws lines near the horizon that fit any horizon there; a foot on the ground lies below it.
"""

import itertools
import math

import cv2
import numpy as np

from . import threads
from .camera import Camera, focal_from_35mm, horizon_row
from .doors import Doors, find_doors
from .kernels.manhattan import manhattan_scores

LINE_SIDE_PX = 1000
SHORTEST_LINE = 0.022  # of the picture's width
LINES = 400
END_PX = 0.8  # how well the ends of a line are known
# Share of the detail around a line that must run along it: leaves and grass have less than the first.
CLUTTER, CLEAR, LEAST_WEIGHT = 0.13, 0.35, 0.15
WINDOW = np.arange(-7, 8) * 0.002
TYPICAL_FOCAL = 0.78  # focal length over width of a phone's main camera
# People frame a house: the horizon lies this far above the middle, in picture widths.
HORIZON_PRIOR = (0.055, 0.11)
ROLL_PRIOR = math.radians(3.0)
# Level lines so far above and below the horizon are those of far things, ending so softly (picture widths); the foot of
# the farthest thing, 60 m away, lies this much of the focal length below the horizon of a camera at 1.6 m.
LEVEL = np.array([-0.06, 0.12, 0.03, 0.04, 1.6 / 60])
# Ground by its colour: Mahalanobis distance² in Lab, and how much stranger what stands on it is.
GROUND_COLOUR, STRANGER = 9.0, (2.5, 4.0)
LEAST_GROUND_PX = 50
MODES, MODE_STEP = 12, (0.2, 0.05, 0.11)
SHARPEST = 0.008
# Weight of doors against what else is known beforehand.
DOORS, SAME_HORIZON = 0.3, 0.004


def line_ends(grey: np.ndarray) -> np.ndarray:
    """Ends of the line segments of a grey picture uint8 (h, w), pixels, float64 (n, 2, 2)."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    return np.zeros((0, 2, 2)) if found is None else found.reshape(-1, 2, 2).astype(np.float64)


def straight_lines(grey: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Line segments of a grey picture uint8 (h, w), longest first; found: see ``line_ends``.

    Returns (n, 7) float64: middle x, y (centred), direction x, y (unit), weight (its length, at most 0.25, less in
    clutter), in picture widths; variance of the direction, radians²; 1 where ``mark_feet`` finds a foot, here 0.
    """
    height, width = grey.shape
    ends = (found.reshape(-1, 4) - np.array([width, height, width, height]) / 2) / width
    step = ends[:, 2:] - ends[:, :2]
    length = np.hypot(step[:, 0], step[:, 1])
    long = length > SHORTEST_LINE
    ends, step, length = ends[long], step[long], length[long]
    middle = (ends[:, :2] + ends[:, 2:]) / 2
    way = step / length[:, None]
    clear = np.clip((_clearness(grey, middle, way) - CLUTTER) / (CLEAR - CLUTTER), LEAST_WEIGHT, 1.0)
    weight = np.minimum(length, 0.25) * clear
    lines = np.c_[middle, way, weight, (END_PX / (length * width)) ** 2, np.zeros(len(weight))]
    return np.ascontiguousarray(lines[np.argsort(-weight, kind="stable")[:LINES]])


def _clearness(grey: np.ndarray, middle: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Share of the gradient around each line's middle that stands across it, (n,)."""
    gx, gy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    height, width = grey.shape
    across, down = (offset.ravel() * width for offset in np.meshgrid(WINDOW, WINDOW))
    x = np.clip(middle[:, :1] * width + width / 2 + across, 0, width - 1).astype(int)
    y = np.clip(middle[:, 1:] * width + height / 2 + down, 0, height - 1).astype(int)
    gx, gy = gx[y, x], gy[y, x]
    size = np.hypot(gx, gy) + 1e-3
    along = np.abs(gx * way[:, :1] + gy * way[:, 1:]) < 0.17 * size
    return (size * along).sum(1) / size.sum(1)


def _outside(lines: np.ndarray, mask: np.ndarray) -> np.ndarray:
    height, width = mask.shape
    x = np.clip((lines[:, 0] * width + width / 2).astype(int), 0, width - 1)
    y = np.clip((lines[:, 1] * width + height / 2).astype(int), 0, height - 1)
    return np.ascontiguousarray(lines[~mask[y, x]])


def mark_feet(lines: np.ndarray, photo: np.ndarray, mask: np.ndarray) -> None:
    """Marks lines (n, 7) that have ground of the painted kind below them and something else above, in place.

    photo: uint8 (h, w, 3), small; mask: bool (h, w), the painted ground. Steep lines are no feet.
    """
    lab = cv2.cvtColor(cv2.GaussianBlur(photo, (0, 0), 1.5), cv2.COLOR_RGB2LAB).astype(np.float32)
    ground = lab[mask][:: max(1, int(mask.sum()) // 4000)]
    mean, inverse = ground.mean(0), np.linalg.inv(np.cov(ground.T) + np.eye(3) * 12)
    height, width = mask.shape
    strange = []
    for side in (-1, 1):
        found = []
        for along, across in itertools.product((-0.01, 0.0, 0.01), (0.006, 0.010)):
            x = (lines[:, 0] + along * lines[:, 2]) * width + width / 2
            y = (lines[:, 1] + along * lines[:, 3] + side * across) * width + height / 2
            off = lab[np.clip(y, 0, height - 1).astype(int), np.clip(x, 0, width - 1).astype(int)] - mean
            found.append(np.einsum("ij,jk,ik->i", off, inverse, off))
        strange.append(np.median(found, 0))
    above, below = strange
    feet = (below < GROUND_COLOUR) & (above > STRANGER[0] * below + STRANGER[1])
    lines[:, 6] = feet & (np.abs(lines[:, 3]) < 0.5)


class _Fit:
    """Scores of cameras (m, 4) = focal length in widths, pitch, roll, yaw in radians."""

    def __init__(self, lines: np.ndarray, focal: float | None, lowest_horizon: float | None):
        self.lines, self.lowest_horizon, self.told = lines, lowest_horizon, focal is not None
        self.focal, self.focal_spread = (focal, 0.05) if focal else (TYPICAL_FOCAL, 0.30)
        self.total = lines[:, 4].sum() + 1e-9
        # How much what is known beforehand counts against the lines.
        self.weight = 0.04 * self.total + 0.15

    def likelihood(self, cameras: np.ndarray, sigma: float) -> np.ndarray:
        scores = np.zeros(len(cameras))
        if len(self.lines):
            pieces = threads.spans(len(cameras), 4 * threads.count())
            inverse = 1.0 / (sigma**2 + self.lines[:, 5])
            threads.run(lambda s: manhattan_scores(self.lines, cameras, inverse, LEVEL, s[0], s[1], scores), pieces)
        return scores

    def prior(self, cameras: np.ndarray) -> np.ndarray:
        focal, pitch, roll = cameras[:, 0], cameras[:, 1], cameras[:, 2]
        # Heavy tails: a long lens or a crooked hand is rare, not impossible, where the lines are plain about it.
        lens = (np.log(focal / self.focal) / self.focal_spread) ** 2
        belief = -0.5 * lens if self.told else -0.5 * np.log1p(0.5 * lens)
        belief -= 0.5 * np.log1p(0.5 * (roll / ROLL_PRIOR) ** 2)
        belief -= 0.5 * ((focal * np.tan(pitch) - HORIZON_PRIOR[0]) / HORIZON_PRIOR[1]) ** 2
        belief *= self.weight
        if self.lowest_horizon is not None:
            belief -= 1e3 * (-focal * np.tan(pitch) > self.lowest_horizon)
        return belief

    def scores(self, cameras: np.ndarray, sigma: float) -> np.ndarray:
        return self.likelihood(cameras, sigma) + self.prior(cameras)

    def best(self) -> np.ndarray:
        """Grid, then seven rounds of drawing around the best of each of its modes with shrinking spread.

        The modes are kept apart to the end: at the grid's coarse tolerance a false one often leads. Seeded.
        """
        near = np.array([0.97, 1.0, 1.03]) if self.told else np.exp(np.linspace(-0.5, 0.9, 10))
        axes = (
            self.focal * near,
            np.radians(np.arange(-10, 34, 2.0)),
            np.radians([-2.0, -1.0, 0.0, 1.0, 2.0]),
            np.radians(np.arange(0, 90, 3.0)),
        )
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, 4)
        kept = [mode[None] for mode in _modes(grid[np.argsort(-self.scores(grid, 0.035), kind="stable")[:600]])]
        draws, spread, sigma = np.random.default_rng(0), np.array([0.06, 0.02, 0.01, 0.03]), 0.03
        for _ in range(7):
            tried = [self._around(best, spread, draws) for best in kept]
            scores = self.scores(np.vstack(tried), sigma)
            by_mode = np.split(scores, np.cumsum([len(part) for part in tried])[:-1])
            kept = [part[np.argsort(-own, kind="stable")[:6]] for part, own in zip(tried, by_mode, strict=True)]
            spread, sigma = spread * 0.6, max(SHARPEST, sigma * 0.75)
        ends = np.vstack([best[:1] for best in kept])
        return ends[np.argmax(self.scores(ends, SHARPEST))]

    @staticmethod
    def _around(best: np.ndarray, spread: np.ndarray, draws: np.random.Generator) -> np.ndarray:
        around = np.repeat(best, 90 // len(best), 0)
        around = around + draws.normal(size=around.shape) * spread * [best[0, 0] / TYPICAL_FOCAL, 1.0, 1.0, 1.0]
        around[:, 0] = np.clip(around[:, 0], 0.35, 4.0)
        return np.vstack([best, around])


def _modes(ranked: np.ndarray) -> list[np.ndarray]:
    """The best cameras (4,) of a ranked list that differ plainly in log focal length, pitch or yaw, best first."""
    kept: list[np.ndarray] = []
    for camera in ranked:
        turn = [abs((camera[3] - k[3] + math.pi / 4) % (math.pi / 2) - math.pi / 4) for k in kept]
        apart = [
            abs(math.log(camera[0] / k[0])) > MODE_STEP[0] or abs(camera[1] - k[1]) > MODE_STEP[1] or t > MODE_STEP[2]
            for k, t in zip(kept, turn, strict=True)
        ]
        if all(apart):
            kept.append(camera)
        if len(kept) == MODES:
            break
    return kept


def _by_doors(fit: _Fit, best: np.ndarray, doors: Doors) -> np.ndarray:
    """The camera (4,) of those with the same upright vanishing point, but another lens, that lines and doors like best.

    Where a front is seen square on, the lines like all of them nearly alike.
    """
    doors = doors.near(-best[0] * math.tan(best[1]))
    if not len(doors.rows):
        return best
    draws, found, scores = np.random.default_rng(1), [], []
    for factor in np.exp(np.linspace(-0.45, 0.75, 17)):
        own = np.array([best[0] * factor, math.atan(math.tan(best[1]) * factor), best[2], best[3]])
        spread = np.array([0.0, 0.012, 0.006, 0.02])
        for _ in range(4):
            tried = np.vstack([own, own + draws.normal(size=(60, 4)) * spread])
            likely = fit.scores(tried, SHARPEST)
            own, spread = tried[int(np.argmax(likely))], spread * 0.5
        found.append(own)
        scores.append(float(likely.max()))
    # A door is more exact than these steps.
    nodes, fine = np.arange(len(found)), np.linspace(0, len(found) - 1, 401)
    ends = np.stack([np.interp(fine, nodes, part) for part in np.array(found).T], -1)
    horizons = -ends[:, 0] * np.tan(ends[:, 1])
    liked = np.interp(fine, nodes, scores) + DOORS * fit.weight * doors.belief(horizons)
    chosen = int(np.argmax(liked))
    return best if abs(horizons[chosen] + best[0] * math.tan(best[1])) < SAME_HORIZON else ends[chosen]


def _small_copy(photo: np.ndarray) -> np.ndarray:
    shrink = min(1.0, LINE_SIDE_PX / max(photo.shape[:2]))
    return cv2.resize(photo, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else photo


def estimate_camera(photo: np.ndarray, mask: np.ndarray | None = None, *, focal_35mm: float | None = None) -> Camera:
    """The camera of a photo over level ground.

    photo: uint8 (H, W, 3) sRGB. mask: bool (H, W), the area on the ground: its lines are left out, and the horizon
    is looked for above it unless the photo clearly says otherwise. focal_35mm: 35-mm equivalent focal length, mm.

    Angles in degrees, lengths in pixels of this photo; yaw is the house's direction modulo 90 degrees;
    confidence is the share of line length that the camera explains, below 0.3 a person should check the horizon.
    """
    height, width = photo.shape[:2]
    small = _small_copy(photo)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    ends = line_ends(grey)
    lines = straight_lines(grey, ends)
    lowest = None
    if mask is not None and mask.any():
        area = cv2.resize(mask.astype(np.uint8), small.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
        lines = _outside(lines, area)
        filled = np.nonzero(area.any(1))[0]
        if len(filled):
            top = filled[0] + 0.02 * (filled[-1] - filled[0])
            lowest = (top - area.shape[0] / 2) / area.shape[1] - 0.015
        if area.sum() > LEAST_GROUND_PX:
            mark_feet(lines, small, area)
    focal = focal_from_35mm(focal_35mm, width, height) / width if focal_35mm else None
    fit = _Fit(lines, focal, None)
    best = fit.best()
    if lowest is not None and -best[0] * math.tan(best[1]) > lowest:
        best = _below_horizon(fit, _Fit(lines, focal, lowest), best)
    elif focal is None:
        best = _by_doors(_Fit(lines, None, lowest), best, find_doors(ends, small))
    explained = float(fit.likelihood(best[None], 0.015)[0] / fit.total) if len(lines) else 0.0
    focal_px, pitch, roll = float(best[0] * width), math.degrees(best[1]), math.degrees(best[2])
    horizon = horizon_row(focal_px, pitch, roll, height)
    confidence = explained * min(1.0, len(lines) / 40)
    return Camera(focal_px, pitch, roll, math.degrees(best[3]) % 90.0, horizon, confidence)


def find_yaw(photo: np.ndarray, mask: np.ndarray, camera: Camera) -> float:
    """The house's direction in degrees, 0..90, for a camera whose focal length, pitch and roll are given."""
    small = _small_copy(photo)
    area = cv2.resize(mask.astype(np.uint8), small.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    fit = _Fit(_outside(straight_lines(grey, line_ends(grey)), area), None, None)
    yaws = np.radians(np.arange(0, 90, 0.5))
    fixed = [camera.focal_px / photo.shape[1], math.radians(camera.pitch_deg), math.radians(camera.roll_deg)]
    cameras = np.c_[np.tile(fixed, (len(yaws), 1)), yaws]
    return math.degrees(yaws[int(np.argmax(fit.likelihood(cameras, 0.03)))])


def _below_horizon(free: _Fit, bound: _Fit, best: np.ndarray) -> np.ndarray:
    """The area reaches above the horizon found: believe the area, unless the lines say firmly that it does not lie."""
    bent = bound.best()
    loss = float(free.likelihood(best[None], 0.02)[0] - free.likelihood(bent[None], 0.02)[0]) / free.total
    sure = float(free.likelihood(best[None], 0.015)[0]) / free.total
    return best if loss > 0.08 and sure > 0.35 and len(free.lines) > 40 else bent
