"""From the upstream's word to a stored picture."""

from datetime import timedelta

import pytest

from projects import generating, ledger
from projects.models import Failure, Generation, Picture, Status
from tests import factories
from tests.projects.fake_upstream import PICTURE_URL, answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("api")]


def test_a_success_is_fetched_verified_and_stored(api):
    answer(api, "get", {"status": "SUCCEEDED", "images": [PICTURE_URL], "variations": 0})
    api.get(PICTURE_URL, body=factories.photo_bytes((120, 80), "PNG"))
    generation = factories.generation(status=Status.PROCESSING)
    generating.collect(generation)
    generation.refresh_from_db()
    assert generation.status == Status.SUCCEEDED
    picture = generation.picture
    assert (picture.width, picture.height) == (120, 80)
    assert picture.file.storage.exists(picture.file.name)
    assert generation.project.owner.photo_entries.filter(kind="REFUND").count() == 0


def test_two_collects_store_one_picture(api):
    answer(api, "get", {"status": "SUCCEEDED", "images": [PICTURE_URL]})
    api.get(PICTURE_URL, body=factories.photo_bytes((120, 80), "PNG"))
    generation = factories.generation(status=Status.PROCESSING)
    stale = Generation.objects.get(id=generation.id)
    generating.collect(generation)
    generating.collect(stale)
    assert Picture.objects.count() == 1


def test_a_success_without_a_picture_is_never_a_silent_success(api):
    answer(api, "get", {"status": "SUCCEEDED"})
    generation = factories.generation(status=Status.PROCESSING)
    for _ in range(12):
        generating.collect(generation)
        generation.refresh_from_db()
    assert (generation.status, generation.failure) == (Status.FAILED, Failure.BAD_RESULT)
    assert ledger.photos_left(generation.project.owner) == 5


def test_a_result_that_is_no_image_never_becomes_a_picture(api):
    answer(api, "get", {"status": "SUCCEEDED", "images": [PICTURE_URL]})
    api.get(PICTURE_URL, body=b"<html>sorry</html>")
    generation = factories.generation(status=Status.PROCESSING)
    generating.collect(generation)
    generation.refresh_from_db()
    assert generation.status == Status.PROCESSING
    assert "picture not usable" in generation.error
    assert not Picture.objects.exists()


def test_a_failure_of_the_upstream_gives_the_photo_back(api):
    answer(api, "get", {"status": "failed", "error": "renderer broke"})
    generation = factories.generation(status=Status.STARTING)
    generating.collect(generation)
    assert (generation.status, generation.failure) == (Status.FAILED, Failure.UPSTREAM_FAILED)
    assert generation.error == "renderer broke"
    assert ledger.photos_left(generation.project.owner) == 5


def test_an_area_off_the_ground_is_told_in_words(api):
    answer(api, "get", {"status": "FAILED", "error": "The area must lie on the ground.", "code": "mask_not_on_ground"})
    generation = factories.generation(status=Status.PROCESSING)
    generating.collect(generation)
    assert generation.failure == Failure.NOT_ON_GROUND
    assert "on the ground" in generation.get_failure_display()


@pytest.mark.parametrize(("age", "shortest", "longest"), [(14, 1, 1), (100, 9, 11), (1000, 54, 66)])
def test_polling_slows_down_with_age(api, clock_at_rest, age, shortest, longest):
    answer(api, "get", {"status": "PROCESSING"})
    submitted = clock_at_rest - timedelta(seconds=age)
    generation = factories.generation(status=Status.STARTING, submitted=submitted)
    generating.collect(generation)
    generation.refresh_from_db()
    assert shortest <= (generation.next_poll - clock_at_rest).total_seconds() <= longest


def test_a_success_after_the_deadline_is_still_shown(api):
    answer(api, "get", {"status": "SUCCEEDED", "images": [PICTURE_URL]})
    api.get(PICTURE_URL, body=factories.photo_bytes((120, 80), "PNG"))
    generation = factories.past(factories.generation(status=Status.PROCESSING), deadline=1)
    generating.sweep()
    generation.refresh_from_db()
    generating.collect(generation)
    generation.refresh_from_db()
    assert generation.status == Status.SUCCEEDED
    assert ledger.photos_left(generation.project.owner) == 5
