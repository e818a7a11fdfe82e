import uuid
from datetime import timedelta

import pytest
import responses
from django.db import OperationalError
from django.utils import timezone

from projects import files, generating, images, ledger
from projects.generating import areas, sending, sweeping
from projects.models import Failure, Generation, Mask, PhotoEntry, Picture, Status
from tests import factories

pytestmark = pytest.mark.django_db

API = "http://api.example"
PICTURE_URL = "https://pictures.example.com/1.png"


@pytest.fixture(autouse=True)
def _upstream(settings):
    settings.EXTERIOR_API_URL = API
    settings.EXTERIOR_API_EXTENSIONS = False
    settings.EXTERIOR_RESULT_ORIGINS = ["https://pictures.example.com"]


@pytest.fixture
def api():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def answer(api, call, body=None, http_status=200, **fields):
    return api.post(f"{API}/api/create_exterior/{call}", status=http_status, json=body or fields)


def test_submitting_reserves_one_photo_and_queues():
    project = factories.project()
    generation = generating.submit(project.owner, project, "POOL", uuid.uuid4(), factories.mask_file())
    assert (generation.status, generation.number, generation.cost) == (Status.QUEUED, 1, 1)
    assert ledger.photos_left(project.owner) == 4


def test_the_same_form_twice_is_one_generation():
    project, key = factories.project(), uuid.uuid4()
    first = generating.submit(project.owner, project, "POOL", key, factories.mask_file())
    again = generating.submit(project.owner, project, "POOL", key, factories.mask_file())
    assert first == again
    assert ledger.photos_left(project.owner) == 4


def test_without_photos_nothing_is_made():
    project = factories.project(factories.member(photos=0))
    with pytest.raises(ledger.NoPhotosLeft):
        generating.submit(project.owner, project, "POOL", uuid.uuid4(), factories.mask_file())
    assert not Generation.objects.exists()
    assert not PhotoEntry.objects.exists()
    assert not Mask.objects.exists()


def test_an_empty_area_is_refused_with_words():
    project = factories.project()
    with pytest.raises(images.ImageError) as caught:
        generating.submit(project.owner, project, "POOL", uuid.uuid4(), factories.mask_file(box=factories.EMPTY))
    assert caught.value.code == "mask_empty"
    assert ledger.photos_left(project.owner) == 5


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


def test_a_queued_generation_whose_message_was_lost_is_found():
    generation = factories.past(factories.generation(), created=60)
    assert generating.due_for_sending() == [generation.id]
    assert generating.due_for_sending() == []


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


def test_a_generation_past_its_deadline_fails_with_a_refund():
    generation = factories.past(factories.generation(status=Status.PROCESSING), deadline=1)
    generating.sweep()
    generation.refresh_from_db()
    assert (generation.status, generation.failure) == (Status.FAILED, Failure.TOO_LATE)
    assert ledger.photos_left(generation.project.owner) == 5


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


def test_a_sender_that_was_killed_leaves_an_unknown_not_a_second_call():
    generation = factories.past(factories.generation(status=Status.SUBMITTING), claimed=500)
    generating.sweep()
    generation.refresh_from_db()
    assert generation.status == Status.UNKNOWN


def test_what_a_killed_sender_had_is_sent_again_where_that_cannot_make_a_second_one(settings):
    settings.EXTERIOR_API_EXTENSIONS = True
    generation = factories.past(factories.generation(status=Status.SUBMITTING), claimed=500)
    generating.sweep()
    generation.refresh_from_db()
    assert generation.status == Status.QUEUED
    assert generation.id in generating.due_for_sending()


def test_a_draft_is_one_a_photo_and_the_old_file_goes():
    photo = factories.project().photo
    first = generating.save_draft(photo, factories.mask_file())
    name = first.file.name
    generating.save_draft(photo, factories.mask_file(box=(0, 0, 50, 50)))
    assert Mask.objects.filter(photo=photo, is_draft=True).count() == 1
    assert not first.file.storage.exists(name)


def test_a_draft_that_was_wiped_off_leaves_no_file():
    photo = factories.project().photo
    generating.remove_draft(photo)
    draft = generating.save_draft(photo, factories.mask_file())
    generating.remove_draft(photo)
    assert not Mask.objects.exists()
    assert files.names_in(draft.file.storage, files.drafts_folder(photo)) == []


def test_of_two_first_drafts_at_once_the_later_is_kept(monkeypatch):
    photo = factories.project().photo
    first, look = generating.save_draft(photo, factories.mask_file()), areas._held_draft
    answers = iter([None])
    monkeypatch.setattr(areas, "_held_draft", lambda photo: next(answers, look(photo)))
    later = generating.save_draft(photo, factories.mask_file(box=(0, 0, 50, 50)))
    assert Mask.objects.get(photo=photo, is_draft=True).file.name == later.file.name
    assert not first.file.storage.exists(first.file.name)


def test_usual_times_are_told_only_when_measured():
    assert generating.usual_seconds("POOL") is None
    project = factories.project(factories.member(photos=20))
    for seconds in (60, 70, 80, 90, 100):
        generation = factories.generation(project, status=Status.SUCCEEDED)
        factories.past(generation, created=seconds, finished=0)
    assert generating.usual_seconds("POOL") == (70, 90)


def test_what_is_wrong_with_one_does_not_hold_up_the_others_of_a_sweep(monkeypatch, caplog):
    broken, other = (factories.past(factories.generation(), deadline=1) for _one in range(2))
    refund = ledger.refund
    monkeypatch.setattr(ledger, "refund", lambda ended: 1 / 0 if ended == broken else refund(ended))
    generating.sweep()
    broken.refresh_from_db()
    other.refresh_from_db()
    assert (broken.status, other.status) == (Status.QUEUED, Status.FAILED)
    assert str(broken.pk) in caplog.text


def test_a_database_that_is_away_ends_a_sweep_at_once():
    tried = []

    def act(row):
        tried.append(row)
        raise OperationalError

    with pytest.raises(OperationalError):
        sweeping.each(["one", "other"], act)
    assert tried == ["one"]
