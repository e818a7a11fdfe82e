import json

import pytest
from django.urls import reverse

from projects import tasks
from projects.models import CallbackRecord, Status
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


def test_a_broker_that_is_down_costs_the_caller_nothing(client, monkeypatch, django_capture_on_commit_callbacks):
    from kombu.exceptions import OperationalError

    def fail(*_args):
        raise OperationalError("down")

    monkeypatch.setattr(tasks.collect, "delay", fail)
    with django_capture_on_commit_callbacks(execute=True):
        assert post(client, factories.generation(status=Status.STARTING)).status_code == 204
