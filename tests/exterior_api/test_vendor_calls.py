"""The calls of the vendor's public pages, as these show them: only host, key, ids and image URLs are ours."""

import json
import uuid
from unittest.mock import Mock

import pytest
from django.db import OperationalError

from exterior_api import accounts, dispatching, jobs, ledger

GENERATE = "/api/create_exterior/generate"
VARIATION = "/api/create_exterior/generate-variation"
GET = "/api/create_exterior/get"
CREDIT = "/api/account/credit"


@pytest.fixture
def post(account, client, broker, django_capture_on_commit_callbacks):
    """Sends text as a vendor's client does: the two headers, and nothing that only our server knows."""
    key = accounts.make_key(account)

    def send(path, text):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, text, content_type="application/json", headers={"x-api-key": key})

    return send


@pytest.fixture
def generate(post, account, file_server):
    def send(room_type="TERRACE", webhook=""):
        body = f"""{{
            "user_id": "{account.user_id}",
            "image_url": "{file_server.photo_url}",
            "mask_url": "{file_server.mask_url}",
            "room_type": "{room_type}",
            "width": 120,
            "height": 80{f', "webhook": "{webhook}"' if webhook else ""}
        }}"""
        return post(GENERATE, body)

    return send


@pytest.fixture
def get(post, account):
    return lambda generation_id: post(
        GET, f'{{"user_id": "{account.user_id}", "generation_id": "{generation_id}"}}'
    ).json()


@pytest.mark.parametrize("room_type", ["TERRACE", "POOL", "PETANQUE"])
def test_generate_answers_with_a_generation_the_photos_left_and_a_project(generate, broker, get, room_type):
    response = generate(room_type)

    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/json")
    answer = response.json()
    assert set(answer) == {"generation_id", "remaining_photos", "project_id"}
    assert uuid.UUID(answer["generation_id"]) != uuid.UUID(answer["project_id"])
    assert answer["remaining_photos"] == 9
    broker.run()
    assert get(answer["generation_id"])["report"]["kind"] == room_type


def test_a_variation_asks_for_no_size_and_takes_the_previous_mask(generate, post, account, file_server, broker, get):
    first = generate().json()["generation_id"]
    broker.run()

    response = post(
        VARIATION,
        f"""{{
            "user_id": "{account.user_id}",
            "generation_id": "{first}",
            "original_url": "{file_server.photo_url}",
            "room_type": "TERRACE"
        }}""",
    )

    assert response.status_code == 200
    second = response.json()["generation_id"]
    assert second != first
    broker.run()
    assert get(second)["status"] == "SUCCEEDED"
    assert get(second)["variations"] == 1


def test_a_variation_may_bring_a_mask_and_a_webhook(generate, post, account, file_server, broker):
    first = generate().json()["generation_id"]
    broker.run()
    hook = file_server.put("/webhook", status=200)

    response = post(
        VARIATION,
        f"""{{
            "user_id": "{account.user_id}",
            "generation_id": "{first}",
            "original_url": "{file_server.photo_url}",
            "mask_url": "{file_server.mask_url}",
            "room_type": "POOL",
            "webhook": "{hook}"
        }}""",
    )
    broker.run()

    assert response.status_code == 200
    assert len(file_server.asked("/webhook")) == 1


def test_get_goes_through_its_statuses_and_shows_images_only_at_the_end(generate, get, broker):
    generation_id = generate().json()["generation_id"]

    starting = get(generation_id)
    with broker.capture(execute=True):
        dispatching.dispatch()
    jobs.started(generation_id, 1)
    processing = get(generation_id)
    broker.run()
    succeeded = get(generation_id)

    assert [state["status"] for state in (starting, processing, succeeded)] == ["STARTING", "PROCESSING", "SUCCEEDED"]
    assert "images" not in starting | processing
    assert all(isinstance(url, str) and url.startswith("http") for url in succeeded["images"])
    assert [state["variations"] for state in (starting, processing, succeeded)] == [0, 0, 0]


def test_a_generation_that_fails_shows_no_images_and_gives_the_photo_back(generate, get, post, account, broker):
    generation_id = generate().json()["generation_id"]
    jobs.failed(generation_id, "any", "Any.")

    state = get(generation_id)

    assert state["status"] == "FAILED"
    assert "images" not in state
    credit = post(CREDIT, f'{{"user_id": "{account.user_id}"}}').json()
    assert credit == {"total": 10, "subscription": 0, "extra": 10}


@pytest.mark.parametrize("renderer", ["fill", "refuse"])
def test_the_webhook_is_posted_what_get_answers(generate, get, broker, file_server, settings, renderer):
    settings.RENDERER = f"tests.exterior_api.renderers.{renderer}"
    hook = file_server.put("/webhook?job=7&token=abc", status=200)
    generation_id = generate(webhook=hook).json()["generation_id"]
    broker.run()

    [request] = file_server.asked("/webhook?job=7&token=abc")
    assert request.method == "POST"
    assert json.loads(request.body) == get(generation_id)


def test_credit_names_the_total_and_both_pockets(post, account):
    response = post(CREDIT, f'{{"user_id": "{account.user_id}"}}')

    assert response.status_code == 200
    assert response.json() == {"total": 10, "subscription": 0, "extra": 10}


def test_credit_has_the_three_errors_of_its_page(post, account, client, monkeypatch):
    bad = post(CREDIT, "{}")
    foreign = client.post(CREDIT, f'{{"user_id": "{account.user_id}"}}', "application/json")
    monkeypatch.setattr(ledger, "balance", Mock(side_effect=OperationalError("gone")))
    down = post(CREDIT, f'{{"user_id": "{account.user_id}"}}')

    assert [answer.status_code for answer in (bad, foreign, down)] == [400, 401, 503]
    assert all(answer.json()["error"] for answer in (bad, foreign, down))
