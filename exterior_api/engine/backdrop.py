"""What stands behind the lawn and is mirrored in water and steel."""

import cv2
import numpy as np

from .camera import View
from .colour import to_srgb
from .light import Light


def backdrop_distance(light: Light, mask: np.ndarray, view: View) -> float:
    """Distance in metres of the first upright thing behind the painted ground: the median over columns.

    From the mask's far edge the ground is followed upwards while its colour (Lab, Mahalanobis) stays the ground's.
    """
    lab = cv2.cvtColor(cv2.GaussianBlur(to_srgb(light.small).astype(np.uint8), (0, 0), 2), cv2.COLOR_RGB2LAB)
    lab = lab.astype(np.float32)
    ground = lab[mask]
    mean = ground.mean(0)
    inverse = np.linalg.inv(np.cov((ground - mean).T) + np.eye(3) * 12)
    off = lab - mean
    alike = (np.einsum("ijk,kl,ijl->ij", off, inverse, off) < 14).astype(np.uint8)
    alike = cv2.morphologyEx(alike, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)) > 0
    top = int(np.nonzero(mask.any(1))[0][0])
    rows = []
    for column in np.nonzero(mask.any(0))[0][::4]:
        row = int(np.argmax(mask[:, column]))
        highest = float(view.horizon_at(column)) + 0.012 * view.height
        strange = np.nonzero(~alike[:row, column])[0]
        rows.append(max(int(strange[-1]) if len(strange) else 0, highest))
    _, far = view.ground(view.width / 2, float(np.median(rows)))
    _, edge = view.ground(view.width / 2, top)
    return float(np.clip(far * 1.05, edge * 1.08, edge * 3 + 6))
