"""What a mirror sees: the photo itself, standing upright behind the garden."""

from .grids import bilinear_rgb
from .jit import helper


@helper
def reflected(px, py, pz, rx, ry, rz, camera, scene, photo, zenith):
    """Colour that comes along a ray from (px, py, pz) in direction r, linear RGB.

    The ray meets an upright plane at distance scene[0], the first thing behind the lawn, and is looked up in the small
    photo (h, w, 3) at ``scene[1]`` of the picture's size; beyond the frame it is mirrored, above it fades to zenith.
    """
    wall = scene[0]
    if ry > 0.02:
        t = max((wall - py) / ry, 0.1)
        x, y, z = px + rx * t, py + ry * t, pz + rz * t
    else:
        x, y, z = px + rx * 50.0, max(1.0, py + ry * 50.0), pz + rz * 50.0
    z -= camera[3]
    a = x * camera[4] + y * camera[5] + z * camera[6]
    b = x * camera[7] + y * camera[8] + z * camera[9]
    c = max(x * camera[10] + y * camera[11] + z * camera[12], 0.05)
    u = (camera[0] * a / c + camera[1]) * scene[1] - 0.5
    v = (camera[0] * b / c + camera[2]) * scene[1] - 0.5
    h, w = photo.shape[0], photo.shape[1]
    u = abs(u)
    u = abs(2.0 * (w - 1.0) - u) if u > w - 1.0 else u
    u = min(u, w - 1.0)
    if v >= 0.0:
        return bilinear_rgb(photo, u, v)
    fade = min(1.0, -v / (0.35 * h))
    red, green, blue = bilinear_rgb(photo, u, min(-v, 0.12 * h))
    return (
        red + (zenith[0] - red) * fade,
        green + (zenith[1] - green) * fade,
        blue + (zenith[2] - blue) * fade,
    )
