import re

import numpy as np
import pytest
from django.core.cache import cache

from projects import outlines
from tests import factories


def points_of(path: str) -> np.ndarray:
    return np.array([[float(n) for n in pair.split()] for pair in re.findall(r"[\d.]+ [\d.]+", path)])


def test_a_rectangle_is_traced_along_its_border():
    bits = np.zeros((100, 200), bool)
    bits[20:60, 30:150] = True
    points = points_of(outlines.path_of(bits))
    assert np.abs(points.min(axis=0) - (30, 20)).max() < 1
    assert np.abs(points.max(axis=0) - (150, 60)).max() < 1
    assert len(points) < 20


def test_a_shallow_edge_is_a_line_and_no_staircase():
    rows, columns = np.mgrid[:200, :900]
    bits = (rows > 100 - columns * 0.05) & (rows < 180) & (columns > 50) & (columns < 850)
    points = points_of(outlines.path_of(bits))
    assert len(points) < 30


def test_a_hole_is_a_path_of_its_own():
    bits = np.ones((60, 60), bool)
    bits[20:40, 20:40] = False
    assert outlines.path_of(bits).count("M") == 2


def test_two_areas_that_touch_at_a_corner_are_both_closed():
    bits = np.zeros((40, 40), bool)
    bits[5:20, 5:20] = bits[20:35, 20:35] = True
    assert outlines.path_of(bits).count("Z") >= 1


def test_specks_and_nothing_at_all_give_no_path():
    bits = np.zeros((40, 40), bool)
    assert outlines.path_of(bits) == ""
    bits[10, 10] = True
    assert outlines.path_of(bits) == ""


@pytest.mark.parametrize(
    ("size", "box"), [((4000, 3000), (1024, 768)), ((600, 1200), (512, 1024)), ((3000, 1), (1024, 1))]
)
def test_the_longer_side_is_the_same_for_every_photo(size, box):
    assert outlines.view_box(*size) == box


@pytest.mark.django_db
def test_an_outline_is_kept_and_a_cache_that_is_down_costs_only_time(monkeypatch):
    mask = factories.generation().mask
    path = outlines.outline_of(mask)
    assert path.startswith("M")
    monkeypatch.setattr(outlines, "_trace_file", lambda mask: pytest.fail("traced again"))
    assert outlines.outline_of(mask) == path

    def down(*_arguments):
        raise ConnectionError

    monkeypatch.setattr(cache, "get", down)
    monkeypatch.setattr(outlines, "_trace_file", lambda mask: "traced")
    assert outlines.outline_of(mask) == "traced"
