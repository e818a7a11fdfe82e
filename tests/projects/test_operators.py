"""What an operator sees and may decide about generations whose answer was lost."""

import json

import pytest
import responses
from django.urls import reverse

from projects import generating, ledger, tasks
from projects.models import CallbackRecord, Generation, Status, User
from tests import factories

pytestmark = pytest.mark.django_db

API = "http://api.example"
GET = f"{API}/api/create_exterior/get"
PICTURE_URL = "https://pictures.example.com/1.png"


@pytest.fixture(autouse=True)
def _upstream(settings, monkeypatch):
    settings.EXTERIOR_API_URL = API
    settings.EXTERIOR_RESULT_ORIGINS = ["https://pictures.example.com"]
    settings.EXTERIOR_ONLY_INSIDE = False
    monkeypatch.setattr(tasks.collect, "delay", lambda *_ids: None)


@pytest.fixture
def api():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def operator(client):
    client.force_login(
        User.objects.create_superuser("operator@example.com", "garden path"),
        "django.contrib.auth.backends.ModelBackend",
    )
    return client


def act(operator, action, row, **fields):
    url = reverse(f"admin:projects_{type(row)._meta.model_name}_changelist")
    answer = operator.post(url, {"action": action, "_selected_action": [row.pk], **fields}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def fresh(generation):
    return Generation.objects.get(id=generation.id)


def test_the_list_of_what_needs_an_operator(operator):
    lost = factories.generation(status=Status.UNKNOWN, error="photos left upstream: 7 before, 6 after")
    drawn = factories.generation(status=Status.SUCCEEDED)
    page = operator.get(reverse("admin:projects_generation_changelist"), {"needs": "operator"}).content.decode()
    assert str(lost.pk) in page
    assert str(drawn.pk) not in page
    assert "7 before, 6 after" in page


def test_the_history_of_moves_and_the_ledger_are_on_its_page(operator):
    generation = factories.generation(status=Status.UNKNOWN)
    generating.record_callback(generation, '{"status": "SUCCEEDED"}', "192.0.2.1")
    generating.give_up(generation)
    page = operator.get(reverse("admin:projects_generation_change", args=[generation.pk])).content.decode()
    assert "operator_failed" in page
    assert "Refunded" in page
    assert "192.0.2.1" in page
    assert generation.token_hash not in page


def test_ending_one_gives_its_photo_back_once(operator):
    generation = factories.generation(status=Status.UNKNOWN)
    for _ in range(2):
        act(operator, "give_up", generation)
    assert fresh(generation).status == Status.FAILED
    assert ledger.photos_left(generation.project.owner) == 5


def test_an_id_found_at_the_upstream_is_taken_if_the_upstream_knows_it(operator, api):
    generation = factories.generation(status=Status.UNKNOWN)
    api.post(GET, status=404, json={"error": "unknown"})
    page = act(operator, "take_id", generation, upstream_id="typed-wrong")
    assert "does not know this id" in page
    assert fresh(generation).status == Status.UNKNOWN
    api.replace(responses.POST, GET, json={"status": "PROCESSING"})
    act(operator, "take_id", generation, upstream_id="typed-right")
    assert (fresh(generation).status, fresh(generation).upstream_id) == (Status.STARTING, "typed-right")


def test_an_id_needs_to_be_typed_and_the_upstream_to_answer(operator, api):
    generation = factories.generation(status=Status.UNKNOWN)
    assert "type one id" in act(operator, "take_id", generation)
    api.post(GET, status=500)
    assert "500" in act(operator, "take_id", generation, upstream_id="some-id")
    assert fresh(generation).status == Status.UNKNOWN


def test_accepting_a_callback_fetches_what_it_names_and_refusals_are_told(operator, api):
    generation = factories.generation(status=Status.UNKNOWN)
    body = json.dumps({"status": "SUCCEEDED", "images": [PICTURE_URL]})
    generating.record_callback(generation, body, None)
    record = CallbackRecord.objects.get()
    api.get(PICTURE_URL, status=404)
    assert "404" in act(operator, "accept", record)
    assert fresh(generation).status == Status.UNKNOWN
    api.replace(responses.GET, PICTURE_URL, body=factories.photo_bytes((120, 80), "PNG"))
    act(operator, "accept", record)
    assert fresh(generation).status == Status.SUCCEEDED
    assert "Nothing to accept" in act(operator, "accept", record)


def test_even_an_operator_is_not_led_to_a_private_address(operator):
    generation = factories.generation(status=Status.UNKNOWN)
    generating.record_callback(generation, '{"images": ["http://127.0.0.1:1/1.png"]}', None)
    assert "InvalidIPAddress" in act(operator, "accept", CallbackRecord.objects.get())


def test_who_may_only_look_cannot_decide(client):
    from django.contrib.auth.models import Permission

    viewer = User.objects.create_user("viewer@example.com", "garden path", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(viewer, "django.contrib.auth.backends.ModelBackend")
    generation = factories.generation(status=Status.UNKNOWN)
    act(client, "give_up", generation)
    assert fresh(generation).status == Status.UNKNOWN


def test_the_state_of_the_upstream_is_shown(operator):
    from projects import upstream_health

    upstream_health.ran_out()
    assert operator.get(reverse("admin:projects_upstreamhealth_changelist")).status_code == 200
