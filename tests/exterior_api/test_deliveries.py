import json
from datetime import timedelta

import pytest
from django.utils import timezone

from exterior_api import clock, deliveries, jobs
from exterior_api.models import Delivery

from .factories import GenerationFactory

GENERATE = "/create_exterior/generate"
GET = "/create_exterior/get"


@pytest.fixture
def owed(db, broker, file_server):
    """A callback that is due, to an address that answers with 204."""
    file_server.put("/hook", status=204)
    generation = GenerationFactory(webhook=f"{file_server.origin}/hook")
    jobs.failed(generation.id, "any", "Any.")
    return Delivery.objects.get()


def test_the_callback_has_the_body_that_get_answers_with(api, order, broker, file_server):
    hook = file_server.put("/hook?job=1", status=204)
    generation_id = api(GENERATE, **order, webhook=hook).body["generation_id"]
    broker.run()

    [request] = file_server.asked("/hook?job=1")
    assert (request.method, request.headers["Content-Type"]) == ("POST", "application/json")
    assert json.loads(request.body) == api(GET, generation_id=generation_id).body
    assert Delivery.objects.get().status == "delivered"


def test_a_failure_is_told_as_well(api, order, broker, file_server, settings):
    settings.RENDERER = "tests.exterior_api.renderers.refuse"
    hook = file_server.put("/hook", status=204)
    api(GENERATE, **order, webhook=hook)
    broker.run()

    body = json.loads(file_server.asked("/hook")[0].body)
    assert (body["status"], body["code"]) == ("FAILED", "mask_not_on_ground")
    assert api("/account/credit").body["total"] == 10


def test_no_webhook_no_callback(api, order, broker):
    api(GENERATE, **order)
    broker.run()

    assert Delivery.objects.count() == 0


def test_a_callback_is_tried_once_at_a_time(owed, file_server):
    assert deliveries.deliver(owed.id)
    assert not deliveries.deliver(owed.id)
    assert len(file_server.asked("/hook")) == 1


@pytest.mark.parametrize("status", [301, 307, 400, 404, 429, 500])
def test_an_answer_that_is_no_2xx_is_tried_again_later(owed, file_server, status):
    file_server.put("/hook", status=status, headers={"Location": "/there"})

    deliveries.deliver(owed.id)
    owed.refresh_from_db()

    assert (owed.status, owed.tries) == ("pending", 1)
    assert timedelta(seconds=3) < owed.next_attempt_at - clock.now() <= timedelta(seconds=5)
    assert owed.attempts.get().response_status == status


def test_tries_move_apart_from_five_seconds_to_a_day_and_then_end(owed, file_server):
    file_server.put("/hook", status=500)
    pauses = []
    while owed.status == "pending":
        Delivery.objects.update(next_attempt_at=clock.now())
        deliveries.deliver(owed.id)
        owed.refresh_from_db()
        pauses += [owed.next_attempt_at - clock.now()] if owed.next_attempt_at else []

    assert round(pauses[0].total_seconds()) == 5
    assert round(pauses[-1].total_seconds()) == 86400
    assert pauses == sorted(pauses)
    assert (owed.status, owed.attempts.count()) == ("given_up", len(pauses) + 1)


def test_an_address_that_is_gone_is_not_tried_again(owed, file_server):
    file_server.put("/hook", status=410)

    deliveries.deliver(owed.id)
    owed.refresh_from_db()

    assert owed.status == "given_up"


def test_a_private_address_is_refused_when_it_is_called(owed, file_server, settings):
    settings.EXTERIOR_API_ALLOWED_ORIGINS = []

    deliveries.deliver(owed.id)

    assert file_server.asked("/hook") == []
    assert "private" in owed.attempts.get().error


def test_the_sweep_sends_what_is_due(owed, broker, file_server):
    with broker.capture(execute=True):
        assert deliveries.send_due() == 1
    [(name, (delivery_id, queued_until))] = broker
    assert (name, delivery_id) == ("deliver", str(owed.id))

    # It waits in the queue, and the next sweep does not put it there again.
    assert deliveries.send_due() == 0
    assert deliveries.deliver(delivery_id, queued_until)
    assert len(file_server.asked("/hook")) == 1
    assert not deliveries.deliver(delivery_id, queued_until)


def test_a_message_that_was_lost_is_made_up_for(owed, broker):
    deliveries.send_due()
    Delivery.objects.update(next_attempt_at=clock.now() - timedelta(seconds=1))
    assert deliveries.send_due() == 1


def test_the_sweep_lets_what_is_not_due_be(owed):
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert deliveries.send_due() == 0
