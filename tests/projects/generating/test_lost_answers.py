"""What a lost answer, a slow sender or a retry may not cost: a photo, a second call."""

import json
from datetime import timedelta

import pytest
import requests
import responses
from django.utils import timezone

from projects import generating, ledger, lifecycle
from projects.models import CallbackRecord, Failure, Status
from tests import factories
from tests.projects.fake_upstream import API, PICTURE_URL, answer, callback, fresh

pytestmark = pytest.mark.django_db

Flag = CallbackRecord.Flag


def unknown(**fields):
    return factories.generation(status=Status.UNKNOWN, next_poll=timezone.now(), **fields)


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
    def test_the_waits_grow_and_are_never_alike(self, api, clock_at_rest):
        answer(api, "generate", http_status=429)
        waits = []
        for attempts in (3, 30, *[0] * 6):
            generation = factories.generation(attempts=attempts)
            generating.send(generation)
            waits.append((generation.not_before - clock_at_rest).total_seconds())
        # The 4th and the 31st attempt, then first ones: two seconds doubled up to a minute, more or less by half.
        assert 8 <= waits[0] <= 24
        assert 30 <= waits[1] <= 90
        assert 1 <= min(waits[2:]) < min(waits[2:]) + 0.1 < max(waits[2:]) <= 3

    def test_an_absurd_wait_is_not_obeyed(self, api):
        api.post(f"{API}/api/create_exterior/generate", status=429, headers={"Retry-After": "9999999"})
        generation = factories.generation()
        generating.send(generation)
        assert generation.not_before < timezone.now() + timedelta(minutes=11)

    def test_nothing_is_sent_past_its_deadline(self, api):
        generation = factories.past(factories.generation(), deadline=1)
        generating.send(generation)
        assert not api.calls
