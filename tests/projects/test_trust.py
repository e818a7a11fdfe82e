"""What a lost answer, a crash or a short-lived URL may not cost: a photo, a second call, a picture."""

import json
import uuid
from datetime import timedelta

import pytest
import requests
import responses
from django.utils import timezone
from PIL import Image

from projects import generating, ledger, lifecycle
from projects.models import CallbackRecord, Failure, Generation, Status
from tests import factories

pytestmark = pytest.mark.django_db

API = "http://api.example"
PICTURE_URL = "https://pictures.example.com/1.png"
FRESH_URL = "https://pictures.example.com/2.png"
Flag = CallbackRecord.Flag


@pytest.fixture(autouse=True)
def _upstream(settings):
    settings.EXTERIOR_API_URL = API
    settings.EXTERIOR_API_EXTENSIONS = False
    settings.EXTERIOR_ONLY_INSIDE = False
    settings.EXTERIOR_RESULT_ORIGINS = ["https://pictures.example.com"]


@pytest.fixture
def api():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def answer(api, call, body=None, http_status=200, **fields):
    return api.post(f"{API}/api/create_exterior/{call}", status=http_status, json=body or fields)


def fresh(generation):
    return Generation.objects.get(id=generation.id)


def unknown(**fields):
    return factories.generation(status=Status.UNKNOWN, next_poll=timezone.now(), **fields)


def callback(generation, **body):
    generating.record_callback(generation, json.dumps(body), "192.0.2.1")
    return generation.callbacks.first()


class TestALostAnswer:
    def test_it_is_asked_about_at_once_so_that_an_early_callback_counts(self, api):
        api.post(f"{API}/api/create_exterior/generate", body=requests.ReadTimeout())
        generation = factories.generation()
        callback(generation, generation_id="from-callback", status="SUCCEEDED")
        generating.send(generation)
        assert generation.id in generating.due_for_polling()
        answer(api, "get", status="PROCESSING")
        generating.collect(generation)
        assert (generation.status, generation.upstream_id) == (Status.PROCESSING, "from-callback")

    def test_an_id_in_a_callback_is_only_a_hint_to_ask_with(self, api):
        answer(api, "get", http_status=404, error="unknown")
        generation = unknown()
        callback(generation, generation_id="made-up-id", status="SUCCEEDED", images=[PICTURE_URL])
        generating.collect(generation)
        assert (fresh(generation).status, fresh(generation).upstream_id) == (Status.UNKNOWN, "")
        assert generation.callbacks.get().flag == Flag.ID_REFUSED
        assert [call.request.url for call in api.calls] == [f"{API}/api/create_exterior/get"]

    def test_an_id_of_another_generation_is_refused_unasked(self, api):
        other = factories.generation(status=Status.PROCESSING)
        generation = unknown()
        callback(generation, generation_id=other.upstream_id)
        generating.collect(generation)
        assert fresh(generation).upstream_id == ""
        assert generation.callbacks.get().flag == Flag.ID_REFUSED
        assert not api.calls

    def test_a_body_without_an_id_is_flagged_and_nothing_in_it_is_fetched(self, api):
        generation = unknown()
        callback(generation, status="SUCCEEDED", images=[PICTURE_URL])
        generating.collect(generation)
        assert generation.callbacks.get().flag == Flag.NO_ID
        assert not api.calls
        factories.past(generation, deadline=1)
        generating.sweep()
        assert fresh(generation).failure == Failure.ANSWER_LOST
        assert ledger.photos_left(generation.project.owner) == 5

    def test_a_hint_that_cannot_be_asked_about_now_is_kept(self, api):
        answer(api, "get", http_status=500)
        generation = unknown()
        callback(generation, generation_id="good-id-1")
        generating.collect(generation)
        assert generation.callbacks.get().flag == ""
        assert fresh(generation).next_poll > timezone.now()

    def test_an_operator_may_accept_what_a_callback_names(self, api):
        api.get(PICTURE_URL, body=factories.photo_bytes((120, 80), "PNG"))
        generation = unknown()
        record = callback(generation, status="SUCCEEDED", images=[PICTURE_URL])
        assert generating.accept_callback(record)
        assert fresh(generation).status == Status.SUCCEEDED
        assert fresh(generation).picture
        assert ledger.photos_left(generation.project.owner) == 4
        assert not generating.accept_callback(CallbackRecord.objects.get())

    def test_an_operator_cannot_accept_for_one_that_ended_otherwise(self, api):
        generation = factories.generation(status=Status.FAILED, failure=Failure.REFUSED)
        assert not generating.accept_callback(callback(generation, images=[PICTURE_URL]))
        assert not api.calls

    def test_a_callback_after_our_time_out_still_brings_the_picture_once(self, api):
        answer(api, "get", status="SUCCEEDED", images=[PICTURE_URL])
        api.get(PICTURE_URL, body=factories.photo_bytes((120, 80), "PNG"))
        generation = factories.past(unknown(), deadline=1)
        generating.sweep()
        callback(generation, generation_id="late-id-1")
        for _ in range(2):
            generating.collect(fresh(generation))
        shown = fresh(generation)
        assert (shown.status, shown.late, shown.pictures.count()) == (Status.SUCCEEDED, True, 1)
        assert ledger.photos_left(generation.project.owner) == 5

    def test_the_balance_is_noted_as_evidence_and_not_acted_on(self, api):
        answer(api, "generate", generation_id="g1", remaining_photos=7)
        generating.send(factories.generation())
        api.replace(responses.POST, f"{API}/api/create_exterior/generate", body=requests.ReadTimeout())
        api.post(f"{API}/api/account/credit", json={"total": 6})
        generation = factories.generation()
        generating.send(generation)
        assert generation.status == Status.UNKNOWN
        assert "7 before, 6 after" in generation.error

    def test_a_key_that_was_used_means_that_it_was_accepted_before(self, api, settings):
        settings.EXTERIOR_API_EXTENSIONS = True
        answer(api, "generate", http_status=409, error="used with another body", code="idempotency_conflict")
        api.post(f"{API}/api/account/credit", json={"total": 6})
        generation = factories.generation()
        callback(generation, generation_id="first-call", status="SUCCEEDED")
        generating.send(generation)
        assert generation.status == Status.UNKNOWN
        answer(api, "get", status="PROCESSING")
        generating.collect(generation)
        assert fresh(generation).upstream_id == "first-call"


class TestASlowSender:
    """The sweeper gave the sender up, and then its call came back."""

    def given_up(self, api, **sent):
        generation = factories.generation()

        def slow(_request):
            factories.past(generation, claimed=500)
            generating.sweep()
            assert fresh(generation).status == Status.UNKNOWN
            return sent.get("status", 200), {}, json.dumps({"generation_id": "slow-id"})

        api.add_callback(responses.POST, f"{API}/api/create_exterior/generate", slow)
        generating.send(generation)
        return fresh(generation)

    def test_its_acceptance_counts(self, api):
        generation = self.given_up(api)
        assert (generation.status, generation.upstream_id) == (Status.STARTING, "slow-id")

    def test_its_refusal_counts(self, api):
        assert self.given_up(api, status=422).status == Status.FAILED

    def test_old_news_of_an_earlier_attempt_moves_nothing(self):
        generation = factories.generation(status=Status.SUBMITTING, attempts=2)
        assert not lifecycle.move(generation, "try_again", attempt=1)
        assert not lifecycle.move(generation, "refused", attempt=1, failure=Failure.REFUSED)
        assert lifecycle.move(generation, "try_again", attempt=2)

    def test_an_acceptance_after_the_deadline_leaves_the_id_for_the_late_picture(self, api):
        generation = factories.generation()

        def slow(_request):
            factories.past(generation, deadline=1)
            generating.sweep()
            return 200, {}, json.dumps({"generation_id": "late-id"})

        api.add_callback(responses.POST, f"{API}/api/create_exterior/generate", slow)
        generating.send(generation)
        generation = fresh(generation)
        assert (generation.status, generation.upstream_id) == (Status.FAILED, "late-id")
        factories.past(generation, next_poll=1)
        assert generating.due_for_polling() == [generation.id]


class TestRetries:
    def test_the_waits_grow_and_are_never_alike(self, api):
        answer(api, "generate", http_status=429)
        waits = []
        for attempts in (3, 30, *[0] * 6):
            generation = factories.generation(attempts=attempts)
            generating.send(generation)
            waits.append((generation.not_before - timezone.now()).total_seconds())
        assert waits[0] > 7
        assert waits[1] < 91
        first = waits[2:]
        assert 0 < min(first) < min(first) + 0.1 < max(first) < 4

    def test_an_absurd_wait_is_not_obeyed(self, api):
        api.post(f"{API}/api/create_exterior/generate", status=429, headers={"Retry-After": "9999999"})
        generation = factories.generation()
        generating.send(generation)
        assert generation.not_before < timezone.now() + timedelta(minutes=11)

    def test_nothing_is_sent_past_its_deadline(self, api):
        generation = factories.past(factories.generation(), deadline=1)
        generating.send(generation)
        assert not api.calls


class TestCollecting:
    def test_one_collect_at_a_time_and_the_second_is_made_up_for(self, api):
        generation = factories.generation(status=Status.PROCESSING)
        calls = []

        def during(_request):
            calls.append(1)
            if len(calls) == 1:
                generating.collect(fresh(generation))
            return 200, {}, json.dumps({"status": "PROCESSING"})

        api.add_callback(responses.POST, f"{API}/api/create_exterior/get", during)
        generating.collect(generation)
        assert len(calls) == 2
        assert fresh(generation).collecting_until is None

    def test_the_lease_of_a_killed_worker_lapses(self, api):
        answer(api, "get", status="PROCESSING")
        generation = factories.generation(
            status=Status.STARTING, collecting_until=timezone.now() + timedelta(seconds=60)
        )
        generating.collect(generation)
        assert not api.calls
        factories.past(generation, collecting_until=1)
        generating.collect(generation)
        assert len(api.calls) == 1

    def test_the_lease_is_given_back_when_asking_breaks(self, api, monkeypatch):
        generation = factories.generation(status=Status.STARTING)
        monkeypatch.setattr("projects.upstream.get", lambda _id: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            generating.collect(generation)
        assert fresh(generation).collecting_until is None

    def test_one_that_nobody_polls_any_more_is_found(self):
        generation = factories.generation(status=Status.STARTING, next_poll=None)
        assert generating.due_for_polling() == [generation.id]

    def test_a_picture_that_comes_when_an_operator_has_ended_it_leaves_no_file(self, api):
        answer(api, "get", status="SUCCEEDED", images=[PICTURE_URL])
        generation = factories.generation(status=Status.PROCESSING)

        def during(_request):
            generating.give_up(fresh(generation))
            return 200, {"Content-Type": "image/png"}, factories.photo_bytes((120, 80), "PNG")

        api.add_callback(responses.GET, PICTURE_URL, during)
        generating.collect(generation)
        assert fresh(generation).status == Status.FAILED
        storage = generation.mask.file.storage
        assert not any(storage.exists(f"pictures/{generation.id}/0{end}") for end in (".png", "-preview.webp"))

    def test_an_expired_url_is_asked_for_again(self, api):
        answer(api, "get", status="SUCCEEDED", images=[PICTURE_URL])
        answer(api, "get", status="SUCCEEDED", images=[FRESH_URL])
        api.get(PICTURE_URL, status=403)
        api.get(FRESH_URL, body=factories.photo_bytes((120, 80), "PNG"))
        generation = factories.generation(status=Status.PROCESSING)
        generating.collect(generation)
        assert fresh(generation).status == Status.SUCCEEDED

    def test_half_a_download_leaves_neither_a_row_nor_a_file(self, api):
        whole = factories.photo_bytes((120, 80), "PNG")
        answer(api, "get", status="SUCCEEDED", images=[PICTURE_URL, FRESH_URL])
        api.get(PICTURE_URL, body=whole)
        api.get(FRESH_URL, body=whole[: len(whole) // 2])
        generation = factories.generation(status=Status.PROCESSING)
        generating.collect(generation)
        generation = fresh(generation)
        assert (generation.status, generation.pictures.count(), generation.bad_results) == (Status.PROCESSING, 0, 1)
        storage = generation.mask.file.storage
        assert not storage.exists(f"pictures/{generation.id}/0.png")

    def test_a_bad_result_is_asked_for_ever_more_slowly(self, api):
        answer(api, "get", status="SUCCEEDED")
        generation = factories.generation(status=Status.PROCESSING, bad_results=4)
        generating.collect(generation)
        assert (fresh(generation).next_poll - timezone.now()).total_seconds() > 20

    def test_a_late_failure_ends_the_looking(self, api):
        answer(api, "get", status="FAILED")
        generation = factories.past(factories.generation(status=Status.PROCESSING), deadline=1)
        generating.sweep()
        assert fresh(generation).next_poll
        generating.collect(fresh(generation))
        assert fresh(generation).next_poll is None
        assert fresh(generation).failure == Failure.TOO_LATE
        assert ledger.photos_left(generation.project.owner) == 5


class TestOnlyInside:
    PHOTO, DRAWN = (10, 20, 30), (200, 100, 50)

    def drawn(self, api, size=(400, 300), **options):
        project = factories.project(size=(400, 300))
        answer(api, "get", status="SUCCEEDED", images=[PICTURE_URL])
        buffer = factories.io.BytesIO()
        Image.new("RGB", size, self.DRAWN).save(buffer, "PNG")
        api.get(PICTURE_URL, body=buffer.getvalue())
        asked = generating.submit(
            project.owner,
            project,
            "POOL",
            uuid.uuid4(),
            factories.mask_file((400, 300), (100, 150, 300, 250)),
            options=options,
        )
        Generation.objects.filter(id=asked.id).update(status=Status.PROCESSING, upstream_id="g")
        generating.collect(fresh(asked))
        photo = Image.open(project.photo.file.open("rb")).convert("RGB")
        return Image.open(fresh(asked).picture.file.open("rb")), photo

    def test_outside_the_area_the_photo_comes_back_pixel_for_pixel(self, api, settings):
        settings.EXTERIOR_ONLY_INSIDE = True
        picture, photo = self.drawn(api)
        for outside in ((0, 0), (399, 299), (100, 140), (200, 140), (92, 200), (310, 200)):
            assert picture.getpixel(outside) == photo.getpixel(outside)
        for inside in ((100, 150), (200, 200), (300, 250)):
            assert picture.getpixel(inside) == self.DRAWN

    def test_a_picture_of_another_size_is_laid_on_the_photo(self, api, settings):
        settings.EXTERIOR_ONLY_INSIDE = True
        picture, photo = self.drawn(api, size=(800, 600))
        assert picture.size == photo.size
        assert picture.getpixel((5, 5)) == photo.getpixel((5, 5))

    def test_a_picture_of_another_shape_is_left_as_it_came(self, api, settings):
        settings.EXTERIOR_ONLY_INSIDE = True
        assert self.drawn(api, size=(500, 500))[0].size == (500, 500)

    def test_it_can_be_chosen_otherwise(self, api, settings):
        settings.EXTERIOR_ONLY_INSIDE = True
        picture, _photo = self.drawn(api, only_inside=False)
        assert picture.getpixel((0, 0)) == self.DRAWN
