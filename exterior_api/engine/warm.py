"""Getting the kernels of one kind ready before the first person asks for it."""

import numpy as np

from .calibrate import estimate_camera
from .drawing import draw

# A patch of lawn under a sky: enough for every kernel to run once.
_WIDTH, _HEIGHT = 160, 120


def _lawn() -> tuple[np.ndarray, np.ndarray]:
    noise = np.random.default_rng(0).integers(0, 24, (_HEIGHT, _WIDTH, 1), dtype=np.uint8)
    photo = np.broadcast_to(np.array([120, 160, 220], np.uint8), (_HEIGHT, _WIDTH, 3)).copy()
    photo[48:] = np.array([90, 120, 50], np.uint8) + noise[48:]
    mask = np.zeros((_HEIGHT, _WIDTH), bool)
    mask[70:112, 20:140] = True
    return photo, mask


def _touch_solids(camera: np.ndarray) -> None:
    """Solids are drawn by lot: their kernels are made ready whether or not this lawn drew any."""
    from .furniture import box
    from .kernels.columns import CLOTH, N_COLUMNS
    from .kernels.finish import finish_solids
    from .kernels.solids import trace_solids
    from .solid import collect

    rays, sun = np.zeros((1, N_COLUMNS)), np.array([0.0, -0.7, 0.7, 1.0])
    solids, groups = collect([[box(0.0, 3.0, 0.2, (0.1, 0.1, 0.1), CLOTH, np.ones(3))]])
    rays[0, :3] = 0.0, 0.9, -0.4
    trace_solids(rays, camera, solids, groups, sun)
    finish_solids(rays, 1)


def warm_up(kind: str) -> None:
    photo, mask = _lawn()
    camera = {"focal_px": 125.0, "pitch_deg": 6.0, "roll_deg": 0.0}
    # Two seeds, for both families of materials.
    for seed in (0, 1):
        view = draw(photo, mask, kind, seed, camera=camera).view
    _touch_solids(view.vector())
    estimate_camera(photo, mask)
