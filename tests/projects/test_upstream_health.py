from datetime import timedelta

import pytest
import responses
from django.core import mail
from django.utils import timezone

from projects import generating, ledger, tasks, upstream_health
from projects.models import Failure, Generation, Status, UpstreamHealth
from tests import factories

pytestmark = pytest.mark.django_db

API = "http://api.example"
GENERATE, GET, CREDIT = (
    f"{API}/api/{path}" for path in ("create_exterior/generate", "create_exterior/get", "account/credit")
)


@pytest.fixture(autouse=True)
def _upstream(settings, monkeypatch):
    settings.EXTERIOR_API_URL = API
    settings.EXTERIOR_API_EXTENSIONS = False
    settings.ADMINS = [("Operator", "operator@example.com")]
    monkeypatch.setattr(upstream_health._Notice, "read", float("-inf"))
    monkeypatch.setattr(upstream_health, "_notice", upstream_health._Notice())


@pytest.fixture
def api():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def later(**times):
    now = timezone.now()
    UpstreamHealth.objects.update(**{name: now - timedelta(seconds=ago) for name, ago in times.items()})


def break_down(api):
    api.post(GET, status=502)
    generation = factories.generation(status=Status.STARTING)
    for _ in range(upstream_health.FAILURES_TO_OPEN):
        generating.collect(generation)
    return generation


class TestOutOfPhotos:
    @pytest.fixture(autouse=True)
    def _out(self, api):
        api.post(GENERATE, status=402, json={"error": "no photos left"})

    def test_the_person_is_refunded_and_the_operators_hear_of_it_once(self, api):
        for _ in range(2):
            generation = factories.generation()
            generating.send(generation)
            assert (generation.status, generation.failure) == (Status.FAILED, Failure.OUT_OF_PHOTOS)
            assert ledger.photos_left(generation.project.owner) == 5
        assert len(mail.outbox) == 1
        assert len(api.calls) == 1

    def test_sending_resumes_when_the_balance_does(self, api):
        generating.send(factories.generation())
        assert upstream_health.notice() == "paused"
        api.post(CREDIT, json={"total": 0})
        api.post(CREDIT, json={"total": 40})
        upstream_health.look_up()
        assert not [call for call in api.calls if call.request.url == CREDIT]
        later(heard=60)
        upstream_health.look_up()
        assert upstream_health.is_paused()
        later(heard=60)
        upstream_health.look_up()
        assert not upstream_health.is_paused()

    def test_a_pause_ends_by_time_where_the_balance_cannot_be_read(self, api):
        generating.send(factories.generation())
        api.post(CREDIT, status=404)
        later(heard=60)
        upstream_health.look_up()
        assert upstream_health.is_paused()
        later(heard=60, paused_since=3600)
        upstream_health.look_up()
        assert not upstream_health.is_paused()

    def test_mail_that_fails_costs_nothing(self, monkeypatch):
        monkeypatch.setattr(upstream_health, "mail_admins", lambda *_: 1 / 0)
        generation = factories.generation()
        generating.send(generation)
        assert generation.status == Status.FAILED


class TestDown:
    def test_after_several_silent_calls_nothing_is_sent_or_asked(self, api):
        asked = break_down(api)
        calls = len(api.calls)
        generation = factories.generation()
        generating.send(generation)
        assert Generation.objects.get(id=generation.id).status == Status.QUEUED
        assert generating.due_for_polling() == []
        assert generating.due_for_sending() == []
        assert len(api.calls) == calls
        assert upstream_health.notice() == "down"
        assert len(mail.outbox) == 1
        assert asked.is_pending

    def test_the_balance_is_the_probe_and_its_answer_brings_everything_back(self, api):
        break_down(api)
        generation = factories.generation()
        generating.send(generation)
        api.post(CREDIT, json={"total": 3})
        upstream_health.look_up()
        assert upstream_health.is_down()
        later(open_until=1)
        upstream_health.look_up()
        assert not upstream_health.is_down()
        assert generation.id in generating.due_for_sending()

    def test_a_probe_without_an_answer_waits_longer(self, api):
        break_down(api)
        api.post(CREDIT, status=503)
        waits = []
        for _ in range(4):
            later(open_until=1)
            upstream_health.look_up()
            waits.append((UpstreamHealth.objects.get().open_until - timezone.now()).total_seconds())
        assert waits[3] > waits[0] > 5
        assert len([call for call in api.calls if call.request.url == CREDIT]) == 4

    def test_a_busy_or_refusing_upstream_is_not_down(self, api):
        api.post(GENERATE, status=429)
        for _ in range(upstream_health.FAILURES_TO_OPEN + 1):
            generating.send(factories.generation())
        api.replace(responses.POST, GENERATE, status=422)
        for _ in range(upstream_health.FAILURES_TO_OPEN + 1):
            generating.send(factories.generation())
        assert not upstream_health.is_down()

    def test_failures_apart_from_one_another_do_not_count(self, api):
        generation = factories.generation(status=Status.STARTING)
        for _ in range(upstream_health.FAILURES_TO_OPEN + 1):
            api.upsert(responses.POST, GET, status=500)
            generating.collect(generation)
            assert not upstream_health.is_down()
            api.upsert(responses.POST, GET, json={"status": "STARTING"})
            generating.collect(generation)

    def test_beat_looks_up(self, api):
        break_down(api)
        api.post(CREDIT, json={"total": 3})
        later(open_until=1)
        tasks.poll()
        assert not upstream_health.is_down()


class TestBanner:
    @pytest.mark.parametrize(("state", "said"), [("paused_since", "at its limit"), ("open_until", "does not answer")])
    def test_pages_say_what_is_wrong_with_the_upstream(self, client, state, said):
        UpstreamHealth.objects.create(id=1, **{state: timezone.now()})
        assert said in client.get("/start/").content.decode()

    def test_pages_say_nothing_when_all_is_well(self, client):
        page = client.get("/start/").content.decode()
        assert "drawing service" not in page
