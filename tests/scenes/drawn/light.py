"""The light of a scene: sun and sky, and how the sky looks. Linear, a sunlit white wall is about 1 before exposure."""

import math
from dataclasses import dataclass, field

import numpy as np

from .noise import noise


@dataclass(frozen=True)
class Light:
    """azimuth clockwise from the camera's forward direction, degrees; lamps: ((x, y, z), (r, g, b) at 1 m)."""

    condition: str = "sun"
    azimuth: float = 0.0
    elevation: float = 45.0
    gain: float = 2.55
    clouds: float = 0.3
    fog_m: float = 0.0
    lamps: tuple = field(default=())

    @property
    def towards(self) -> np.ndarray:
        a, e = math.radians(self.azimuth), math.radians(self.elevation)
        return np.array([math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e)])

    @property
    def shines(self) -> bool:
        return self.condition == "sun"

    @property
    def sun(self) -> np.ndarray:
        if not self.shines:
            return np.zeros(3)
        low = max(0.0, (40 - self.elevation) / 40)
        return 0.95 * np.array([1.05, 1.0 - 0.07 * low, 0.91 - 0.22 * low])

    @property
    def sky(self) -> np.ndarray:
        """Irradiance of the open sky on level ground."""
        return {
            "sun": 0.20 * np.array([0.84, 1.0, 1.24]) + 0.05 * self.clouds,
            "overcast": 0.42 * np.array([0.98, 1.0, 1.03]),
            "fog": 0.36 * np.array([0.99, 1.0, 1.02]),
            "dusk": 0.060 * np.array([0.78, 0.90, 1.28]),
            "night": 0.010 * np.array([0.85, 0.95, 1.2]),
        }[self.condition] * np.ones(3)

    def seen(self, rays: np.ndarray) -> np.ndarray:
        """Radiance of the sky along directions (n, 3)."""
        unit = rays / np.linalg.norm(rays, axis=1, keepdims=True)
        up = np.clip(unit[:, 2], 0.0, 1.0)[:, None]
        around = np.arctan2(unit[:, 0], unit[:, 1])
        pile = sum(noise(around, unit[:, 2] * 2.2, 0.30 / 2**k, 40 + k) / 1.7**k for k in range(5))
        pile = np.clip(pile * 0.5 + 2.4 * self.clouds - 0.9, 0, 1)[:, None] if self.clouds else 0.0
        if self.condition == "sun":
            top, low = np.array([0.13, 0.27, 0.58]), np.array([0.52, 0.64, 0.80])
            blue = low + (top - low) * (1 - np.exp(-3.0 * up))
            glow = np.clip(unit @ self.towards, 0, 1)[:, None] ** 12
            blue = blue * (1 + 0.5 * glow) + 0.35 * glow
            return blue * (1 - 0.75 * pile) + 0.75 * pile * np.array([0.78, 0.79, 0.82])
        if self.condition == "dusk":
            top, low = np.array([0.030, 0.050, 0.105]), np.array([0.24, 0.15, 0.10])
            return low + (top - low) * (1 - np.exp(-4.5 * up)) - 0.02 * pile * low
        if self.condition == "night":
            return np.array([0.004, 0.005, 0.008]) * (1 + 1.4 * np.exp(-4 * up))
        flat = 0.52 if self.condition == "overcast" else 0.46
        return flat * (1 + 0.12 * pile + 0.12 * up) * np.array([0.98, 1.0, 1.03])

    def lit_by_lamps(self, at: np.ndarray, normal: np.ndarray) -> np.ndarray:
        """Irradiance of the lamps at points (n, 3)."""
        total = np.zeros((len(at), 3))
        for place, power in self.lamps:
            way = np.asarray(place) - at
            square = (way * way).sum(1) + 0.05
            facing = np.clip((way @ normal.T if normal.ndim == 1 else (way * normal).sum(1)) / np.sqrt(square), 0.02, 1)
            total += (facing / square)[:, None] * np.asarray(power)
        return total

    def air(self, radiance: np.ndarray, distance: np.ndarray) -> np.ndarray:
        """What is left of a radiance (n, 3) after metres of air."""
        reach = self.fog_m or 900.0
        veil = np.array([0.45, 0.46, 0.47]) if self.condition == "fog" else 0.9 * self.sky + 0.25 * self.sun.mean()
        kept = np.exp(-np.asarray(distance) / reach)[:, None]
        return radiance * kept + veil * (1 - kept)
