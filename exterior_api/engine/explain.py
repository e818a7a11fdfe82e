"""What a drawing assumed, as pictures: for people who check the engine. The only module here that writes files."""

import math
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from .camera import View
from .colour import to_srgb
from .drawing import Drawing
from .kernels.columns import RIM, TOP
from .light import GROUND_ALBEDO

WHITE, YELLOW, RED, BLUE = (255, 255, 255), (255, 210, 60), (235, 70, 60), (80, 140, 255)


def _lines(
    canvas: np.ndarray, view: View, ground: np.ndarray, colour: tuple[int, int, int], width: int, z: float = 0.0
) -> None:
    x, y = view.project(ground[:, 0], ground[:, 1], z)
    points = (np.clip(np.c_[x, y], -20000, 20000) * 16).astype(np.int32)
    cv2.polylines(canvas, [points], False, colour, width, cv2.LINE_AA, shift=4)


def horizon_and_grid(photo: np.ndarray, view: View) -> np.ndarray:
    """The horizon in yellow and a grid of one metre along the house's directions, every fifth line red."""
    canvas = photo.copy()
    line = max(1, round(view.width / 1200))
    ends = np.array([0.0, view.width])
    left, right = view.horizon_at(ends)
    cv2.line(canvas, (0, round(left)), (view.width, round(right)), YELLOW, 2 * line, cv2.LINE_AA)
    yaw = math.radians(view.camera.yaw_deg)
    turn = np.array([[math.cos(yaw), -math.sin(yaw)], [math.sin(yaw), math.cos(yaw)]])
    along = np.linspace(-30, 30, 601)
    for offset in range(-30, 31):
        for points in (np.c_[along, np.full(601, offset)], np.c_[np.full(601, offset), along]):
            ground = points @ turn.T
            ground = ground[(ground[:, 1] > 1.2) & (ground[:, 1] < 25)]
            if len(ground) > 1:
                _lines(canvas, view, ground, RED if offset % 5 == 0 else WHITE, line)
    return canvas


def outlines(photo: np.ndarray, drawing: Drawing) -> np.ndarray:
    """The painted areas shaded, the clean shapes at the ground and at their height, the sun's direction in yellow."""
    canvas = photo.copy()
    line = max(2, round(drawing.view.width / 700))
    for piece in drawing.pieces:
        canvas[piece.mask] = (canvas[piece.mask] * 0.6 + np.array(BLUE) * 0.4).astype(np.uint8)
        ring = np.vstack([piece.outline.points, piece.outline.points[:1]])
        _lines(canvas, drawing.view, ring, WHITE, line)
        _lines(canvas, drawing.view, ring, RED, line, piece.scene.slab.rim_height)
        middle, sun = piece.outline.points.mean(0), piece.light.sun_direction()
        if piece.light.sunny > 0.3:
            tip = middle - 2.0 * sun[:2] / max(float(np.hypot(*sun[:2])), 0.1)
            _lines(canvas, drawing.view, np.array([middle, tip]), YELLOW, line)
    return canvas


def assumed_albedo(drawing: Drawing) -> np.ndarray:
    """Swatches: the ground's assumed albedo, then that of the surfaces drawn, in sRGB."""
    piece = drawing.pieces[0]
    swatches = [GROUND_ALBEDO[piece.light.ground]]
    first = {"boards": 4, "slabs": 4, "grains": 2}
    for surface in piece.scene.surfaces:
        if surface.hit in (TOP, RIM):
            swatches.append(surface.parameters[first[surface.material] : first[surface.material] + 3])
    row = np.repeat(np.array(swatches)[None], 120, 0)
    return np.repeat(to_srgb(row).astype(np.uint8), 120, 1)


def explain(drawing: Drawing, photo: np.ndarray, folder: str) -> None:
    """Writes horizon, outline, shadow map, what stands in front and albedo as PNGs into a folder."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    piece = drawing.pieces[0]
    maps = {"shadow": piece.light.shadows.visible, "in_front": piece.in_front, "sky": piece.light.sky_mask}
    pictures = {name: (np.asarray(grey, np.float32) * 255).astype(np.uint8) for name, grey in maps.items()}
    pictures["horizon"] = horizon_and_grid(photo, drawing.view)
    pictures["outline"] = outlines(photo, drawing)
    pictures["albedo"] = assumed_albedo(drawing)
    for name, picture in pictures.items():
        Image.fromarray(picture).save(target / f"{name}.png")
