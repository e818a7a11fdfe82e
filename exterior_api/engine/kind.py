"""What the renderer has to know of a kind of thing. Each kind has a module, which holds it as KIND."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .furniture import Piece
from .light import Light
from .outline import Outline
from .placing import Room
from .scene import Scene


@dataclass(frozen=True)
class Kind:
    """``build`` plans the scene of a seed on an outline; ``height_m`` is how high that seed's upper edge stands.

    ``furnish`` places what stands there, with a word for each piece, in ``furnished_share`` of the seeds.
    """

    build: Callable[[Outline, int, Light], Scene]
    height_m: Callable[[int], float]
    furnish: Callable[[Scene, Room, np.random.Generator], list[tuple[str, Piece]]]
    furnished_share: float
    # How much of the area a rectangle must fill to be taken: courts are rectangles, terraces have any corners.
    rectangle_share: float
    # A polygon that fits worse gives way to a curve, and some seeds are curves wherever the area leaves it open.
    least_fit: float = 0.0
    is_curved: Callable[[int], bool] = lambda seed: False
    # A smaller one shows itself best bare.
    roomy_m2: float = 0.0
    # Furniture stands on the floor within the rim, and not at the rim's height.
    within_rim: bool = False
    # It is dug: what stands in the area does not stand in it.
    dug: bool = False
    # Whether the photo's slow changes of brightness show on it.
    soft: bool = True
