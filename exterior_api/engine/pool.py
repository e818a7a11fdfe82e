"""A pool: coping, perhaps a surround of boards or slabs, and a basin with a slope and steps."""

import math

import cv2
import numpy as np

from .colour import albedo
from .kernels.columns import INNER, RIM, RISER, TOP
from .kernels.lining import DRAIN_X, DRAIN_Y, FRAME, LAMP, NOSING, SKIMMER, STEP_X
from .kernels.stone import WET
from .kind import Kind
from .life import by_pool
from .light import Light
from .materials import LININGS, POOL_WALK, STONES, TERRACE_WALK, WOODS, Lining, step, stone_vector, wood_vector
from .outline import Outline
from .plan import Plan, long_axis, make_plan
from .scene import Basin, Scene, Slab, Surface
from .solid import no_solids
from .words import Phrase

COPING_HEIGHT_M = 0.03
FREEBOARD_M = 0.10
SHALLOW_M = 1.15
ROOM_FOR_SURROUND_M = 5.2
NARROWEST_COPING_M = 0.2
# Mean albedo below which a lining is dark, and its fittings too.
DARK_LINING = 0.15
SKIMMER_SIDE_M, SKIMMER_POOL_M, SKIMMER_SHARE = 1.6, 2.4, 0.75
# How far a lamp is from the skimmer in a round wall, and the drain from the wall at the deep end.
LAMP_APART_M, DRAIN_M = 1.1, 1.0


def _draws(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 2])


def is_curved(seed: int) -> bool:
    """Whether this variation is a free-form pool where the area leaves it open; an irregular one gets one anyway."""
    return seed % 4 == 3


def basin_depth(plan: Plan, inner: float, deepest: float, steps: bool, far_end: bool) -> np.ndarray:
    """Depth below the ground (h, w): a slope along the pool's length and four steps at the shallow end, metres."""
    X, Y = plan.cells()
    centre, angle, half, _ = long_axis(plan.points)
    way = ((X - centre[0]) * math.cos(angle) + (Y - centre[1]) * math.sin(angle)) * (-1 if far_end else 1)
    depth = SHALLOW_M + (deepest - SHALLOW_M) * np.clip((way + half) / (2 * half), 0, 1)
    if steps and half > 1.8:
        from_end = way + half + inner
        for i in range(4):
            depth = np.where(from_end < 0.32 * (i + 1), np.minimum(depth, FREEBOARD_M + 0.26 * (i + 1)), depth)
    return cv2.GaussianBlur(np.maximum(depth, FREEBOARD_M + 0.05), (0, 0), 0.8)


def _water(
    lining: Lining, inner: float, light: Light, axis: float, nose: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Parameters of kernels.lining and kernels.water, (29,); nose: albedo of the coping's edge."""
    caustic = 0.48 * light.sunny
    waves = [rng.uniform(0.9, 1.4), rng.uniform(0.004, 0.010), rng.uniform(0, 2 * math.pi)]
    line = [0.12, 0.80] if lining.tile == 0 else [0.0, 1.0]
    colour = albedo(*lining.colour)
    head = [-FREEBOARD_M, inner, lining.tile, lining.contrast, *colour, caustic]
    lit = float(light.shadows.visible[light.shadows.ground].mean())
    frame = 0.70 if colour.mean() > DARK_LINING else 0.22
    middle = [rng.uniform(0.20, 0.27), *waves, math.cos(axis), math.sin(axis), *line, lit]
    return np.array([*head, *middle, COPING_HEIGHT_M, *nose, -1.0, frame, 0.0, 0.0, 1.0, -1.0, 1e6, 1e6])


def _fittings(plan: Plan, rng: np.random.Generator) -> tuple[float, float]:
    """Places of skimmer and lamp in the wall that looks at the camera, metres round the outline; -1 where none does."""
    points = plan.points
    if plan.outline.sides[1] < SKIMMER_POOL_M:
        return -1.0, -1.0
    if plan.outline.is_curve:
        far = float(plan.arc[int(np.argmax(points[:, 1]))])
        return far, far + float(rng.choice([-1.0, 1.0])) * LAMP_APART_M
    sides = np.roll(points, -1, 0) - points
    lengths = np.hypot(*sides.T)
    # The outline turns left: inwards is to the left of a side.
    facing = np.where(lengths > SKIMMER_SIDE_M, -sides[:, 0] / lengths, -1.0)
    side = int(np.argmax(facing))
    if facing[side] < 0.5:
        return -1.0, -1.0
    begins, long_ = float(plan.arc[side]), float(plan.arc[side + 1] - plan.arc[side])
    share = rng.uniform(0.26, 0.40)
    skimmer, lamp = (share, 1 - share) if rng.random() < 0.5 else (1 - share, share)
    return begins + skimmer * long_, begins + lamp * long_


def _drain_place(plan: Plan, inner: float, way: float) -> tuple[float, float]:
    """Where the deepest floor drains: on the pool's long axis, before the wall that ``way`` (radians) leads to."""
    centre, _, half, _ = long_axis(plan.points)
    reach = max(half + inner - DRAIN_M, 0.25 * half)
    return float(centre[0] + reach * math.cos(way)), float(centre[1] + reach * math.sin(way))


def _coping(name: str, across: float, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Coping stones across the rim of a basin ``across`` metres wide: U is their depth, V runs along it."""
    # A tenth of the basin at most: around a small one, stones of the usual width look like a kerb with a puddle.
    width = min(float(rng.choice([0.30, 0.35, 0.45])), max(NARROWEST_COPING_M, across / 10))
    stones = stone_vector(name, rng, (width, float(rng.choice([0.5, 0.5, 0.6])), 0))
    # Who swims leaves it wet here and there, unless the stone dries at once.
    stones[WET] = rng.uniform(0.0, 1.0)
    return stones, width


def pool(outline: Outline, seed: int, light: Light) -> Scene:
    """The pool of a seed on an outline."""
    rng = _draws(seed)
    rng.random()
    name, stone = step(POOL_WALK, seed), step(tuple(STONES), seed)
    lining, noise = LININGS[name], int(rng.integers(1 << 20))
    coping, coping_width = _coping(stone, outline.sides[1], rng)
    surround = float(rng.choice([0.0, 0.0, 0.6, 0.9])) if outline.sides[1] > ROOM_FOR_SURROUND_M else 0.0
    curved = outline.is_curve
    corner = float(rng.choice([0.0, 0.0, 0.15, 0.4]))
    if outline.cornered:
        corner = min(corner, 0.15)
    plan = make_plan(outline, 0.25 if curved else corner, float(coping[1]))
    around = step(TERRACE_WALK, seed + 2)
    wooden = around in WOODS
    ground = wood_vector(around, rng) if wooden else stone_vector(around, rng)
    surfaces = [
        *([Surface("boards" if wooden else "slabs", TOP, ground)] if surround else []),
        *(Surface("slabs", hit, coping) for hit in (RIM, RISER)),
    ]
    inner = -(surround + coping_width)
    water = _water(lining, inner, light, outline.axis, coping[4:7], rng)
    surfaces.append(Surface("lining", INNER, water))
    steps, deepest, far_end = bool(rng.random() < 0.7), float(rng.uniform(1.35, 1.7)), bool(rng.random() < 0.5)
    along = long_axis(plan.points)[1]
    if abs(math.sin(along)) > 0.5:
        # The near wall hides what lies at its foot.
        far_end = math.sin(along) > 0
    depth = basin_depth(plan, inner, deepest, steps, far_end)
    way = along + (math.pi if far_end else 0.0)
    if steps:
        water[STEP_X : NOSING + 1] = math.cos(way), math.sin(way), 0.72 if water[FRAME] > 0.5 else 1.5
    water[DRAIN_X : DRAIN_Y + 1] = _drain_place(plan, inner, way)
    skimmer, water[LAMP] = _fittings(plan, rng)
    water[SKIMMER] = skimmer if rng.random() < SKIMMER_SHARE else -1.0
    slab = Slab(COPING_HEIGHT_M, -FREEBOARD_M, surround + coping_width, surround, outline.axis, True)
    solids, groups = no_solids()
    words = _words(lining, stone, curved, steps, surround, around)
    if water[SKIMMER] >= 0:
        words.append("a skimmer")
    return Scene("POOL", plan, slab, surfaces, noise, solids, groups, ground[4:7], name, words, Basin(water, depth))


def _words(lining: Lining, stone: str, curved: bool, steps: bool, surround: float, around: str) -> list[Phrase]:
    words: list[Phrase] = ["Free-form pool" if curved else "Pool", lining.words, ("coping in {}", STONES[stone].words)]
    if steps:
        words.append("steps")
    if surround:
        words.append("deck around it" if around in WOODS else "paving around it")
    return words


KIND = Kind(
    pool,
    lambda seed: COPING_HEIGHT_M,
    by_pool,
    furnished_share=0.7,
    rectangle_share=0.70,
    least_fit=0.85,
    is_curved=is_curved,
    dug=True,
    # Water shows what it mirrors.
    soft=False,
)
