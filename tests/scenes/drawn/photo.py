"""From linear radiance to what a phone would have saved."""

import cv2
import numpy as np

from .light import Light


def _curve(linear: np.ndarray) -> np.ndarray:
    """sRGB with a shoulder above 0.6 and a slight toe."""
    x = np.maximum(linear, 0)
    x = np.where(x > 0.6, 0.6 + 0.4 * (1 - np.exp(-(x - 0.6) / 0.52)), x)
    x = np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-9) ** (1 / 2.4) - 0.055)
    return x * 0.90 + 0.10 * x * x * (3 - 2 * x)


def develop(linear: np.ndarray, light: Light, seed: int) -> np.ndarray:
    """Linear float (rows, columns, 3) to sRGB uint8: glare, fall-off, blur, tone, saturation, noise, sharpening."""
    rng = np.random.default_rng(seed)
    rows, columns = linear.shape[:2]
    x = np.clip(linear * light.gain, 0, 4).astype(np.float32)
    glare = cv2.GaussianBlur(x, (0, 0), columns * 0.02)
    x = 0.965 * x + 0.035 * glare
    yy, xx = np.mgrid[0:rows, 0:columns]
    away = ((xx - columns / 2) ** 2 + (yy - rows / 2) ** 2) / (columns**2 + rows**2) * 4
    x = x * (1 - 0.17 * away[..., None] ** 1.3)
    x = _curve(cv2.GaussianBlur(x.astype(np.float32), (0, 0), 0.55))
    grey = x @ np.array([0.213, 0.715, 0.072])
    x = grey[..., None] + (x - grey[..., None]) * 1.12
    level = {"night": 0.013, "dusk": 0.009}.get(light.condition, 0.0045) * (
        0.6 + 0.9 * np.sqrt(np.clip(1 - grey, 0, 1))
    )
    luma = cv2.GaussianBlur(rng.normal(size=(rows, columns)).astype(np.float32), (0, 0), 0.6) * 2
    chroma = cv2.GaussianBlur(rng.normal(size=(rows, columns, 3)).astype(np.float32), (0, 0), 1.4) * 3.2
    x = x + (luma * level)[..., None] + 0.3 * chroma * level[..., None]
    x = x + 0.25 * (x - cv2.GaussianBlur(x, (0, 0), 1.1))
    return (np.clip(x, 0, 1) * 255 + 0.5).astype(np.uint8)
