"""What goes to Sentry: that it broke and where, and nothing that opens a door or says whose it was."""

import json

import pytest
import sentry_sdk
from django.urls import reverse
from sentry_sdk.transport import Transport

from exterior_site.observability import errors
from projects import access
from tests import factories

SIGNATURE = "l4vT0XYtgm72amGjDTzHw3s6YPhjwgoC0DMTLrI6Qfk"
PASSWORD = "a garden path that is long"
CLICK = "a-click-of-the-tests"


class Kept(Transport):
    """In place of the network."""

    envelopes: list = []

    def capture_envelope(self, envelope):
        self.envelopes.append(envelope)


@pytest.fixture
def sent(settings, monkeypatch):
    settings.SENTRY_DSN, settings.RELEASE = "https://0123456789@sentry.example/1", "parterre@tests"
    settings.METRICS_TOKEN = "the token of the metrics"
    monkeypatch.setattr(Kept, "envelopes", [])
    usual = errors.options
    monkeypatch.setattr(errors, "options", lambda: usual() | {"transport": Kept})
    errors.start()
    yield Kept.envelopes
    sentry_sdk.get_global_scope().set_client(None)


@pytest.mark.django_db
def test_an_error_is_sent_without_what_it_could_give_away(client, settings, sent, monkeypatch):
    def broken(_person):
        password = PASSWORD
        raise ValueError(
            f"no {settings.EXTERIOR_API_KEY} for jean@example.com at /media/1.jpg?signature={SIGNATURE} {password[:0]}"
        )

    member = factories.member(email="marie@example.com")
    factories.sign_in(client, member)
    client.raise_request_exception = False
    monkeypatch.setattr(access, "projects_of", broken)
    headers = {"X-Request-ID": CLICK, "x-api-key": settings.EXTERIOR_API_KEY, "authorization": "Bearer abcdefgh"}
    answer = client.get(reverse("projects"), {"token": SIGNATURE}, headers=headers)
    assert answer.status_code == 500
    assert CLICK in answer.content.decode()
    [envelope] = sent
    event = envelope.get_event()
    text = json.dumps(event, default=str)
    assert event["exception"]["values"][-1]["type"] == "ValueError"
    assert event["release"] == "parterre@tests"
    assert event["tags"]["request_id"] == CLICK
    assert set(event["request"]) <= {"method", "url"}
    secrets = (settings.EXTERIOR_API_KEY, settings.SECRET_KEY, SIGNATURE, "Bearer abcdefgh", PASSWORD)
    for secret in (*secrets, "marie@example.com", "jean@example.com", client.cookies["sessionid"].value):
        assert secret not in text
    assert "vars" not in text


def test_of_a_request_only_what_was_asked_for_is_sent():
    request = {
        "method": "GET",
        "url": f"https://garden.example.com/s/{SIGNATURE}/",
        "query_string": f"token={SIGNATURE}",
        "headers": {"X-Api-Key": SIGNATURE},
        "cookies": {"sessionid": SIGNATURE},
        "data": {"password": PASSWORD},
        "env": {"REMOTE_ADDR": "203.0.113.9"},
    }
    event = errors.scrubbed({"request": request, "user": {"ip_address": "203.0.113.9"}}, {})
    assert event == {"request": {"method": "GET", "url": "https://garden.example.com/s/…/"}}


def test_nothing_is_sent_unless_it_is_said_where(settings):
    settings.SENTRY_DSN = ""
    errors.start()
    assert not sentry_sdk.get_client().is_active()
