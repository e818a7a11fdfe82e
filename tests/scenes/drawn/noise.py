"""Smooth noise over metres, with octaves that fade out below the size of a pixel."""

import cv2
import numpy as np

SIDE = 512
_tiles: dict[int, np.ndarray] = {}


def _tile(seed: int) -> np.ndarray:
    if seed not in _tiles:
        _tiles[seed] = np.random.default_rng(seed).normal(size=(SIDE, SIDE)).astype(np.float32)
    return _tiles[seed]


def noise(u: np.ndarray, v: np.ndarray, size: float, seed: int, stretch: float = 1.0) -> np.ndarray:
    """About normal with deviation 1, features of ``size`` metres, ``stretch`` times longer along u; float32 (n,)."""
    n = len(u)
    rows = max(1, -(-n // 1024))
    x, y = np.zeros(rows * 1024, np.float32), np.zeros(rows * 1024, np.float32)
    x[:n] = np.mod(u / (size * stretch) + 17.3 * seed, SIDE - 4) + 2
    y[:n] = np.mod(v / size + 7.7 * seed, SIDE - 4) + 2
    found = cv2.remap(_tile(seed), x.reshape(rows, 1024), y.reshape(rows, 1024), cv2.INTER_CUBIC)
    return found.ravel()[:n] * 1.35


def faded(u, v, size: float, seed: int, foot: np.ndarray, stretch: float = 1.0) -> np.ndarray:
    """The same, quiet where a pixel covers more than its features; foot: metres a pixel, (n,)."""
    return noise(u, v, size, seed, stretch) / (1 + (1.2 * foot / size) ** 2)
