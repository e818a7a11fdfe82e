"""What an operator may decide, and that it is asked for a reason, logged with who and why, and refused to others."""

import json

import pytest
import responses
from django.urls import reverse

from projects import generating, ledger, tasks, upstream_health
from projects.models import CallbackRecord, Generation, PhotoEntry, PhotosRequest, Status, User
from tests import factories
from tests.projects.operators import act, logged, sign_in

pytestmark = pytest.mark.django_db

API = "http://api.example"
GET = f"{API}/api/create_exterior/get"
PICTURE_URL = "https://pictures.example.com/1.png"


@pytest.fixture(autouse=True)
def asked(settings, monkeypatch):
    """The generations that tasks were queued for."""
    settings.EXTERIOR_API_URL = API
    settings.EXTERIOR_RESULT_ORIGINS = ["https://pictures.example.com"]
    settings.EXTERIOR_ONLY_INSIDE = False
    found = []
    monkeypatch.setattr(tasks, "soon", lambda task, *ids: found.append((task.name.rpartition(".")[2], *ids)))
    return found


@pytest.fixture
def api():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def operator(client):
    return sign_in(client, everything=True)


def fresh(generation):
    return Generation.objects.get(id=generation.id)


def test_ending_one_asks_why_gives_its_photo_back_once_and_says_who_it_was(operator):
    generation = factories.generation(status=Status.UNKNOWN)
    for reason in ("", "   ", "x" * 201):
        page = act(operator, "give_up", generation, reason=reason)
        assert 'class="errorlist"' in page
    assert (fresh(generation).status, logged()) == (Status.UNKNOWN, [])
    for _ in range(2):
        page = act(operator, "give_up", generation, reason="client phoned")
    assert "It has ended" in page
    ended = fresh(generation)
    assert (ended.status, ended.error) == (Status.FAILED, "ended by an operator: operator@example.com: client phoned")
    assert ledger.photos_left(generation.project.owner) == 5
    assert logged() == [("operator@example.com", "give_up: client phoned", str(generation.id))]
    [move] = ended.moves.all()
    assert (move.cause, str(move.by), move.why) == ("operator_failed", "operator@example.com", "client phoned")


def test_the_page_that_asks_why_names_what_it_is_about_and_changes_nothing(operator):
    generation = factories.generation(status=Status.STARTING)
    url = reverse("admin:projects_generation_changelist")
    asked = operator.post(url, {"action": "give_up", "_selected_action": [generation.pk], "on_page": "yes"})
    page = asked.content.decode()
    assert str(generation.project.owner) in page
    assert f'value="{generation.pk}"' in page
    assert 'name="reason"' in page
    assert fresh(generation).status == Status.STARTING
    answer = operator.post(
        url,
        {"action": "give_up", "_selected_action": [generation.pk], "on_page": "yes", "apply": "yes", "reason": "slow"},
    )
    assert answer.url == reverse("admin:projects_generation_change", args=[generation.pk])


def test_asking_again_sends_what_is_queued_and_collects_what_was_sent(operator, asked):
    queued = factories.generation()
    sent = factories.generation(on=queued.project, status=Status.PROCESSING)
    done = factories.generation(on=queued.project, status=Status.SUCCEEDED)
    asked.clear()
    page = act(operator, "ask_again", queued, sent, done)
    assert sorted(asked) == sorted([("send", queued.id), ("collect", sent.id)])
    assert "It has ended" in page
    assert len(logged()) == 2


def test_an_id_found_at_the_upstream_is_taken_if_the_upstream_knows_it(operator, api):
    generation = factories.generation(status=Status.UNKNOWN)
    assert "errorlist" in act(operator, "take_id", generation)
    api.post(GET, status=404, json={"error": "unknown"})
    assert "does not know this id" in act(operator, "take_id", generation, upstream_id="typed-wrong")
    api.replace(responses.POST, GET, status=500)
    assert "500" in act(operator, "take_id", generation, upstream_id="some-id")
    assert (fresh(generation).status, logged()) == (Status.UNKNOWN, [])
    api.replace(responses.POST, GET, json={"status": "PROCESSING"})
    act(operator, "take_id", generation, upstream_id="typed-right")
    assert (fresh(generation).status, fresh(generation).upstream_id) == (Status.STARTING, "typed-right")
    assert logged() == [("operator@example.com", "take_id: asked by phone", str(generation.id))]
    assert [(move.cause, move.why) for move in generation.moves.all()] == [("id_learned", "asked by phone")]
    others = [factories.generation(on=generation.project, status=Status.UNKNOWN) for _ in range(2)]
    assert "one at a time" in act(operator, "take_id", *others, upstream_id="typed-right")


def test_accepting_a_callback_fetches_what_it_names_and_refusals_are_told(operator, api):
    generation = factories.generation(status=Status.UNKNOWN)
    assert "No callback of it names a picture" in act(operator, "accept", generation)
    generating.record_callback(generation, json.dumps({"status": "SUCCEEDED", "images": [PICTURE_URL]}), None)
    record = CallbackRecord.objects.get()
    api.get(PICTURE_URL, status=404)
    assert "404" in act(operator, "accept", record)
    assert fresh(generation).status == Status.UNKNOWN
    api.replace(responses.GET, PICTURE_URL, body=factories.photo_bytes((120, 80), "PNG"))
    act(operator, "accept", generation)
    assert fresh(generation).status == Status.SUCCEEDED
    assert [(move.cause, move.why) for move in generation.moves.all()] == [("operator_accepted", "asked by phone")]
    assert "Nothing to accept" in act(operator, "accept", record)
    # Of the callback or of the generation: it is the generation's life that it belongs to.
    assert logged() == [("operator@example.com", "accept: asked by phone", str(generation.id))]


def test_even_an_operator_is_not_led_to_a_private_address(operator):
    generation = factories.generation(status=Status.UNKNOWN)
    generating.record_callback(generation, '{"images": ["http://127.0.0.1:1/1.png"]}', None)
    assert "InvalidIPAddress" in act(operator, "accept", CallbackRecord.objects.get())


def test_granting_photos_to_people_and_to_who_asked_for_them(operator):
    one, other = factories.member(0), factories.member(2)
    for amount in ("", "0", "-3", "1001"):
        assert "errorlist" in act(operator, "grant", one, amount=amount)
    act(operator, "grant", one, other, amount="4", reason="a fair in Nîmes")
    assert [ledger.photos_left(person) for person in (one, other)] == [4, 6]
    assert PhotoEntry.objects.filter(kind="GRANT", note="a fair in Nîmes", amount=4).count() == 2
    request = PhotosRequest.objects.create(user=other, message="two more, please")
    act(operator, "grant", request, amount="2")
    request.refresh_from_db()
    assert request.answered
    assert ledger.photos_left(other) == 8
    assert [object_id for _who, _what, object_id in logged()].count(str(other.pk)) == 2


def test_a_pause_keeps_what_is_asked_for_in_line_until_sending_goes_on(operator, client, api):
    generation = factories.generation()
    switch = reverse("admin:projects_upstreamhealth_sending")
    assert "errorlist" in operator.post(switch, {"action": "hold", "reason": ""}).content.decode()
    assert not upstream_health.sends_nothing()
    operator.post(switch, {"action": "hold", "reason": "they move their servers"})
    # Pressed in two windows at once: the second one asked for what is there already.
    operator.post(switch, {"action": "hold", "reason": "again"})
    assert upstream_health.notice() == "held"
    generating.send(generation)
    assert fresh(generation).status == Status.QUEUED
    assert generating.due_for_sending() == []
    # An answer to what was sent before closes the breaker, and not this.
    sent = factories.generation(on=generation.project, status=Status.STARTING)
    api.post(GET, json={"status": "PROCESSING"})
    generating.collect(sent)
    assert fresh(sent).status == Status.PROCESSING
    assert generating.due_for_sending() == []
    operator.post(switch, {"action": "resume", "reason": "moved"})
    assert generating.due_for_sending() == [generation.id]
    assert [what for _who, what, _id in logged()] == ["hold: they move their servers", "resume: moved"]


@pytest.mark.parametrize("rights", [(), ("add_photoentry",), ("change_upstreamhealth",), ("change_generation",)])
def test_each_decision_needs_its_own_right(client, rights):
    viewer = sign_in(client, *rights)
    generation = factories.generation(status=Status.UNKNOWN)
    generating.record_callback(generation, json.dumps({"images": [PICTURE_URL]}), None)
    act(viewer, "grant", generation.project.owner, amount="4")
    switched = viewer.post(reverse("admin:projects_upstreamhealth_sending"), {"action": "hold", "reason": "mine"})
    act(viewer, "give_up", generation)
    act(viewer, "ask_again", generation)
    act(viewer, "accept", CallbackRecord.objects.get())
    assert (ledger.photos_left(generation.project.owner) == 8) is (rights == ("add_photoentry",))
    assert (switched.status_code == 302) is upstream_health.sends_nothing() is (rights == ("change_upstreamhealth",))
    assert (fresh(generation).status == Status.FAILED) is (rights == ("change_generation",))
    assert bool(logged()) is bool(rights)
    page = viewer.get(reverse("admin:projects_generation_change", args=[generation.pk])).content.decode()
    assert 'class="offered"' not in page


def test_a_grant_by_the_form_of_the_ledger_needs_a_reason_too(operator):
    person = factories.member(0)
    add = reverse("admin:projects_photoentry_add")
    operator.post(add, {"user": person.id, "amount": 7, "note": ""})
    assert ledger.photos_left(person) == 0
    operator.post(add, {"user": person.id, "amount": 7, "note": "asked by phone"})
    assert ledger.photos_left(person) == 7
    assert len(logged()) == 1


def test_too_many_at_once_are_refused(operator, monkeypatch):
    monkeypatch.setattr("projects.admin.acting.MOST", 1)
    people = [factories.member(0) for _ in range(2)]
    assert "At most 1" in act(operator, "grant", *people, amount="4")
    assert not User.objects.filter(balance__gt=0).exists()
