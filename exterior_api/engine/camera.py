"""The camera of a photo over level ground, and the way between pixels and metres.

World: X right, Y forward (level), Z up, the ground is z = 0 and the camera stands at (0, 0, height).
Pixels: x right, y down, from the picture's top left corner (a pixel's centre is at + 0.5).
Pinhole with square pixels and the principal point in the middle.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np

from .errors import EngineError

EYE_HEIGHT_M = 1.6
DIAGONAL_35MM = 43.27
# Width of the pictures on which lengths in pixels were chosen: a wider one shows the same things larger.
REFERENCE_WIDTH = 1536
Places = np.ndarray | float


@dataclass(frozen=True)
class Camera:
    """Pitch is positive looking down, roll positive clockwise, yaw is the house's direction modulo 90 degrees."""

    focal_px: float
    pitch_deg: float
    roll_deg: float
    yaw_deg: float
    horizon_px: float
    confidence: float
    height_m: float = EYE_HEIGHT_M

    def scaled(self, factor: float) -> "Camera":
        """The same camera for the picture resized by ``factor``."""
        return replace(self, focal_px=self.focal_px * factor, horizon_px=self.horizon_px * factor)

    def as_dict(self) -> dict[str, float]:
        return {name: round(float(value), 4) for name, value in asdict(self).items()}


def horizon_row(focal_px: float, pitch_deg: float, roll_deg: float, height: int) -> float:
    """Row of the horizon at the middle column, pixels."""
    return height / 2 - focal_px * math.tan(math.radians(pitch_deg)) / math.cos(math.radians(roll_deg))


def focal_from_35mm(focal_35mm: float, width: int, height: int) -> float:
    """Focal length in pixels from the 35-mm equivalent, by the diagonal (CIPA DCG-001)."""
    return focal_35mm / DIAGONAL_35MM * math.hypot(width, height)


def basis(pitch: float, roll: float) -> np.ndarray:
    """Rows: the camera's right, down and forward axes in the world, (3, 3); angles in radians."""
    cp, sp, cr, sr = math.cos(pitch), math.sin(pitch), math.cos(roll), math.sin(roll)
    right, down = np.array([1.0, 0.0, 0.0]), np.array([0.0, -sp, -cp])
    return np.array([cr * right + sr * down, cr * down - sr * right, [0.0, cp, -sp]])


def given_camera(camera: "Camera | Mapping[str, float]", height: int) -> Camera:
    """A camera that was handed in: checked, and completed when it is only focal_px, pitch_deg, roll_deg."""
    if not isinstance(camera, Camera):
        try:
            focal, pitch = float(camera["focal_px"]), float(camera["pitch_deg"])
            roll, yaw = float(camera.get("roll_deg") or 0.0), float(camera.get("yaw_deg") or 0.0)
        except (KeyError, TypeError, ValueError) as error:
            raise EngineError("camera_invalid") from error
        camera = Camera(focal, pitch, roll, yaw, 0.0, 1.0, float(camera.get("height_m") or EYE_HEIGHT_M))
    values = list(asdict(camera).values())
    sane = all(map(math.isfinite, values)) and camera.focal_px > 1 and abs(camera.pitch_deg) < 80
    if not sane or abs(camera.roll_deg) > 45 or not 0.05 < camera.height_m < 100:
        raise EngineError("camera_invalid")
    return replace(camera, horizon_px=horizon_row(camera.focal_px, camera.pitch_deg, camera.roll_deg, height))


class View:
    """A camera with a picture size: projection both ways."""

    def __init__(self, camera: Camera, width: int, height: int):
        self.camera, self.width, self.height = camera, width, height
        self.axes = basis(math.radians(camera.pitch_deg), math.radians(camera.roll_deg))

    def resized(self, factor: float, width: int, height: int) -> "View":
        return View(self.camera.scaled(factor), width, height)

    def horizon_at(self, columns: np.ndarray | float) -> np.ndarray:
        """Row of the horizon at each column, pixels."""
        slope = math.tan(math.radians(self.camera.roll_deg))
        return self.camera.horizon_px - slope * (np.asarray(columns, float) - self.width / 2)

    def ground(self, x: Places, y: Places, z: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Pixels -> metres (X, Y) on the level plane at height z; rows above the horizon give far points."""
        across, down = np.asarray(x, float) - self.width / 2, np.asarray(y, float) - self.height / 2
        right_axis, down_axis, forward = self.axes
        rays = (
            forward * self.camera.focal_px + np.multiply.outer(across, right_axis) + np.multiply.outer(down, down_axis)
        )
        t = (self.camera.height_m - z) / np.maximum(-rays[..., 2], 1e-6)
        return rays[..., 0] * t, rays[..., 1] * t

    def project(self, X: Places, Y: Places, Z: Places = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Metres -> pixels (x, y); points behind the camera are pushed to just before it."""
        X, Y, Z = np.broadcast_arrays(np.asarray(X, float), np.asarray(Y, float), np.asarray(Z, float))
        a, b, c = np.moveaxis(np.stack([X, Y, Z - self.camera.height_m], -1) @ self.axes.T, -1, 0)
        c = np.maximum(c, 1e-3)
        return self.camera.focal_px * a / c + self.width / 2, self.camera.focal_px * b / c + self.height / 2

    def homography(self, z: float = 0.0) -> np.ndarray:
        """(3, 3) from (X, Y, 1) on the level plane at height z to pixels."""
        right_axis, down_axis, forward = self.axes
        k = np.array([[self.camera.focal_px, 0, self.width / 2], [0, self.camera.focal_px, self.height / 2], [0, 0, 1]])
        drop = z - self.camera.height_m
        columns = np.array([[a[0], a[1], a[2] * drop] for a in (right_axis, down_axis, forward)])
        return k @ columns

    def vector(self) -> np.ndarray:
        """What the kernels need, (13,): focal, centre x, centre y, height, right, down, forward."""
        head = [self.camera.focal_px, self.width / 2, self.height / 2, self.camera.height_m]
        return np.array([*head, *self.axes.ravel()], np.float64)
