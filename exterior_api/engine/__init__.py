"""The renderer: photo, painted area, kind and seed in; the photo with a terrace, a pool or a court out.

No Django, no network, no files. Importing this package is light: the kernels load with the first call.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import EngineError
from .kinds import KINDS

if TYPE_CHECKING:
    import numpy as np

    from .camera import Camera

__all__ = ["KINDS", "Camera", "EngineError", "Rendering", "estimate_camera", "render", "warm_up"]


@dataclass(frozen=True)
class Rendering:
    """picture: uint8 (H, W, 3) sRGB, the size of the photo; report: JSON-able, with words in "en" and "fr"."""

    picture: "np.ndarray" = field(repr=False)
    report: dict[str, Any]


def render(
    photo: "np.ndarray",
    mask: "np.ndarray",
    kind: str,
    seed: int,
    *,
    camera: "Camera | Mapping[str, float] | None" = None,
    width_m: float | None = None,
    focal_35mm: float | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Rendering:
    """Draws a kind (TERRACE, POOL, PETANQUE) where the mask is True; the same input and seed give the same bytes.

    photo: uint8 (H, W, 3) sRGB, upright. mask: bool (H, W). seed: any integer, neighbours look different.
    camera: a Camera, or a mapping with focal_px, pitch_deg, roll_deg; estimated when absent.
    width_m: known width of the area on the ground, metres. focal_35mm: 35-mm equivalent focal length, mm.
    progress: called with 0..1 and a step: "camera", "light", "plan", "shading", "composite".
    Raises EngineError with a code and words for people.
    """
    # Not a module named render: its import would put itself in this function's place in the package.
    from .drawing import draw

    drawing = draw(
        photo, mask, kind, seed, camera=camera, width_m=width_m, focal_35mm=focal_35mm, progress=progress
    )  # fmt: skip
    return Rendering(drawing.picture, drawing.report)


def estimate_camera(
    photo: "np.ndarray", mask: "np.ndarray | None" = None, *, focal_35mm: float | None = None
) -> "Camera":
    """The camera of a photo over level ground, see calibrate.estimate_camera."""
    from . import calibrate

    return calibrate.estimate_camera(photo, mask, focal_35mm=focal_35mm)


def warm_up(kind: str) -> None:
    """Compiles, or loads from the cache, the kernels that one kind needs."""
    from .warm import warm_up as warm

    warm(kind)


def __getattr__(name: str) -> Any:
    if name == "Camera":
        from .camera import Camera

        return Camera
    raise AttributeError(name)
