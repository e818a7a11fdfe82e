"""What stands in the painted area and stays in front of what is drawn: trunks, posts, the feet of walls and shrubs.

Only what can be told from the ground is kept: it has another colour than all the ground's colours, and either it
reaches up out of the area into the picture behind it, as upright things do and patches of earth do not, or it would
be far too long for its width if it lay on the ground: a pot, a table, a child.
"""

import cv2
import numpy as np

from .camera import View
from .colour import invariant, to_srgb
from .light import Light
from .posts import posts

COLOURS = 5
STRANGE = 4.2
SLENDER = 1.4
FRINGE = 0.16
ODD, SAME_COLOUR = 2.8, 13.0
# What is wholly inside the area: clearly strange, neither a shadow nor a patch, and this long for its width if flat.
VERY_STRANGE = 5.2
OTHER_TINT, BRIGHTER = 0.55, 0.35
FLAT_LENGTH = 2.2
LOWEST_M, TALLEST_M, WIDEST_M = 0.22, 2.3, 3.0
SOLID = 0.38
# What is dug keeps this far from what stands, if so much of the area is left, metres.
CLEARANCE_M, LEAST_LEFT = 0.45, 0.55


def _ground_colours(lab: np.ndarray, core: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Means and inverse covariances of the ground's colours in Lab, by seeded k-means; rare ones are not ground."""
    pixels = np.ascontiguousarray(lab[core])
    thin = pixels[:: max(1, len(pixels) // 12000)]
    cv2.setRNGSeed(2)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    # OpenCV's stubs leave out that no labels need be given: None lets it find the first ones itself.
    _, labels, _ = cv2.kmeans(thin, min(COLOURS, len(thin)), None, criteria, 2, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]
    found = []
    for colour in range(COLOURS):
        own = thin[labels.ravel() == colour]
        if len(own) > 0.05 * len(thin):
            spread = np.cov((own - own.mean(0)).T) + np.diag([30.0, 8.0, 8.0])
            found.append((own.mean(0), np.linalg.inv(spread)))
    return found


def _strangeness(lab: np.ndarray, colours: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Mahalanobis distance of each pixel to the nearest of the ground's colours, (h, w)."""
    best = np.full(lab.shape[:2], 1e9, np.float32)
    for mean, inverse in colours:
        off = lab - mean.astype(np.float32)
        best = np.minimum(best, np.einsum("ijk,kl,ijl->ij", off, inverse.astype(np.float32), off))
    return np.sqrt(best)


def _guided(guide: np.ndarray, matte: np.ndarray, radius: int) -> np.ndarray:
    """The matte fitted to the edges of a grey guide (He, Sun and Tang 2010); both float32 (h, w)."""
    size = (2 * radius + 1, 2 * radius + 1)
    mean_g, mean_m = cv2.blur(guide, size), cv2.blur(matte, size)
    slope = (cv2.blur(guide * matte, size) - mean_g * mean_m) / (cv2.blur(guide * guide, size) - mean_g**2 + 2e-4)
    return cv2.blur(slope, size) * guide + cv2.blur(mean_m - slope * mean_g, size)


def _regions(likely: np.ndarray) -> list[np.ndarray]:
    """Connected regions of more than a few pixels, bool (h, w) each."""
    joined = cv2.morphologyEx(likely.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return [labels == number for number in range(1, count) if stats[number, cv2.CC_STAT_AREA] >= 12]


def _other_material(light: Light, core: np.ndarray) -> np.ndarray:
    """What no shadow on the ground could look like: another invariant colour, or brighter than lit ground."""
    log_rgb = np.log(cv2.GaussianBlur(light.small, (0, 0), 1.2) + 2e-3)
    tint, green = invariant(log_rgb), log_rgb[..., 1]
    usual = np.percentile(tint[core], [8, 92])
    off = np.maximum(usual[0] - tint, tint - usual[1])
    bright = green - np.percentile(green[core], 92)
    return (off > OTHER_TINT) | (bright > BRIGHTER)


def standing(light: Light, mask: np.ndarray, view: View) -> np.ndarray:
    """How much of each pixel is something that stands in the area: float32 (h, w), 0..1, at the small size."""
    nothing = np.zeros(mask.shape, np.float32)
    rows = np.nonzero(mask.any(1))[0]
    top, tall = int(rows[0]), int(rows[-1] - rows[0] + 1)
    core = mask.copy()
    core[: top + int(0.25 * tall)] = False
    if core.sum() < 400:
        return nothing
    lab = cv2.cvtColor(np.clip(to_srgb(light.small) / 255, 0, 1).astype(np.float32), cv2.COLOR_RGB2LAB)
    strange = _strangeness(
        cv2.GaussianBlur(lab, (0, 0), 0.8), _ground_colours(cv2.GaussianBlur(lab, (0, 0), 1.5), core)
    )
    near = cv2.dilate(mask.astype(np.uint8), np.ones((91, 9), np.uint8)) > 0
    kept = np.zeros(mask.shape, bool)
    likely = (strange > STRANGE) & near
    for whole in _regions(likely):
        if _stands(whole, mask, tall) and not _lies(whole, strange > STRANGE, lab, mask, view):
            kept |= whole
    foreign = (strange > VERY_STRANGE) & _other_material(light, core) & mask
    for whole in _regions(cv2.morphologyEx(foreign.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0):
        # A part of a bed is no thing of its own.
        bed = _grown(whole, (strange > ODD) & mask)
        if _upright(whole, mask, view) and (bed.sum() < 1.6 * whole.sum() or _upright(bed, mask, view)):
            kept |= whole
    kept |= posts(light.lines, cv2.GaussianBlur(lab, (0, 0), 0.6), mask, view)
    if not kept.any():
        return nothing
    matte = _guided(lab[..., 0] / 100, kept.astype(np.float32), 3)
    matte = np.clip((matte - 0.12) / 0.6, 0, 1)
    return np.where(cv2.dilate(kept.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0, matte, 0).astype(np.float32)


def _grown(whole: np.ndarray, likely: np.ndarray) -> np.ndarray:
    """All of what is likely that hangs together with a region, bool (h, w)."""
    labels = cv2.connectedComponents((likely | whole).astype(np.uint8), connectivity=8)[1]
    return labels == labels[whole][0]


def _lies(whole: np.ndarray, strange: np.ndarray, lab: np.ndarray, mask: np.ndarray, view: View) -> bool:
    """Whether a region that reaches into the area is ground: a bed or a path beside or behind it.

    What stands has its colour above the area's far edge too; what goes on beside the area reaches up to the horizon.
    """
    inside = whole & mask
    rows, columns = np.nonzero(inside)
    alike = strange & (np.linalg.norm((lab - np.median(lab[inside], 0)) * [0.5, 1.0, 1.0], axis=2) < SAME_COLOUR)
    height, width = int(np.ptp(rows)) + 1, float(np.median(inside.sum(1)[np.unique(rows)]))
    if height <= SLENDER * width:
        high, first = max(8, int(1.2 * height)), np.argmax(mask, 0)
        above = [alike[max(first[c] - high, 0) : first[c], c] for c in np.unique(columns) if first[c] > 0]
        return bool(np.median([part.mean() for part in above]) < 0.4) if above else True
    near = slice(max(columns.min() - int(3 * width) - 6, 0), columns.max() + int(3 * width) + 6)
    beside = (strange & ~mask)[rows.min() : rows.max() + 1, near]
    if beside.sum() < 1.5 * inside.sum():
        return False
    top = np.nonzero(_grown(inside, alike)[:, near].any(1))[0][0]
    return bool(top > float(view.horizon_at(columns.mean())) + 0.01 * view.height)


def _stands(whole: np.ndarray, mask: np.ndarray, tall: int) -> bool:
    """A region that begins above the area and is slender inside it, or that only fringes the area's far edge."""
    inside = whole & mask
    if inside.sum() < 12 or inside.sum() > 0.2 * mask.sum():
        return False
    columns = np.nonzero(inside.any(0))[0]
    first = np.argmax(mask, 0)[columns]
    starts = np.argmax(whole, 0)[columns]
    if np.mean(starts < first) < 0.5:
        return False
    rows = np.nonzero(inside.any(1))[0]
    height = len(rows)
    width = float(np.median(inside.sum(1)[rows]))
    rises = float(np.median((first - starts)[starts < first]))
    return (height > SLENDER * width and height > 6) or (height < FRINGE * tall and rises > max(14, 1.5 * height))


def _upright(whole: np.ndarray, mask: np.ndarray, view: View) -> bool:
    """A compact region inside the area that no flat thing would look like: too long for its width on the ground."""
    rows, columns = np.nonzero(whole.any(1))[0], np.nonzero(whole.any(0))[0]
    top, foot, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    if whole.sum() < 40 or whole.sum() < SOLID * (foot - top) * (right - left) or whole.sum() > 0.12 * mask.sum():
        return False
    # Ground goes on below it and on both sides; what hangs over the area's edge is told by its top.
    around = mask[min(foot + 2, len(mask) - 1), left:right].mean(), mask[top:foot, max(left - 3, 0)].mean()
    if min(*around, mask[top:foot, min(right + 2, mask.shape[1] - 1)].mean()) < 0.9:
        return False
    middle = (left + right) / 2
    x, y = view.ground(np.array([left, right, middle, middle]), np.array([foot, foot, foot, top]))
    wide, long = abs(x[1] - x[0]), abs(y[3] - y[2])
    horizon = float(view.horizon_at(middle))
    high = view.camera.height_m * (foot - top) / max(foot - horizon, 1.0)
    return bool(long > FLAT_LENGTH * wide and LOWEST_M < high < TALLEST_M and wide < WIDEST_M)


def clear_of(standing_: np.ndarray, mask: np.ndarray, view: View) -> np.ndarray:
    """The part of an area bool (h, w) before what stands in its far part: nobody digs where a trunk or a bench stands.

    The whole area where that would take too much of it.
    """
    inside = (standing_ > 0.5) & mask
    if not inside.any():
        return mask
    kept, (rows, columns) = mask.copy(), np.nonzero(inside)
    for column in np.unique(columns):
        foot = rows[columns == column].max()
        far = float(view.ground(column, foot)[1]) - CLEARANCE_M
        nearest = int(np.ceil(view.project(0.0, max(far, 0.5))[1]))
        side = max(1, int(CLEARANCE_M * view.camera.focal_px / max(far, 0.5)))
        kept[:nearest, max(column - side, 0) : column + side + 1] = False
    count, labels, stats, _ = cv2.connectedComponentsWithStats(kept.astype(np.uint8), connectivity=4)
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])) if count > 1 else 0
    kept = labels == largest if count > 1 else kept
    return kept if kept.sum() > LEAST_LEFT * mask.sum() else mask
