"""What no caller should send: each is answered with a status, words that say what to do, and no trace."""

import json
import uuid

import pytest

from exterior_api import deliveries
from exterior_api.models import Delivery, Generation

from . import factories

GENERATE = "/create_exterior/generate"
VARIATION = "/create_exterior/generate-variation"
GET = "/create_exterior/get"


@pytest.fixture
def post(client, api):
    """Sends text as it stands."""

    def send(path, text, content_type="application/json", key=api.key):
        response = client.post(f"/api{path}", text, content_type, headers={"x-api-key": key})
        return response.status_code, response.json()

    return send


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("room_type", "[]", "must be one of 'TERRACE', 'POOL', 'PETANQUE'"),
        ("width", "true", "must be a number"),
        ("width", '"wide"', "must be a number"),
        ("width", "1e999", "must be"),
        ("width", "NaN", "must be"),
        ("height", "1" + "0" * 400, "must be"),
        ("height", "-1", "must be greater than 0"),
        ("seed", "1.5", "must be a whole number"),
        ("seed", "9" * 40, "must be 2147483647 or less"),
        ("image_url", "7", "must be text"),
        ("image_url", '{"url": "https://example.org/a.jpg"}', "must be text"),
        ("image_url", '"https://example.org/\\u0000.jpg"', "control characters"),
        ("image_url", '"file:///etc/passwd"', "http:// or https://"),
        ("user_id", '"\\u0000"', "must be a UUID"),
        ("camera", "[]", "focal_px: is missing"),
        ("webhook", '"no url at all"', "spaces"),
        ("webhook", '"done.html?x"', "http:// or https://"),
        ("webhook", '"file:///etc/passwd"', "http:// or https://"),
        ("webhook", '"http://127。0。0。1/done"', "is not a URL"),
        ("webhook", '"http://10.0.0.1/done"', "The address is private"),
        ("webhook", '"http://[::ffff:127.0.0.1]/done"', "The address is private"),
    ],
)
def test_a_field_that_is_wrong_is_named_with_what_it_must_be(post, order, account, field, text, words):
    body = {name: json.dumps(value) for name, value in order.items()} | {"user_id": f'"{account.user_id}"', field: text}

    status, answer = post(GENERATE, "{" + ", ".join(f'"{name}": {value}' for name, value in body.items()) + "}")

    assert (status, answer["code"]) == (400, "invalid_field")
    assert answer["field"].startswith(field)
    assert words in answer["error"]
    assert Generation.objects.count() == 0


@pytest.mark.parametrize("path", [GENERATE, VARIATION, GET])
def test_ten_megabytes_of_json_are_too_much_for_every_call(post, path):
    status, answer = post(path, json.dumps({"user_id": "x" * 10_000_000}))

    assert (status, answer["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("path", [GENERATE, VARIATION])
def test_nearly_ten_megabytes_that_are_no_image_are_a_bad_field(post, path, account):
    status, answer = post(path, json.dumps({"user_id": str(account.user_id), "image_url": "x" * 9_000_000}))

    assert (status, answer["code"]) == (400, "invalid_field")
    assert len(answer["error"]) < 300


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "image/png", ""])
def test_a_wrong_content_type_is_told_the_right_ones(post, content_type):
    status, answer = post(GENERATE, "{}", content_type)

    assert (status, answer["code"]) == (415, "not_json")
    assert "multipart/form-data" in answer["error"]


def test_an_integer_of_ten_thousand_digits_is_no_json_for_us(post):
    assert post(GENERATE, '{"seed": ' + "9" * 10_000 + "}") == (
        400,
        {"error": "The body is not JSON. Send an object with the fields of this call.", "code": "invalid_json"},
    )


def test_errors_of_fields_are_in_the_callers_language(api, order):
    answer = api(GENERATE, **order | {"width": -1}, headers={"accept-language": "fr"})

    assert answer.body["error"] == "width\u00a0: doit dépasser 0.0"


@pytest.mark.parametrize("generation_id", ["\u0000", "", "../../etc/passwd", str(uuid.uuid4()) + "\u0000", 7, None])
def test_a_generation_id_that_is_none_is_a_bad_field(api, generation_id):
    answer = api(GET, generation_id=generation_id)

    assert (answer.status, answer.body["field"]) == (400, "generation_id")


def test_anothers_generation_looks_as_if_there_were_none(api):
    theirs = api(GET, generation_id=factories.GenerationFactory().id)
    nobodys = api(GET, generation_id=uuid.uuid4())

    assert theirs.status == nobodys.status == 404
    assert theirs.body == nobodys.body


class TestCallbackAddresses:
    @pytest.fixture
    def owed(self, db):
        def owe(url):
            generation = factories.GenerationFactory(webhook=url)
            return Delivery.objects.create(
                account=generation.account, generation=generation, url=url, next_attempt_at="2026-01-01T00:00Z"
            )

        return owe

    def test_a_slow_one_is_left_in_time_and_tried_again(self, owed, file_server, monkeypatch):
        monkeypatch.setattr("exterior_api.fetching.READ_SECONDS", 0.1)
        delivery = owed(file_server.put("/slow", seconds=0.4))

        assert not deliveries.deliver(delivery.id)
        delivery.refresh_from_db()
        assert delivery.status == "pending"
        assert delivery.attempts.get().error == "The address did not answer in time."

    def test_a_redirect_to_a_private_address_is_not_followed(self, owed, file_server):
        delivery = owed(file_server.put("/moved", status=307, headers={"Location": "http://169.254.169.254/"}))

        assert not deliveries.deliver(delivery.id)
        assert delivery.attempts.get().response_status == 307

    @pytest.mark.parametrize("url", ["nothing", "file:///etc/passwd", "http://127.0.0.1:9/", "http://nowhere.invalid/"])
    def test_one_that_cannot_be_called_is_an_attempt_that_failed(self, owed, file_server, url):
        delivery = owed(url)

        assert not deliveries.deliver(delivery.id)
        assert delivery.attempts.get().error
