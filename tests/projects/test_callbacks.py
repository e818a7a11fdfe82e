import json
import logging
import uuid

import pytest
from django.urls import reverse
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from projects import generating, tasks
from projects.generating.tokens import give_token, token_of
from projects.models import CallbackRecord, Generation, Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def collected(monkeypatch):
    ids = []
    monkeypatch.setattr(tasks.collect, "delay", ids.append)
    return ids


def post(client, generation, body=b"{}", token=factories.TOKEN):
    url = reverse("callback", args=[generation.id, token])
    return client.post(url, body, content_type="application/json")


def test_the_right_token_is_recorded_and_collected(client, collected, django_capture_on_commit_callbacks):
    generation = factories.generation(status=Status.STARTING)
    with django_capture_on_commit_callbacks(execute=True):
        assert post(client, generation, b'{"status": "SUCCEEDED"}').status_code == 204
    assert collected == [str(generation.id)]
    assert CallbackRecord.objects.get().status_before == Status.STARTING


def test_the_body_is_never_believed(client, collected):
    generation = factories.generation(status=Status.STARTING)
    body = json.dumps({"status": "SUCCEEDED", "images": ["http://evil.example/1.png"]})
    post(client, generation, body)
    generation.refresh_from_db()
    assert generation.status == Status.STARTING


@pytest.mark.parametrize(
    ("said", "kept"), [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::7"), ("unknown", None), ("", None)]
)
def test_the_address_is_kept_where_it_is_one(client, collected, said, kept):
    generation = factories.generation(status=Status.STARTING)
    url = reverse("callback", args=[generation.id, factories.TOKEN])
    assert client.post(url, b"{}", content_type="application/json", REMOTE_ADDR=said).status_code == 204
    assert CallbackRecord.objects.get().remote_address == kept


def test_a_wrong_token_is_404_and_leaves_nothing(client, collected):
    generation = factories.generation(status=Status.STARTING)
    assert post(client, generation, token="guessed").status_code == 404
    assert not CallbackRecord.objects.exists()
    assert not collected


def test_another_generations_token_is_404(client):
    generation = factories.generation(status=Status.STARTING)
    other = factories.generation(status=Status.STARTING, token_hash="0" * 64)
    assert post(client, other).status_code == 404
    assert post(client, generation).status_code == 204


@pytest.mark.parametrize("body", [b"", b"nonsense", b"\x00\xff\xfe", b"[1,2", json.dumps({"a": "\x00"}).encode()])
def test_nonsense_is_borne(client, collected, body):
    assert post(client, factories.generation(status=Status.STARTING), body).status_code == 204


def test_a_repeat_and_a_finished_job_are_answered_alike(client, collected):
    generation = factories.generation(status=Status.SUCCEEDED)
    assert post(client, generation).status_code == 204
    assert post(client, generation).status_code == 204


def test_too_large_a_body_is_refused(client):
    assert post(client, factories.generation(), b"x" * (64 * 1024 + 1)).status_code == 413


def test_only_post_is_answered(client):
    generation = factories.generation()
    assert client.get(reverse("callback", args=[generation.id, factories.TOKEN])).status_code == 405


@pytest.mark.parametrize("error", [OperationalError("down"), IndexError("pop from empty list")], ids=repr)
def test_a_broker_that_is_down_costs_the_caller_nothing(client, monkeypatch, django_capture_on_commit_callbacks, error):
    def fail(*_args):
        raise error

    monkeypatch.setattr(tasks.collect, "delay", fail)
    with django_capture_on_commit_callbacks(execute=True):
        assert post(client, factories.generation(status=Status.STARTING)).status_code == 204


def test_callbacks_of_one_generation_are_limited(client, collected, settings):
    settings.CALLBACKS_PER_MINUTE = 3
    generation = factories.generation(status=Status.STARTING)
    assert [post(client, generation).status_code for _ in range(5)] == [204, 204, 204, 429, 429]
    assert post(client, factories.generation(status=Status.STARTING)).status_code == 204


def test_guessing_is_limited_and_does_not_shut_out_the_right_token(client, collected, settings):
    settings.CALLBACKS_PER_MINUTE = 3
    generation = factories.generation(status=Status.STARTING)
    answers = [post(client, generation, token=f"guess {n}").status_code for n in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    assert post(client, generation).status_code == 204


def test_without_a_broker_callbacks_are_not_counted(client, collected, no_broker):
    no_broker()
    assert post(client, factories.generation(status=Status.STARTING)).status_code == 204


def test_tokens_of_a_key_that_was_taken_out_are_refused(client, collected, settings):
    settings.CALLBACK_KEYS = ["old"]
    generation = factories.generation(status=Status.STARTING)
    settings.CALLBACK_KEYS = ["new", "old"]
    assert post(client, generation).status_code == 204
    settings.CALLBACK_KEYS = ["new"]
    assert post(client, generation).status_code == 404


def test_a_drawing_that_was_asked_for_has_a_token_of_its_own(client, collected):
    project = factories.project()
    one, other = (generating.submit(project.owner, project, "POOL", uuid.uuid4(), factories.mask_file()) for _ in "ab")
    assert post(client, one, token=token_of(one)).status_code == 204
    assert post(client, one, token=token_of(other)).status_code == 404


def test_a_key_that_was_taken_out_names_an_url_that_is_refused(client, collected, settings):
    settings.CALLBACK_KEYS = ["old"]
    generation = factories.generation(status=Status.STARTING)
    settings.CALLBACK_KEYS = ["new"]
    assert post(client, generation, token=token_of(generation)).status_code == 404


def test_urls_that_an_upstream_holds_outlive_a_new_version_of_the_site(settings):
    settings.CALLBACK_KEYS = ["key"]
    generation = Generation(id=uuid.UUID(int=7))
    give_token(generation)
    assert token_of(generation) == "865a2429d9fd9e879f509802cf8124515c3e965ea97739327fbfd84473b2a829"
    assert generation.token_key == "575d00a5"


def test_a_second_try_names_the_same_url_after_a_new_key_came(settings):
    settings.CALLBACK_KEYS = ["old"]
    generation = factories.generation()
    before = token_of(generation)
    settings.CALLBACK_KEYS = ["new", "old"]
    assert token_of(generation) == before
    assert token_of(factories.generation()) != before


def test_only_so_many_are_written_down(client, collected):
    generation = factories.generation(status=Status.STARTING)
    for _ in range(25):
        post(client, generation)
    assert CallbackRecord.objects.count() == 20


def test_the_token_is_in_no_log(settings):
    [handler] = settings.LOGGING["handlers"].values()
    formatter = import_string(settings.LOGGING["formatters"][handler["formatter"]]["()"])()
    url = reverse("callback", args=[uuid.uuid4(), "secret-token"])
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", url), None)
    assert "secret-token" not in formatter.format(record)
    assert "/callbacks/" in formatter.format(record)
