from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from exterior_api.engine.camera import Camera, View, horizon_row
from exterior_api.engine.colour import to_linear, to_srgb
from exterior_api.engine.light import Light, read_light

from .scenes import HELD_OUT, NAMES, SUNNY, area, has_sun, label, photo, truth

SMALL = 768
DARK = ("dusk", "night")


def view_of(name: str) -> View:
    true, shape = truth(name), photo(name, SMALL).shape
    scale = SMALL / true["width"]
    focal, pitch = true["focal_px"] * scale, true["pitch_deg"]
    yaw, horizon = (true["yaw_deg"] or 0.0) % 90.0, horizon_row(focal, pitch, true["roll_deg"], shape[0])
    camera = Camera(focal, pitch, true["roll_deg"], yaw, horizon, 1.0, true["camera_height_m"])
    return View(camera, SMALL, shape[0])


@cache
def light_of(name: str) -> Light:
    return read_light(photo(name, SMALL), area(name, SMALL), view_of(name))


def sun_off(name: str) -> float:
    return abs((light_of(name).sun_azimuth_deg - truth(name)["sun"]["azimuth_deg"] + 180) % 360 - 180)


def true_light(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Share of the sun by the truth, float32 (h, w), and the painted ground, bool (h, w)."""
    lit = cv2.GaussianBlur(1 - label(name, "shadow", SMALL).astype(np.float32) / 255, (0, 0), 3)
    return lit, area(name, SMALL) & (label(name, "ground", SMALL) > 0)


def likeness(found: np.ndarray, true: np.ndarray) -> float:
    return float(np.corrcoef(found, true)[0, 1]) if found.std() > 0 else 0.0


def shadowed(names) -> list[str]:
    """Those of the scenes where the painted ground lies partly in the sun and partly in shade."""
    shares = {name: (lit[ground] < 0.5).mean() for name in names if has_sun(name) for lit, ground in [true_light(name)]}
    return [name for name, share in shares.items() if 0.04 < share < 0.96]


@pytest.mark.parametrize("name", SUNNY)
def test_shadows_on_the_ground_are_those_that_the_sun_throws(name):
    lit, ground = true_light(name)
    assert likeness(light_of(name).shadows.visible[ground], lit[ground]) >= 0.85


def test_shadow_maps_of_scenes_never_tuned_on_are_near_the_truth():
    found, mirrored = [], []
    for name in shadowed(HELD_OUT):
        lit, ground = true_light(name)
        visible = light_of(name).shadows.visible[ground]
        found.append(likeness(visible, lit[ground]))
        mirrored.append(likeness(visible, lit[:, ::-1][ground]))
    assert len(found) >= 8
    assert np.median(found) >= 0.7
    assert np.median(mirrored) < 0.7


@pytest.mark.parametrize("name", SUNNY)
def test_the_sun_stands_where_the_shadows_come_from(name):
    assert sun_off(name) <= 25
    assert light_of(name).condition == "sun"


def test_the_sun_is_found_in_most_scenes_with_shadows():
    assert np.median([sun_off(name) for name in shadowed(NAMES)]) <= 25


def test_the_sun_stands_the_higher_the_deeper_the_shade():
    names = shadowed(NAMES)
    true = np.array([truth(name)["sun"]["elevation_deg"] for name in names])
    found = np.array([light_of(name).sun_elevation_deg for name in names])
    assert np.abs(found - true).mean() <= 8.5 < np.abs(42.0 - true).mean()


@pytest.mark.parametrize("name", ["town", "row", "pond"])
def test_an_overcast_garden_has_no_sun_and_no_shadows(name):
    light = light_of(name)
    assert light.condition == "overcast"
    assert light.sunny < 0.2
    assert light.shadows.visible.min() == 1.0


@pytest.mark.parametrize("name", DARK)
def test_dusk_and_night_are_known_and_have_no_sun(name):
    light = light_of(name)
    assert light.condition == name
    assert light.sunny < 0.2
    assert (light.shadows.visible[area(name, SMALL)] < 0.7).mean() < 0.05


def test_fog_is_not_taken_for_sun():
    light = light_of("fog")
    assert light.condition in ("fog", "overcast")
    assert light.sunny < 0.2


def test_a_darker_photo_has_less_light():
    view, mask = view_of("modern"), area("modern", SMALL)
    usual = photo("modern", SMALL)
    dark = to_srgb(to_linear(usual) * 0.04).astype(np.uint8)
    light = read_light(dark, mask, view)
    assert light.irradiance < 0.25 * light_of("modern").irradiance
    assert light.condition in DARK


def test_the_sun_direction_is_a_unit_vector_with_azimuth_clockwise_from_forward():
    light = replace(light_of("modern"), sun_azimuth_deg=90.0, sun_elevation_deg=30.0, sun_confidence=0.9)
    assert np.allclose(light.sun_direction(), [np.cos(np.pi / 6), 0.0, 0.5])


def test_where_the_sun_is_unsure_what_is_drawn_throws_short_shadows():
    light = replace(light_of("modern"), sun_azimuth_deg=90.0, sun_elevation_deg=30.0, sun_confidence=0.2)
    assert np.allclose(light.sun_direction(), [np.cos(np.radians(58)), 0.0, np.sin(np.radians(58))])
    assert replace(light, sun_elevation_deg=64.0).sun_direction()[2] == pytest.approx(np.sin(np.radians(64)))
