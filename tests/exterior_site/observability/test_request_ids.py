"""One id from the click through everything that follows. On a real stack: tests/house/test_secrets.py."""

import json
import logging
import uuid

import pytest
from django.urls import reverse

from exterior_site.logs import JsonLines, RequestId, configuration
from exterior_site.observability import request_ids
from exterior_site.observability.tasks import give_id
from projects import upstream
from projects.models import Status
from tests import factories

CLICK = "a-click-of-the-tests"


@pytest.mark.django_db
def test_an_answer_names_the_id_that_it_is_logged_under(client, caplog):
    with caplog.at_level(logging.INFO):
        answer = client.get(reverse("front"))
    assert len(answer["X-Request-ID"]) == 32
    assert answer["X-Request-ID"] != client.get(reverse("front"))["X-Request-ID"]
    assert "GET front / 200" in caplog.text
    assert request_ids.current() == ""


@pytest.mark.django_db
@pytest.mark.parametrize("brought", [CLICK, "short", "x" * 65, "two\nlines-of-it", "<b>12345678</b>", "beat-12345678"])
def test_an_id_from_outside_is_taken_if_it_is_one(client, brought):
    given = client.get(reverse("front"), headers={"X-Request-ID": brought})["X-Request-ID"]
    assert (given == brought) is (brought == CLICK)


@pytest.mark.django_db
def test_a_path_stays_in_its_line(client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/no%0aERROR forged/")
    assert "\nERROR" not in caplog.text


def test_a_call_to_the_upstream_carries_it(api, settings):
    api.post(f"{settings.EXTERIOR_API_URL}/api/account/credit", json={"total": 5})
    token = request_ids.begin(CLICK)
    try:
        upstream.credit()
    finally:
        request_ids.end(token)
    assert api.calls[0].request.headers["X-Request-ID"] == CLICK


@pytest.mark.django_db
def test_a_vendors_callback_belongs_to_the_click_that_it_answers(client, django_capture_on_commit_callbacks):
    token = request_ids.begin(CLICK)
    with django_capture_on_commit_callbacks(execute=True):
        generation = factories.generation(status=Status.STARTING)
    request_ids.end(token)
    url = reverse("callback", args=[generation.id, factories.TOKEN])
    answer = client.post(url, b"{}", content_type="application/json")
    assert (answer.status_code, answer["X-Request-ID"]) == (204, CLICK)


def test_what_beat_takes_up_goes_on_under_the_click_that_began_it(monkeypatch):
    about = str(uuid.uuid4())
    request_ids.remember(about, CLICK)
    headers = {}
    # In a task about nothing, as beat's are.
    monkeypatch.setattr(
        "exterior_site.observability.tasks.current_task", type("Poll", (), {"request": type("R", (), {"args": ()})})
    )
    give_id(headers=headers, body=([about], {}, {}))
    assert headers["request_id"] == CLICK
    give_id(headers=headers, body=([{"generation": about}], {}, {}))
    assert headers["request_id"] == CLICK
    give_id(headers=headers, body=([], {}, {}))
    assert headers["request_id"].startswith(request_ids.BEAT)


def test_json_lines_are_json_and_hide_what_lines_hide():
    options = configuration("json", "INFO")["formatters"]["json"]
    formatter = JsonLines(
        options["format"],
        style="{",
        timestamp=options["timestamp"],
        rename_fields=options["rename_fields"],
        json_ensure_ascii=False,
    )
    share_token = "Zk3" * 14
    record = logging.LogRecord("a.logger", 40, "", 0, 'GET "/s/%s" for %s', (share_token, "Jérôme"), None)
    token = request_ids.begin(CLICK)
    RequestId().filter(record)
    request_ids.end(token)
    line = formatter.format(record)
    told = json.loads(line)
    assert (told["level"], told["logger"], told["request_id"]) == ("ERROR", "a.logger", CLICK)
    assert told["message"] == 'GET "/s/…" for Jérôme'
    assert "time" in told
