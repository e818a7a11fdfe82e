"""From a photo, a painted area, a kind and a seed to a picture and a report."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np

from . import life
from .backdrop import backdrop_distance
from .calibrate import estimate_camera, find_yaw
from .camera import Camera, View, given_camera
from .composite import composite
from .errors import EngineError
from .ground import below_horizon, blobs, plan_contour
from .kind import Kind
from .kinds import KINDS, TABLE
from .light import ANALYSIS_SIDE_PX, Light, read_light
from .outline import Outline, find_outline
from .placing import Room
from .report import report_of
from .scene import Scene
from .shade import shade
from .standing import clear_of, standing

SMALLEST_SIDE_PX = 48
# A rectangle is dug beside a trunk when it fills this much of what is left; nothing winds round it.
LEFT_SHARE = 0.45

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Piece:
    """One painted blob: what was found out about it, and what is drawn there."""

    mask: np.ndarray = field(repr=False)
    small_mask: np.ndarray = field(repr=False)
    light: Light
    outline: Outline
    scene: Scene
    backdrop_m: float
    in_front: np.ndarray = field(repr=False)


@dataclass(frozen=True)
class Drawing:
    picture: np.ndarray = field(repr=False)
    view: View
    small_view: View
    pieces: list[Piece]
    report: dict[str, Any]


def check_input(photo: np.ndarray, mask: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """photo uint8 (H, W, 3) and mask bool (H, W), or EngineError. Grey and RGBA photos are taken too."""
    if kind not in KINDS:
        raise EngineError("kind_unknown")
    photo, mask = np.asarray(photo), np.asarray(mask)
    if photo.dtype != np.uint8 or photo.ndim not in (2, 3) or (photo.ndim == 3 and photo.shape[2] not in (1, 3, 4)):
        raise EngineError("photo_unreadable")
    if photo.ndim == 2 or photo.shape[2] == 1:
        photo = np.repeat(photo.reshape(*photo.shape[:2], 1), 3, 2)
    if min(photo.shape[:2]) < SMALLEST_SIDE_PX:
        raise EngineError("photo_too_small")
    if mask.shape != photo.shape[:2]:
        raise EngineError("mask_shape")
    mask = mask if mask.dtype == bool else mask > 127
    if not mask.any():
        raise EngineError("mask_empty")
    return np.ascontiguousarray(photo[..., :3]), mask


def find_view(
    photo: np.ndarray, mask: np.ndarray, camera: Camera | Mapping[str, float] | None, focal_35mm: float | None
) -> View:
    """The photo's view: estimated, or from a given camera; a mapping without yaw_deg gets the house's direction."""
    height, width = photo.shape[:2]
    if camera is None:
        return View(estimate_camera(photo, mask, focal_35mm=focal_35mm), width, height)
    found = given_camera(camera, height)
    if not isinstance(camera, Camera) and "yaw_deg" not in camera:
        found = replace(found, yaw_deg=find_yaw(photo, mask, found))
    return View(found, width, height)


def scaled_to_width(view: View, mask: np.ndarray, width_m: float | None) -> View:
    """The same view from the height at which the area is width_m metres wide, from left to right."""
    if width_m is None:
        return view
    if not math.isfinite(width_m) or not 0.3 <= width_m <= 200:
        raise EngineError("width_invalid")
    ring = plan_contour(mask, view)
    factor = float(width_m) / max(float(np.ptp(ring[:, 0])), 1e-3)
    height = float(np.clip(view.camera.height_m * factor, 0.3, 30.0))
    return View(replace(view.camera, height_m=height), view.width, view.height)


def furnish(kind: Kind, scene: Scene, seed: int, view: View, mask: np.ndarray, light: Light) -> Scene:
    """The scene with its seed's furniture, where that fits into the area as it is seen."""
    rng = np.random.default_rng([seed, 9])
    if rng.random() > kind.furnished_share or scene.plan.outline.area < kind.roomy_m2:
        return scene
    slab, sun = scene.slab, light.sun_direction() if light.sunny > 0.3 else None
    edge, height = (slab.rim_width, 0.0) if kind.within_rim else (0.0, slab.rim_height)
    room = Room(scene.plan, view, mask, sun, edge, height)
    # Boules lie there already.
    room.taken += [(group[:2], float(group[3])) for group in scene.groups]
    found = kind.furnish(scene, room, rng)
    return scene.with_life([piece for _, piece in found], life.words_for(found))


def _outline(kind: Kind, seed: int, mask: np.ndarray, in_front: np.ndarray, view: View) -> Outline:
    """The shape of a seed in a painted area bool (h, w); what is dug keeps clear of what stands there."""
    height, room = kind.height_m(seed), clear_of(in_front, mask, view) if kind.dug else mask
    if room is not mask:
        return find_outline(room, view, height, least_fit=kind.least_fit, least_share=LEFT_SHARE)
    outline = find_outline(mask, view, height, least_fit=kind.least_fit, least_share=kind.rectangle_share)
    if kind.is_curved(seed) and not outline.cornered:
        return find_outline(mask, view, height, organic=True)
    return outline


def _piece(
    photo: np.ndarray, mask: np.ndarray, view: View, small: View, kind: Kind, seed: int, furnished: bool, tell: Progress
) -> Piece:
    size = (small.width, small.height)
    small_photo = cv2.resize(photo, size, interpolation=cv2.INTER_AREA) if size != photo.shape[1::-1] else photo
    small_mask = cv2.resize(mask.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA) > 127
    if small_mask.sum() < 20:
        raise EngineError("mask_too_small")
    tell(0.18, "light")
    light = read_light(small_photo, small_mask, small)
    tell(0.26, "plan")
    in_front = standing(light, small_mask, small)
    outline = _outline(kind, seed, small_mask, in_front, small)
    if outline.area < 0.05 or outline.fit < 0.15:
        raise EngineError("mask_too_small")
    scene = kind.build(outline, seed, light)
    if furnished:
        scene = furnish(kind, scene, seed, small, small_mask, light)
    backdrop_m = backdrop_distance(light, small_mask, small)
    return Piece(mask, small_mask, light, outline, scene, backdrop_m, in_front)


def draw(
    photo: np.ndarray,
    mask: np.ndarray,
    kind: str,
    seed: int,
    *,
    camera: Camera | Mapping[str, float] | None = None,
    width_m: float | None = None,
    focal_35mm: float | None = None,
    progress: Progress | None = None,
    furnished: bool = True,
) -> Drawing:
    """As ``render``, with everything that was found out on the way; ``furnished`` False leaves furniture out."""
    tell = progress or (lambda share, code: None)
    photo, mask = check_input(photo, mask, kind)
    seed = abs(int(seed)) % (1 << 31)
    known = TABLE[kind]()
    tell(0.0, "camera")
    view = find_view(photo, mask, camera, focal_35mm)
    areas = blobs(below_horizon(mask, view), view)
    view = scaled_to_width(view, areas[0], width_m)
    factor = min(1.0, ANALYSIS_SIDE_PX / max(photo.shape[:2]))
    small_size = max(8, round(view.width * factor)), max(8, round(view.height * factor))
    small = view.resized(small_size[0] / view.width, *small_size)
    pieces, picture = [], photo.copy()
    for number, area in enumerate(areas):
        base, span = number / len(areas), 1 / len(areas)

        def tell_piece(share: float, code: str, base: float = base, span: float = span) -> None:
            tell(base + span * share, code)

        def tell_shading(share: float, tell_piece: Progress = tell_piece) -> None:
            tell_piece(0.34 + 0.5 * share, "shading")

        piece = _piece(photo, area, view, small, known, seed, furnished, tell_piece)
        tell_piece(0.34, "shading")
        layer = shade(piece.scene, view, area, piece.light, piece.backdrop_m, tell_shading)
        tell_piece(0.85, "composite")
        composite(photo, area, view, layer, piece.light, piece.in_front, piece.scene.seed, known.soft, picture)
        pieces.append(piece)
    tell(1.0, "composite")
    report = report_of(kind, seed, view.camera, [(p.outline, p.scene, p.light) for p in pieces])
    return Drawing(picture, view, small, pieces, report)
