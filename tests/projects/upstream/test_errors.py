"""What the client makes of answers that are no answers."""

import json

import pytest
import requests
import responses

from projects import upstream
from projects.models import Failure
from projects.upstream import transport
from tests.projects.upstream.test_contract import order

API = "http://api.example"
GENERATE = f"{API}/api/create_exterior/generate"
GET = f"{API}/api/create_exterior/get"


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.EXTERIOR_API_URL = API
    settings.EXTERIOR_API_EXTENSIONS = False


@pytest.fixture
def api():
    with responses.RequestsMock() as mock:
        yield mock


def failing(call) -> upstream.UpstreamError:
    with pytest.raises(upstream.UpstreamError) as caught:
        call()
    return caught.value


def generate():
    return upstream.generate(order("http://files.example"))


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_upstream_may_be_asked_again_after_what_it_says(api, status):
    api.post(GENERATE, status=status, headers={"Retry-After": "7"})
    error = failing(generate)
    assert (error.permanent, error.unknown_outcome, error.retry_after) == (False, False, 7)


@pytest.mark.parametrize("status", [400, 401, 404, 413, 415, 422])
def test_a_refusal_is_permanent(api, status):
    api.post(GENERATE, status=status, json={"error": "no", "code": "no"})
    error = failing(generate)
    assert (error.permanent, error.unknown_outcome, error.failure) == (True, False, Failure.REFUSED)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 502, "body": "<html>bad gateway</html>"},
        {"status": 200, "body": "<html>welcome</html>"},
        {"status": 200, "body": '{"generation_id": "7d0b'},
        {"status": 200, "json": {"remaining_photos": 3}},
        {"status": 200, "json": ["generation_id"]},
        {"body": requests.ReadTimeout()},
        {"body": requests.ConnectionError("reset")},
    ],
    ids=str,
)
def test_when_the_call_may_have_been_accepted_the_outcome_is_unknown(api, answer):
    api.post(GENERATE, **answer)
    assert failing(generate).unknown_outcome


def test_a_refused_connection_was_never_accepted(settings):
    settings.EXTERIOR_API_URL = "http://127.0.0.1:1"
    error = failing(generate)
    assert (error.permanent, error.unknown_outcome) == (False, False)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"body": "<html>"},
        {"json": {}},
        {"json": {"status": "DANCING"}},
        {"body": requests.ReadTimeout()},
    ],
    ids=str,
)
def test_asking_how_it_stands_can_always_be_repeated(api, answer):
    api.post(GET, **answer)
    error = failing(lambda: upstream.get("x"))
    assert (error.permanent, error.unknown_outcome) == (False, False)


@pytest.mark.parametrize(
    ("body", "images"),
    [
        ({"images": []}, []),
        ({"images": "not a url"}, []),
        ({"images": ["javascript:alert(1)", "file:///etc/passwd"]}, []),
        ({"a": ["http://x/1"], "b": ["http://x/2"]}, []),
        ({"images": None, "output": "http://x/1"}, ["http://x/1"]),
        ({"images": [{"href": "http://x/1"}]}, []),
    ],
    ids=str,
)
def test_only_unmistakable_urls_are_taken_for_pictures(api, body, images):
    api.post(GET, json={"status": "SUCCEEDED", **body})
    assert upstream.get("x").images == images


def test_images_before_the_end_are_not_read(api):
    api.post(GET, json={"status": "PROCESSING", "images": ["http://x/1"], "progress": 0.5, "step": "light"})
    snapshot = upstream.get("x")
    assert (snapshot.images, snapshot.progress, snapshot.step) == ([], 0.5, "light")


@pytest.mark.parametrize("number", [1e300, 2**31, -1, "nan", "1e999", [2]], ids=str)
def test_a_count_that_no_column_takes_is_none(api, number):
    """It would break every look at this generation until its deadline."""
    api.post(GET, json={"status": "PROCESSING", "variations": number})
    assert upstream.get("x").variations is None


def test_the_ground_is_asked_of_its_own_server(api, settings):
    settings.EXTERIOR_GROUND_URL = "http://own.example/api/create_exterior/ground"
    camera = {"focal_px": 1100, "pitch_deg": 6.0, "roll_deg": 0.1, "yaw_deg": 20, "horizon_px": 400, "confidence": 0.9}
    api.post(settings.EXTERIOR_GROUND_URL, json={**camera, "more": 1})
    assert upstream.ground("http://files.example/photo.jpg") == camera


def test_without_a_ground_server_there_is_no_camera(settings):
    settings.EXTERIOR_GROUND_URL = ""
    assert upstream.ground("http://files.example/photo.jpg") is None


@pytest.mark.parametrize("said", [{}, {"total": None}, {"total": "many"}, {"total": True}])
def test_an_account_without_a_number_of_photos_is_no_answer(api, said):
    api.post(f"{API}/api/account/credit", json=said)
    assert failing(upstream.credit).failure == Failure.BAD_RESULT


def test_a_ground_that_lacks_a_part_of_its_camera_is_no_answer(api, settings):
    settings.EXTERIOR_GROUND_URL = "http://own.example/ground"
    api.post(settings.EXTERIOR_GROUND_URL, json={"focal_px": 1100, "pitch_deg": 6.0})
    assert failing(lambda: upstream.ground("http://files.example/photo.jpg")).failure == Failure.BAD_RESULT


def test_only_an_upstream_that_knows_the_call_is_asked_to_forget(api, settings):
    upstream.forget("a project")
    settings.EXTERIOR_API_EXTENSIONS = True
    api.post(f"{API}/api/create_exterior/forget", json={})
    upstream.forget("a project")
    assert [json.loads(call.request.body)["project_id"] for call in api.calls] == ["a project"]


def test_an_endless_answer_is_not_read_to_its_end(api):
    api.post(GENERATE, body=b"x" * (transport.LARGEST_ANSWER + 1))
    error = failing(generate)
    assert (error.unknown_outcome, error.down) == (True, True)


@pytest.mark.parametrize(("status", "down"), [(500, True), (503, True), (429, False), (404, False), (422, False)])
def test_only_a_broken_server_counts_as_down(api, status, down):
    api.post(GET, status=status)
    assert failing(lambda: upstream.get("x")).down == down


@pytest.mark.parametrize(
    ("body", "id"),
    [
        ('{"generation_id": "7d0b3c4e-0f0e-4f43-9a08-5c5a3ad3a1c1"}', "7d0b3c4e-0f0e-4f43-9a08-5c5a3ad3a1c1"),
        ('{"id": "7d0b3c4e"}', "7d0b3c4e"),
        ('{"id": 7}', ""),
        ('{"id": "../../etc/passwd"}', ""),
        ('["7d0b3c4e"]', ""),
        ("[" * 100_000, ""),
        ("nonsense", ""),
    ],
    ids=lambda value: value[:20],
)
def test_an_id_is_taken_from_a_callback_only_when_it_looks_like_one(body, id):
    assert upstream.id_in(body) == id


def test_options_that_are_ours_alone_are_not_sent(api, settings):
    settings.EXTERIOR_API_EXTENSIONS = True
    api.post(GENERATE, json={"generation_id": "x"})
    upstream.generate(order("http://files.example", options={"width_m": 3, "only_inside": True}))
    sent = api.calls[0].request.body.decode()
    assert "width_m" in sent
    assert "only_inside" not in sent
