"""How well cameras explain the straight lines of a photo."""

import math

from .jit import kernel


@kernel
def manhattan_scores(segments, cameras, inverse, level, first, last, out):
    """Length of the lines that point at one of three orthogonal vanishing points, for each camera.

    segments (n, 7): middle x, y and direction x, y, weight, all centred and in picture widths; one that is not read;
    1 where the line is the foot of something on the ground, else 0. inverse (n,): 1 / tolerance² of each direction.
    level (5,): how far above and below the horizon level lines are taken for those of far things, how softly each of
    these ends, all in picture widths; slope at which a foot lies below the horizon at the farthest.
    cameras (m, 4): focal length in widths, pitch, roll, yaw in radians; rows first..last are scored into ``out``.
    The weight of a line at angle t off is exp(-(sin t)² · inverse), as in Denis et al. 2008. What is far and level, a
    hedge or a wood, draws level lines near the horizon whatever the camera: any horizon near them explains them.
    """
    for k in range(first, last):
        f, pitch, roll, yaw = cameras[k, 0], cameras[k, 1], cameras[k, 2], cameras[k, 3]
        cp, sp, cr, sr = math.cos(pitch), math.sin(pitch), math.cos(roll), math.sin(roll)
        cy, sy, rise = math.cos(yaw), math.sin(yaw), f * sp / cp
        # Homogeneous images of the directions along the house, across it, and up.
        x1, y1, w1 = f * (cr * cy - sr * sp * sy), f * (-sr * cy - cr * sp * sy), cp * sy
        x2, y2, w2 = f * (-cr * sy - sr * sp * cy), f * (sr * sy - cr * sp * cy), cp * cy
        x3, y3, w3 = -f * sr * cp, -f * cr * cp, -sp
        total = 0.0
        for i in range(segments.shape[0]):
            mx, my, dx, dy = segments[i, 0], segments[i, 1], segments[i, 2], segments[i, 3]
            ex, ey = x1 - mx * w1, y1 - my * w1
            s = (ex * dy - ey * dx) ** 2 / (ex * ex + ey * ey + 1e-12)
            ex, ey = x2 - mx * w2, y2 - my * w2
            s = min(s, (ex * dy - ey * dx) ** 2 / (ex * ex + ey * ey + 1e-12))
            ex, ey = x3 - mx * w3, y3 - my * w3
            s = min(s, (ex * dy - ey * dx) ** 2 / (ex * ex + ey * ey + 1e-12))
            fits = math.exp(-s * inverse[i])
            drop = sr * mx + cr * my + rise
            if level[0] < drop < level[1]:
                s = inverse[i] * (sr * dx + cr * dy) ** 2
                near = min(1.0, (drop - level[0]) / level[2], (level[1] - drop) / level[3])
                fits = max(fits, near * near * (3.0 - 2.0 * near) * math.exp(-s))
            if segments[i, 6] > 0.0:
                below = min(1.0, max(0.0, drop / (level[4] * f)))
                fits *= below * below * (3.0 - 2.0 * below)
            total += segments[i, 4] * fits
        out[k] = total
