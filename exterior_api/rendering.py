"""Drawing one picture. It reads and writes storage, and tells the rest by messages: no database here."""

import io
import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.module_loading import import_string
from PIL import Image, ImageCms, ImageOps
from redis import RedisError

from . import warming

logger = logging.getLogger(__name__)

Send = Callable[..., None]
Progress = Callable[[float, str], None]

REMEMBERED_SECONDS = 24 * 60 * 60
PROGRESS_SECONDS = 0.5
# A broker that does not answer holds up every message to it: drawing goes on without telling how far it is.
SILENT_SECONDS = 15
# How long the end of a drawing is kept for a broker that is away: minutes in all.
TELL_PAUSES = (1, 2, 4, 8, 15, *(30 for _again in range(20)))
# Why an attempt broke, where that was not for the drawing itself.
STORAGE = "storage"
AWAY_SECONDS = 10
EXIF_IFD = 0x8769
FOCAL_LENGTH_IN_35MM = 0xA405


class StorageAway(Exception):
    """Storage that could not be read or written just now."""


class RenderError(Exception):
    """A picture that cannot be drawn, however often it is tried."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def perform(job: dict[str, Any], send: Send) -> None:
    """Draw what the job says; `send(task name, *arguments)` tells the start, the progress and the end."""
    generation, attempt = job["generation"], job["attempt"]
    # A job may come twice, after a lost lease or a slow queue: then only its message is sent again.
    if outcome := _remembered(generation):
        _insist(send, *outcome)
        return
    _mention(send, "render_started", generation, attempt)
    try:
        outcome = ("render_finished", generation, *_draw(job, _Progress(send, generation, attempt)))
    except RenderError as error:
        outcome = ("render_failed", generation, error.code, str(error))
    except StorageAway as error:
        logger.warning("Storage is away in attempt %s at %s: %r", attempt, generation, error.__cause__)
        _insist(send, "render_broke", generation, attempt, STORAGE)
        # Whoever cannot draw is the quickest to take the next job: those are for other workers meanwhile.
        time.sleep(AWAY_SECONDS)
        return
    except Exception:
        logger.exception("Rendering %s broke in attempt %s", generation, attempt)
        _insist(send, "render_broke", generation, attempt)
        return
    _remember(generation, outcome)
    _insist(send, *outcome)


def pass_over(generation: str, code: str, message: str) -> None:
    """Let a renderer that comes to this job later pass it over."""
    _remember(generation, ("render_failed", generation, code, message))


def _mention(send: Send, *message: Any) -> bool:
    """Send what may be lost. Without a broker the drawing goes on."""
    try:
        send(*message)
    except Exception as error:
        # Not only the broker's own errors: a connection that breaks in the middle raises anything.
        logger.warning("%s not sent: %r", message[0], error)
        return False
    return True


def _insist(send: Send, *message: Any) -> None:
    """Send how a drawing ended, also to a broker that comes back only after some minutes."""
    for pause in TELL_PAUSES:
        if _mention(send, *message):
            return
        time.sleep(pause)
    send(*message)


def _remembered(generation: str) -> tuple[Any, ...] | None:
    try:
        return cache.get(_memory(generation))
    except RedisError as error:
        logger.warning("Not known whether %s was drawn before: %s", generation, error)
        return None


def _remember(generation: str, outcome: tuple[Any, ...]) -> None:
    try:
        cache.set(_memory(generation), outcome, REMEMBERED_SECONDS)
    except RedisError as error:
        logger.warning("The end of %s is not remembered: %s", generation, error)


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

    if kind not in engine.KINDS:
        # Of a newer version than this worker: another one may know it.
        raise NotImplementedError(kind)
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
        if now < self.sent_at or (step == self.step and now - self.sent_at < PROGRESS_SECONDS):
            return
        self.step, self.sent_at = step, now
        if not _mention(self.send, "render_progressed", self.generation, self.attempt, float(progress), step):
            self.sent_at = now + SILENT_SECONDS


def _draw(job: dict[str, Any], progress: Progress) -> tuple[dict[str, Any], dict[str, Any]]:
    photo, focal_35mm = _read_photo(job["photo"])
    mask = _read_mask(job["mask"], photo.shape[:2])
    renderer = import_string(settings.RENDERER)
    picture, report = renderer(
        photo,
        mask,
        job["kind"],
        job["seed"],
        options=job.get("options") or {},
        focal_35mm=focal_35mm,
        progress=progress,
    )
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", compress_level=3)
    with _storage() as storage:
        name = storage.save(f"results/{job['generation']}-{job['attempt']}.png", ContentFile(file.getvalue()))
    height, width = picture.shape[:2]
    return {"name": name, "width": width, "height": height}, report


@contextmanager
def _storage() -> Iterator[Storage]:
    """Raises StorageAway, whatever the back end raises for it."""
    try:
        yield storages["api"]
    except FileNotFoundError:
        raise
    except Exception as error:
        raise StorageAway from error


def _opened(name: str) -> Image.Image:
    with _storage() as storage, storage.open(name) as file:
        content = file.read()
    return Image.open(io.BytesIO(content))


def _read_photo(name: str) -> tuple[np.ndarray, float | None]:
    with _opened(name) as image:
        focal = image.getexif().get_ifd(EXIF_IFD).get(FOCAL_LENGTH_IN_35MM)
        upright = _in_srgb(ImageOps.exif_transpose(image))
        return np.asarray(upright), float(focal) if focal else None


def _read_mask(name: str, shape: tuple[int, int]) -> np.ndarray:
    height, width = shape
    with _opened(name) as image:
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
