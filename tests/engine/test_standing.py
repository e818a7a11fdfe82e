"""What stands in the painted area: told by its upright edges, kept before what is drawn, and not dug under."""

import cv2
import numpy as np
import pytest

from exterior_api.engine import drawing as engine

from .scenes import area, label, photo

SMALL = 768


def kept_share(name: str) -> float:
    """How much of what stands in a scene's area, by its truth, is the photo's own in a drawing over it."""
    picture, mask = photo(name, SMALL), area(name, SMALL)
    drawn = engine.draw(picture, mask, "TERRACE", 1, furnished=False).picture
    things = cv2.erode(((label(name, "ground", SMALL) == 0) & mask).astype(np.uint8), np.ones((3, 3))) > 0
    assert things.sum() > 60
    return float((np.abs(drawn.astype(int) - picture).max(2)[things] <= 12).mean())


@pytest.mark.parametrize(("name", "least"), [("arbour", 0.85), ("orchard", 0.8), ("patio", 0.5)])
def test_posts_trunks_and_a_bench_of_the_grounds_own_colours_stay(name, least):
    assert kept_share(name) >= least


def test_a_bed_that_lies_in_the_area_is_drawn_over_as_a_whole():
    drawn = engine.draw(photo("pond", SMALL), area("pond", SMALL), "TERRACE", 1, furnished=False)
    assert not ((drawn.pieces[0].in_front > 0.3) & drawn.pieces[0].small_mask).any()


def test_a_patio_painted_over_in_part_is_no_thing_that_stands_there():
    """Its joints and the shadows of posts on it are as straight as posts; upright they are not."""
    picture, mask = photo("arbour", SMALL), area("arbour", SMALL)
    kept = engine.draw(picture, mask, "TERRACE", 1, furnished=False).pieces[0].in_front > 0.5
    wrong = kept & mask & (label("arbour", "ground", SMALL) > 0)
    assert wrong.sum() < 0.012 * mask.sum()


@pytest.mark.parametrize("seed", [2, 3])
def test_nobody_digs_a_pool_where_a_trunk_stands(seed):
    drawn = engine.draw(photo("orchard", SMALL), area("orchard", SMALL), "POOL", seed, furnished=False)
    piece, view = drawn.pieces[0], drawn.small_view
    rows, columns = np.nonzero((piece.in_front > 0.5) & piece.small_mask)
    foot = rows > rows.max() - 3
    X, Y = view.ground(columns[foot] + 0.5, rows[foot] + 0.5)
    assert piece.scene.plan.at(X, Y).min() > 0.15
    # A terrace goes on round it.
    terrace = engine.draw(photo("orchard", SMALL), area("orchard", SMALL), "TERRACE", seed, furnished=False)
    assert terrace.pieces[0].scene.plan.at(X, Y).max() < 0
