"""Getting the kernels of one kind ready before the first person asks for it."""

import numpy as np

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


def warm_up(kind: str) -> None:
    photo, mask = _lawn()
    camera = {"focal_px": 125.0, "pitch_deg": 6.0, "roll_deg": 0.0}
    # Two seeds, for both families of materials.
    for seed in (0, 1):
        draw(photo, mask, kind, seed, camera=camera)
    from .calibrate import estimate_camera

    estimate_camera(photo, mask)
