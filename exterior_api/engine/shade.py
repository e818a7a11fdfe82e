"""Drawing a scene: rays of the masked pixels through the kernels, strip by strip, on a few threads."""

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

from . import threads
from .camera import REFERENCE_WIDTH, View
from .kernels import columns as col
from .kernels.deck import boards
from .kernels.gravel import grains
from .kernels.lighting import light_surfaces
from .kernels.lining import lining
from .kernels.rays import cast_rays, gather, sample_counts
from .kernels.slab import trace_slab
from .kernels.stone import slabs
from .light import GROUND_ALBEDO, Light
from .scene import Scene

MATERIALS = {"boards": boards, "slabs": slabs, "grains": grains, "lining": lining}
PIXELS_A_STRIP = 6000
MOST_SAMPLES = 16


@dataclass(frozen=True)
class Layer:
    """What was drawn over rows top.. and columns left..: float32 (h, w, 5), see kernels.rays.gather."""

    top: int
    left: int
    values: np.ndarray = field(repr=False)


@dataclass(frozen=True)
class _Job:
    scene: Scene
    camera: np.ndarray
    light: np.ndarray
    sun: np.ndarray
    visible: np.ndarray
    scale: float
    mirror: np.ndarray
    photo: np.ndarray
    zenith: np.ndarray
    samples: float
    slab: np.ndarray


def bounds(mask: np.ndarray) -> tuple[int, int, int, int]:
    """Top, bottom, left, right (half open) of a mask."""
    rows, columns = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _prepare(scene: Scene, view: View, light: Light, backdrop_m: float) -> _Job:
    scale = light.small.shape[1] / view.width
    zenith = light.sky * (0.85 if light.condition != "night" else 1.0)
    calm = cv2.GaussianBlur(light.small, (0, 0), 1.2)
    return _Job(
        scene,
        view.vector(),
        np.concatenate([light.vector(), scene.floor, GROUND_ALBEDO[light.ground]]),
        np.array([*light.sun_direction(), light.sunny]),
        light.shadows.visible,
        scale,
        np.array([backdrop_m, scale]),
        calm,
        zenith,
        # A large photo resolves the surfaces by itself: fewer rays a pixel.
        4.0 * min(1.0, (REFERENCE_WIDTH / view.width) ** 1.3),
        scene.slab.vector(),
    )


def _shade_rays(rays: np.ndarray, job: _Job) -> None:
    scene, plan = job.scene, job.scene.plan
    trace_slab(rays, job.camera, plan.distance, plan.grid, plan.points, plan.arc, job.sun, job.slab)
    if len(scene.solids):
        from .kernels.finish import finish_solids
        from .kernels.solids import trace_solids

        trace_solids(rays, job.camera, scene.solids, scene.groups, job.sun)
        finish_solids(rays, scene.seed)
    for surface in scene.surfaces:
        # A wall goes on under water, where it has the scene's own seed.
        turn = 50 if surface.hit != col.TOP and surface.material != "lining" else 0
        MATERIALS[surface.material](rays, surface.hit, scene.seed + turn, surface.parameters)
    light_surfaces(rays, job.light)
    if scene.basin is not None:
        from .kernels.water import water

        basin = scene.basin
        water(
            rays, plan.distance, basin.depth, plan.grid, plan.points, plan.arc, job.camera, job.mirror, job.photo,
            job.zenith, job.light, scene.seed, basin.parameters,
        )  # fmt: skip
    if scene.polished and len(scene.solids):
        from .kernels.finish import polish_steel

        polish_steel(rays, job.camera, job.mirror, job.photo, job.zenith, scene.floor, job.light, scene.seed)


def _strip(first: int, last: int, mask: np.ndarray, job: _Job, layer: Layer) -> None:
    """Shades rows first..last (of the layer) into it."""
    width = layer.values.shape[1]
    window = mask[layer.top + first : layer.top + last, layer.left : layer.left + width]
    rows, columns = (a.astype(np.int32) for a in np.nonzero(window))
    if not len(rows):
        return
    counts = np.empty(len(rows), np.int32)
    picture_rows, picture_columns = rows + np.int32(layer.top + first), columns + np.int32(layer.left)
    sample_counts(picture_rows, picture_columns, job.camera, job.samples, 2, MOST_SAMPLES, counts)
    starts = (np.cumsum(counts) - counts).astype(np.int32)
    rays = np.empty((int(counts.sum()), col.N_COLUMNS))
    seed = job.scene.seed
    cast_rays(picture_rows, picture_columns, counts, starts, job.camera, job.visible, job.scale, seed, rays)
    _shade_rays(rays, job)
    means = np.empty((len(rows), 5), np.float32)
    gather(counts, starts, rays, means)
    layer.values[rows + first, columns] = means


def shade(
    scene: Scene,
    view: View,
    mask: np.ndarray,
    light: Light,
    backdrop_m: float,
    progress: Callable[[float], None] | None = None,
) -> Layer:
    """Draws a scene at the view's full size inside mask, bool (H, W)."""
    top, bottom, left, right = bounds(mask)
    values = np.zeros((bottom - top, right - left, 5), np.float32)
    values[..., 4] = 1.0
    layer, job = Layer(top, left, values), _prepare(scene, view, light, backdrop_m)
    step = max(1, PIXELS_A_STRIP // (right - left))
    pieces = [(first, min(first + step, bottom - top)) for first in range(0, bottom - top, step)]
    done = [0]

    def work(piece: tuple[int, int]) -> None:
        _strip(*piece, mask, job, layer)
        done[0] += 1
        if progress:
            progress(done[0] / len(pieces))

    threads.run(work, pieces)
    return layer
