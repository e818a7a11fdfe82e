"""Calls of the upstream as operators see them: polls counted together, and nothing in them that is secret."""

import json

import pytest
import requests
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects import generating, upstream
from projects.models import Status, UpstreamCall
from projects.upstream import records
from tests import factories
from tests.projects.fake_upstream import API, answer, fresh
from tests.projects.operators import sign_in

pytestmark = pytest.mark.django_db

CREDIT = f"{API}/api/account/credit"
SIGNED = "https://files.example.com/photos/secret-name.jpg?X-Amz-Signature=5f2c"


def rows(generation) -> list[tuple]:
    found = UpstreamCall.objects.filter(generation=generation).order_by("id")
    return list(found.values_list("name", "status_code", "said", "times", "failed"))


def collected(generation, *answers):
    for _answer in answers:
        generating.collect(generation)
    return fresh(generation)


def test_every_call_is_written_down_and_polls_that_are_answered_alike_are_counted(api, settings):
    settings.CALL_HEADERS = lambda: {"X-Request-ID": "click-1"}
    generation = factories.generation()
    answer(api, "generate", generation_id="g1", project_id="p1", remaining_photos=3)
    generating.send(generation)
    for progress in (0.1, 0.2, 0.3):
        answer(api, "get", status="PROCESSING", progress=progress)
    collected(generation, 1, 2, 3)
    answer(api, "get", status="FAILED", error="no ground")
    collected(generation, 4)
    calls = [("generate", 200, "", 1, False), ("get", 200, "PROCESSING", 3, False), ("get", 200, "FAILED", 1, False)]
    assert rows(generation) == calls
    sent, polled, _ended = UpstreamCall.objects.order_by("id")
    assert (sent.attempt, sent.request_id, polled.attempt) == (1, "click-1", None)
    # Of those that are counted together, the last one's words.
    assert json.loads(polled.body)["progress"] == 0.3
    assert polled.created < polled.last


def test_what_went_wrong_is_written_down_with_its_attempt(api):
    generation = factories.generation()
    api.post(f"{API}/api/create_exterior/generate", body=requests.ConnectTimeout())
    generating.send(generation)
    api.replace("POST", f"{API}/api/create_exterior/generate", status=402, json={"error": "no credit"})
    generating.send(fresh(generation))
    calls = [("generate", None, "ConnectTimeout", 1, True), ("generate", 402, "", 1, True)]
    assert rows(generation) == calls
    told = UpstreamCall.objects.order_by("id").values_list("attempt", "error")
    assert list(told) == [(1, "no answer: ConnectTimeout"), (2, "HTTP status 402: no credit")]


def test_a_lost_answer_and_the_balance_asked_for_after_it_belong_to_the_same(api):
    generation = factories.generation()
    api.post(f"{API}/api/create_exterior/generate", body=requests.ReadTimeout())
    api.post(CREDIT, json={"total": 7})
    generating.send(generation)
    assert fresh(generation).status == Status.UNKNOWN
    assert [(name, code) for name, code, *_rest in rows(generation)] == [("generate", None), ("credit", 200)]


@pytest.mark.parametrize(
    "said",
    [
        json.dumps({"status": "STARTING", "photo": SIGNED, "key": "the-key-of-ours", "user": "our-user-id"}),
        json.dumps({"status": "STARTING", "photo": SIGNED}).replace("/", "\\/"),
        '{"photo": "\\u0068ttps:\\u002f\\u002ffiles.example.com\\u002fphotos\\u002fsecret-name.jpg"}',
        '{"photo": "\\u0068ttps:\\u002F/files.example.com/secret-name.jpg", "long": "' + "x" * 40_000,
        json.dumps({"nested": json.dumps({"photo": SIGNED}).replace("/", "\\/")}),
        json.dumps({"nested": '{"photo": "https:\\u002f\\u002ffiles.example.com\\u002fsecret-name.jpg"}'}),
        "<p>https:&#x2F;&#x2F;files.example.com&#47;secret-name.jpg",
        f"<p>Not found: <a href='{SIGNED}'>the-key-of-ours</a>",
        json.dumps({"photo": "https://user:the-key-of-ours@files.example.com/secret-name.jpg"}),
        json.dumps({"long": "x" * 40_000, "photo": SIGNED}),
        f"{'x' * (records.KEPT_CHARACTERS - 40)} {SIGNED}",
        "\x00 \\ud800" + json.dumps("\x00\ud800"),
        '{"lone": "\\ud800", "status": "\\ud800"}',
        "[" * 5000,
        "",
    ],
    ids=range(15),
)
def test_no_secret_and_no_address_stays_of_an_answer_whatever_it_is(api, client, settings, said):
    settings.EXTERIOR_API_KEY, settings.EXTERIOR_API_USER_ID = "the-key-of-ours", "our-user-id"
    generation = factories.generation(status=Status.STARTING)
    api.post(f"{API}/api/create_exterior/get", body=said.encode("utf-8", "surrogatepass"))
    generating.collect(generation)
    call = UpstreamCall.objects.get()
    for secret in ("secret-name", "5f2c", "the-key-of-ours", "our-user-id"):
        assert secret not in f"{call.body} {call.error} {call.said}"
    assert len(call.body) <= records.KEPT_CHARACTERS
    page = sign_in(client, everything=True).get(reverse("admin:projects_generation_change", args=[generation.pk]))
    assert "Asked how it stands" in page.content.decode()


def test_a_call_that_cannot_be_written_down_counts_as_ever(api, monkeypatch, caplog):
    def full(*_arguments, **_options):
        UpstreamCall.objects.raw("SELECT no_such_column FROM projects_upstreamcall")[0]

    monkeypatch.setattr(UpstreamCall, "save", full)
    generation = factories.generation()
    answer(api, "generate", generation_id="g1", project_id="p1", remaining_photos=3)
    generating.send(generation)
    assert (fresh(generation).status, UpstreamCall.objects.count()) == (Status.STARTING, 0)
    assert "not written down" in caplog.text
    with pytest.raises(DatabaseError), transaction.atomic():
        full()


def test_writing_down_costs_one_statement_for_a_call_and_one_for_a_poll_like_the_last(api):
    generation = factories.generation(status=Status.PROCESSING)
    for _poll in range(2):
        answer(api, "get", status="PROCESSING")
        with CaptureQueriesContext(connection) as asked:
            upstream_calls = UpstreamCall.objects.count()
            with upstream.about(generation):
                upstream.get("g1")
    written = [query["sql"] for query in asked if "upstreamcall" in query["sql"] and "COUNT" not in query["sql"]]
    assert (upstream_calls, len(written)) == (1, 1)
    assert written[0].startswith("UPDATE")


def test_of_a_call_about_no_generation_no_word_is_kept(api):
    api.post(CREDIT, json={"total": 7, "name": "Mrs Rivière"})
    for _ask in range(2):
        upstream.credit()
    call = UpstreamCall.objects.get()
    assert (call.name, call.status_code, call.body, call.generation, call.times) == ("credit", 200, "", None, 2)


def test_calls_stand_in_the_life_of_their_generation_and_in_a_list(api, client):
    operator, generation = sign_in(client, everything=True), factories.generation()
    answer(api, "generate", http_status=422, error="the area is not on the ground")
    generating.send(generation)
    page = operator.get(reverse("admin:projects_generation_change", args=[generation.pk])).content.decode()
    order = [page.index(said) for said in ("being sent to", "Asked for a picture", "refused it")]
    assert order == sorted(order)
    assert "HTTP status 422: the area is not on the ground" in page
    listed = reverse("admin:projects_upstreamcall_changelist")
    for query, count in (({"failed__exact": 1}, 1), ({"q": str(generation.pk)}, 1), ({"name__exact": "get"}, 0)):
        shown = operator.get(listed, query)
        assert shown.context["cl"].result_count == count, query
