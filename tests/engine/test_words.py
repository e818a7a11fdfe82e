import math

import numpy as np
import pytest

from exterior_api.engine import words
from exterior_api.engine.kinds import TABLE
from exterior_api.engine.life import NAMES
from exterior_api.engine.outline import Outline
from tests.engine.test_light import light_of

CORNERS = np.array([[-4.0, 4.0], [4.0, 4.0], [4.0, 9.0], [-4.0, 9.0]])
ROUND = np.array([[4 * math.cos(a), 7 + 3 * math.sin(a)] for a in np.linspace(0, 2 * math.pi, 60, endpoint=False)])


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Every phrase that planners say over many seeds, on outlines along the house, away from it, and aslant."""
    light, found = light_of("patio"), {*NAMES.values(), words.ABOUT}
    outlines = [Outline("rectangle", CORNERS, 0.0, 1.0, house) for house in (0.0, math.pi / 2, 0.7)]
    for outline in [*outlines, Outline("curve", ROUND, 0.0, 1.0)]:
        for kind in (find() for find in TABLE.values()):
            for seed in range(48):
                for phrase in kind.build(outline, seed, light).words:
                    found.update([phrase] if isinstance(phrase, str) else phrase)
    return found


@pytest.mark.parametrize("language", sorted(set(words.LANGUAGES) - {"en"}))
def test_a_language_has_every_phrase_and_none_that_nobody_says(language, said):
    known = set(words.LANGUAGES[language][0])
    assert not said - known, "not translated"
    assert not known - said, "said by nobody"


def test_a_sentence_has_its_own_order_and_mark():
    said = words.sentences([("Terrace in {}", "sandstone"), "running bond"], 8.26)
    assert said["en"] == "Terrace in sandstone, running bond, about 8.3 m²"
    assert said["fr"] == "Terrasse en grès, joints décalés, environ 8,3 m²"


def test_what_is_not_translated_is_said_in_english():
    assert words.sentences(["a thing of tomorrow"], 12.4)["fr"] == "A thing of tomorrow, environ 12 m²"
