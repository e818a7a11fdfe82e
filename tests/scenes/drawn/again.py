"""The same gardens with another camera and another sun: strangers to whoever looked at the first ones."""

import sys
import zlib
from unittest import mock

import numpy as np

from .camera import Camera
from .gardens import GARDENS
from .light import Light
from .scene import Scene


def drawn_again(name: str, number: int) -> Scene:
    """The garden ``name`` with the camera and the sun that ``number`` draws for it."""
    rng = np.random.default_rng([number, zlib.crc32(name.encode())])
    turn, zoom, tilt = rng.uniform(30, 330), rng.uniform(0.88, 1.22), rng.uniform(-1.2, 2.2)
    elevation, roll, height = rng.uniform(24, 60), rng.uniform(-2.2, 2.2), rng.uniform(0.95, 1.12)

    def camera(f35: float, pitch: float, _: float, eye: float) -> Camera:
        return Camera(round(f35 * zoom, 1), round(pitch + tilt, 2), round(roll, 2), round(eye * height, 2))

    def light(condition: str = "sun", azimuth: float = 0.0, _: float = 45.0, *rest, **more) -> Light:
        return Light(condition, round((azimuth + turn + 180) % 360 - 180, 1), round(elevation, 1), *rest, **more)

    # Each maker names its camera and its sun where it begins.
    with mock.patch.multiple(sys.modules[GARDENS[name].__module__], Camera=camera, Light=light):
        return GARDENS[name]()
