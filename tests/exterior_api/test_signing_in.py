"""The login of a server of the API alone, and that there is no such door beside the site."""

import pytest
from django.urls import reverse

from exterior_api import limits

pytestmark = pytest.mark.django_db

NAME, PASSWORD = "developer@example.org", "a password"


@pytest.fixture
def person(django_user_model):
    return django_user_model.objects.create_user(NAME, PASSWORD, is_staff=True, is_superuser=True)


@pytest.fixture
def alone(settings):
    settings.SITE_PARTS, settings.LOGIN_URL = ["api"], "developers-sign-in"


@pytest.fixture(autouse=True)
def _half_past(monkeypatch):
    """No window ends while a test counts."""
    monkeypatch.setattr(limits.time, "time", lambda: 1_790_000_000 // 60 * 60 + 30.5)


def sign_in(client, name=NAME, password=PASSWORD, address="192.0.2.1", **fields):
    form = {"username": name, "password": password, **fields}
    return client.post(reverse("developers-sign-in"), form, REMOTE_ADDR=address)


def test_beside_the_site_nobody_gets_past_its_login(client, person):
    for answer in (sign_in(client, next="/admin/"), client.get(reverse("developers-sign-in") + "?next=/admin/")):
        assert answer.url == f"{reverse('account_login')}?next=/admin/"
    assert client.get(reverse("developers")).status_code == 302


def test_alone_it_leads_to_the_developer_space_and_to_the_control_room(client, person, alone):
    assert sign_in(client).url == reverse("developers")
    client.logout()
    door = client.get(client.get(reverse("admin:index")).url).url
    assert door == f"{reverse('developers-sign-in')}?next=%2Fadmin%2F"
    assert sign_in(client, next="/admin/").url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_it_leads_nowhere_else(client, person, alone):
    for wanted in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert sign_in(client, next=wanted).url == reverse("developers")


@pytest.mark.parametrize(
    ("name", "address", "most"),
    [
        (lambda number: NAME, lambda number: f"192.0.2.{number}", 5),
        (lambda number: f"{number}@example.org", lambda number: f"2001:db8::{number}", 10),
    ],
    ids=["by name", "by address"],
)
def test_guessing_is_slowed(client, person, alone, name, address, most):
    answers = [sign_in(client, name(number), "guess", address(number)) for number in range(most + 1)]
    assert [answer.status_code for answer in answers] == [200] * most + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "Wait a minute" in answers[-1].content.decode()
    # Not even the right password helps then.
    assert sign_in(client, name(0), PASSWORD, address(0)).status_code == 429
