import math
from functools import cache

import numpy as np
import pytest

from exterior_api.engine.calibrate import estimate_camera, find_yaw
from exterior_api.engine.camera import Camera, View, focal_from_35mm, given_camera
from exterior_api.engine.errors import EngineError

from .scenes import NAMES, area, photo, truth


@cache
def found_in(name: str) -> Camera:
    """What the engine finds in a scene, told nothing but the area."""
    return estimate_camera(photo(name), area(name))


@pytest.mark.parametrize("name", ["modern", "modern_c", "country", "town"])
def test_the_camera_of_a_scene_is_found_from_the_picture_alone(name):
    true, picture = truth(name), photo(name)
    found = found_in(name)
    assert abs(found.horizon_px - true["horizon_row_centre"]) <= 0.01 * picture.shape[0]
    assert abs(found.focal_px / true["focal_px"] - 1) <= 0.08
    assert abs(found.pitch_deg - true["pitch_deg"]) <= 0.5
    assert abs(found.roll_deg - true["roll_deg"]) <= 0.3
    assert abs((found.yaw_deg - true["yaw_deg"] + 45) % 90 - 45) <= 2.5
    assert found.confidence > 0.3


def test_horizons_and_focal_lengths_of_all_scenes_are_near_the_truth():
    horizons = [abs(found_in(n).horizon_px - truth(n)["horizon_row_centre"]) / truth(n)["height"] for n in NAMES]
    focals = [abs(found_in(n).focal_px / truth(n)["focal_px"] - 1) for n in NAMES]
    assert np.median(horizons) <= 0.01
    assert np.percentile(horizons, 95) <= 0.03
    assert np.median(focals) <= 0.15


def test_a_known_focal_length_helps_where_the_house_is_seen_from_the_front():
    true, picture = truth("modern_b"), photo("modern_b")
    guessed = found_in("modern_b")
    told = estimate_camera(picture, area("modern_b"), focal_35mm=true["focal_35mm"])
    assert abs(told.focal_px / true["focal_px"] - 1) < 0.03 < abs(guessed.focal_px / true["focal_px"] - 1)
    assert abs(told.horizon_px - true["horizon_row_centre"]) < 0.01 * picture.shape[0]


@pytest.mark.parametrize("name", NAMES)
def test_known_points_fall_on_the_pixels_that_they_are_seen_at(name):
    true = truth(name)
    camera = Camera(
        true["focal_px"], true["pitch_deg"], true["roll_deg"], 0.0, true["horizon_row_centre"], 1.0,
        true["camera_height_m"],
    )  # fmt: skip
    view = View(camera, true["width"], true["height"])
    heading = math.radians(true["heading_deg"])
    for point in true["points"].values():
        east, north, up = np.subtract(point["world"], [*true["camera_position_world"][:2], 0.0])
        right = east * math.cos(heading) + north * math.sin(heading)
        ahead = -east * math.sin(heading) + north * math.cos(heading)
        assert np.allclose(view.project(right, ahead, up), point["pixel"], atol=1.0)


def test_ground_and_projection_are_inverse():
    view = View(Camera(1100.0, 7.0, -1.2, 0.0, 0.0, 1.0), 1536, 1024)
    x, y = np.array([100.0, 800.0, 1400.0]), np.array([700.0, 820.0, 1000.0])
    for z in (0.0, 0.12):
        assert np.allclose(view.project(*view.ground(x, y, z), z), [x, y], atol=1e-6)


def test_the_house_is_found_for_a_camera_that_a_person_set():
    true, picture = truth("modern"), photo("modern")
    given = given_camera({name: true[name] for name in ("focal_px", "pitch_deg", "roll_deg")}, picture.shape[0])
    assert abs((find_yaw(picture, area("modern"), given) - true["yaw_deg"] + 45) % 90 - 45) <= 1.0


def test_a_smaller_copy_has_the_same_horizon():
    large, small = photo("modern"), photo("modern", 768)
    row = estimate_camera(large).horizon_px / large.shape[0]
    assert abs(estimate_camera(small).horizon_px / small.shape[0] - row) < 0.02


def test_a_picture_without_lines_is_not_trusted():
    grey = np.full((300, 400, 3), 128, np.uint8)
    assert estimate_camera(grey).confidence == 0.0


def test_35mm_equivalence_goes_by_the_diagonal():
    assert focal_from_35mm(43.27, 300, 400) == pytest.approx(500.0)


@pytest.mark.parametrize(
    "given",
    [{}, {"focal_px": "x", "pitch_deg": 1}, {"focal_px": -5, "pitch_deg": 1}, {"focal_px": 900, "pitch_deg": 89}],
)
def test_a_camera_that_cannot_be_is_refused(given):
    with pytest.raises(EngineError) as caught:
        given_camera(given, 1024)
    assert caught.value.code == "camera_invalid"
