"""The made scenes: pictures with a known camera, sun and ground, and areas painted on them."""

import json
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

FOLDER = Path(__file__).parents[1] / "scenes"

# Rendered scenes: the engine's thresholds were chosen while looking at them.
SEEN = ("modern", "modern_b", "modern_c", "country", "town")
# Drawn afterwards by tests/scenes/draw_scenes.py, and held out.
HELD_OUT = (
    *("brick", "patio", "shed", "yard", "row", "dusk", "night", "fog", "tele", "arbour"),
    *("lawn", "dunes", "orchard", "cob", "hedges", "pond"),
)
NAMES = (*SEEN, *HELD_OUT)
SUNNY = ("modern", "modern_b", "modern_c", "country")

# Corners of a painted area in shares of width and height; the drawn scenes carry their own.
AREAS = {
    "modern": [(0.30, 0.60), (0.62, 0.60), (0.72, 0.90), (0.16, 0.90)],
    "modern_b": [(0.20, 0.68), (0.75, 0.68), (0.95, 0.92), (0.08, 0.92)],
    "modern_c": [(0.25, 0.55), (0.75, 0.55), (0.90, 0.90), (0.10, 0.90)],
    "country": [(0.45, 0.66), (0.85, 0.64), (0.97, 0.86), (0.40, 0.92)],
    "town": [(0.22, 0.58), (0.68, 0.57), (0.80, 0.82), (0.12, 0.84)],
}


@lru_cache(maxsize=8)
def _photo(name: str, width: int) -> np.ndarray:
    picture = np.asarray(Image.open(FOLDER / f"{name}.jpg").convert("RGB"))
    shrink = width / picture.shape[1]
    if shrink < 1:
        picture = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    picture.flags.writeable = False
    return picture


def photo(name: str, width: int = 1536) -> np.ndarray:
    """uint8 (H, W, 3), read-only, at most as wide as asked."""
    return _photo(name, width)


@lru_cache
def truth(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text())


def has_sun(name: str) -> bool:
    return truth(name)["sun"] is not None


def label(name: str, what: str, width: int = 1536) -> np.ndarray:
    """The scene's "ground" or "shadow" picture at the size of its photo, uint8 (H, W)."""
    picture = np.asarray(Image.open(FOLDER / f"{name}_{what}.png").convert("L"))
    size = photo(name, width).shape[1::-1]
    if picture.shape[1::-1] == size:
        return picture
    smooth = cv2.INTER_AREA if picture.shape[1] > size[0] else cv2.INTER_LINEAR
    return cv2.resize(picture, size, interpolation=cv2.INTER_NEAREST if what == "ground" else smooth)


def painted(corners: list[tuple[float, float]], shape: tuple[int, int], wobble: float = 4.0) -> np.ndarray:
    """An area as a hand paints it, bool (H, W): a polygon with wobbling edges."""
    height, width = shape
    canvas = np.zeros((height, width), np.uint8)
    cv2.fillPoly(canvas, [np.int32(np.array(corners) * [width, height])], 255)
    if wobble:
        draws = np.random.default_rng(0)
        x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        size = wobble * width / 1536
        shift = [cv2.GaussianBlur(draws.normal(size=shape).astype(np.float32), (0, 0), width / 60) for _ in "xy"]
        x, y = (grid + s / s.std() * size for grid, s in zip((x, y), shift, strict=True))
        canvas = cv2.remap(canvas, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR)
    return canvas > 127


def area(name: str, width: int = 1536) -> np.ndarray:
    return painted(AREAS.get(name) or truth(name)["painted"], photo(name, width).shape[:2])
