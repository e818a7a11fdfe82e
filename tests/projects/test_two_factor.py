"""The second factor: for members who want one, and for whoever enters the control room."""

import time
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.urls import reverse

from projects.models import User
from projects.two_factor import TwoFactorAdapter
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS, PASSWORD = "gardener@example.com", "garden path"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A code works once: each next one is half a minute later."""
    now = [time.time()]
    monkeypatch.setattr(auth.time, "time", lambda: now[0])
    return now


@pytest.fixture
def owner():
    made = factories.member(email=ADDRESS)
    EmailAddress.objects.create(user=made, email=ADDRESS, primary=True, verified=True)
    return made


def code(secret: str, clock) -> str:
    clock[0] += 30
    return auth.format_hotp_value(auth.hotp_value(secret, int(clock[0]) // 30))


def sign_in(client):
    return client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})


def set_up(client, clock) -> str:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret, clock)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    return secret


def test_with_it_a_password_alone_is_not_enough(client, owner, clock, django_capture_on_commit_callbacks):
    sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up(client, clock)
    assert "The second factor is on" in mail.outbox[0].subject
    spare = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    client.post(reverse("account_logout"))
    for given in (code(secret, clock), spare[0]):
        assert sign_in(client).url == reverse("mfa_authenticate")
        assert client.get(reverse("profile")).status_code == 302
        refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert "That code is not right" in refused.content.decode()
        assert client.post(reverse("mfa_authenticate"), {"code": given}).url == reverse("projects")
        client.post(reverse("account_logout"))
    sign_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": spare[0]}).status_code == 200


def test_a_code_works_once_for_as_long_as_it_is_right(
    client, owner, clock, monkeypatch, django_capture_on_commit_callbacks
):
    """It is taken for three steps of 30 s; the one that a second factor was set up with is no code to get in by."""
    sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up(client, clock)
    client.post(reverse("account_logout"))
    sign_in(client)
    clock[0] -= 30
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret, clock)}).status_code == 200
    remembered = []
    add = SimpleNamespace(add=lambda _key, _value, timeout: not remembered.append(timeout))
    monkeypatch.setattr("projects.two_factor.cache", add)
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret, clock)}).url == reverse("projects")
    assert remembered == [90]


def test_guessing_codes_is_stopped(client, owner, clock):
    sign_in(client)
    set_up(client, clock)
    client.post(reverse("account_logout"))
    sign_in(client)
    answers = [client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"}) for number in range(7)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "300"


def test_its_secrets_lie_encrypted_and_open_again(client, owner, clock, settings):
    sign_in(client)
    secret = set_up(client, clock)
    kept = "".join(str(row.data) for row in Authenticator.objects.all())
    assert secret not in kept
    [totp] = Authenticator.objects.filter(type="totp")
    assert TwoFactorAdapter().decrypt(totp.data["secret"]) == secret
    settings.SECRET_KEY = "another"
    with pytest.raises(ValueError, match="SECRET_KEY"):
        TwoFactorAdapter().decrypt(totp.data["secret"])


def test_it_can_be_turned_off_and_goes_with_the_account(client, owner, clock):
    sign_in(client)
    set_up(client, clock)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    set_up(client, clock)
    client.post(reverse("leave"), {"password": PASSWORD})
    assert not Authenticator.objects.exists()


def test_the_control_room_asks_for_it(client, owner, clock, settings):
    settings.ADMIN_TWO_FACTOR = True
    User.objects.filter(id=owner.id).update(is_staff=True, is_superuser=True)
    room = reverse("admin:projects_generation_changelist")

    def door():
        return client.get(client.get(room).url)

    assert door().url.startswith(reverse("account_login"))
    sign_in(client)
    assert door().url == reverse("mfa_activate_totp")
    set_up(client, clock)
    # This session set it up, but gave no code to get in with; one of another device is older still.
    answer = door()
    assert answer.url.startswith(reverse("mfa_reauthenticate"))
    secret = TwoFactorAdapter().decrypt(Authenticator.objects.get(type="totp").data["secret"])
    back = client.post(answer.url, {"code": code(secret, clock), "next": room})
    assert back.url == room
    assert client.get(room).status_code == 200


def test_staff_come_in_by_the_same_login_where_it_is_not_asked_for(client, owner):
    User.objects.filter(id=owner.id).update(is_staff=True, is_superuser=True)
    login = client.get(client.get(reverse("admin:index")).url).url
    answer = client.post(login, {"login": ADDRESS, "password": PASSWORD, "next": reverse("admin:index")})
    assert answer.url == reverse("admin:index")
    assert client.get(answer.url).status_code == 200


def test_its_login_leads_to_no_view_by_its_name(client, owner):
    User.objects.filter(id=owner.id).update(is_staff=True, is_superuser=True)
    sign_in(client)
    for wanted in ("nowhere", "front", "//evil.example"):
        assert client.get(reverse("admin:login"), {"next": wanted}).url == reverse("admin:index")


def test_who_is_no_staff_is_refused_there(client, owner):
    sign_in(client)
    assert client.get(client.get(reverse("admin:index")).url).status_code == 403
