"""The photo's own fine texture: its grain and how sharp it is, measured beside the area, for what is drawn in it."""

from dataclasses import dataclass

import cv2
import numpy as np

from .camera import REFERENCE_WIDTH
from .colour import GREY, to_srgb

PATCH_PX = 96
MOST_PATCHES = 28
# What is built is smoother than a lawn, but a camera draws both equally sharp.
SHARE_OF_RING = 0.78
GAIN = (-0.92, 1.3)
# Of a picture of the reference width; finer pixels bear more.
MOST_SPECKLE = 0.035
EDGE_PATCH_PX, CLEAR_STEP, FEWEST_EDGES, SOBEL_PX = 256, 60.0, 60, 0.9


@dataclass(frozen=True)
class Texture:
    """grain: noise in sRGB levels, and its width as a Gaussian in pixels; ring: deviation of fine detail beside
    the area, levels; gain: how much what is drawn is sharpened (or softened, below 0); speckle: relative noise."""

    grain: float
    grain_px: float
    ring: float
    gain: float
    speckle: float


def fine(grey: np.ndarray, width_px: float) -> np.ndarray:
    """Detail finer than about three times this width, of a grey picture float32 (h, w)."""
    return grey - cv2.GaussianBlur(grey, (0, 0), width_px)


def _around(mask: np.ndarray, outside: bool) -> list[tuple[slice, slice]]:
    """Squares evenly along the mask's contour, pushed out of it or into it."""
    found = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    ring = max(found, key=len)[:, 0]
    places = ring[np.linspace(0, len(ring) - 1, MOST_PATCHES).astype(int)].astype(float)
    middle = places.mean(0)
    away = places - middle
    away /= np.linalg.norm(away, axis=1)[:, None] + 1e-6
    return _squares(places + away * PATCH_PX * (0.55 if outside else -0.75), mask.shape)


def _all_over(mask: np.ndarray) -> list[tuple[slice, slice]]:
    """Squares evenly over the whole mask, nearest the camera last."""
    rows, columns = np.nonzero(mask[::8, ::8])
    chosen = np.linspace(0, len(rows) - 1, MOST_PATCHES).astype(int)
    return _squares(8.0 * np.c_[columns, rows][chosen], mask.shape)


def _squares(places: np.ndarray, shape: tuple[int, int]) -> list[tuple[slice, slice]]:
    size = PATCH_PX // 2
    x = np.clip(places[:, 0], size, max(size, shape[1] - size)).astype(int)
    y = np.clip(places[:, 1], size, max(size, shape[0] - size)).astype(int)
    return [(slice(b - size, b + size), slice(a - size, a + size)) for a, b in zip(x, y, strict=True)]


def _grain_of(photo: np.ndarray) -> tuple[float, float]:
    """Noise of the photo's calmest places in levels (at most 3), and its width in pixels: a lawn has none to show."""
    levels, slopes = [], []
    side = min(PATCH_PX, *photo.shape[:2])
    for y in np.linspace(0, photo.shape[0] - side, 7).astype(int):
        for x in np.linspace(0, photo.shape[1] - side, 7).astype(int):
            grey = cv2.cvtColor(photo[y : y + side, x : x + side], cv2.COLOR_RGB2GRAY).astype(np.float32)
            detail = grey - cv2.GaussianBlur(grey, (0, 0), 1.5)
            local = np.sqrt(cv2.blur(detail * detail, (15, 15)))
            # Black and white are cut off, and noise with them.
            local = np.where((grey > 12) & (grey < 243), local, 99.0)
            calm = local <= np.percentile(local, 15)
            levels.append(float(np.percentile(local, 8)))
            slopes.append(float(np.diff(detail, axis=1)[calm[:, 1:]].var() / (2 * detail[calm].var() + 1e-6)))
    quiet = np.argsort(levels, kind="stable")[: len(levels) // 4]
    # Neighbours of white noise differ by twice its variance; a Gaussian of s pixels leaves 1 - exp(-1 / 4 s²) of it.
    white = float(np.clip(np.median(np.array(slopes)[quiet]), 0.05, 0.95))
    level = min(3.0, float(np.median(np.array(levels)[quiet])))
    return level, float(np.clip((-0.25 / np.log(1 - white)) ** 0.5, 0.3, 1.6))


def measure(photo: np.ndarray, mask: np.ndarray, values: np.ndarray, top: int, left: int, calm: bool) -> Texture:
    """Texture of a photo uint8 (H, W, 3) beside a mask bool (H, W), against a drawn layer float32 (h, w, 5) at
    (top, left). calm: water, which is not made rougher than it is."""
    height, width = values.shape[:2]
    reach = PATCH_PX
    y0, x0 = max(0, top - reach), max(0, left - reach)
    window = mask[y0 : top + height + reach, x0 : left + width + reach]
    near = photo[y0 : top + height + reach, x0 : left + width + reach]
    scale = max(1.0, photo.shape[1] / REFERENCE_WIDTH)
    # The finest things of a large photo are larger in pixels.
    finest = min(2.0, scale**0.7)
    beside, drawn, levels = [], [], []
    for square in _around(window, True):
        clear = ~(cv2.dilate(window[square].astype(np.uint8), np.ones((7, 7), np.uint8)) > 0)
        if clear.mean() > 0.25:
            grey = cv2.cvtColor(np.ascontiguousarray(near[square]), cv2.COLOR_RGB2GRAY).astype(np.float32)
            beside.append(float(fine(grey, finest)[clear].std()))
    own_mask = mask[top : top + height, left : left + width]
    # A pool shows its texture in its coping; on all else the edge is the exception.
    for square in _around(own_mask, False) if calm else _all_over(own_mask):
        part = values[square]
        full = cv2.erode((part[..., 3] > 0.99).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
        if full.mean() > 0.25:
            grey = to_srgb(part[..., :3]) @ GREY
            drawn.append(float(fine(grey, finest)[full].std()))
            levels.append(float(grey[full].mean()))
    grain, grain_px = _grain_of(photo)
    if not beside or not drawn:
        return Texture(grain, grain_px, 4.0, 0.0, 0.0)
    ring, own = float(np.median(beside)), max(float(np.median(drawn)), 0.4)
    wanted = np.sqrt(max((SHARE_OF_RING * ring) ** 2 - grain**2, 0.05))
    # Sharpening by what a Gaussian of one pixel takes away makes fine detail about 1 + 0.8 gain as strong.
    gain = float(np.clip((wanted / own - 1) / 0.8, *GAIN))
    if calm:
        gain = min(gain, 0.5)
    reached = own * (1 + 0.8 * gain)
    missing = np.sqrt(max(wanted**2 - reached**2, 0.0))
    most = MOST_SPECKLE * min(4.5, scale**1.6)
    # Speckle of linear light shows 1.8 / 2.2 as strong in levels, less on what is dark, and blur takes a part of it.
    needed = missing * 1.4 / max(float(np.median(levels)), 30.0)
    return Texture(grain, grain_px, ring, gain, 0.0 if calm else float(min(most, needed)))


def edge_width(photo: np.ndarray) -> float:
    """How soft the photo's sharpest edges are: deviation of a Gaussian, pixels, 0.4 or more; uint8 (H, W, 3).

    A step of height h blurred by s pixels rises by h / (s √2π) a pixel at its middle.
    """
    side, found = min(EDGE_PATCH_PX, *photo.shape[:2]), []
    for y in np.linspace(0, photo.shape[0] - side, 4).astype(int):
        for x in np.linspace(0, photo.shape[1] - side, 4).astype(int):
            grey = cv2.cvtColor(photo[y : y + side, x : x + side], cv2.COLOR_RGB2GRAY).astype(np.float32)
            slope = np.hypot(*(cv2.Sobel(grey, cv2.CV_32F, a, 1 - a, scale=1 / 8) for a in (0, 1)))
            window = np.ones((9, 9), np.uint8)
            step = cv2.dilate(grey, window) - cv2.erode(grey, window)
            strong = (step > CLEAR_STEP) & (slope >= cv2.dilate(slope, np.ones((5, 5), np.uint8)))
            found.append((step / (slope + 1e-3) / (2 * np.pi) ** 0.5)[strong])
    widths = np.concatenate(found)
    # The Sobel filter smooths by about 0.9 pixels itself.
    width = float(np.percentile(widths, 20)) if len(widths) > FEWEST_EDGES else 0.0
    return max(0.4, max(width**2 - SOBEL_PX**2, 0.0) ** 0.5)


def noise_tile(seed: int, size: int, width_px: float) -> np.ndarray:
    """Gaussian noise of deviation 1 and this width, float32 (size, size), to be repeated."""
    noise: np.ndarray = np.random.default_rng(seed).normal(size=(size, size)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), width_px) if width_px > 0.3 else noise
    return noise / noise.std()
