import uuid

import pytest

from exterior_api.engine import materials, pool
from exterior_api.models import Generation
from exterior_api.orders import SAME_MATERIAL

from . import factories

VARIATION = "/create_exterior/generate-variation"
GENERATE = "/create_exterior/generate"
GET = "/create_exterior/get"


@pytest.fixture
def first(api, order, broker):
    generation_id = api(GENERATE, **order, seed=40, width_m=6).body["generation_id"]
    broker.run()
    return generation_id


@pytest.fixture
def again(first, file_server):
    return {"generation_id": first, "original_url": file_server.photo_url, "room_type": "POOL"}


def test_a_variation_takes_the_previous_mask_and_another_seed(api, again, first):
    answer = api(VARIATION, **again)

    made = Generation.objects.get(pk=answer.body["generation_id"])
    parent = Generation.objects.get(pk=first)
    assert (made.parent, made.project, made.mask) == (parent, parent.project, parent.mask)
    assert made.seed == 41
    assert made.options == {"width_m": 6}
    assert answer.body["remaining_photos"] == 8


def test_one_in_the_same_material_is_drawn_with_a_seed_that_means_it(api, again, broker):
    same, other = {"keep_material": True}, {"keep_material": True, "room_type": "TERRACE"}
    made = [api(VARIATION, **again | asked).body["generation_id"] for asked in (same, same, {}, other)]
    seeds = [Generation.objects.get(pk=generation_id).seed for generation_id in made]
    assert seeds == [160, 280, 41, 42]
    for walk in (materials.TERRACE_WALK, materials.POOL_WALK, materials.COURT_WALK, materials.EDGING_WALK):
        assert materials.step(walk, seeds[0]) == materials.step(walk, 40)
    assert SAME_MATERIAL % len(materials.STONES) == 0
    assert pool.is_curved(seeds[0]) == pool.is_curved(40)


def test_variations_are_counted_on_the_project(api, again, first, broker):
    second = api(VARIATION, **again).body["generation_id"]
    api(VARIATION, **again | {"generation_id": second})
    broker.run()

    assert api(GET, generation_id=first).body["variations"] == 2
    assert api(GET, generation_id=second).body["variations"] == 2


def test_a_new_mask_of_the_photos_shape_may_be_given(api, again, file_server):
    again["mask_url"] = file_server.put("/other.png", factories.mask(240, 160))

    answer = api(VARIATION, **again)

    made = Generation.objects.get(pk=answer.body["generation_id"])
    assert (made.mask.width, made.mask.height) == (240, 160)
    assert made.options == {}


def test_a_photo_of_another_shape_is_refused(api, again, file_server):
    again["original_url"] = file_server.put("/other.jpg", factories.picture(100, 100))

    assert api(VARIATION, **again).status == 422


def test_the_type_may_change(api, again, broker):
    answer = api(VARIATION, **again | {"room_type": "TERRACE"})
    broker.run()

    assert api(GET, generation_id=answer.body["generation_id"]).body["report"]["kind"] == "TERRACE"


def test_variations_are_free_where_the_subscription_says_so(api, again, account, broker):
    account.free_variations = True
    account.save()

    answer = api(VARIATION, **again)

    assert answer.body["remaining_photos"] == 9
    assert api("/account/credit").body["total"] == 9


def test_an_unknown_generation_is_not_found(api, again):
    answer = api(VARIATION, **again | {"generation_id": uuid.uuid4()})

    assert (answer.status, answer.body["code"]) == (404, "unknown_generation")


@pytest.mark.parametrize("path", [GET, VARIATION])
def test_another_accounts_generation_is_not_found(api, again, path):
    stranger = factories.GenerationFactory()

    assert api(path, **again | {"generation_id": stranger.id}).status == 404


def test_a_generation_id_that_is_none_is_a_bad_field(api):
    answer = api(GET, generation_id="latest")

    assert (answer.status, answer.body["field"]) == (400, "generation_id")


def test_a_repeated_key_makes_one_variation(api, again):
    first = api(VARIATION, headers={"Idempotency-Key": "v1"}, **again)
    second = api(VARIATION, headers={"Idempotency-Key": "v1"}, **again)

    assert first.body == second.body
    assert Generation.objects.count() == 2
