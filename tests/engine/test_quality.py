"""The checks of a good drawing, each with a control that must fail."""

from dataclasses import replace
from functools import cache
from statistics import median

import cv2
import numpy as np

from exterior_api.engine import drawing as engine
from exterior_api.engine.calibrate import estimate_camera
from tests.bench.engine import quality

from .checks import clipped_pct, colour_difference, detail_ratio, outside, shadow_correlation, vanishing_row
from .scenes import area, label, photo

SIDE, SMALL = 1152, 768


@cache
def terrace(name: str, seed: int) -> np.ndarray:
    """A terrace without furniture on a small scene."""
    return engine.draw(photo(name, SMALL), area(name, SMALL), "TERRACE", seed, furnished=False).picture


def boards(picture, mask, **options):
    """A deck with boards that run away from the camera (seed 2), and where it lies."""
    drawn = engine.draw(picture, mask, "TERRACE", 2, furnished=False, **options)
    return drawn, (drawn.picture != picture).any(2)


def test_the_boards_vanish_on_the_photos_horizon_and_keep_their_width():
    picture, mask = photo("modern", SIDE), area("modern", SIDE)
    camera = estimate_camera(picture, mask)
    drawn, changed = boards(picture, mask, camera=camera)
    off = vanishing_row(drawn.picture, changed) - camera.horizon_px
    assert abs(off) <= 0.01 * picture.shape[0]
    near, far = quality.spacings(drawn.picture, changed, drawn.view)[1]
    assert abs(far / near - 1) <= 0.05
    assert abs(quality.flat_boards("modern") - 1) > 0.15
    tilted = {"focal_px": camera.focal_px, "pitch_deg": camera.pitch_deg + 2, "roll_deg": camera.roll_deg}
    drawn, changed = boards(picture, mask, camera=tilted)
    assert abs(vanishing_row(drawn.picture, changed) - camera.horizon_px) > 0.02 * picture.shape[0]


def kept(name: str, picture: np.ndarray) -> float:
    """How much of the photo's shadows lies on what is drawn."""
    changed = (picture != photo(name, SMALL)).any(2).astype(np.uint8)
    return shadow_correlation(photo(name, SMALL), picture, cv2.erode(changed, np.ones((9, 9), np.uint8)) > 0)


def test_the_photos_shadows_lie_on_what_is_drawn(monkeypatch):
    names = ("modern", "patio", "tele")
    found = [kept(name, terrace(name, seed)) for name in names for seed in (0, 1)]
    monkeypatch.setattr(engine, "read_light", _without_shadows)
    control = [kept(name, terrace.__wrapped__(name, 0)) for name in names]
    assert median(found) >= 0.75
    assert median(control) <= median(found) - 0.15


def test_the_checks_of_colour_and_edges_see_what_is_wrong():
    picture, mask, drawn = photo("modern", SMALL), area("modern", SMALL), terrace("modern", 1)
    assert outside(picture, drawn, mask) == (0, 0)
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.02 * SMALL)[..., None]
    changed, off = outside(
        picture, (picture * (1 - soft) + cv2.GaussianBlur(drawn, (0, 0), 8) * soft).astype(np.uint8), mask
    )
    assert changed > 0
    assert off > 30
    assert clipped_pct(drawn, mask) < 1 < clipped_pct(np.clip(drawn.astype(int) * 5, 0, 255).astype(np.uint8), mask)
    noise = np.random.default_rng(3).normal(size=drawn.shape) * 3
    again = np.clip(drawn + noise, 0, 255).astype(np.uint8)
    assert colour_difference(drawn, again, mask) < 6 <= colour_difference(drawn, terrace("modern", 0), mask)


def test_trunks_in_the_area_of_a_scene_never_tuned_on_stay():
    picture, drawn = photo("lawn", SMALL), terrace("lawn", 1)
    things = (
        cv2.erode(((label("lawn", "ground", SMALL) == 0) & area("lawn", SMALL)).astype(np.uint8), np.ones((3, 3))) > 0
    )
    off = np.abs(drawn.astype(int) - picture).max(2)[things]
    assert things.sum() > 100
    assert (off <= 12).mean() > 0.6


_read_light = engine.read_light


def _without_shadows(*arguments):
    light = _read_light(*arguments)
    flat = np.ones_like(light.shadows.visible)
    return replace(light, shadows=replace(light.shadows, visible=flat, soft=flat))


def test_a_trunk_that_stands_in_the_area_stays_in_front():
    picture = photo("modern")
    mask = np.zeros(picture.shape[:2], bool)
    mask[515:750, 8:430] = True
    drawn = engine.draw(picture, mask, "TERRACE", 1, furnished=False).picture
    trunk = (slice(525, 548), slice(44, 48))
    assert np.abs(drawn[trunk].astype(int) - picture[trunk]).mean() < 12
    beside = (slice(525, 548), slice(80, 130))
    assert np.abs(drawn[beside].astype(int) - picture[beside]).mean() > 30


def test_an_area_cut_by_the_picture_goes_on_behind_its_border():
    picture = photo("modern", 768)
    mask = np.zeros(picture.shape[:2], bool)
    mask[360:, 260:] = True
    drawn = engine.draw(picture, mask, "PETANQUE", 1, furnished=False)
    assert drawn.pieces[0].outline.fit > 0.7
    assert (drawn.picture != picture).any(2)[400:500, -1].mean() > 0.9


def test_a_large_photo_is_drawn_at_its_own_size():
    small, mask = photo("modern", SMALL), area("modern", SMALL)
    large = cv2.resize(small, None, fx=2.5, fy=2.5, interpolation=cv2.INTER_CUBIC)
    # What is drawn is as sharp as the photo: a large photo shows fine detail, an enlarged one does not.
    fine = np.random.default_rng(0).normal(0, 12, large.shape[:2])[..., None]
    large = np.clip(large + fine, 0, 255).astype(np.uint8)
    large_mask = cv2.resize(mask.astype(np.uint8), large.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
    drawn = engine.draw(large, large_mask, "TERRACE", 0, furnished=False).picture
    assert drawn.shape == large.shape
    assert np.array_equal(drawn[~large_mask], large[~large_mask])
    upscaled = cv2.resize(terrace("modern", 0), large.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    upscaled[~large_mask] = large[~large_mask]
    assert detail_ratio(large, upscaled, large_mask) < 0.5 <= detail_ratio(large, drawn, large_mask) <= 2


def test_several_like_blobs_are_all_drawn():
    picture = photo("modern", 768)
    mask = np.zeros(picture.shape[:2], bool)
    for left in (120, 330, 540):
        mask[380:450, left : left + 130] = True
    drawn = engine.draw(picture, mask, "TERRACE", 1)
    changed = (drawn.picture != picture).any(2)
    assert drawn.report["outline"]["pieces"] == 3
    assert all(changed[380:450, left : left + 130].mean() > 0.4 for left in (120, 330, 540))


def test_furniture_is_seen_against_the_area_only():
    picture = photo("modern", 480)
    mask = np.zeros(picture.shape[:2], bool)
    mask[156:300, 12:462] = True
    names = set()
    for seed in (0, 2, 3, 4):
        drawn = engine.draw(picture, mask, "TERRACE", seed)
        assert np.array_equal(drawn.picture[~mask], picture[~mask])
        names.add(len(drawn.pieces[0].scene.groups))
    assert max(names) > 0
