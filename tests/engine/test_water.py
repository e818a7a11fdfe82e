"""Light on, in and beside a pool, against what physics says."""

import cv2
import numpy as np
import pytest

from exterior_api.engine.drawing import draw
from exterior_api.engine.kernels import columns as col
from exterior_api.engine.kernels.slab import trace_slab
from exterior_api.engine.kernels.water import _fresnel, escaping

SIZE = (400, 560)
CAMERA = {"focal_px": 480.0, "pitch_deg": 8.0, "roll_deg": 0.0, "yaw_deg": 0.0}
POST = slice(250, 290)


def test_a_white_basin_gives_back_the_light_that_enters_the_water():
    cosines = (np.arange(500) + 0.5) / 500
    through = np.array([1 - _fresnel.py_func(c)[0] for c in cosines])
    assert 2 * np.mean(cosines * through) * escaping.py_func(1.0) == pytest.approx(1.0, abs=0.02)
    # What returns little is seen through the water as dark as n² makes it.
    assert escaping.py_func(0.0) == pytest.approx(1 / 1.333**2)


def garden() -> tuple[np.ndarray, np.ndarray]:
    """A dark wall with a pale post over a lawn, uint8 (H, W, 3), and where a pool is painted."""
    photo = np.full((*SIZE, 3), (60, 66, 62), np.uint8)
    photo[:, POST] = 235
    noise = np.random.default_rng(1).normal(0, 9, (SIZE[0] - 190, SIZE[1], 1))
    photo[190:] = np.clip(np.array([82, 112, 50]) + noise, 0, 255).astype(np.uint8)
    mask = np.zeros(SIZE, bool)
    cv2.fillPoly(corners := np.zeros(SIZE, np.uint8), [np.int32([(170, 215), (390, 215), (470, 350), (90, 350)])], 1)
    mask[corners > 0] = True
    return photo, mask


def test_a_post_is_mirrored_below_itself_and_more_strongly_farther_away():
    photo, mask = garden()
    # Anthracite: the floor hides nothing of what the water mirrors.
    drawn = draw(photo, mask, "POOL", 1, camera=CAMERA, furnished=False)
    depth = drawn.picture.astype(np.float32).mean(2)
    far, near = slice(246, 262), slice(310, 330)
    beside = np.r_[205:235, 310:340]
    bright = [depth[rows, POST].mean() - depth[rows][:, beside].mean() for rows in (far, near)]
    assert bright[0] > 6
    assert bright[0] > 1.5 * bright[1]
    across = cv2.GaussianBlur(depth[far].mean(0)[None], (0, 0), 9)[0, 190:350]
    assert abs(190 + int(np.argmax(across)) - 270) < 20


def ground_light(sunny: float, away: np.ndarray, rise: float = 0.12) -> np.ndarray:
    """Light left on the ground this far before a straight edge that runs along x = 0, 0..1."""
    cells = np.arange(-2.0, 2.001, 0.02)
    field = np.broadcast_to(cells[:, None] - 4.0 + 4.0, (len(cells), len(cells))).copy()
    rays = np.zeros((len(away), col.N_COLUMNS))
    rays[:, col.Y] = 1.0
    # The built side is where y is negative; the camera stands at the origin, its rays meet the ground at y = away.
    height = 1.6
    aim = np.c_[np.full(len(away), 0.5), away, np.full(len(away), -height)]
    rays[:, :3] = aim / np.linalg.norm(aim, axis=1)[:, None]
    rays[:, col.SUN] = 1.0
    camera = np.zeros(13)
    camera[3] = height
    outline = np.array([[-2.0, -2.0], [2.0, -2.0], [2.0, 0.0], [-2.0, 0.0]])
    sun = np.array([0.0, 0.6, 0.8, sunny])
    slab = np.array([rise, rise, 0.0, 0.0, 1.0, 0.0, 0.0])
    trace_slab(rays, camera, field, np.array([-2.0, -2.0, 0.02]), outline, np.array([0.0, 4, 6, 10, 12]), sun, slab)
    assert (rays[:, col.ID] == col.MISS).all()
    return rays[:, col.KEEP]


def test_an_edge_takes_the_skys_light_from_the_ground_beside_it_as_a_wall_does():
    away, rise = np.array([0.06, 0.12, 0.36]), 0.12
    wall = 1 - 0.5 * (1 - away / np.hypot(away, rise))
    assert ground_light(0.0, away) == pytest.approx(wall, abs=0.02)
    # The sun, which stands on this side, is not hidden.
    assert (ground_light(1.0, away) > ground_light(0.0, away)).all()
