"""sRGB and linear light. Pictures are RGB, channel last."""

import numpy as np

# IEC 61966-2-1, the transfer function of sRGB, for all 256 levels.
_LEVELS = np.arange(256) / 255.0
SRGB_TO_LINEAR = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4).astype(np.float32)
# Shares of the channels in luminance (ITU-R BT.709, of linear light) and in a grey picture (BT.601, of sRGB levels).
REC_709 = np.array([0.2126, 0.7152, 0.0722])
LUMINANCE, GREY = REC_709.astype(np.float32), np.array([0.299, 0.587, 0.114], np.float32)


def to_linear(picture: np.ndarray) -> np.ndarray:
    """uint8 sRGB of any shape -> float32 linear light, 0..1."""
    return SRGB_TO_LINEAR[picture]


def to_srgb(linear: np.ndarray) -> np.ndarray:
    """Float linear light -> float32 sRGB levels 0..255, not rounded."""
    clipped = np.clip(linear, 0.0, 1.0).astype(np.float32)
    return np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055) * np.float32(255.0)


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Rec. 709 luminance of linear RGB (…, 3)."""
    return rgb @ LUMINANCE


def invariant(log_rgb: np.ndarray) -> np.ndarray:
    """log(R B / G²) of the logarithm of linear RGB (…, 3): of one material the same in sun and in shade.

    A change of light along the daylight locus leaves it alone (after Finlayson et al. 2006, with the locus taken as
    log R = -log B).
    """
    red, green, blue = np.moveaxis(log_rgb, -1, 0)
    return red + blue - 2 * green


def albedo(red: int, green: int, blue: int) -> np.ndarray:
    """Linear albedo (3,) of a surface that looks like this sRGB colour under white light of unit irradiance."""
    return SRGB_TO_LINEAR[[red, green, blue]].astype(np.float64)
