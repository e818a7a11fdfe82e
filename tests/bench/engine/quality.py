"""The drawings themselves: 48 of them on four scenes, three kinds, four seeds, and what must not pass."""

import os
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import cv2
import numpy as np

from exterior_api.engine import KINDS, drawing, render
from exterior_api.engine.calibrate import estimate_camera
from tests.engine import checks, scenes

SIDE = 1152
# Two scenes that the engine was tuned on, and two that it was not; shadows lie on all of them.
SET = ("modern", "country", "patio", "tele")
SEEDS = range(4)


@cache
def scene(name: str) -> tuple[np.ndarray, np.ndarray]:
    return scenes.photo(name, SIDE), scenes.area(name, SIDE)


@cache
def drawn(name: str, kind: str, seed: int) -> np.ndarray:
    return render(*scene(name), kind, seed).picture


@cache
def bare(name: str, seed: int):
    """A terrace without furniture."""
    return drawing.draw(*scene(name), "TERRACE", seed, furnished=False)


def inside(name: str, picture: np.ndarray) -> np.ndarray:
    changed = (picture != scene(name)[0]).any(2).astype(np.uint8)
    return cv2.erode(changed, np.ones((9, 9), np.uint8)) > 0


def all_drawn():
    return [(name, kind, seed) for name in SET for kind in KINDS for seed in SEEDS]


def outsides() -> tuple[int, int]:
    found = [checks.outside(scene(n)[0], drawn(n, k, s), scene(n)[1]) for n, k, s in all_drawn()]
    return max(changed for changed, _ in found), max(off for _, off in found)


def spilled() -> tuple[int, int]:
    """A drawing whose edges were feathered over the photo, as a careless composite would."""
    photo, mask = scene("modern")
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.02 * SIDE)[..., None]
    washed = cv2.GaussianBlur(drawn("modern", "TERRACE", 0), (0, 0), 8)
    return checks.outside(photo, (photo * (1 - soft) + washed * soft).astype(np.uint8), mask)


def boards(name: str, seed: int, tilt: float = 0.0) -> dict | None:
    """Vanishing point and spacing of a deck's boards, seen with the photo's camera; tilt: false pitch, degrees."""
    photo, mask = scene(name)
    camera = estimate_camera(photo, mask)
    if tilt:
        wrong = {"focal_px": camera.focal_px, "pitch_deg": camera.pitch_deg + tilt, "roll_deg": camera.roll_deg}
        found = drawing.draw(photo, mask, "TERRACE", seed, furnished=False, camera=wrong)
    else:
        found = bare(name, seed)
    if "boards" not in found.report["words"]["en"]:
        return None
    view = drawing.View(camera, photo.shape[1], photo.shape[0])
    changed = inside(name, found.picture)
    way, spacing = spacings(found.picture, changed, view)
    point = checks.vanishing_point(found.picture, changed)
    # Boards that run along the picture meet too far away to tell the horizon.
    meets = point is not None and abs(point[0] - SIDE / 2) < 1.2 * SIDE
    off = abs(point[1] - float(view.horizon_at(point[0]))) if meets else None
    return {
        "scene": name,
        "seed": seed,
        "direction": way,
        "spacing_m": spacing and spacing[0],
        "vp_pct": None if off is None else 100 * off / photo.shape[0],
        "ratio": spacing and spacing[1] / spacing[0],
    }


def spacings(picture: np.ndarray, changed: np.ndarray, view) -> tuple[float, tuple[float, float] | None]:
    """Direction of a deck's boards, degrees from X, and their spacing near and far, metres, where it shows clearly."""
    rows, columns = np.nonzero(changed)
    X, Y = view.ground(columns + 0.5, rows + 0.5)
    places = [float(np.quantile(Y, share)) for share in (0.22, 0.60)]
    plans = [checks.from_above(picture, view.project, (float(np.median(X[np.abs(Y - at) < 0.5])), at)) for at in places]
    way = checks.board_direction(plans[0])
    found = [checks.boards_across(plan, way) for plan in plans]
    return way, (found[0][0], found[1][0]) if min(clear for _, clear in found) > 0.25 else None


def flat_boards(name: str) -> float:
    """Far over near spacing of boards that know no perspective: stripes of one width over the area."""
    photo, mask = scene(name)
    camera = estimate_camera(photo, mask)
    view = drawing.View(camera, photo.shape[1], photo.shape[0])
    near = float(np.quantile(view.ground(*reversed(np.nonzero(mask)))[1], 0.22))
    stripe = 0.10 * camera.focal_px / near
    picture = photo.copy()
    gap = np.mod(np.arange(photo.shape[1]), stripe) < 0.15 * stripe
    picture[mask] = np.where(gap, 60, 150).astype(np.uint8)[np.nonzero(mask)[1], None]
    spacing = spacings(picture, inside(name, picture), view)[1]
    return spacing[1] / spacing[0] if spacing else np.nan


def shadow_kept(name: str, picture: np.ndarray) -> float:
    return checks.shadow_correlation(scene(name)[0], picture, inside(name, picture))


@contextmanager
def no_shadows():
    """The engine as if it had seen no shadow in the photo."""
    read = drawing.read_light

    def without(*arguments):
        light = read(*arguments)
        flat = np.ones_like(light.shadows.visible)
        return replace(light, shadows=replace(light.shadows, visible=flat, soft=flat))

    drawing.read_light = without
    try:
        yield
    finally:
        drawing.read_light = read


def without_shadows(name: str, seed: int) -> np.ndarray:
    with no_shadows():
        return drawing.draw(*scene(name), "TERRACE", seed, furnished=False).picture


def least_difference() -> tuple[float, str]:
    found = []
    for name in SET:
        for kind in KINDS:
            for one in SEEDS:
                for other in range(one):
                    off = checks.colour_difference(drawn(name, kind, one), drawn(name, kind, other), scene(name)[1])
                    found.append((off, f"{name} {kind} {other} and {one}"))
    return min(found)


def same_again() -> float:
    """The difference of one seed on the photo and on the photo with other noise: no variation at all."""
    photo, mask = scene("modern")
    noisy = np.clip(photo + np.random.default_rng(3).normal(size=photo.shape) * 3, 0, 255).astype(np.uint8)
    return checks.colour_difference(render(noisy, mask, "TERRACE", 0).picture, drawn("modern", "TERRACE", 0), mask)


def bytes_on_threads(kind: str, seed: int) -> set[bytes]:
    """What one, two and again two threads draw, at a small size."""
    photo, mask = scenes.photo("patio", 768), scenes.area("patio", 768)
    before, seen = os.environ.get("NUMBA_NUM_THREADS"), set()
    for threads in ("1", "2", "2"):
        os.environ["NUMBA_NUM_THREADS"] = threads
        cv2.setNumThreads(int(threads))
        seen.add(render(photo, mask, kind, seed).picture.tobytes())
    os.environ.pop("NUMBA_NUM_THREADS")
    if before:
        os.environ["NUMBA_NUM_THREADS"] = before
    cv2.setNumThreads(-1)
    return seen
