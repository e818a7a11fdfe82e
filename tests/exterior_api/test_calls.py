"""What holds for every call: keys, bodies, errors."""

import json
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from botocore.exceptions import EndpointConnectionError
from django.db import OperationalError
from django.utils import timezone
from redis import RedisError

from exterior_api import ledger, orders
from exterior_api.models import ApiKey
from exterior_api.templatetags.developer import codes

from . import factories

GENERATE = "/create_exterior/generate"
CREDIT = "/account/credit"


def test_a_call_without_a_key_is_refused(client, account):
    response = client.post(f"/api{CREDIT}", json.dumps({"user_id": str(account.user_id)}), "application/json")

    assert response.status_code == 401
    assert response.json()["code"] == "unauthorized"


@pytest.mark.parametrize("key", ["wrong", "", "\u00e9", "x" * 5000])
def test_a_wrong_key_is_refused(api, key):
    assert api(CREDIT, headers={"x-api-key": key}).status == 401


def test_a_revoked_key_is_refused(api, account):
    account.keys.update(revoked_at=timezone.now())

    assert api(CREDIT).status == 401


def test_a_closed_account_is_refused(api, account):
    account.is_active = False
    account.save()

    assert api(CREDIT).status == 401


def test_the_user_id_must_be_the_keys(api):
    answer = api(CREDIT, user_id=factories.AccountFactory().user_id)

    assert (answer.status, answer.body["code"], answer.body["field"]) == (401, "wrong_user", "user_id")


@pytest.mark.parametrize("user_id", ["me", 7, None, {}, "\u0000"])
def test_a_user_id_that_is_none_is_a_bad_field(api, user_id):
    answer = api(CREDIT, user_id=user_id)

    assert (answer.status, answer.body["field"]) == (400, "user_id")


def test_a_key_is_kept_as_a_hash_only_and_its_use_is_noted(api, account):
    api(CREDIT)
    key = ApiKey.objects.get()

    assert api.key not in (key.prefix, key.digest)
    assert api.key.startswith(key.prefix)
    assert key.last_used_at is not None


@pytest.mark.parametrize("body", ["{", "[]", '"text"', "null", "\x00", "[" * 5000])
def test_a_body_that_is_no_json_object_is_a_bad_request(client, api, body):
    response = client.post(f"/api{CREDIT}", body, "application/json", headers={"x-api-key": api.key})

    assert response.status_code == 400
    assert response.json()["code"] in ("invalid_json", "invalid_field")


def test_a_body_of_ten_megabytes_is_too_large(client, api):
    body = json.dumps({"user_id": "x" * 10_000_000})

    response = client.post(f"/api{CREDIT}", body, "application/json", headers={"x-api-key": api.key})

    assert response.status_code == 413
    assert response.json()["code"] == "body_too_large"


def test_a_body_of_another_type_is_refused(client, api, account):
    response = client.post(f"/api{CREDIT}", {"user_id": account.user_id}, headers={"x-api-key": api.key})

    assert response.status_code == 415
    assert response.json()["code"] == "not_json"


@pytest.mark.parametrize("call", ["generate", "generate-variation", "get", "ground"])
def test_other_methods_are_not_allowed(client, api, call):
    response = client.get(f"/api/create_exterior/{call}", headers={"x-api-key": api.key})

    assert response.status_code == 405


def test_an_error_is_in_the_callers_language(api):
    answer = api(CREDIT, user_id=factories.AccountFactory().user_id, headers={"accept-language": "fr"})

    assert answer.body["error"] == "Ce user_id n’appartient pas à la clé d’API. Envoyez celui qui va avec la clé."


def test_credit_is_the_sum_of_the_ledger(api, account):
    ledger.grant(account, 5, pocket="subscription")

    assert api(CREDIT).body == {"total": 15, "subscription": 5, "extra": 10}


def test_the_openapi_document_names_every_call_and_its_errors(client, db):
    document = client.get("/api/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    generate = document["paths"]["/api/create_exterior/generate"]["post"]
    assert {"200", "400", "401", "402", "409", "413", "415", "422", "429", "503"} <= set(generate["responses"])
    assert "/api/account/credit" in document["paths"]


def test_an_unknown_call_is_answered_in_json(client, db):
    response = client.post("/api/create_exterior/paint", "{}", "application/json")

    assert (response.status_code, response.json()["code"]) == (404, "unknown_call")


S3_AWAY = EndpointConnectionError(endpoint_url="https://s3.example.com")


@pytest.mark.parametrize("error", [OperationalError("the database restarts"), RedisError("gone"), S3_AWAY])
def test_a_service_that_is_down_is_a_503_that_may_be_repeated(api, monkeypatch, error):
    monkeypatch.setattr(ledger, "balance", Mock(side_effect=error))

    answer = api(CREDIT)

    assert (answer.status, answer.body["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_an_order_lost_while_committing_does_not_invite_to_be_repeated(api, order, monkeypatch):
    @contextmanager
    def lost():
        yield
        raise OperationalError("the connection was lost")

    monkeypatch.setattr(orders, "transaction", SimpleNamespace(atomic=lost))

    answer = api(GENERATE, **order)

    assert (answer.status, answer.body["code"]) == (500, "outcome_unknown")


def test_a_fault_of_ours_is_answered_in_json(api, client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(ledger, "balance", Mock(side_effect=RuntimeError))

    answer = api(CREDIT)

    assert (answer.status, answer.body["code"]) == (500, "server_error")


@pytest.mark.parametrize(("language", "title"), [("en", "New creation"), ("fr", "Nouvelle création")])
def test_the_documentation_page_describes_every_call(client, db, language, title):
    page = client.get("/api/docs/", headers={"accept-language": language}).content.decode()

    assert title in page
    for call in ("generate", "generate-variation", "get", "list", "cancel", "forget", "ground", "credit"):
        assert f'<section id="{call}">' in page
    assert "https://example.org/garden.jpg" in page


def test_the_documentation_names_every_status_of_the_document_once(client, db):
    page = client.get("/api/docs/").content.decode()
    document = client.get("/api/openapi.json").json()
    statuses = {status for path in document["paths"].values() for status in path["post"]["responses"]} - {"200"}

    assert all(page.count(f'id="status-{status}"') == 1 for status in statuses)


def test_names_between_backticks_are_code_in_the_documentation_and_the_rest_is_escaped(client, db):
    page = client.get("/api/docs/", headers={"accept-language": "fr"}).content.decode()

    assert "`" not in page
    assert "Le <code>next_cursor</code> de la page précédente." in page
    assert codes("a `<b>` < `c`") == "a <code>&lt;b&gt;</code> &lt; <code>c</code>"
