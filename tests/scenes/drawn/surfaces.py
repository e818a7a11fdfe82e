"""What flat things are made of: linear albedo from metres along and up a face, and metres a pixel."""

import numpy as np

from .noise import faded, noise


def _hash(i: np.ndarray, j: np.ndarray, seed: int = 0) -> np.ndarray:
    """-1..1 a cell, without a pattern."""
    x = np.sin(i * 127.1 + j * 311.7 + seed * 74.7) * 43758.5453
    return 2 * (x - np.floor(x)) - 1


def _line(at: np.ndarray, pitch: float, width: float, foot: np.ndarray) -> np.ndarray:
    """Share of a pixel that lies on lines every ``pitch`` metres."""
    away = np.abs(np.mod(at + pitch / 2, pitch) - pitch / 2)
    soft = np.clip((width / 2 + foot / 2 - away) / np.maximum(foot, 1e-4), 0, 1)
    return np.minimum(soft, np.clip(width / np.maximum(foot, width), 0, 1))


def plain(u, v, foot):
    return 1 + 0.05 * faded(u, v, 0.3, 3, foot)


def plaster(u, v, foot):
    tone = 1 + 0.035 * noise(u, v, 1.3, 4) + 0.05 * faded(u, v, 0.018, 5, foot) + 0.03 * faded(u, v, 0.12, 6, foot)
    stain = np.clip(0.45 - v, 0, 0.45) * (0.55 + 0.3 * noise(u, v, 0.4, 7))
    return tone * (1 - np.clip(stain, 0, 0.4))


def brick(u, v, foot):
    row = np.floor(v / 0.075)
    shifted = u + 0.1125 * np.mod(row, 2)
    tone = 1 + 0.20 * _hash(np.floor(shifted / 0.225), row) + 0.10 * faded(u, v, 0.02, 8, foot)
    tone = 1 + (tone - 1) / (1 + (foot / 0.12) ** 2) + 0.06 * noise(u, v, 0.9, 9)
    joint = np.maximum(_line(v, 0.075, 0.012, foot), _line(shifted, 0.225, 0.011, foot))
    return tone * (1 - joint) + 1.35 * joint


def boards(u, v, foot, pitch=0.14):
    """Upright boards: u along the wall."""
    tone = 1 + 0.14 * _hash(np.floor(u / pitch), np.floor(u / pitch) * 0) + 0.10 * faded(v, u, 0.012, 10, foot, 18)
    return (tone + 0.07 * noise(u, v, 0.7, 11)) * (1 - 0.75 * _line(u, pitch, 0.012, foot))


def planks(u, v, foot):
    """Level boards, lapped."""
    return boards(v, u, foot, 0.18)


def stones(u, v, foot):
    row = np.floor(v / 0.22 + 0.05 * noise(u, v, 0.6, 12))
    shifted = u + 0.17 * _hash(row, row * 0)
    tone = 1 + 0.24 * _hash(np.floor(shifted / 0.38), row) + 0.10 * faded(u, v, 0.03, 13, foot)
    joint = np.maximum(_line(v + 0.011 * noise(u, v, 0.6, 12), 0.22, 0.022, foot), _line(shifted, 0.38, 0.02, foot))
    return (1 + (tone - 1) / (1 + (foot / 0.2) ** 2)) * (1 - 0.45 * joint) + 0.05 * noise(u, v, 1.1, 14)


def tiles(u, v, foot):
    """Roof tiles, v up the slope."""
    course = np.floor(v / 0.28)
    shifted = u + 0.12 * np.mod(course, 2)
    tone = 1 + 0.16 * _hash(np.floor(shifted / 0.24), course) + 0.08 * noise(u, v, 0.8, 15)
    tone = 1 + (tone - 1) / (1 + (foot / 0.25) ** 2)
    low = np.mod(v, 0.28) / 0.28
    edge = np.clip(1 - low / np.maximum(0.12, foot / 0.28), 0, 1) / (1 + (foot / 0.2) ** 2)
    return tone * (1 - 0.5 * edge) * (1 - 0.35 * _line(shifted, 0.24, 0.012, foot))


def thatch(u, v, foot):
    return 1 + 0.22 * faded(v, u, 0.02, 16, foot, 25) + 0.12 * noise(u, v, 0.5, 17) - 0.2 * _line(v, 0.45, 0.05, foot)


def bark(u, v, foot):
    return 1 + 0.28 * faded(v, u, 0.03, 18, foot, 6) + 0.15 * noise(u, v, 0.25, 19)


def concrete(u, v, foot):
    tone = 1 + 0.07 * noise(u, v, 0.9, 20) + 0.06 * faded(u, v, 0.10, 21, foot) + 0.10 * faded(u, v, 0.006, 22, foot)
    return tone - 0.30 * np.clip(noise(u, v, 2.2, 23) - 1.4, 0, 0.6)


def slabs(u, v, foot, across=0.6):
    i, j = np.floor(u / across), np.floor(v / across)
    joint = np.maximum(_line(u, across, 0.010, foot), _line(v, across, 0.010, foot))
    return (concrete(u, v, foot) + 0.07 * _hash(i, j)) * (1 - 0.55 * joint)


def glass(u, v, foot):
    return 1 + 0.0 * u


FINISHES = {
    f.__name__: f for f in (plain, plaster, brick, boards, planks, stones, tiles, thatch, bark, concrete, slabs, glass)
}
