"""What our server has beyond the vendor: list, cancel, signatures, limits."""

import base64
import hashlib
import hmac
from datetime import timedelta
from types import SimpleNamespace

import pytest

from exterior_api import signing
from exterior_api.models import Generation

from . import factories

GENERATE = "/create_exterior/generate"
LIST = "/create_exterior/list"
CANCEL = "/create_exterior/cancel"
GET = "/create_exterior/get"
END_OF_TIME = base64.b64encode(b"9999-12-31T23:59:59-12:00 00000000-0000-0000-0000-000000000000").decode()


class TestList:
    @pytest.fixture
    def made(self, account):
        return [str(factories.GenerationFactory(account=account).id) for _ in range(5)]

    def test_the_newest_comes_first_and_pages_follow_one_another(self, api, made):
        first = api(LIST, limit=2).body
        second = api(LIST, limit=2, cursor=first["next_cursor"]).body
        third = api(LIST, limit=2, cursor=second["next_cursor"]).body

        listed = [state["generation_id"] for page in (first, second, third) for state in page["generations"]]
        assert listed == made[::-1]
        assert "next_cursor" not in third

    def test_one_status_may_be_asked_for(self, api, made):
        Generation.objects.filter(pk=made[2]).update(status="FAILED")

        [state] = api(LIST, status="FAILED").body["generations"]
        assert state["generation_id"] == made[2]

    def test_only_ones_own_are_listed(self, api):
        factories.GenerationFactory()

        assert api(LIST).body == {"generations": []}

    @pytest.mark.parametrize("cursor", ["x", "é", "AAAA", base64.b64encode(b"2026-01-01 x").decode(), END_OF_TIME])
    def test_a_cursor_that_is_none_is_a_bad_field(self, api, cursor):
        answer = api(LIST, cursor=cursor)

        assert (answer.status, answer.body["field"]) == (400, "cursor")

    def test_a_page_costs_a_fixed_number_of_queries(self, api, made, django_assert_max_num_queries):
        api(LIST)
        with django_assert_max_num_queries(3):
            api(LIST)


class TestCancel:
    def test_what_has_not_ended_is_cancelled_and_refunded(self, api, order, broker):
        generation_id = api(GENERATE, **order).body["generation_id"]

        answer = api(CANCEL, generation_id=generation_id)
        broker.run()

        assert (answer.body["status"], answer.body["code"]) == ("FAILED", "cancelled")
        assert api("/account/credit").body["total"] == 10
        assert api(GET, generation_id=generation_id).body["status"] == "FAILED"

    def test_its_rendering_is_passed_over(self, api, order, broker, settings):
        settings.RENDERER = "tests.exterior_api.renderers.crash"
        generation_id = api(GENERATE, **order).body["generation_id"]
        api(CANCEL, generation_id=generation_id)
        broker.run()

        assert Generation.objects.get().error_code == "cancelled"
        assert "render_broke" not in broker.names()

    def test_what_has_ended_cannot_be_cancelled(self, api, order, broker):
        generation_id = api(GENERATE, **order).body["generation_id"]
        broker.run()

        answer = api(CANCEL, generation_id=generation_id)

        assert (answer.status, answer.body["code"]) == (409, "already_ended")

    def test_another_accounts_generation_is_not_found(self, api):
        assert api(CANCEL, generation_id=factories.GenerationFactory().id).status == 404


class TestSignature:
    def signature(self, secret, request):
        signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
        mac = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256)
        return f"v1,{base64.b64encode(mac).decode()}"

    @pytest.fixture
    def called(self, api, order, broker, file_server):
        def call():
            api(GENERATE, **order, webhook=file_server.put("/hook", status=204))
            broker.run()
            return file_server.asked("/hook")[-1]

        return call

    def test_a_callback_is_signed_with_the_accounts_secret(self, called, account):
        request = called()

        assert request.headers["webhook-signature"] == self.signature(account.webhook_secret, request)
        assert request.headers["webhook-id"].startswith("msg_")

    def test_after_a_rotation_both_secrets_hold_for_a_while(self, called, account):
        old = account.webhook_secret
        new = signing.rotate(account)
        request = called()

        expected = {self.signature(secret, request) for secret in (old, new)}
        assert set(request.headers["webhook-signature"].split(" ")) == expected

    def test_after_a_day_the_old_secret_signs_no_more(self, account):
        signing.rotate(account)
        signed = []
        for passed in (timedelta(hours=23, minutes=59), timedelta(minutes=2)):
            account.previous_secret_until -= passed
            signed.append(len(signing.headers(account, "msg_1", b"{}")["webhook-signature"].split(" ")))

        assert signed == [2, 1]

    def test_a_new_secret_changes_nothing_else_of_the_account(self, account):
        type(account).objects.update(is_active=False)
        signing.rotate(account)
        account.refresh_from_db()

        assert not account.is_active


class TestLimit:
    def test_calls_are_counted_down_and_then_refused(self, api, account, monkeypatch):
        monkeypatch.setattr("exterior_api.limits.time", SimpleNamespace(time=lambda: 90.0))
        account.calls_per_minute = 2
        account.save()
        answers = [api("/account/credit") for _ in range(3)]

        assert [answer.status for answer in answers] == [200, 200, 429]
        assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
        assert answers[2].headers["Retry-After"] == "30"

    def test_without_a_limit_there_are_no_headers(self, api):
        assert "X-RateLimit-Limit" not in api("/account/credit").headers
