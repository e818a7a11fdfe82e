"""The shadows that already lie on the ground, so that they fall on what is drawn there too."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from .camera import View
from .colour import luminance

MATERIALS = 3
SAME_MATERIAL = 0.22
LIT_PERCENTILE = 72


@dataclass(frozen=True)
class ShadowMap:
    """visible: share of the sun that reaches the ground, 0..1; soft: slow change of brightness; float32 (h, w)."""

    visible: np.ndarray = field(repr=False)
    soft: np.ndarray = field(repr=False)
    materials: int


def _chroma(linear: np.ndarray, blur: float) -> np.ndarray:
    """Log green/red, and log blue/green at 0.35: what tells grass from concrete and a shadow from neither."""
    calm = cv2.GaussianBlur(linear, (0, 0), blur)
    red, green, blue = np.moveaxis(calm, -1, 0)
    return np.dstack([np.log((green + 0.01) / (red + 0.01)), 0.35 * np.log((blue + 0.01) / (green + 0.01))])


def _clusters(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seeded k-means on chroma (n, 2); near centres are one material. Returns centres (3, 2) and their groups (3,)."""
    thin = np.ascontiguousarray(samples[:: max(1, len(samples) // 20000)], np.float32)
    if len(thin) < MATERIALS:
        return np.repeat(thin[:1], MATERIALS, 0), np.zeros(MATERIALS, int)
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 1e-4)
    centres = cv2.kmeans(thin, MATERIALS, None, criteria, 3, cv2.KMEANS_PP_CENTERS)[2]
    group = np.arange(MATERIALS)
    for i in range(MATERIALS):
        for j in range(i):
            if np.linalg.norm(centres[i] - centres[j]) < SAME_MATERIAL:
                group[group == group[i]] = group[j]
    return centres, group


def _lit_level(log_level: np.ndarray, chroma: np.ndarray, mask: np.ndarray, blur: float) -> tuple[np.ndarray, int]:
    """Log luminance that each pixel's material has in full light, (h, w), and the number of materials."""
    centres, group = _clusters(chroma[mask])
    owner = group[np.argmin(((chroma[mask][:, None] - centres[None]) ** 2).sum(-1), 1)]
    levels = log_level[mask]
    overall = float(np.percentile(levels, LIT_PERCENTILE))
    level = {
        g: float(np.percentile(levels[owner == g], LIT_PERCENTILE)) for g in set(group) if (owner == g).mean() > 0.04
    }
    count = len(set(group))
    if count == 1:
        return np.full(mask.shape, overall, np.float32), 1
    near = np.exp(-((chroma[:, :, None] - centres[None, None]) ** 2).sum(-1) / (2 * 0.08**2)) + 1e-6
    lit = (near * np.array([level.get(g, overall) for g in group])).sum(-1) / near.sum(-1)
    return cv2.GaussianBlur(lit.astype(np.float32), (0, 0), blur), count


def carried_shadows(photo: np.ndarray, linear: np.ndarray, mask: np.ndarray, view: View) -> ShadowMap:
    """Shadow map of the painted ground.

    photo uint8 and linear float32 (h, w, 3), mask bool (h, w), all small. Smoothed luminance against the 72nd
    percentile of its own ground material, through a smoothstep from 0.20 to 0.62.
    """
    width = view.width
    level = np.log(luminance(linear) + 1e-3)
    byte = np.clip((np.clip(level, -7, 0.2) + 7) / 7.2 * 255, 0, 255).astype(np.uint8)
    kernel = 2 * max(3, int(width * 0.008)) + 1
    smooth = cv2.medianBlur(byte, kernel).astype(np.float32) / 255 * 7.2 - 7
    smooth = cv2.GaussianBlur(smooth, (0, 0), width * 0.004)
    chroma = _chroma(linear, width * 0.005)
    lit, materials = _lit_level(smooth, chroma, mask, width * 0.006)
    relative = np.exp(smooth - lit)
    calm = cv2.GaussianBlur(linear, (0, 0), width * 0.006)
    warmth = np.log((calm[..., 0] + 0.004) / (calm[..., 2] + 0.004))
    bright = mask & (relative > 0.7)
    usual = float(np.median(warmth[bright])) if bright.any() else 0.0
    # What is bluer than the lit ground is more likely a cast shadow than a darker material.
    high = 0.62 + 0.10 * np.clip((usual - warmth) / 0.5, -1, 1)
    visible = np.clip((relative - 0.20) / (high - 0.20), 0, 1)
    visible = (visible * visible * (3 - 2 * visible)).astype(np.float32)
    soft = np.clip(cv2.GaussianBlur(np.clip(relative, 0.6, 1.3), (0, 0), width * 0.05), 0.75, 1.2)
    return ShadowMap(visible, soft.astype(np.float32), materials)
