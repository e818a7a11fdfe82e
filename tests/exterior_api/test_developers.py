"""The Developer Space: keys, photos, secrets and logs of a signed-in person, and of nobody else."""

import json
import re
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from exterior_api import accounts, call_log, deliveries, housekeeping, jobs, ledger, signing
from exterior_api.models import Account, ApiKey, CallRecord, Delivery

from . import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(django_user_model):
    return django_user_model.objects.create_user("developer@example.org", "a password")


@pytest.fixture
def signed_in(client, person, broker):
    client.force_login(person)
    return client


@pytest.fixture
def own(person):
    return accounts.account_for(person)


def space(client, **query):
    return client.get(reverse("developers"), query).content.decode()


def made_key(client, name="Website") -> str:
    page = client.post(reverse("developers-make-key"), {"name": name}).content.decode()
    return re.search(r"ext_[\w-]{43}", page).group()


def call(client, account, key, path="/account/credit"):
    return client.post(
        f"/api{path}", json.dumps({"user_id": str(account.user_id)}), "application/json", headers={"x-api-key": key}
    )


def test_who_is_not_signed_in_is_sent_to_the_login(client):
    response = client.get(reverse("developers"))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    assert Account.objects.count() == 0


def test_the_first_visit_makes_an_account_with_its_photos_once(signed_in, person, settings):
    settings.EXTERIOR_API_NEW_ACCOUNT_PHOTOS = 5
    pages = [space(signed_in), space(signed_in)]

    account = Account.objects.get(person=person)
    assert ledger.balance(account)["total"] == 5
    assert all(str(account.user_id) in page for page in pages)
    assert "First photos of this account" in pages[1]


def test_a_log_that_cannot_be_written_breaks_no_call(signed_in, own, monkeypatch, caplog):
    key = accounts.make_key(own)
    monkeypatch.setattr(CallRecord.objects, "bulk_create", Mock(side_effect=DatabaseError))
    monkeypatch.setattr(call_log, "WRITE_SECONDS", -1)

    assert call(signed_in, own, key).status_code == 200
    assert "1 calls are missing" in caplog.text


def test_what_failed_and_what_was_given_up_is_said_in_words(signed_in, own):
    jobs.failed(factories.GenerationFactory(account=own).pk, *jobs.GAVE_UP)
    delivery = deliveries.send_test(own, "https://example.org/")
    Delivery.objects.filter(pk=delivery.pk).update(status=Delivery.Status.GIVEN_UP, tries=5)
    page = space(signed_in)

    for said in ("Taken by a generation", "Given back: the generation failed", "no answer, given up"):
        assert said in page


def test_an_operator_may_give_none(signed_in, settings):
    settings.EXTERIOR_API_NEW_ACCOUNT_PHOTOS = 0
    space(signed_in)

    assert ledger.balance(Account.objects.get())["total"] == 0


def test_a_key_is_shown_once_works_and_is_kept_as_a_hash(signed_in, own):
    key = made_key(signed_in)

    assert call(signed_in, own, key).status_code == 200
    assert key not in space(signed_in)
    assert key not in str(ApiKey.objects.values())


def test_there_are_only_so_many_keys_until_one_is_revoked(signed_in, own, monkeypatch):
    monkeypatch.setattr("exterior_api.developers.MOST_KEYS", 1)
    made_key(signed_in)
    refused = signed_in.post(reverse("developers-make-key"), {"name": "Another"})
    assert refused.status_code == 400
    assert "There are 1 keys already" in refused.content.decode()
    signed_in.post(reverse("developers-revoke-key", args=[own.keys.get().pk]))
    assert signed_in.post(reverse("developers-make-key"), {"name": "Another"}).status_code == 200


def test_the_lines_to_copy_carry_ones_own_ids(signed_in, own):
    page = signed_in.post(reverse("developers-make-key"), {"name": "Website"}).content.decode()
    key = re.search(r"ext_[\w-]{43}", page).group()

    assert page.count(key) == 4
    assert page.count(str(own.user_id)) == 4


@pytest.mark.parametrize("name", ["", "x" * 81, "nul\x00"])
def test_a_key_needs_a_name_of_some_length(signed_in, name):
    response = signed_in.post(reverse("developers-make-key"), {"name": name})

    assert response.status_code == 400
    assert ApiKey.objects.count() == 0


def test_a_revoked_key_is_refused_at_once(signed_in, own):
    key = made_key(signed_in)
    signed_in.post(reverse("developers-revoke-key", args=[own.keys.get().pk]))

    assert call(signed_in, own, key).status_code == 401
    assert "Website" not in re.sub(r"placeholder=\"\w+\"", "", space(signed_in))


@pytest.mark.parametrize("name", ["developers-revoke-key", "developers-send-again"])
def test_what_is_anothers_is_not_found(signed_in, name):
    stranger = factories.AccountFactory()
    accounts.make_key(stranger, "theirs")
    delivery = deliveries.send_test(stranger, "https://example.org/")
    ids = {"developers-revoke-key": stranger.keys.get().pk, "developers-send-again": delivery.pk}

    assert signed_in.post(reverse(name, args=[ids[name]])).status_code == 404
    assert stranger.keys.get().revoked_at is None


def test_nothing_of_another_account_is_on_the_page(signed_in):
    stranger = factories.AccountFactory()
    accounts.make_key(stranger, "Their key")
    deliveries.send_test(stranger, "https://theirs.example.org/")
    page = space(signed_in)

    assert not any(text in page for text in ("Their key", "theirs.example", str(stranger.user_id)))


def test_calls_are_logged_with_their_key_and_error(signed_in, own):
    key = made_key(signed_in, "Tablet")
    call(signed_in, own, key)
    call(signed_in, factories.AccountFactory(), key)
    page, failed = space(signed_in), space(signed_in, failed="")

    assert page.count("/api/account/credit") == 2
    assert "401 wrong_user" in page
    assert failed.count("/api/account/credit") == 1
    assert [record.account for record in CallRecord.objects.all()] == [own, own]


def test_the_log_of_calls_is_written_in_batches_and_pruned(signed_in, own):
    key = accounts.make_key(own)
    for _ in range(3):
        call(signed_in, own, key)
    assert CallRecord.objects.count() == 0
    call_log.write()
    assert CallRecord.objects.count() == 3

    CallRecord.objects.update(created_at=timezone.now() - timedelta(days=8))
    housekeeping.tidy()
    assert CallRecord.objects.count() == 0


def test_a_test_callback_is_signed_and_shown_with_its_outcome(signed_in, own, broker, file_server):
    url = file_server.put("/hook", status=204)
    with broker.capture(execute=True):
        signed_in.post(reverse("developers-test-callback"), {"url": url})
    broker.run()

    [request] = file_server.asked("/hook")
    assert json.loads(request.body)["code"] == "test"
    assert request.headers["webhook-signature"].startswith("v1,")
    page = space(signed_in)
    assert url in page
    assert "204" in page


@pytest.mark.parametrize("url", ["", "nothing", "file:///etc/passwd", "http://127.0.0.1:1/", "https://a.example/\x00"])
def test_a_test_callback_goes_nowhere_else(signed_in, url):
    response = signed_in.post(reverse("developers-test-callback"), {"url": url})

    assert response.status_code == 400
    assert Delivery.objects.count() == 0


def test_tests_are_few_a_minute(signed_in, monkeypatch):
    monkeypatch.setattr("exterior_api.developers.TESTS_PER_MINUTE", 2)
    urls = [reverse("developers-test-callback")] * 3
    statuses = [signed_in.post(url, {"url": "https://example.org/"}).status_code for url in urls]

    assert statuses == [302, 302, 400]


def test_a_callback_that_failed_can_be_sent_again(signed_in, own, broker, file_server):
    url = file_server.put("/hook", status=500)
    delivery = deliveries.send_test(own, url)
    deliveries.deliver(delivery.id)
    assert "500, tried again later" in space(signed_in)

    file_server.put("/hook", status=204)
    with broker.capture(execute=True):
        signed_in.post(reverse("developers-send-again", args=[delivery.pk]))
    broker.run()
    delivery.refresh_from_db()
    assert delivery.status == "delivered"


def test_callbacks_are_not_sent_again_as_fast_as_somebody_can_click(signed_in, own, monkeypatch):
    monkeypatch.setattr("exterior_api.developers.AGAIN_PER_MINUTE", 2)
    delivery = deliveries.send_test(own, "https://example.org/")
    url = reverse("developers-send-again", args=[delivery.pk])

    assert [signed_in.post(url).status_code for _click in range(3)] == [302, 302, 429]


def test_a_new_secret_leaves_the_old_one_valid_for_a_day(signed_in, own):
    old = own.webhook_secret
    signed_in.post(reverse("developers-rotate-secret"))
    own.refresh_from_db()

    assert own.webhook_secret != old
    assert len(signing.headers(own, "msg_1", b"{}")["webhook-signature"].split(" ")) == 2
    assert "signature of the previous secret" in space(signed_in)


def test_who_deletes_themselves_takes_their_keys_along(signed_in, person, own):
    key = made_key(signed_in)
    person.delete()
    own.refresh_from_db()

    assert call(signed_in, own, key).status_code == 401
    assert (own.person, own.email, ledger.balance(own)["total"]) == (None, "", 36)


def test_who_is_no_longer_active_cannot_call_either(signed_in, person, own):
    key = made_key(signed_in)
    person.is_active = False
    person.save(update_fields=["is_active"])

    assert call(signed_in, own, key).status_code == 401


@pytest.mark.parametrize("name", ["make-key", "rotate-secret", "test-callback"])
def test_what_changes_something_takes_no_get(signed_in, name):
    assert signed_in.get(reverse(f"developers-{name}")).status_code == 405


def test_the_page_is_in_french_too(signed_in):
    page = signed_in.get(reverse("developers"), headers={"accept-language": "fr"}).content.decode()

    assert "Espace développeur" in page
    assert "no-store" in signed_in.get(reverse("developers"))["Cache-Control"]
