"""The light of a photo: how much, of what colour, from where, and how much of it is the sun."""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from .camera import View
from .colour import REC_709, luminance, to_linear
from .shadows import ShadowMap, carried_shadows
from .sun import find_sun
from .sun_shading import segments

ANALYSIS_SIDE_PX = 768
LEAST_SHARE, MOST_BESIDE, BESIDE_PX = 0.15, 0.3, 121
# Median luminance of a photo below which no sun shines, and below which it is night.
NO_SUN, NIGHT = 0.045, 0.018
# Below the first confidence in the azimuth what is drawn throws shorter shadows, at the second those of a high sun.
UNSURE, LOST, HIGH_SUN_DEG = 0.40, 0.25, 58.0

# Linear RGB albedo of the ground a photo is likely to show.
GROUND_ALBEDO = {
    "grass": np.array([0.095, 0.135, 0.045]),
    "earth": np.array([0.26, 0.20, 0.13]),
    "paved": np.array([0.33, 0.31, 0.28]),
}


@dataclass(frozen=True)
class Light:
    """irradiance: radiance of a level white diffuser in full light, photo units; sunny 0..1: the sun's share.

    sun_azimuth_deg: towards the sun, clockwise from the camera's forward direction; white (3,): colour of the light.
    lines (n, 2, 2): straight edges of the small photo, upper end first, pixels.
    """

    irradiance: float
    sunny: float
    condition: str
    white: np.ndarray
    sky: np.ndarray
    ground: str
    sun_azimuth_deg: float
    sun_elevation_deg: float
    sun_confidence: float
    small: np.ndarray = field(repr=False)
    sky_mask: np.ndarray = field(repr=False)
    shadows: ShadowMap = field(repr=False)
    lines: np.ndarray = field(repr=False)

    def sun_direction(self) -> np.ndarray:
        """Unit vector towards the sun that is drawn, (3,): higher than found where its azimuth is unsure.

        A short shadow that falls the wrong way is not seen to be wrong.
        """
        doubt = min(max((UNSURE - self.sun_confidence) / (UNSURE - LOST), 0.0), 1.0)
        higher = doubt * max(HIGH_SUN_DEG - self.sun_elevation_deg, 0.0)
        azimuth, elevation = math.radians(self.sun_azimuth_deg), math.radians(self.sun_elevation_deg + higher)
        level = math.cos(elevation)
        return np.array([level * math.sin(azimuth), level * math.cos(azimuth), math.sin(elevation)])

    def sun_share(self) -> float:
        """The sun's share of the light on level ground, measured where a shadow shows it, else that of a clear day."""
        depth = self.shadows.depth
        return float(np.clip(1 - math.exp(-depth), 0.60, 0.85)) if depth > 0 else 0.78

    def vector(self) -> np.ndarray:
        """What the kernels need, (12,): sun direction, sun at normal incidence, sky on level ground, sky radiance."""
        towards, share = self.sun_direction(), self.sunny * self.sun_share()
        warm = np.array([1.04, 1.0, 0.93]) if self.sunny > 0.2 else np.ones(3)
        cool = np.array([0.90, 1.0, 1.16]) if self.sunny > 0.2 else np.ones(3)
        sun = self.irradiance * share / max(towards[2], 0.2) * self.white * warm
        from_sky = self.irradiance * (1.0 - share) * self.white * cool
        seen = 0.8 * (0.45 * self.sky + 0.55 * self.sky.mean()) + 0.1 * self.irradiance
        return np.concatenate([towards, sun, from_sky, seen])


def find_sky(small: np.ndarray, linear: np.ndarray, view: View) -> np.ndarray:
    """Smooth bluish or grey region joined to the top of the picture, above the horizon: bool (h, w)."""
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    rough = cv2.GaussianBlur(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), (0, 0), 2)
    bluish = small[..., 2].astype(np.int16) >= small[..., 0].astype(np.int16) - 6
    likely = (rough < 5) & bluish & (luminance(linear) > 0.06)
    likely[int(np.clip(view.camera.horizon_px, 2, view.height - 1)) :] = False
    labels = cv2.connectedComponents(likely.astype(np.uint8))[1]
    joined = np.unique(labels[: max(2, int(0.02 * view.height))])
    return np.isin(labels, joined) & (labels > 0)


def ground_kind(colour: np.ndarray) -> str:
    """What lit ground of this linear RGB most likely is."""
    red, green, blue = colour
    if blue >= green >= red:
        # Nothing that grows is blue: grey ground in blue light.
        return "paved"
    if green > red * 1.08 and green > blue * 1.35:
        return "grass"
    return "earth" if (colour.max() - colour.min()) / (colour.max() + 1e-6) > 0.22 else "paved"


def _irradiance(ground_level: float, bright_level: float, sunny: float) -> float:
    """Radiance of a white diffuser: ground over albedo, tempered by the brightest things (taken as 66 % white)."""
    from_bright = float(np.clip(bright_level / 0.66, 0.25, 1.2))
    level = math.sqrt(max(ground_level, 0.03) * from_bright) if ground_level > 0.5 else ground_level
    level = float(np.clip(level, 0.015, 1.12))
    # Sunlit ground is exposed to be bright, unless the whole photo is dark.
    exposed = float(np.clip((ground_level - 0.45) / 0.45, 0, 1))
    return max(level, 0.95 * sunny * exposed) if sunny > 0.5 else level


def _white(linear: np.ndarray, usable: np.ndarray, lit: np.ndarray, kind: str) -> np.ndarray:
    """Colour of the light: shades of grey with p = 5 (Finlayson and Trezzi 2004), damped; grey paving counts more."""
    if kind == "paved" and (lit.argmax() == 2 or (lit.max() - lit.min()) / (lit.max() + 1e-6) <= 0.30):
        white = np.clip(lit / (lit @ REC_709 + 1e-6), 0.65, 1.5) ** 0.8
    elif usable.sum() > 500:
        grey = np.mean(linear[usable].astype(np.float64) ** 5, 0) ** 0.2
        white = (grey / grey.mean()) ** 0.30
    else:
        white = np.ones(3)
    return white / (white @ REC_709)


def _usable(linear: np.ndarray, level: np.ndarray, sky_mask: np.ndarray) -> np.ndarray:
    """Neither sky, nor too dark or too bright, nor green: bool (h, w)."""
    return ~sky_mask & (level > 0.03) & (level < 0.9) & ~(linear[..., 1] > linear[..., 0] * 1.05)


def _sunny(ground_level: float, sky: np.ndarray | None) -> float:
    """0 overcast .. 1 clear: the ground against the sky, and how blue the sky is."""
    bright_ground = float(np.clip((ground_level - 0.45) / 0.45, 0, 1))
    if sky is None:
        return 0.6 * bright_ground
    level = float(luminance(sky))
    saturation = float((sky.max() - sky.min()) / (sky.max() + 1e-6))
    contrast = float(np.clip((ground_level / max(level, 0.02) - 1.2) / 1.8, 0, 1))
    return contrast * bright_ground * (0.3 + 0.7 * float(np.clip((saturation - 0.25) / 0.25, 0, 1)))


def _lawn(pixels: np.ndarray) -> np.ndarray:
    """Which of some linear RGB pixels (n, 3) are lawn, bool (n,)."""
    red, green, blue = pixels.T
    return (green > red * 1.08) & (green > blue * 1.1)


def _ground_level(pixels: np.ndarray, kind: str, percentile: float = 75.0) -> float:
    """Luminance over albedo of lit ground, linear RGB (n, 3): the geometric mean over lawn and the rest.

    In the sun the brighter half tells, for its blades and pebbles shade one another; under a grey sky the middle does.
    One material alone may be unusually light or dark; where two lie side by side each corrects the other.
    """
    lawn = _lawn(pixels)
    other = "paved" if kind == "grass" else kind
    found, shares = [], []
    for part, name in ((lawn, "grass"), (~lawn, other)):
        share = float(part.mean())
        if share < LEAST_SHARE and share < 1 - share:
            continue
        bright = float(np.percentile(luminance(pixels[part]), percentile))
        found.append(math.log(max(bright, 1e-3) / float(luminance(GROUND_ALBEDO[name]))))
        shares.append(share)
    return math.exp(float(np.average(found, weights=shares)))


def _beside_lawn(level: float, linear: np.ndarray, mask: np.ndarray, shadows: ShadowMap) -> float:
    """The level that paving gives, corrected by lit lawn beside it: nobody knows how light paving is."""
    beside = cv2.dilate(mask.astype(np.uint8), np.ones((BESIDE_PX, BESIDE_PX), np.uint8)) > 0
    pixels = linear[beside & ~mask & (shadows.visible > 0.8)]
    lawn = _lawn(pixels)
    if lawn.sum() < LEAST_SHARE * max(len(pixels), 1):
        return level
    of_lawn = _ground_level(pixels[lawn], "grass")
    share = min(float(lawn.mean()), MOST_BESIDE)
    return level ** (1 - share) * max(of_lawn, 0.03) ** share


def _sunlit(shadows: ShadowMap, mask: np.ndarray) -> np.ndarray:
    """Ground in full light, bool (h, w): in the mask, or around it when the mask lies in shade."""
    lit = shadows.visible > 0.8
    inside = mask & lit
    return inside if inside.sum() > 0.1 * mask.sum() else (shadows.ground & lit) | inside


def _foggy(level: np.ndarray, sky_mask: np.ndarray, sky: np.ndarray | None) -> bool:
    """Nothing is dark and the sky has no colour."""
    if sky is None or (sky.max() - sky.min()) > 0.2 * sky.max():
        return False
    return bool((~sky_mask).any() and np.percentile(level[~sky_mask], 3) > 0.08)


def _condition(irradiance: float, sunny: float, sky: np.ndarray | None, usual: float, foggy: bool) -> str:
    """usual: the photo's median luminance."""
    if irradiance < 0.05 or usual < NIGHT:
        return "night"
    if foggy and sunny < 0.2:
        return "fog"
    if sunny < 0.2 and irradiance < 0.5 and (sky is None or luminance(sky) < 0.35):
        return "dusk"
    return "sun" if sunny > 0.5 else "overcast"


def read_light(photo: np.ndarray, mask: np.ndarray, view: View) -> Light:
    """Light of a small photo, uint8 (h, w, 3), over the painted ground, bool (h, w)."""
    linear = to_linear(photo)
    level = luminance(linear)
    sky_mask = find_sky(photo, linear, view)
    sky = np.median(linear[sky_mask], 0) if sky_mask.mean() > 0.02 else None
    overcast = sky is not None and bool(sky.max() - sky.min() < 0.15 * sky.max())
    usual = float(np.median(level))
    shadows = carried_shadows(linear, mask, view, overcast, usual < NO_SUN)
    ground_pixels = linear[_sunlit(shadows, mask)]
    bright = ground_pixels[luminance(ground_pixels) >= np.percentile(luminance(ground_pixels), 50)]
    lit = np.median(bright, 0).astype(np.float64)
    kind = ground_kind(lit)
    ground_level = _ground_level(ground_pixels, kind)
    if kind == "paved" and _lawn(ground_pixels).mean() < LEAST_SHARE:
        ground_level = _beside_lawn(ground_level, linear, mask, shadows)
    foggy = _foggy(level, sky_mask, sky)
    sunny = 0.0 if foggy or usual < NO_SUN else _sunny(ground_level, sky)
    white = _white(linear, _usable(linear, level, sky_mask), lit, kind)
    # Where nothing but blue light falls there is no sun.
    sunny *= float(np.clip((1.35 - white[2] / white[0]) / 0.2, 0, 1))
    sunny = max(sunny, float(np.clip((shadows.depth - 0.5) / 0.5, 0, 1)))
    bright_level = float(np.percentile(level[~sky_mask], 98.5)) if (~sky_mask).any() else 0.5
    lit_level = ground_level
    if sunny <= 0.5:
        lit_level *= _ground_level(ground_pixels, kind, 50.0) / _ground_level(ground_pixels, kind)
    irradiance = _irradiance(lit_level, bright_level, sunny)
    condition = _condition(irradiance, sunny, sky, usual, foggy)
    lines = segments(photo)
    azimuth, elevation, confidence = find_sun(lines, linear, mask, view, shadows, sky_mask, ground_level)
    seen_sky = np.percentile(linear[: max(4, view.height // 3)].reshape(-1, 3), 75, axis=0) if sky is None else sky
    return Light(
        irradiance,
        sunny if condition in ("sun", "overcast") else 0.0,
        condition,
        white,
        np.asarray(seen_sky, np.float64),
        kind,
        azimuth,
        elevation,
        confidence,
        linear,
        sky_mask,
        shadows,
        lines,
    )
