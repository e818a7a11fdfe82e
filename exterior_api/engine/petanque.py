"""A petanque court: rolled gravel in a timber or steel edging, with boules and a jack."""

import numpy as np

from .kernels.columns import INNER, PLAIN, RIM, RISER, STEEL, TOP
from .kind import Kind
from .life import in_court
from .light import Light
from .materials import COURT_WALK, EDGING_WALK, EDGINGS, GRAVELS, gravel_vector, step, timber_vector
from .outline import Outline
from .plan import Plan, make_plan
from .scene import Scene, Slab, Surface
from .solid import ball, collect
from .words import Phrase

BOULE_M = 0.0375
JACK_M = 0.015
EDGING_LENGTH_M = 2.4


def _draws(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 3])


def court_height(seed: int) -> float:
    """Height of this variation's edging, metres."""
    return float(_draws(seed).choice([0.05, 0.07, 0.09]))


def boules(plan: Plan, width: float, rng: np.random.Generator) -> list[list[np.ndarray]]:
    """A jack in the nearer part of the court and four to six boules around it, none touching; one group."""
    X, Y = plan.cells()
    free = plan.distance < -max(0.5, width + 0.35)
    if not free.any():
        return []
    places = np.c_[X[free], Y[free]]
    places = places[np.argsort(places[:, 1], kind="stable")]
    jack = places[int(len(places) * rng.uniform(0.08, 0.3))]
    taken, group = [jack], [ball([*jack, JACK_M], JACK_M, PLAIN, (0.62, 0.30, 0.07), gloss=0.3)]
    for _ in range(int(rng.integers(4, 7))):
        for _ in range(40):
            angle, reach = rng.uniform(0, 2 * np.pi), abs(rng.normal(0, 0.45)) + 0.10
            place = jack + reach * np.array([np.cos(angle), np.sin(angle)])
            apart = min(np.hypot(*(place - other)) for other in taken) > 0.085
            if apart and plan.at(*place) < -width - 0.12:
                taken.append(place)
                group.append(ball([*place, BOULE_M - 0.001], BOULE_M, STEEL, (0.4, 0.4, 0.4)))
                break
    return [group]


def court(outline: Outline, seed: int, light: Light) -> Scene:
    """The court of a seed on an outline."""
    rng = _draws(seed)
    rng.random()
    height, width = court_height(seed), float(rng.choice([0.09, 0.12, 0.15]))
    name, edging = step(COURT_WALK, seed), step(EDGING_WALK, seed)
    colour, edging_words = EDGINGS[edging]
    if edging == "corten":
        width = 0.03
    noise, main, timber = int(rng.integers(1 << 20)), gravel_vector(name, rng), timber_vector(colour, width)
    plan = make_plan(outline, 0.0, EDGING_LENGTH_M)
    solids, groups = collect(boules(plan, width, rng))
    words: list[Phrase] = [GRAVELS[name].words, edging_words]
    if len(solids):
        words.append("boules and jack")
    surfaces = [Surface("grains", TOP, main), *(Surface("boards", hit, timber) for hit in (RIM, RISER, INNER))]
    slab = Slab(height, 0.0, width, 0.0, outline.axis + float(rng.uniform(0, 6)))
    return Scene("PETANQUE", plan, slab, surfaces, noise, solids, groups, main[2:5], name, words, polished=True)


KIND = Kind(court, court_height, in_court, furnished_share=0.7, rectangle_share=0.60, within_rim=True)
