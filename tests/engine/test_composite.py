import cv2
import numpy as np
import pytest

from exterior_api.engine.camera import Camera, View
from exterior_api.engine.edges import bare, edge_distance, lawn_share, loose_share, rooted, splashed
from exterior_api.engine.grass import LAWN_M, TALLEST_M, grow
from exterior_api.engine.outline import Outline
from exterior_api.engine.plan import make_plan
from exterior_api.engine.sun_feet import feet_belief, feet_of
from exterior_api.engine.sun_shading import AZIMUTHS, segments
from exterior_api.engine.texture import GAIN, edge_width, measure

SIZE = (300, 400)
WALL = (190, 190, 185)
VIEW = View(Camera(320.0, 8.0, 0.0, 0.0, 105.0, 1.0), SIZE[1], SIZE[0])


def lawn(blur: float) -> np.ndarray:
    noise = np.random.default_rng(3).normal(size=(*SIZE, 1)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), blur)[..., None] if blur else noise
    return np.clip(np.float32([90, 120, 50]) + 26 * noise / noise.std(), 0, 255).astype(np.uint8)


def layer_and_mask() -> tuple[np.ndarray, np.ndarray]:
    values = np.zeros((160, 200, 5), np.float32)
    rough = np.random.default_rng(4).normal(0.3, 0.02, (160, 200, 1)).astype(np.float32)
    values[..., :3], values[..., 3:] = rough, 1.0
    mask = np.zeros(SIZE, bool)
    mask[110:270, 100:300] = True
    return values, mask


def test_what_is_drawn_is_sharpened_beside_sharp_ground_and_softened_beside_soft_ground():
    values, mask = layer_and_mask()
    sharp, soft = (measure(lawn(blur), mask, values, 110, 100, calm=False) for blur in (0.0, 4.0))
    assert sharp.ring > 3 * soft.ring
    assert sharp.gain > 0.3
    assert soft.gain == pytest.approx(GAIN[0])
    assert soft.speckle == 0


def test_grain_is_measured_where_the_photo_is_calm_and_not_on_its_lawn():
    values, mask = layer_and_mask()
    picture = lawn(0.0)
    picture[:100] = 150 + np.random.default_rng(5).normal(0, 1.2, (100, SIZE[1], 1))
    assert measure(picture, mask, values, 110, 100, calm=False).grain < 1.6


def test_grass_stands_before_near_edges_only_and_never_hangs_in_the_air():
    coverage = np.zeros(SIZE, np.float32)
    coverage[140:260, 60:340] = 1.0
    distance = edge_distance(coverage, (False, False, False, False))
    detail = np.random.default_rng(6).normal(0, 20, SIZE).astype(np.float32)
    whole = np.ones(SIZE, np.float32)
    tufts = np.zeros(SIZE, np.float32)
    free = bare(distance, np.arange(SIZE[0]), VIEW, detail, whole, whole, tufts, 12.0)
    rooted(free)
    hidden = (free < 0.5) & (coverage > 0)
    assert hidden[250:260, 80:320].mean() > 0.05
    assert not hidden[140:200, 80:320].any()
    below = cv2.dilate(np.vstack([hidden[1:], hidden[:1] | True]).astype(np.uint8), np.ones((1, 3), np.uint8)) > 0
    grown = hidden & ~(distance <= 1.0)
    assert (below | (np.roll(coverage, -1, 0) == 0))[grown].all()


@pytest.mark.parametrize(
    ("ground", "lies"), [((0.20, 0.14, 0.10), True), ((0.30, 0.28, 0.26), False), ((0.18, 0.24, 0.30), False)],
    ids=["soil", "concrete", "concrete at dusk"],
)  # fmt: skip
def test_soil_lies_against_an_edge_and_nothing_of_concrete_does(ground, lies):
    coverage = np.zeros(SIZE, np.float32)
    coverage[140:260, 60:340] = 1.0
    distance = edge_distance(coverage, (False, False, False, False))
    linear = np.full((*SIZE, 3), ground, np.float32)
    high = np.full(SIZE, 2.0, np.float32)
    calm, shares = np.zeros(SIZE, np.float32), (lawn_share(linear), loose_share(linear))
    free = bare(distance, np.arange(SIZE[0]), VIEW, calm, *shares, high, 12.0)
    splash = splashed(distance, np.arange(SIZE[0]), VIEW, *shares, high)
    assert free[coverage > 0].min() < 0.6 if lies else (free[coverage > 0] == 1).all()
    assert splash.max() > 0.5 if lies else splash.max() == 0


def test_blades_stand_before_near_edges_of_a_lawn_as_high_as_they_look_from_there():
    everywhere = np.ones((75, 100), np.float32)
    for bottom in (180, 280):
        solid = np.zeros((SIZE[0] + 2, SIZE[1] + 2), bool)
        solid[bottom - 39 : bottom + 1, 61:341] = True
        assert grow(solid, 0 * everywhere, (0, 0), VIEW, 0.2, 3) is None
        hidden = grow(solid, everywhere, (0, 0), VIEW, 0.2, 3).cover[:, 90:310] > 60
        assert hidden[bottom - 1].mean() > 0.5
        metre = (bottom - VIEW.camera.horizon_px) / VIEW.camera.height_m
        above = bottom - np.argmax(hidden, 0)[hidden[:bottom].any(0)]
        assert 0.4 * LAWN_M < np.median(above) / metre < 2 * LAWN_M
        assert above.max() <= TALLEST_M * metre + 2


def test_how_soft_a_photos_edges_are():
    picture = cv2.rectangle(np.full((*SIZE, 3), 40, np.uint8), (60, 60), (330, 220), (210, 200, 190), -1)
    sharp, soft = (edge_width(cv2.GaussianBlur(picture, (0, 0), blur)) for blur in (0.5, 1.6))
    assert sharp < 0.6
    assert soft == pytest.approx(1.6, abs=0.25)


def test_the_photos_border_is_no_edge():
    coverage = np.zeros((60, 80), np.float32)
    coverage[20:, 10:70] = 1.0
    assert edge_distance(coverage, (False, True, False, False))[59, 40] > 25
    assert edge_distance(coverage, (False, False, False, False))[59, 40] <= 1.5


def sun_by_feet(photo: np.ndarray) -> float:
    """Azimuth that the edges of shadows at the feet of upright things speak for."""
    ground = (photo != WALL).any(2)
    ground[:112] = False
    level = np.log(cv2.GaussianBlur(photo[..., 1].astype(np.float32) / 255, (0, 0), 1.0) + 2e-3)
    belief = feet_belief(feet_of(segments(photo), ground, VIEW), [level], [2.4], ground, VIEW)[0]
    assert belief.max() > 0.2
    return float(AZIMUTHS[np.argmax(belief)])


@pytest.mark.parametrize("azimuth", [-120.0, -40.0, 60.0, 100.0])
def test_the_sun_is_opposite_to_where_shadows_leave_the_feet_of_posts(azimuth):
    photo = lawn(0.0)
    sun = np.array([np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))])
    across = np.array([sun[1], -sun[0]])
    for foot in np.array([[-1.6, 5.0], [0.3, 6.0], [1.9, 5.2]]):
        corners = [foot + 0.08 * across, foot - 0.08 * across, foot - 0.08 * across - 1.4 * sun]
        corners.append(foot + 0.08 * across - 1.4 * sun)
        cv2.fillPoly(photo, [np.int32(np.c_[VIEW.project(*np.array(corners).T)])], (35, 50, 26))
    for foot in np.array([[-1.6, 5.0], [0.3, 6.0], [1.9, 5.2]]):
        post = [VIEW.project(foot[0] + x, foot[1], z) for x, z in ((-0.1, 0), (0.1, 0), (0.1, 2.2), (-0.1, 2.2))]
        cv2.fillPoly(photo, [np.int32(post)], WALL)
    assert abs((sun_by_feet(photo) - azimuth + 180) % 360 - 180) <= 20


@pytest.mark.parametrize("azimuth", [-35.0, 30.0])
def test_a_house_before_the_sun_is_told_by_the_edge_of_its_shade_not_by_the_middle(azimuth):
    photo = lawn(0.0)
    sun = np.array([np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))])
    foot = np.array([[-1.6, 7.5], [1.6, 7.5]])
    shade = np.vstack([foot, (foot - 3.0 * sun)[::-1]])
    cv2.fillPoly(photo, [np.int32(np.c_[VIEW.project(*shade.T)])], (35, 50, 26))
    wall = [VIEW.project(x, 7.5, z) for x, z in ((-1.6, 0), (1.6, 0), (1.6, 2.4), (-1.6, 2.4))]
    cv2.fillPoly(photo, [np.int32(wall)], WALL)
    assert abs((sun_by_feet(photo) - azimuth + 180) % 360 - 180) <= 10


def test_stones_along_a_side_are_cut_to_meet_in_the_corners():
    corners = np.array([[0.0, 3.0], [4.13, 3.0], [4.13, 6.72], [0.0, 6.72]])
    plan = make_plan(Outline("rectangle", corners, 0.0, 1.0), 0.0, 0.6)
    assert plan.arc[1:] / 0.6 == pytest.approx(np.rint(plan.arc[1:] / 0.6))
    assert plan.arc[1] == pytest.approx(4.13, abs=0.31)
