"""The catalogue: what terraces, pools and courts are made of. Colours are sRGB, lengths metres."""

from dataclasses import dataclass

import numpy as np

from .colour import albedo

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Wood:
    colour: Colour
    tint: float  # how much boards differ
    grain: float
    grooved: bool
    weathered: float
    screws: bool
    words: str


@dataclass(frozen=True)
class Stone:
    colour: Colour
    tint: float
    mottle: float
    veins: float
    joint: Colour
    pits: bool
    words: str


@dataclass(frozen=True)
class Gravel:
    colour: Colour
    other: Colour
    words: str


@dataclass(frozen=True)
class Lining:
    colour: Colour
    tile: float  # 0 for a liner without tiles
    contrast: float
    words: str


WOODS = {
    "cedar": Wood((164, 127, 98), 0.13, 0.30, False, 0.42, True, "Cedar deck"),
    "ipe": Wood((114, 86, 68), 0.16, 0.28, False, 0.2, True, "Ipe deck"),
    "composite_anthracite": Wood((98, 97, 98), 0.03, 0.07, True, 0.1, False, "Anthracite composite deck"),
    "larch_grey": Wood((158, 150, 140), 0.10, 0.20, False, 1.0, True, "Silvered larch deck"),
    "pine_grooved": Wood((178, 152, 114), 0.10, 0.22, True, 0.4, True, "Grooved pine deck"),
    "thermo_ash": Wood((122, 95, 75), 0.11, 0.30, False, 0.2, True, "Thermo-ash deck"),
}

STONES = {
    "travertine": Stone((205, 192, 170), 0.07, 0.16, 0.10, (174, 162, 142), True, "travertine"),
    "bluestone": Stone((118, 122, 126), 0.09, 0.20, 0.0, (96, 96, 94), False, "bluestone"),
    "sandstone": Stone((190, 167, 136), 0.12, 0.22, 0.06, (164, 147, 124), True, "sandstone"),
    "slate_grey": Stone((92, 94, 97), 0.12, 0.26, 0.05, (120, 116, 110), False, "grey slate"),
    "limestone": Stone((205, 200, 188), 0.05, 0.12, 0.03, (170, 164, 152), False, "limestone"),
    "porcelain_greige": Stone((172, 164, 154), 0.04, 0.10, 0.04, (120, 115, 108), False, "greige porcelain"),
}

GRAVELS = {
    "beige": Gravel((203, 184, 152), (168, 138, 104), "Beige gravel court"),
    "grey": Gravel((172, 170, 165), (118, 116, 114), "Grey gravel court"),
    "ochre": Gravel((205, 164, 116), (158, 117, 82), "Ochre sand court"),
    "white": Gravel((206, 202, 192), (174, 168, 156), "White limestone court"),
    "pinkish": Gravel((198, 170, 152), (150, 112, 98), "Pink gravel court"),
}

LININGS = {
    "light_blue": Lining((150, 205, 222), 0.0, 0.0, "light blue liner"),
    "anthracite": Lining((84, 92, 98), 0.30, 0.15, "anthracite tiles"),
    "sand": Lining((214, 200, 168), 0.0, 0.0, "sand-coloured liner"),
    "mosaic_blue": Lining((96, 160, 200), 0.025, 0.30, "blue mosaic"),
    "white": Lining((214, 219, 217), 0.0, 0.0, "white liner"),
    "grey": Lining((150, 158, 162), 0.30, 0.12, "grey tiles"),
    "mosaic_green": Lining((120, 178, 170), 0.025, 0.28, "green mosaic"),
    "pearl": Lining((196, 208, 206), 0.30, 0.10, "pearl tiles"),
}

EDGINGS = {
    "oak": ((150, 112, 78), "oak edging"),
    "corten": ((146, 86, 56), "weathering steel edging"),
    "pine": ((178, 146, 102), "pine edging"),
    "grey": ((140, 134, 126), "silvered timber edging"),
}

# Neighbours in these walks look different; a variation is a step along one of them.
TERRACE_WALK = (
    "cedar",
    "bluestone",
    "ipe",
    "travertine",
    "composite_anthracite",
    "sandstone",
    "larch_grey",
    "slate_grey",
    "pine_grooved",
    "limestone",
    "thermo_ash",
    "porcelain_greige",
)
POOL_WALK = tuple(LININGS)
COURT_WALK = tuple(GRAVELS)
EDGING_WALK = tuple(EDGINGS)


def step(walk: tuple[str, ...], seed: int) -> str:
    """The seed's place on a walk: consecutive seeds never repeat."""
    return walk[seed % len(walk)]


def wood_vector(name: str, rng: np.random.Generator, width: float | None = None) -> np.ndarray:
    """Parameters of kernels.deck, (13,)."""
    wood = WOODS[name]
    colour = albedo(*wood.colour) * (1 + rng.uniform(-0.08, 0.08))
    board = float(rng.choice([0.12, 0.14, 0.145, 0.18])) if width is None else width
    length = float(rng.choice([2.4, 3.0, 4.2]))
    shine = 0.5 if wood.weathered < 0.9 else 0.3
    figure = [wood.grain, float(wood.grooved), wood.weathered, 0.5, float(wood.screws), shine]
    return np.array([board, 0.007, length, wood.tint, *colour, *figure])


def timber_vector(colour: Colour, width: float) -> np.ndarray:
    """Parameters of kernels.deck for an edging of single beams without screws, (13,)."""
    return np.array([width * 2.0, 0.0, 2.4, 0.12, *albedo(*colour), 0.26, 0.0, 0.5, 99.0, 0.0, 0.3])


def stone_vector(name: str, rng: np.random.Generator, size: tuple[float, float, int] | None = None) -> np.ndarray:
    """Parameters of kernels.stone, (15,); size: width, length and bond, drawn when not given."""
    stone = STONES[name]
    colour = albedo(*stone.colour) * (1 + rng.uniform(-0.06, 0.06))
    sizes = [(0.6, 0.6), (0.9, 0.6), (0.8, 0.4), (0.5, 0.5), (1.2, 0.6), (0.8, 0.8)]
    width, length = sizes[rng.integers(len(sizes))]
    bond = int(rng.integers(4))
    if size is not None:
        width, length, bond = size
    joint = 0.008 if stone.pits else 0.005
    laid = [width, width if bond == 3 else length, joint, stone.tint]
    joints = albedo(*stone.joint) * 0.8
    return np.array([*laid, *colour, stone.mottle, bond, stone.veins, *joints, float(stone.pits), 0.0])


def gravel_vector(name: str, rng: np.random.Generator) -> np.ndarray:
    """Parameters of kernels.gravel, (10,)."""
    gravel = GRAVELS[name]
    stones = [rng.uniform(0.011, 0.016), 0.20]
    return np.array([*stones, *albedo(*gravel.colour), 0.9, rng.uniform(0.18, 0.5), *albedo(*gravel.other)])
