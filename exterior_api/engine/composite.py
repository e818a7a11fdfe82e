"""Laying what was drawn into the photo: soft edges, shadows on the ground beside it, the photo's own texture."""

import cv2
import numpy as np

from . import texture, threads
from .camera import REFERENCE_WIDTH, View
from .colour import GREY, to_linear, to_srgb
from .edges import bare, edge_distance, framed, lawn_share, loose_share, rooted, splashed
from .grass import TONE_UNIT, Grass, grow
from .light import Light
from .shade import Layer

SHOULDER = 0.72
ROWS_A_STRIP = 128
GRAIN_TILE = 1024
SPLASH = 0.34
FELT_SHADE = 0.35
FARTHEST_CRUMB = 0.12
# Width of the photo's edges from which on what is drawn is softened, and how far at most, pixels.
SOFT_PX, SOFTEST_PX = 0.75, 3.0


def shoulder(linear: np.ndarray) -> np.ndarray:
    """Rolls highlights off above 0.72 towards 1, as a camera does."""
    room = np.float32(1.0 - SHOULDER)
    return np.where(linear > SHOULDER, SHOULDER + room * (1.0 - np.exp(-(linear - SHOULDER) / room)), linear)


def veil(light: Light, view: View) -> np.ndarray:
    """What haze and a raised black point add to every dark place of a photo, linear RGB (3,)."""
    low = light.small[int(np.clip(view.camera.horizon_px / view.height, 0, 0.9) * len(light.small)) :].reshape(-1, 3)
    return np.clip(np.percentile(low, 0.4, axis=0) - 0.006, 0, 0.25).astype(np.float32)


class _Blend:
    def __init__(
        self, photo: np.ndarray, mask: np.ndarray, view: View, layer: Layer, light: Light, in_front: np.ndarray,
        seed: int, soft: bool,
    ):  # fmt: skip
        self.photo, self.view, self.layer, self.light, self.soft = photo, view, layer, light, soft
        self.in_front = in_front if in_front.any() else None
        height, width = layer.values.shape[:2]
        window = mask[layer.top : layer.top + height, layer.left : layer.left + width]
        self.scale = max(1.0, photo.shape[1] / REFERENCE_WIDTH)
        frame = self._frame_edges(photo, layer)
        self.inside = edge_distance(window, frame)
        self.edge = edge_distance(layer.values[..., 3], frame)
        self.texture = self._measured(mask)
        self.grain = texture.noise_tile(seed, GRAIN_TILE, self.texture.grain_px)
        self.tufts = texture.noise_tile(seed + 1, GRAIN_TILE, 2.2 * self.scale)
        self.speckle = texture.noise_tile(seed + 2, GRAIN_TILE, 0.45)
        self.calm = cv2.GaussianBlur(light.small, (0, 0), 3.0)
        self.veil = veil(light, view)
        self.free = np.ones((height, width), np.float32)
        contrast = float(np.clip(self.texture.ring / 38, 0.08, 0.4))
        solid = framed(layer.values[..., 3], frame) > 0
        self.grass = grow(solid, lawn_share(light.small), (layer.top, layer.left), view, contrast, seed)

    @staticmethod
    def _frame_edges(photo: np.ndarray, layer: Layer) -> tuple[bool, bool, bool, bool]:
        height, width = layer.values.shape[:2]
        bottom, right = layer.top + height == photo.shape[0], layer.left + width == photo.shape[1]
        return layer.top == 0, bottom, layer.left == 0, right

    def _measured(self, mask: np.ndarray) -> texture.Texture:
        """The photo's texture beside the area. In a soft photo what is drawn gets edges as soft as its sharpest ones,
        in place; its rays leave them 0.45 pixels wide. Detail beside the area says that the photo is sharp enough."""
        layer, measured = self.layer, (self.photo, mask, self.layer.values, self.layer.top, self.layer.left)
        found = texture.measure(*measured, not self.soft)
        width_px = texture.edge_width(self.photo) if found.gain < 0 else 0.0
        if width_px > SOFT_PX:
            values = layer.values[..., :4]
            values[:] = cv2.GaussianBlur(values, (0, 0), min(SOFTEST_PX, (width_px**2 - 0.45**2) ** 0.5))
            found = texture.measure(*measured, not self.soft)
        return found

    def strip(self, first: int, last: int, out: np.ndarray) -> None:
        """Writes rows first..last of the layer's window into ``out``, uint8 (H, W, 3)."""
        layer, halo = self.layer, 4
        low, high = max(0, first - halo), min(layer.values.shape[0], last + halo)
        rows, columns = self._window(low, high)
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
        ground = to_linear(photo)
        drawn = self._splashed(drawn, ground, low, high)
        alpha = alpha * self.free[low:high]
        linear = shoulder(self._textured(drawn, low, high)) * alpha[..., None]
        # Under the blades it is darker than the lawn is from above.
        felt = shade * (1.0 - FELT_SHADE * values[..., 3] * (1.0 - self.free[low:high]))
        linear = linear + ground * (felt * (1.0 - alpha))[..., None]
        if self.grass is not None:
            linear = self._overgrown(self.grass, linear, ground, values[..., 3], shade, fade, low, high)
        levels = to_srgb(linear) + (self._tile(self.grain, low, high) * alpha * self.texture.grain)[..., None]
        touched = (alpha > 0) | (shade < 0.997)
        kept = slice(first - low, first - low + last - first)
        target = out[layer.top + first : layer.top + last, columns]
        pixels = np.clip(np.rint(levels[kept]), 0, 255).astype(np.uint8)
        target[touched[kept]] = pixels[touched[kept]]

    def grow(self, first: int, last: int) -> None:
        """Finds the felt and crumbs before the drawing's edges in rows first..last."""
        distance = self.edge[first:last]
        # Nothing happens farther in than felt and crumbs reach, and many strips are interior.
        if distance.min() > FARTHEST_CRUMB * self.view.height:
            return
        rows, columns = self._window(first, last)
        photo = self.photo[rows, columns]
        detail = photo.astype(np.float32) @ GREY - to_srgb(self._upscaled(self.calm, first, last)) @ GREY
        linear = to_linear(photo)
        self.free[first:last] = bare(
            distance, np.arange(rows.start, rows.stop), self.view, detail, lawn_share(linear), loose_share(linear),
            self._tile(self.tufts, first, last), self.texture.ring,
        )  # fmt: skip

    def _overgrown(
        self, grass: Grass, linear: np.ndarray, ground: np.ndarray, covered: np.ndarray, shade: np.ndarray,
        fade: np.ndarray, low: int, high: int,
    ) -> np.ndarray:  # fmt: skip
        """Linear RGB (h, w, 3) with the blades before it, where something is drawn or darkens the ground."""
        shown = np.clip(covered + 5.0 * (1.0 - shade), 0, 1) * np.clip(4.0 * fade, 0, 1)
        if self.in_front is not None:
            shown = shown * (1.0 - self._upscaled(self.in_front, low, high))
        cover = grass.cover[low:high].astype(np.float32)
        tone = grass.tone[low:high] / np.maximum(cover, 1.0) * np.float32(255 / TONE_UNIT)
        lawn = 0.5 * (ground + self._upscaled(self.calm, low, high)) * tone[..., None]
        return linear + (lawn - linear) * (shown * cover / 255)[..., None]

    def _splashed(self, drawn: np.ndarray, ground: np.ndarray, low: int, high: int) -> np.ndarray:
        distance = self.edge[low:high]
        if distance.min() > FARTHEST_CRUMB * self.view.height:
            return drawn
        rows = np.arange(self.layer.top + low, self.layer.top + high)
        shares = lawn_share(ground), loose_share(ground)
        share = splashed(distance, rows, self.view, *shares, self._tile(self.tufts, low, high))
        return drawn + (self._upscaled(self.calm, low, high) - drawn) * (SPLASH * share)[..., None]

    def _window(self, low: int, high: int) -> tuple[slice, slice]:
        layer = self.layer
        return slice(layer.top + low, layer.top + high), slice(layer.left, layer.left + layer.values.shape[1])

    def _textured(self, drawn: np.ndarray, low: int, high: int) -> np.ndarray:
        """The drawing as sharp and as rough as the photo beside it, and under the photo's haze."""
        gain, speckle = self.texture.gain, self.texture.speckle
        calm = cv2.GaussianBlur(drawn, (0, 0), self.scale**0.5)
        drawn = np.maximum(drawn + gain * (drawn - calm), 0.25 * drawn)
        if speckle > 0:
            drawn = drawn * (1 + 1.8 * speckle * self._tile(self.speckle, low, high))[..., None]
        return np.maximum(drawn, 0) * (1 - self.veil) + self.veil

    def _upscaled(self, small: np.ndarray, low: int, high: int) -> np.ndarray:
        """A small map at this strip of the layer, float32."""
        layer = self.layer
        scale = small.shape[1] / self.photo.shape[1]
        x = (np.arange(layer.left, layer.left + layer.values.shape[1], dtype=np.float32) + 0.5) * scale - 0.5
        y = (np.arange(layer.top + low, layer.top + high, dtype=np.float32) + 0.5) * scale - 0.5
        columns, rows = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
        return cv2.remap(small, columns, rows, interpolation=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def _tile(self, tile: np.ndarray, low: int, high: int) -> np.ndarray:
        rows = np.arange(self.layer.top + low, self.layer.top + high) % GRAIN_TILE
        columns = np.arange(self.layer.left, self.layer.left + self.layer.values.shape[1]) % GRAIN_TILE
        return tile[rows[:, None], columns[None]]


def composite(
    photo: np.ndarray,
    mask: np.ndarray,
    view: View,
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
    blend = _Blend(photo, mask, view, layer, light, in_front, seed, soft)
    total = layer.values.shape[0]
    pieces = [(first, min(first + ROWS_A_STRIP, total)) for first in range(0, total, ROWS_A_STRIP)]
    threads.run(lambda piece: blend.grow(*piece), pieces)
    rooted(blend.free)
    threads.run(lambda piece: blend.strip(*piece, out), pieces)
