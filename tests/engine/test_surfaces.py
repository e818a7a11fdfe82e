"""What surfaces look like near and far, and the light on and beside them."""

import cv2
import numba
import numpy as np
import pytest

from exterior_api.engine import materials
from exterior_api.engine.backdrop import backdrop_distance
from exterior_api.engine.camera import Camera, View
from exterior_api.engine.kernels import columns as col
from exterior_api.engine.kernels.lighting import light_surfaces
from exterior_api.engine.kernels.noise import line_cover
from exterior_api.engine.kernels.rays import footprints
from exterior_api.engine.kernels.stone import _opus
from exterior_api.engine.light import read_light
from exterior_api.engine.shade import MATERIALS

SURFACES = [
    *(("boards", materials.wood_vector, name) for name in materials.WOODS),
    *(("slabs", materials.stone_vector, name) for name in materials.STONES),
    *(("grains", materials.gravel_vector, name) for name in materials.GRAVELS),
]
# Rays that fall on the ground at 30 degrees.
STEEP = 0.5


def seen(material: str, parameters: np.ndarray, footprint: float) -> np.ndarray:
    """Albedo of 64 square metres as it shows, (n,), in samples this wide."""
    places = np.random.default_rng(0).uniform(-4, 4, (2, 40_000))
    rays = np.zeros((places.shape[1], col.N_COLUMNS))
    rays[:, col.ID], rays[:, col.AO], rays[:, col.NZ], rays[:, col.TX] = 1.0, 1.0, 1.0, 1.0
    rays[:, col.U], rays[:, col.V], rays[:, col.FP] = *places, footprint
    rays[:, col.DY], rays[:, col.DZ] = np.sqrt(1 - STEEP**2), -STEEP
    MATERIALS[material](rays, 1.0, 7, parameters)
    return rays[:, col.G] * rays[:, col.AO]


@pytest.mark.parametrize(("material", "vector", "name"), SURFACES)
def test_a_surface_is_as_bright_far_away_as_near(material, vector, name):
    parameters = vector(name, np.random.default_rng(1))
    near = seen(material, parameters, 0.001)
    for footprint in (0.01, 0.03, 0.08):
        far = seen(material, parameters, footprint)
        assert far.mean() == pytest.approx(near.mean(), rel=0.04)
        assert far.std() < near.std()


def test_a_line_takes_as_much_light_however_small_it_is_seen():
    away = np.linspace(0, 0.2, 20_001)
    for reach in (0.0005, 0.004, 0.05):
        covered = sum(line_cover.py_func(a, 0.0035, reach) for a in away) * (away[1] - away[0])
        assert covered == pytest.approx(0.0035, rel=0.01)


def test_a_flat_look_along_boards_is_long_along_them_and_narrow_across():
    ray = np.zeros(col.N_COLUMNS)
    ray[col.DY], ray[col.DZ], ray[col.NZ], ray[col.FP] = np.sqrt(1 - 0.1**2), -0.1, 1.0, 0.05
    ray[col.TX] = 1.0
    across, along = footprints.py_func(ray)
    assert along == pytest.approx(10 * across, rel=0.01)
    ray[col.TX], ray[col.TY] = 0.0, 1.0
    assert footprints.py_func(ray) == pytest.approx((along, across))


def test_an_upright_face_in_shade_is_lit_by_what_lies_before_it():
    light = np.array([0.0, 0.6, 0.8, *[1.0] * 3, *[0.2] * 6, *[0.5] * 3, *[0.1] * 3])
    rays = np.zeros((2, col.N_COLUMNS))
    # Both look away from the sun; the first is an outer face, the second looks into the court.
    rays[:, col.ID], rays[:, col.NY] = [col.RISER, col.INNER], -1.0
    rays[:, col.AO], rays[:, col.SUN], rays[:, col.R : col.B + 1] = 1.0, 1.0, 0.5
    light_surfaces(rays, light)
    outer, inner = rays[:, col.LG]
    # Half of what an upright face sees is ground: half of its light, with the sky's.
    assert inner - outer == pytest.approx(0.5 * 0.5 * (0.5 - 0.1) * (0.7 * 0.8 + 0.2), rel=0.02)


SIZE = (480, 640)
VIEW = View(Camera(560.0, 6.0, 0.0, 0.0, 480 / 2 - 560.0 * np.tan(np.radians(6.0)), 1.0), SIZE[1], SIZE[0])
BLUE_SKY, LAWN, PAVING = (150, 180, 220), (78, 104, 44), (150, 160, 172)


def yard(wall_m: float, patio_m: float | None, lawn: tuple[int, int, int] = LAWN) -> np.ndarray:
    """A lawn, a patio from ``patio_m`` on and a boarded wall with posts at ``wall_m``, uint8 (H, W, 3)."""
    photo = np.full((*SIZE, 3), BLUE_SKY, np.uint8)
    photo[int(VIEW.camera.horizon_px) :] = lawn
    foot, top = (int(VIEW.project(0.0, wall_m, z)[1]) for z in (0.0, 2.4))
    if patio_m is not None:
        photo[foot : int(VIEW.project(0.0, patio_m, 0.0)[1])] = PAVING
    photo[top:foot] = (120, 90, 70)
    for x in np.arange(-6.0, 6.1, 1.0):
        left, right = (int(VIEW.project(x + off, wall_m, 0.0)[0]) for off in (-0.06, 0.06))
        photo[top:foot, max(left, 0) : max(right, 0)] = (40, 30, 26)
    noise = np.random.default_rng(2).normal(0, 4, (*SIZE, 1))
    return np.clip(photo + noise, 0, 255).astype(np.uint8)


def painted(near_m: float, far_m: float) -> np.ndarray:
    corners = [(-2.0, far_m), (2.0, far_m), (1.6, near_m), (-1.6, near_m)]
    pixels = np.int32([[float(v) for v in VIEW.project(x, y, 0.0)] for x, y in corners])
    return cv2.fillPoly(np.zeros(SIZE, np.uint8), [pixels], 1) > 0


@pytest.mark.parametrize("patio_m", [None, 6.5])
def test_what_is_mirrored_stands_where_upright_things_have_their_feet(patio_m):
    mask = painted(3.0, 5.5)
    light = read_light(yard(9.0, patio_m), mask, VIEW)
    assert backdrop_distance(light, mask, VIEW) == pytest.approx(9.0, rel=0.15)


def test_lawn_beside_painted_paving_says_how_light_the_paving_is():
    mask = painted(3.0, 5.5)
    levels = []
    for lawn in ((78, 104, 44), (40, 56, 24)):
        photo = yard(9.0, None, lawn)
        paved = cv2.dilate(mask.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
        photo[paved] = PAVING
        levels.append(read_light(photo, mask, VIEW).irradiance)
    assert levels[1] < 0.93 * levels[0]


@numba.njit
def slabs_at(places, unit, seed):
    out = np.empty((len(places), 4))
    for i in range(len(places)):
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = _opus(places[i, 0], places[i, 1], unit, seed)
    return out


def test_an_opus_covers_the_ground_and_has_no_through_joints():
    found = slabs_at(np.random.default_rng(3).uniform(-6, 6, (4000, 2)), 0.4, 5)
    assert (found[:, 2:] >= 0).all()
    assert 0.35 < found[:, 2:].max() <= 0.4
    assert len(np.unique(found[:, :2], axis=0)) > 450
    # A pattern whose module is a square has joints from end to end; here none is longer than eight of its units.
    along = np.arange(-6, 6, 0.02)
    for at in np.arange(-8, 9) * 0.4 + 1e-4:
        joints = [
            slabs_at(np.c_[np.full_like(along, at), along], 0.4, 5)[:, 2] < 0.002,
            slabs_at(np.c_[along, np.full_like(along, at)], 0.4, 5)[:, 3] < 0.002,
        ]
        for joint in joints:
            ends = np.flatnonzero(np.diff(np.r_[False, joint, False].astype(int)))
            assert np.diff(ends)[::2].max() * 0.02 < 8.2 * 0.4
