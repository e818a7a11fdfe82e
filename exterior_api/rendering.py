"""Drawing one picture. It reads and writes storage, and tells the rest by messages: no database here."""

import io
import logging
import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.module_loading import import_string
from PIL import Image, ImageCms, ImageOps

from . import warming

logger = logging.getLogger(__name__)

Send = Callable[..., None]
Progress = Callable[[float, str], None]

REMEMBERED_SECONDS = 24 * 60 * 60
PROGRESS_SECONDS = 0.5
EXIF_IFD = 0x8769
FOCAL_LENGTH_IN_35MM = 0xA405


class RenderError(Exception):
    """A picture that cannot be drawn, however often it is tried."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def perform(job: dict[str, Any], send: Send) -> None:
    """Draw what the job says; `send(task name, *arguments)` tells the start, the progress and the end."""
    generation, attempt = job["generation"], job["attempt"]
    # A job may come twice, after a lost lease or a slow queue: then only its message is sent again.
    if outcome := cache.get(_memory(generation)):
        send(*outcome)
        return
    send("render_started", generation, attempt)
    try:
        outcome = ("render_finished", generation, *_draw(job, _Progress(send, generation, attempt)))
    except RenderError as error:
        outcome = ("render_failed", generation, error.code, str(error))
    except Exception:
        logger.exception("Rendering %s broke in attempt %s", generation, attempt)
        send("render_broke", generation, attempt)
        return
    cache.set(_memory(generation), outcome, REMEMBERED_SECONDS)
    send(*outcome)


def pass_over(generation: str, code: str, message: str) -> None:
    """Let a renderer that comes to this job later pass it over."""
    cache.set(_memory(generation), ("render_failed", generation, code, message), REMEMBERED_SECONDS)


def _memory(generation: str) -> str:
    return f"exterior-api:rendered:{generation}"


def render_with_engine(
    photo: np.ndarray,
    mask: np.ndarray,
    kind: str,
    seed: int,
    *,
    options: dict[str, Any],
    focal_35mm: float | None,
    progress: Progress,
) -> tuple[np.ndarray, dict[str, Any]]:
    """photo uint8 (H, W, 3) sRGB and mask bool (H, W) -> the picture like the photo, and the report."""
    from . import engine

    warming.require(kind, lambda: progress(0.0, "warming"))
    try:
        rendering = engine.render(
            photo,
            mask,
            kind,
            seed,
            camera=options.get("camera"),
            width_m=options.get("width_m"),
            focal_35mm=focal_35mm,
            progress=progress,
        )
    except engine.EngineError as error:
        raise RenderError(error.code, str(error)) from error
    return rendering.picture, rendering.report


def estimate_ground(name: str) -> dict[str, float]:
    from . import engine

    photo, focal_35mm = _read_photo(name)
    try:
        camera = engine.estimate_camera(photo, focal_35mm=focal_35mm)
    except engine.EngineError as error:
        raise RenderError(error.code, str(error)) from error
    fields = ("focal_px", "pitch_deg", "roll_deg", "yaw_deg", "horizon_px", "confidence")
    return {field: float(getattr(camera, field)) for field in fields}


class _Progress:
    """Passes on every new step, and of one step not more than two messages a second."""

    def __init__(self, send: Send, generation: str, attempt: int) -> None:
        self.send, self.generation, self.attempt = send, generation, attempt
        self.step, self.sent_at = "", -math.inf

    def __call__(self, progress: float, step: str) -> None:
        now = time.monotonic()
        if step == self.step and now - self.sent_at < PROGRESS_SECONDS:
            return
        self.step, self.sent_at = step, now
        self.send("render_progressed", self.generation, self.attempt, float(progress), step)


def _draw(job: dict[str, Any], progress: Progress) -> tuple[dict[str, Any], dict[str, Any]]:
    photo, focal_35mm = _read_photo(job["photo"])
    mask = _read_mask(job["mask"], photo.shape[:2])
    renderer = import_string(settings.RENDERER)
    picture, report = renderer(
        photo, mask, job["kind"], job["seed"], options=job["options"], focal_35mm=focal_35mm, progress=progress
    )
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", compress_level=3)
    name = storages["api"].save(f"results/{job['generation']}-{job['attempt']}.png", ContentFile(file.getvalue()))
    height, width = picture.shape[:2]
    return {"name": name, "width": width, "height": height}, report


def _read_photo(name: str) -> tuple[np.ndarray, float | None]:
    with storages["api"].open(name) as file, Image.open(file) as image:
        focal = image.getexif().get_ifd(EXIF_IFD).get(FOCAL_LENGTH_IN_35MM)
        upright = _in_srgb(ImageOps.exif_transpose(image))
        return np.asarray(upright), float(focal) if focal else None


def _read_mask(name: str, shape: tuple[int, int]) -> np.ndarray:
    height, width = shape
    with storages["api"].open(name) as file, Image.open(file) as image:
        # Through grey, so that the edge of a smaller mask becomes smooth before it is cut again.
        grey = image.convert("L").resize((width, height), Image.Resampling.BILINEAR)
        return np.asarray(grey) >= 128


def _in_srgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        grey = np.asarray(image, dtype=np.float64) / 257
        return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).convert("RGB")
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return converted or image.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            logger.info("A photo's colour profile cannot be read; it is taken as sRGB")
    return image.convert("RGB")
