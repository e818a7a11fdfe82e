"""How near the engine comes to the truth of the made scenes: camera, sun, shadows on the ground, what stands on it."""

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageOps

from exterior_api.engine import estimate_camera
from exterior_api.engine.camera import View, given_camera
from exterior_api.engine.drawing import draw
from exterior_api.engine.light import ANALYSIS_SIDE_PX, read_light
from tests.engine import scenes

# Shadows count as cast where they cover this share of the ground in the picture, or for the map in the painted area.
LEAST_SHADE = 0.04
STAYED = 12
QUARTER_TURN = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}


@dataclass(frozen=True)
class Case:
    """A scene, or a variant of it: photo uint8 (H, W, 3), area bool (H, W), true horizon row and focal length, px."""

    name: str
    variant: str
    photo: np.ndarray
    area: np.ndarray
    horizon: float
    focal: float


def _jpeg(photo: np.ndarray, quality: int) -> np.ndarray:
    held = io.BytesIO()
    Image.fromarray(photo).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held).convert("RGB"))


def _turned(photo: np.ndarray, tag: int) -> np.ndarray:
    """Stored lying on its side with an EXIF orientation, and read as the site and the command line do."""
    held, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = tag
    Image.fromarray(photo).transpose(QUARTER_TURN[tag]).save(held, "JPEG", quality=92, exif=exif.tobytes())
    return np.asarray(ImageOps.exif_transpose(Image.open(held)).convert("RGB"))


def as_it_is(name: str) -> Case:
    true = scenes.truth(name)
    photo, area = scenes.photo(name), scenes.area(name)
    return Case(name, "as it is", photo, area, true["horizon_row_centre"], true["focal_px"])


def cases(name: str) -> list[Case]:
    """The scene as it is, noisy, pressed hard, cut to its middle, and turned by EXIF."""
    plain = as_it_is(name)
    photo, area, horizon, focal = plain.photo, plain.area, plain.horizon, plain.focal
    height, width = area.shape
    noisy = photo + np.random.default_rng(5).normal(size=photo.shape) * 9
    left, top = round(0.06 * width), round(0.06 * height)
    middle = slice(top, height - top), slice(left, width - left)
    tag = 6 if len(name) % 2 else 8
    return [
        plain,
        Case(name, "noise", np.clip(noisy, 0, 255).astype(np.uint8), area, horizon, focal),
        Case(name, "JPEG 45", _jpeg(photo, 45), area, horizon, focal),
        Case(name, "crop", np.ascontiguousarray(photo[middle]), area[middle], horizon - top, focal),
        Case(name, "turned", _turned(photo, tag), area, horizon, focal),
    ]


def camera_errors(case: Case, focal_35mm: float | None = None) -> dict:
    found = estimate_camera(case.photo, case.area, focal_35mm=focal_35mm)
    return {
        "scene": case.name,
        "variant": case.variant,
        "horizon_pct": 100 * abs(found.horizon_px - case.horizon) / case.photo.shape[0],
        "focal_pct": 100 * abs(found.focal_px / case.focal - 1),
        "focal_px": found.focal_px,
        "pitch_deg": found.pitch_deg,
        "roll_deg": found.roll_deg,
        "horizon_px": found.horizon_px,
        "confidence": found.confidence,
    }


def true_view(name: str, size: tuple[int, int]) -> View:
    """The scene's own camera for a picture of this size (width, height)."""
    true = scenes.truth(name)
    wanted = ("focal_px", "pitch_deg", "roll_deg", "yaw_deg")
    camera = given_camera({key: true[key] for key in wanted} | {"height_m": true["camera_height_m"]}, true["height"])
    return View(camera, true["width"], true["height"]).resized(size[0] / true["width"], *size)


def _light(photo: np.ndarray, area: np.ndarray, view: View):
    size = view.width, view.height
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    small_area = cv2.resize(area.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA) > 127
    return read_light(small, small_area, view), small_area


def light_errors(name: str) -> dict:
    """Sun and shadow map as found with the camera that the engine finds itself, and with the true one."""
    photo, area, true = scenes.photo(name), scenes.area(name), scenes.truth(name)
    factor = ANALYSIS_SIDE_PX / max(photo.shape[:2])
    size = round(photo.shape[1] * factor), round(photo.shape[0] * factor)
    found = View(estimate_camera(photo, area), photo.shape[1], photo.shape[0]).resized(factor, *size)
    light, small_area = _light(photo, area, found)
    known, _ = _light(photo, area, true_view(name, size))
    labels = cv2.resize(scenes.label(name, "ground"), size, interpolation=cv2.INTER_NEAREST)
    ground = small_area & (labels > 0)
    row = {"scene": name, "true": true.get("condition") or ("sun" if true["sun"] else "overcast")}
    row |= {
        "found": light.condition,
        "shaded": 0.0,
        "casts": False,
        "shadow_r": None,
        "sun_deg": None,
        "sun_known_deg": None,
    }
    row["false_shade"] = float((light.shadows.visible[ground] < 0.7).mean())
    if true["sun"]:
        shade = scenes.label(name, "shadow").astype(np.float32) / 255
        lit = cv2.GaussianBlur(1 - cv2.resize(shade, size, interpolation=cv2.INTER_AREA), (0, 0), 3)
        row["shaded"] = float((lit[ground] < 0.5).mean())
        row["casts"] = float((lit[labels > 0] < 0.5).mean()) > LEAST_SHADE
        row["false_shade"] = float((light.shadows.visible[ground] < 0.5)[lit[ground] > 0.8].mean())
        row["sun_deg"] = _turn(light.sun_azimuth_deg, true["sun"]["azimuth_deg"])
        row["sun_known_deg"] = _turn(known.sun_azimuth_deg, true["sun"]["azimuth_deg"])
        row["elevation_deg"] = abs(light.sun_elevation_deg - true["sun"]["elevation_deg"])
        if LEAST_SHADE < row["shaded"] < 1 - LEAST_SHADE:
            row["shadow_r"] = correlation(light.shadows.visible[ground], lit[ground])
            row["brightness_r"] = correlation(_level(photo, size)[ground], lit[ground])
            row["mirrored_r"] = correlation(light.shadows.visible[ground], lit[:, ::-1][ground])
    return row


def _level(photo: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Plain brightness: the shadow map of someone who knows nothing of materials."""
    grey = cv2.cvtColor(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    return cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 3)


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """0 where one of them says nothing."""
    return float(np.corrcoef(one, other)[0, 1]) if one.std() > 1e-6 and other.std() > 1e-6 else 0.0


def _turn(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


def standing_kept(name: str, kind: str = "TERRACE") -> dict | None:
    """Share of what stands in the area that a drawing leaves as it was, and of the ground that it replaces."""
    photo, area, labels = scenes.photo(name), scenes.area(name), scenes.label(name, "ground")
    whole = draw(photo, area, kind, 1, furnished=False).picture
    hull = cv2.morphologyEx((whole != photo).any(2).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((41, 41), np.uint8)) > 0
    thing = cv2.erode((hull & (labels == 0)).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if thing.sum() < 300:
        return None
    off = np.abs(whole.astype(int) - photo).max(2)
    return {"scene": name, "kept": float((off[thing] <= STAYED).mean()), "px": int(thing.sum())}
