"""The shadows that already lie on the ground, so that they fall on what is drawn there too.

In shadow the sky alone gives light: less of it, and bluer. What a material is does not change. So the ground is first
told apart by the colour that light does not change (``colour.invariant``), and within one material by
log Y + 0.6 log(R / B), where sun and shade are two hills.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np

from .camera import View
from .colour import invariant, luminance

SAME_MATERIAL = 0.6
BLUENESS = 0.6
# A shadow is at least this much darker (log units), and its two hills this far apart in pooled deviations.
DARKER, APART = 0.45, 2.4
SMALLEST_SHARE = 0.015
# Under a pale sky, overcast or looked at against the sun, only large, plain and clearly bluer shade is one.
PALE_DARKER, PALE_APART, PALE_BLUER, PALE_SHARE = 0.6, 3.5, -0.25, 0.05


@dataclass(frozen=True)
class ShadowMap:
    """visible: share of the sun that reaches the ground, 0..1; soft: slow change of brightness; float32 (h, w).

    ground: the painted area and the like ground around it, bool (h, w); near: where such ground was looked for.
    open: ground of these kinds anywhere below the horizon that is joined to the painted area, bool (h, w).
    depth: log luminance of shade under that of sun, 0 when no shadow was found. materials: how many kinds of ground.
    """

    visible: np.ndarray = field(repr=False)
    soft: np.ndarray = field(repr=False)
    ground: np.ndarray = field(repr=False)
    near: np.ndarray = field(repr=False)
    open: np.ndarray = field(repr=False)
    depth: float
    materials: int


@dataclass(frozen=True)
class _Hills:
    """Levels of one material: shade and sun (equal when there is only one hill), and the same in log luminance."""

    shade: float
    sun: float
    shade_level: float
    sun_level: float
    share: float

    @property
    def two(self) -> bool:
        return self.sun > self.shade


def _threshold(values: np.ndarray) -> float:
    """Otsu 1979 on a histogram of 128 bins."""
    count, edges = np.histogram(values, 128)
    middle = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(count)
    weighted = np.cumsum(count * middle)
    above = below[-1] - below
    low = weighted / np.maximum(below, 1)
    high = (weighted[-1] - weighted) / np.maximum(above, 1)
    return float(middle[np.argmax(below * above * (high - low) ** 2)])


def _hills(brightness: np.ndarray, level: np.ndarray, warmth: np.ndarray, pale: bool) -> _Hills:
    """Sun and shade of one material: brightness, log luminance and log R/B of its pixels, (n,)."""
    cut = _threshold(brightness)
    high = brightness > cut
    usual, at = float(np.median(brightness)), float(np.median(level))
    if min(high.mean(), 1 - high.mean()) < (PALE_SHARE if pale else SMALLEST_SHARE):
        return _Hills(usual, usual, at, at, 0.0)
    sun, shade = float(np.median(brightness[high])), float(np.median(brightness[~high]))
    sun_level, shade_level = float(np.median(level[high])), float(np.median(level[~high]))
    spread = np.sqrt((brightness[high].var() * high.mean()) + brightness[~high].var() * (1 - high.mean()))
    bluer = float(np.median(warmth[~high]) - np.median(warmth[high]))
    darker, apart, most_blue = (PALE_DARKER, PALE_APART, PALE_BLUER) if pale else (DARKER, APART, 0.05)
    if sun_level - shade_level < darker or sun - shade < apart * spread or bluer > most_blue:
        return _Hills(usual, usual, at, at, 0.0)
    return _Hills(shade, sun, shade_level, sun_level, 1 - float(high.mean()))


def _materials(tint: np.ndarray) -> np.ndarray:
    """Centres of the kinds of ground on the invariant, one or two."""
    cut = _threshold(tint)
    low, high = tint[tint <= cut], tint[tint > cut]
    if min(len(low), len(high)) < 0.03 * len(tint) or np.median(high) - np.median(low) < SAME_MATERIAL:
        return np.array([np.median(tint)])
    return np.array([np.median(low), np.median(high)])


def like_ground(mask: np.ndarray, tint: np.ndarray, centres: np.ndarray, view: View) -> tuple[np.ndarray, np.ndarray]:
    """The mask and the ground of the same kinds around it, and where that was looked for: bool (h, w) each."""
    reach = 2 * int(0.12 * view.width) + 1
    near = cv2.dilate(mask.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_RECT, (reach, reach))) > 0
    top = int(np.nonzero(mask.any(1))[0][0]) - int(0.02 * view.height)
    near[: max(top, 0)] = False
    alike = np.abs(tint[..., None] - centres).min(-1) < 0.7
    return mask | (near & alike), near


def open_ground(mask: np.ndarray, tint: np.ndarray, centres: np.ndarray, view: View) -> np.ndarray:
    """The mask and all ground of the same kinds below the horizon that is joined to it: bool (h, w)."""
    below = np.arange(view.height)[:, None] > view.horizon_at(np.arange(view.width)) + 0.012 * view.height
    alike = mask | (below & (np.abs(tint[..., None] - centres).min(-1) < 0.6))
    labels = cv2.connectedComponents(alike.astype(np.uint8))[1]
    return np.isin(labels, np.unique(labels[mask]))


def _normalised_blur(values: np.ndarray, weight: np.ndarray, sigma: float) -> np.ndarray:
    """Blur of values where weight counts, 1 where nothing is near."""
    weight = weight.astype(np.float32)
    total = cv2.GaussianBlur(weight, (0, 0), sigma)
    return (cv2.GaussianBlur(values.astype(np.float32) * weight, (0, 0), sigma) + 1e-3) / (total + 1e-3)


def carried_shadows(
    linear: np.ndarray, mask: np.ndarray, view: View, pale: bool = False, dark: bool = False
) -> ShadowMap:
    """Shadow map of the painted ground: linear float32 (h, w, 3) and mask bool (h, w), both small.

    pale: the sky has no colour, so that most of what is dark is dark, not shaded; dark: there is no sun at all.
    """
    width = view.width
    level = np.log(luminance(linear) + 1e-3)
    # A median keeps the edges of shadows and drops blades, leaves and pebbles.
    byte = np.clip((np.clip(level, -7, 0.2) + 7) / 7.2 * 255, 0, 255).astype(np.uint8)
    median = cv2.medianBlur(byte, 2 * max(2, int(width * 0.006)) + 1).astype(np.float32) / 255 * 7.2 - 7
    calm_level = cv2.GaussianBlur(median, (0, 0), width * 0.004)
    log_rgb = np.log(cv2.GaussianBlur(linear, (0, 0), width * 0.007) + 2e-3)
    tint, warmth = invariant(log_rgb), np.clip(log_rgb[..., 0] - log_rgb[..., 2], -2.0, 3.0)
    brightness = calm_level + BLUENESS * warmth
    centres = _materials(tint[mask])
    ground, searched = like_ground(mask, tint, centres, view)
    near = np.exp(-((tint[..., None] - centres) ** 2) / (2 * 0.25**2)) + 1e-5
    near /= near.sum(-1, keepdims=True)
    owner = np.argmax(near, -1)
    hills = []
    for material in range(len(centres)):
        own = ground & (owner == material)
        if dark or own.sum() < 20:
            usual = float(np.median(calm_level[own if own.any() else mask]))
            hills.append(_Hills(0.0, 0.0, usual, usual, 0.0))
            continue
        hills.append(_hills(brightness[own], calm_level[own], warmth[own], pale))
    visible, expected = np.zeros(mask.shape, np.float32), np.zeros(mask.shape, np.float32)
    for material, hill in enumerate(hills):
        lit = _visible(brightness, hill)
        visible += near[..., material] * lit
        expected += near[..., material] * (hill.shade_level + (hill.sun_level - hill.shade_level) * lit)
    relative = np.clip(np.exp(calm_level - expected), 0.6, 1.4)
    soft = np.clip(_normalised_blur(relative, ground, width * 0.05), 0.75, 1.25)
    depths = [h.sun_level - h.shade_level for h in hills if h.two]
    visible = np.clip(cv2.GaussianBlur(visible.astype(np.float32), (0, 0), width * 0.0015), 0, 1)
    joined = open_ground(mask, tint, centres, view)
    return ShadowMap(visible, soft.astype(np.float32), ground, searched, joined, max(depths, default=0.0), len(centres))


def _visible(brightness: np.ndarray, hill: _Hills) -> np.ndarray:
    """Share of the sun between the two hills; what has one hill only counts as sunlit."""
    if not hill.two:
        return np.ones(brightness.shape, np.float32)
    share = np.clip((brightness - hill.shade) / (hill.sun - hill.shade), -0.5, 1.5)
    depth = hill.sun_level - hill.shade_level
    # Light adds up, logarithms do not: back to the share of the sun's light.
    light = (np.exp(depth * share) - 1) / (np.exp(depth) - 1)
    return np.clip((light - 0.10) / (0.68 - 0.10), 0, 1)
