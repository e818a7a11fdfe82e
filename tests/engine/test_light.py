from dataclasses import replace

import cv2
import numpy as np
import pytest

from exterior_api.engine.camera import Camera, View, horizon_row
from exterior_api.engine.colour import to_linear, to_srgb
from exterior_api.engine.light import read_light

from .scenes import SUNNY, area, label, photo, truth

SMALL = 768


def view_of(name: str) -> View:
    true, shape = truth(name), photo(name, SMALL).shape
    scale = SMALL / true["width"]
    focal, pitch, roll = true["focal_px"] * scale, true["pitch_deg"], true["roll_deg"]
    return View(Camera(focal, pitch, roll, 0.0, horizon_row(focal, pitch, roll, shape[0]), 1.0), SMALL, shape[0])


@pytest.fixture(scope="module")
def lights():
    return {name: read_light(photo(name, SMALL), area(name, SMALL), view_of(name)) for name in (*SUNNY, "town")}


@pytest.mark.parametrize("name", SUNNY)
def test_shadows_on_the_ground_are_those_that_the_sun_throws(name, lights):
    lit = cv2.GaussianBlur(1 - label(name, "shadow", SMALL).astype(np.float32) / 255, (0, 0), 3)
    ground = area(name, SMALL) & (label(name, "ground", SMALL) > 0)
    assert np.corrcoef(lights[name].shadows.visible[ground], lit[ground])[0, 1] >= 0.85


@pytest.mark.parametrize("name", SUNNY)
def test_the_sun_stands_where_the_shadows_come_from(name, lights):
    off = (lights[name].sun_azimuth_deg - truth(name)["sun"]["azimuth_deg"] + 180) % 360 - 180
    assert abs(off) <= 25
    assert lights[name].condition == "sun"


def test_an_overcast_garden_has_no_sun_and_no_shadows(lights):
    town = lights["town"]
    assert town.condition == "overcast"
    assert town.sunny < 0.2
    assert town.shadows.visible.min() == 1.0


def test_a_darker_photo_has_less_light():
    view, mask = view_of("modern"), area("modern", SMALL)
    usual = photo("modern", SMALL)
    dark = to_srgb(to_linear(usual) * 0.04).astype(np.uint8)
    light = read_light(dark, mask, view)
    assert light.irradiance < 0.25 * read_light(usual, mask, view).irradiance


def test_the_sun_direction_is_a_unit_vector_with_azimuth_clockwise_from_forward(lights):
    light = replace(lights["modern"], sun_azimuth_deg=90.0, sun_elevation_deg=30.0)
    assert np.allclose(light.sun_direction(), [np.cos(np.pi / 6), 0.0, 0.5])
