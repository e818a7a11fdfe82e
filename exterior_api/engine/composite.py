"""Laying what was drawn into the photo: soft edges, shadows on the ground beside it, the photo's own grain."""

import cv2
import numpy as np

from . import threads
from .colour import to_linear, to_srgb
from .light import Light
from .shade import REFERENCE_WIDTH, Layer

SHOULDER = 0.72
ROWS_A_STRIP = 128
GRAIN_TILE = 1024
BLUR_SHARE = 0.2


def shoulder(linear: np.ndarray) -> np.ndarray:
    """Rolls highlights off above 0.72 towards 1, as a camera does."""
    room = np.float32(1.0 - SHOULDER)
    return np.where(linear > SHOULDER, SHOULDER + room * (1.0 - np.exp(-(linear - SHOULDER) / room)), linear)


def grain_level(photo: np.ndarray, top: int, bottom: int) -> float:
    """Noise of the photo in sRGB levels: the fifth percentile of local deviation, at most 3."""
    rows = photo[top:bottom]
    step = max(1, rows.shape[0] // 512)
    grey = cv2.cvtColor(np.ascontiguousarray(rows[: 512 * step]), cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.5)
    local = np.sqrt(cv2.blur(fine * fine, (15, 15)))[::8, ::8]
    return min(3.0, float(np.percentile(local, 5)))


def _grain(seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=(GRAIN_TILE, GRAIN_TILE)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 0.7)
    return noise / noise.std()


class _Blend:
    def __init__(
        self, photo: np.ndarray, mask: np.ndarray, layer: Layer, light: Light, in_front, seed: int, soft: bool
    ):
        self.photo, self.layer, self.light, self.soft = photo, layer, light, soft
        self.in_front = in_front if in_front.any() else None
        height, width = layer.values.shape[:2]
        window = mask[layer.top : layer.top + height, layer.left : layer.left + width]
        self.scale = max(1.0, photo.shape[1] / REFERENCE_WIDTH)
        framed = cv2.copyMakeBorder(window.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        for edge, at_frame in enumerate(self._frame_edges(photo, layer)):
            # The photo's own border is no edge of the painting.
            if at_frame:
                line = [framed[0], framed[-1], framed[:, 0], framed[:, -1]][edge]
                line[:] = [framed[1], framed[-2], framed[:, 1], framed[:, -2]][edge]
        self.inside = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
        self.grain = _grain(seed)
        self.level = grain_level(photo, layer.top, layer.top + height)

    @staticmethod
    def _frame_edges(photo: np.ndarray, layer: Layer) -> tuple[bool, bool, bool, bool]:
        height, width = layer.values.shape[:2]
        bottom, right = layer.top + height == photo.shape[0], layer.left + width == photo.shape[1]
        return layer.top == 0, bottom, layer.left == 0, right

    def strip(self, first: int, last: int, out: np.ndarray) -> None:
        """Writes rows first..last of the layer's window into ``out``, uint8 (H, W, 3)."""
        layer, halo = self.layer, 4
        low, high = max(0, first - halo), min(layer.values.shape[0], last + halo)
        rows, columns = slice(layer.top + low, layer.top + high), slice(layer.left, layer.left + layer.values.shape[1])
        values, photo, inside = layer.values[low:high], self.photo[rows, columns], self.inside[low:high]
        alpha = values[..., 3] * np.clip(inside / (1.5 * self.scale), 0, 1)
        if self.in_front is not None:
            alpha = alpha * (1.0 - self._upscaled(self.in_front, low, high))
        # Shadows on the kept ground end softly where the painting ends.
        fade = np.clip(inside / (9.0 * self.scale), 0, 1)
        shade = 1.0 - fade * (1.0 - values[..., 4])
        drawn = values[..., :3] / np.maximum(values[..., 3:4], 1e-3)
        if self.soft:
            drawn = drawn * self._upscaled(self.light.shadows.soft, low, high)[..., None]
        linear = shoulder(drawn) * alpha[..., None] + to_linear(photo) * (shade * (1.0 - alpha))[..., None]
        levels = to_srgb(linear)
        sigma = 0.55 * self.scale**0.5
        blurred = cv2.GaussianBlur(levels, (0, 0), sigma)
        share = (alpha * BLUR_SHARE)[..., None]
        levels = levels * (1 - share) + blurred * share + (self._grain_at(low, high) * alpha * self.level)[..., None]
        touched = (alpha > 0) | (shade < 0.997)
        kept = slice(first - low, first - low + last - first)
        target = out[layer.top + first : layer.top + last, columns]
        pixels = np.clip(np.rint(levels[kept]), 0, 255).astype(np.uint8)
        target[touched[kept]] = pixels[touched[kept]]

    def _upscaled(self, small: np.ndarray, low: int, high: int) -> np.ndarray:
        """A small map at this strip of the layer, float32."""
        layer = self.layer
        scale = small.shape[1] / self.photo.shape[1]
        x = (np.arange(layer.left, layer.left + layer.values.shape[1], dtype=np.float32) + 0.5) * scale - 0.5
        y = (np.arange(layer.top + low, layer.top + high, dtype=np.float32) + 0.5) * scale - 0.5
        grid = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
        return cv2.remap(small, *grid, interpolation=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def _grain_at(self, low: int, high: int) -> np.ndarray:
        rows = np.arange(self.layer.top + low, self.layer.top + high) % GRAIN_TILE
        columns = np.arange(self.layer.left, self.layer.left + self.layer.values.shape[1]) % GRAIN_TILE
        return self.grain[rows[:, None], columns[None]]


def composite(
    photo: np.ndarray,
    mask: np.ndarray,
    layer: Layer,
    light: Light,
    in_front: np.ndarray,
    seed: int,
    soft: bool,
    out: np.ndarray,
) -> None:
    """Lays a layer over the photo, uint8 (H, W, 3), into ``out`` (a copy of it). Untouched pixels stay exact.

    in_front: float32 (h, w) at the light's small size, what stands before the drawing, 0..1.
    soft: whether the photo's slow changes of brightness show on what is drawn (not on water).
    """
    blend = _Blend(photo, mask, layer, light, in_front, seed, soft)
    total = layer.values.shape[0]
    pieces = [(first, min(first + ROWS_A_STRIP, total)) for first in range(0, total, ROWS_A_STRIP)]
    threads.run(lambda piece: blend.strip(*piece, out), pieces)
