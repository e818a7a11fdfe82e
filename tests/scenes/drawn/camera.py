"""The camera, and the truth that follows from it. World: X right, Y forward, Z up, the camera above the origin."""

import math
from dataclasses import dataclass

import numpy as np

DIAGONAL_35 = 43.2666


@dataclass(frozen=True)
class Camera:
    """Degrees as in README.md: pitch positive looks down, roll positive turns clockwise; f35 by the diagonal."""

    f35: float
    pitch: float
    roll: float
    height: float
    width: int = 1200
    rows: int = 800

    def scaled(self, factor: int) -> "Camera":
        return Camera(self.f35, self.pitch, self.roll, self.height, self.width * factor, self.rows * factor)

    @property
    def focal(self) -> float:
        return self.f35 / DIAGONAL_35 * math.hypot(self.width, self.rows)

    def axes(self) -> np.ndarray:
        """Rows: right, down and forward in the world."""
        p, r = math.radians(self.pitch), math.radians(self.roll)
        level, ahead, up = np.eye(3)
        forward = ahead * math.cos(p) - up * math.sin(p)
        sunk = -ahead * math.sin(p) - up * math.cos(p)
        return np.array([level * math.cos(r) + sunk * math.sin(r), sunk * math.cos(r) - level * math.sin(r), forward])

    def into(self, points: np.ndarray) -> np.ndarray:
        """World (..., 3) to right, down, forward, metres."""
        return (np.asarray(points, float) - [0, 0, self.height]) @ self.axes().T

    def pixels(self, seen: np.ndarray) -> np.ndarray:
        """Right, down, forward to pixels from the top left corner (..., 2)."""
        return self.focal * seen[..., :2] / seen[..., 2:] + [self.width / 2, self.rows / 2]

    def rays(self) -> np.ndarray:
        """Directions with forward part 1, float32 (rows, width, 3), in the world."""
        x = (np.arange(self.width) + 0.5 - self.width / 2) / self.focal
        y = (np.arange(self.rows) + 0.5 - self.rows / 2) / self.focal
        right, down, forward = self.axes().astype(np.float32)
        return (forward + x[None, :, None] * right + y[:, None, None] * down).astype(np.float32)

    def truth(self) -> dict:
        p, r = math.radians(self.pitch), math.radians(self.roll)
        horizon = self.rows / 2 - self.focal * math.tan(p) / math.cos(r)
        tilt = math.tan(r) * self.width / 2
        return {
            "width": self.width,
            "height": self.rows,
            "focal_px": round(self.focal, 3),
            "focal_over_width": round(self.focal / self.width, 5),
            "focal_35mm": self.f35,
            "principal_point": [self.width / 2, self.rows / 2],
            "pitch_deg": self.pitch,
            "roll_deg": self.roll,
            "horizon_row_centre": round(horizon, 2),
            "horizon_row_left": round(horizon + tilt, 2),
            "horizon_row_right": round(horizon - tilt, 2),
            "camera_height_m": self.height,
            "camera_position_world": [0.0, 0.0, self.height],
            "heading_deg": 0.0,
            "camera_from_world": self.axes().round(8).tolist(),
        }
