"""From the queue to the upstream: once, or named as unknown."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from projects import generating, ledger
from projects.generating import sending
from projects.models import Failure, Generation, Status
from tests import factories
from tests.projects.fake_upstream import API, answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("api")]


def test_sending_stores_the_ids_and_starts_polling(api):
    answer(api, "generate", generation_id="g1", project_id="p1", remaining_photos=3)
    generation = factories.generation()
    generating.send(generation)
    generation.refresh_from_db()
    assert (generation.status, generation.upstream_id) == (Status.STARTING, "g1")
    generation.project.refresh_from_db()
    assert generation.project.upstream_id == "p1"
    assert generation.next_poll <= timezone.now()
    sent = api.calls[0].request.body.decode()
    assert '"room_type": "POOL"' in sent
    assert f"/callbacks/{generation.id}/" in sent


def test_a_generation_is_sent_once(api):
    answer(api, "generate", generation_id="g1")
    generation = factories.generation()
    stale = Generation.objects.get(id=generation.id)
    generating.send(generation)
    generating.send(stale)
    assert len(api.calls) == 1


def test_after_a_success_the_next_is_a_variation_of_it(api):
    answer(api, "generate-variation", generation_id="g2")
    first = factories.generation(status=Status.SUCCEEDED)
    second = generating.submit(first.project.owner, first.project, "TERRACE", uuid.uuid4(), mask=first.mask)
    generating.send(second)
    assert second.parent == first
    assert f'"generation_id": "{first.upstream_id}"' in api.calls[0].request.body.decode()


def test_a_photo_that_cannot_be_fetched_for_a_moment_is_no_refusal_yet(api):
    answer(api, "generate", http_status=422, error="no answer", code="image_unreachable")
    generation = factories.generation()
    for attempt in range(1, sending.TRIES_TO_BE_FETCHED):
        generating.send(generation)
        generation.refresh_from_db()
        assert (generation.status, generation.attempts) == (Status.QUEUED, attempt)
        assert generation.not_before > timezone.now()
    assert ledger.photos_left(generation.project.owner) == 4
    generating.send(generation)
    generation.refresh_from_db()
    assert (generation.status, generation.failure) == (Status.FAILED, Failure.REFUSED)
    assert ledger.photos_left(generation.project.owner) == 5


def test_a_refusal_ends_it_and_gives_the_photo_back(api):
    answer(api, "generate", http_status=422, error="mask is empty", code="mask_empty")
    generation = factories.generation()
    generating.send(generation)
    assert (generation.status, generation.failure) == (Status.FAILED, Failure.REFUSED)
    assert ledger.photos_left(generation.project.owner) == 5


def test_an_upstream_without_photos_is_named_as_such(api):
    answer(api, "generate", http_status=402, error="no photos left")
    generation = factories.generation()
    generating.send(generation)
    assert generation.failure == Failure.OUT_OF_PHOTOS


def test_a_busy_upstream_is_asked_again_when_it_says(api):
    api.post(f"{API}/api/create_exterior/generate", status=429, headers={"Retry-After": "30"})
    generation = factories.generation()
    generating.send(generation)
    assert generation.status == Status.QUEUED
    assert timedelta(seconds=25) < generation.not_before - timezone.now() < timedelta(seconds=45)
    assert generating.due_for_sending() == []


def test_a_lost_answer_is_never_repeated_blindly(api):
    from requests import ReadTimeout

    api.post(f"{API}/api/create_exterior/generate", body=ReadTimeout())
    generation = factories.generation()
    generating.send(generation)
    assert generation.status == Status.UNKNOWN
    factories.past(generation, created=500, not_before=500)
    assert generating.due_for_sending() == []


def test_a_lost_answer_of_an_upstream_that_knows_our_key_is_asked_again(api, settings):
    from requests import ReadTimeout

    settings.EXTERIOR_API_EXTENSIONS = True
    api.post(f"{API}/api/create_exterior/generate", body=ReadTimeout())
    generation = factories.generation()
    generating.send(generation)
    assert generation.status == Status.QUEUED
    assert api.calls[0].request.headers["Idempotency-Key"] == str(generation.id)
