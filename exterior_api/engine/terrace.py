"""A terrace: boards or slabs, low above the ground, with or without a border."""

import math

import numpy as np

from .kernels.columns import RIM, RISER, TOP
from .kind import Kind
from .life import on_terrace
from .light import Light
from .materials import STONES, TERRACE_WALK, WOODS, step, stone_vector, wood_vector
from .outline import Outline
from .plan import make_plan
from .scene import Scene, Slab, Surface
from .solid import no_solids
from .words import Phrase

DIRECTIONS = {"along": math.pi / 2, "across": 0.0, "diagonal": math.pi / 4}
# Boards by their direction and by how the terrace's main side lies to the house.
BOARD_WORDS = {
    ("along", "along"): "boards along the house",
    ("along", "away"): "boards away from the house",
    ("across", "along"): "boards away from the house",
    ("across", "away"): "boards along the house",
    ("along", "apart"): "boards lengthways",
    ("across", "apart"): "boards crossways",
}
DIAGONAL = "diagonal boards"
BONDS = (
    "square bond",
    "running bond",
    "coursed",
    "opus pattern",
)


def _draws(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 1])


def terrace_height(seed: int) -> float:
    """How high this variation stands above the ground, metres."""
    wooden = step(TERRACE_WALK, seed) in WOODS
    return float(_draws(seed).choice([0.0, 0.06, 0.12] if wooden else [0.02, 0.04]))


def terrace(outline: Outline, seed: int, light: Light) -> Scene:
    """The terrace of a seed on an outline."""
    rng = _draws(seed)
    rng.random()
    name, height = step(TERRACE_WALK, seed), terrace_height(seed)
    noise = int(rng.integers(1 << 20))
    if name in WOODS:
        direction = str(rng.choice(list(DIRECTIONS), p=[0.45, 0.35, 0.20]))
        turn = DIRECTIONS[direction]
        border = 0.14 if direction == "diagonal" or rng.random() < 0.5 else 0.0
        main = wood_vector(name, rng)
        edge = main.copy()
        edge[0], edge[8] = max(0.14, border), 0.0
        words: list[Phrase] = [WOODS[name].words, BOARD_WORDS.get((direction, outline.lies), DIAGONAL)]
        if border:
            words.append("picture-frame border")
        material = "boards"
    else:
        turn, border = float(rng.choice([0.0, math.pi / 2])), float(rng.choice([0.0, 0.20, 0.30]))
        main = stone_vector(name, rng)
        edge = main.copy()
        edge[0], edge[1], edge[8] = max(0.1, border), 0.6, 0.0
        edge[4:7] *= 0.93
        words = [("Terrace in {}", STONES[name].words), BONDS[int(main[8])]]
        if border:
            words.append("border of slabs")
        material = "slabs"
    surfaces = [Surface(material, TOP, main), Surface(material, RISER, edge)]
    if border:
        surfaces.append(Surface(material, RIM, edge))
    slab = Slab(height, height, border, 0.0, outline.axis + turn)
    solids, groups = no_solids()
    plan = make_plan(outline, 0.0, float(edge[1]) if border and material == "slabs" else 0.0)
    return Scene("TERRACE", plan, slab, surfaces, noise, solids, groups, main[4:7], name, words)


KIND = Kind(terrace, terrace_height, on_terrace, furnished_share=0.65, rectangle_share=0.76, roomy_m2=9.0)
