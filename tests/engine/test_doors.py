"""Doors as a measure of height, where the lines of a front seen square on leave the lens open."""

import cv2
import numpy as np
import pytest

from exterior_api.engine import calibrate
from exterior_api.engine.camera import Camera, View, horizon_row
from exterior_api.engine.doors import Doors, find_doors

from .scenes import NAMES, photo, truth

WIDTH, HEIGHT = 960, 640
NO_DOORS = Doors(np.zeros(0), np.zeros(0))


def front(focal: float, pitch: float) -> tuple[np.ndarray, np.ndarray, float]:
    """A house seen square on, focal length in widths: photo, painted lawn, true horizon row."""
    row = horizon_row(focal * WIDTH, pitch, 0.0, HEIGHT)
    view, far = View(Camera(focal * WIDTH, pitch, 0.0, 0.0, row, 1.0), WIDTH, HEIGHT), 14.0
    picture = np.full((HEIGHT, WIDTH, 3), (170, 200, 230), np.uint8)
    picture[int(row) :] = (96, 120, 60)

    def fill(left: float, right: float, low: float, high: float, colour) -> None:
        corners = [view.project(x, far, z) for x, z in ((left, low), (right, low), (right, high), (left, high))]
        cv2.fillPoly(picture, [np.int32(np.rint(np.array(corners, float) * 16))], colour, cv2.LINE_AA, 4)

    fill(-5.0, 5.0, 0.0, 3.4, (206, 196, 180))
    fill(-5.4, 5.4, 3.4, 3.6, (120, 60, 44))
    for left in (-4.0, -1.2, 2.6):
        fill(left, left + 1.1, 0.9, 2.05, (40, 48, 52))
    fill(0.8, 1.8, 0.0, 2.1, (70, 100, 140))
    noise = np.random.default_rng(1).normal(0, 3, picture.shape)
    mask = np.zeros((HEIGHT, WIDTH), bool)
    low = int(view.project(0.0, far - 4.0, 0.0)[1])
    mask[low:-20, 250:700] = True
    return np.clip(picture + noise, 0, 255).astype(np.uint8), mask, row


@pytest.mark.parametrize(("focal", "pitch"), [(1.25, 4.0), (1.4, 4.0), (0.55, 7.0)])
def test_a_door_tells_a_long_lens_from_a_usual_one(focal, pitch, monkeypatch):
    picture, mask, row = front(focal, pitch)
    off = abs(calibrate.estimate_camera(picture, mask).horizon_px - row) / HEIGHT
    assert off < 0.03
    monkeypatch.setattr(calibrate, "find_doors", lambda *arguments: NO_DOORS)
    assert abs(calibrate.estimate_camera(picture, mask).horizon_px - row) / HEIGHT > max(0.04, 1.5 * off)


def test_what_looks_like_a_door_puts_the_horizon_where_it_is_in_most_scenes():
    near = []
    for name in NAMES:
        picture, true = photo(name, 1000), truth(name)
        scale = picture.shape[1] / true["width"]
        row = horizon_row(true["focal_px"] * scale, true["pitch_deg"], true["roll_deg"], picture.shape[0])
        doors = find_doors(calibrate.line_ends(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)), picture)
        at = (row - picture.shape[0] / 2) / picture.shape[1]
        if len(doors.near(at).rows):
            near.append(np.median(np.abs(doors.near(at).rows - at)) * picture.shape[1] / picture.shape[0])
    assert len(near) >= 8
    assert np.median(near) < 0.03


def test_belief_is_least_where_no_door_is_and_greatest_where_most_are():
    doors = Doors(np.array([-0.10, -0.101, 0.02]), np.full(3, 0.008))
    belief = doors.belief(np.array([-0.10, 0.02, 0.2]))
    assert belief[0] > belief[1] > belief[2]
    assert len(doors.near(-0.10).rows) == 2
    assert (NO_DOORS.belief(np.array([0.0, 0.1])) == 0).all()
