"""What is drawn, ready for the kernels."""

from dataclasses import dataclass, field, replace

import numpy as np

from .plan import Plan
from .solid import collect
from .words import Phrase


@dataclass(frozen=True)
class Slab:
    """Heights and widths in metres; ``turn`` is the direction of the surface's pattern in radians."""

    rim_height: float
    floor_height: float
    rim_width: float
    outer_width: float
    turn: float
    is_pool: bool = False

    def vector(self) -> np.ndarray:
        """Parameters of kernels.slab, (7,)."""
        heights = [self.rim_height, self.floor_height, self.rim_width, self.outer_width]
        return np.array([*heights, np.cos(self.turn), np.sin(self.turn), float(self.is_pool)])


@dataclass(frozen=True)
class Surface:
    """material: "boards", "slabs", "grains" or "lining", with its parameter vector, for hits with this id."""

    material: str
    hit: float
    parameters: np.ndarray = field(repr=False)


@dataclass(frozen=True)
class Basin:
    """Parameters of kernels.water and the depth (h, w) on the plan's grid, metres below the ground."""

    parameters: np.ndarray = field(repr=False)
    depth: np.ndarray = field(repr=False)


@dataclass(frozen=True)
class Scene:
    kind: str
    plan: Plan
    slab: Slab
    surfaces: list[Surface]
    seed: int
    solids: np.ndarray = field(repr=False)
    groups: np.ndarray = field(repr=False)
    floor: np.ndarray
    material: str
    words: list[Phrase]
    basin: Basin | None = None
    polished: bool = False

    def with_life(self, groups: list[list[np.ndarray]], words: list[Phrase]) -> "Scene":
        """The scene with more solids, one group a piece of furniture, and the words for them."""
        rows, balls = collect(groups)
        balls[:, 4:6] += len(self.solids)
        return replace(
            self,
            solids=np.vstack([self.solids, rows]),
            groups=np.vstack([self.groups, balls]),
            words=[*self.words, *words],
        )
