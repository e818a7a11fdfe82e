"""Sign-ups that are no usual ones: they make no other account than the one that was asked for, and break no page."""

import pytest
from django.core import mail
from django.urls import reverse

from projects.account_forms import SignupForm
from projects.models import User
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "gardener@example.com"


def sign_up(client, email=ADDRESS):
    return client.post(reverse("account_signup"), {"email": email, "password1": "a path of garden stones"})


def test_an_address_that_is_too_long_is_told_so_and_not_cut_off(client):
    longest = f"{'a' * 242}@example.com"
    assert sign_up(client, f"a{longest}").status_code == 200
    assert not User.objects.exists()
    assert not mail.outbox
    assert sign_up(client, longest).url == reverse("account_email_verification_sent")
    assert User.objects.get().email == longest


def test_a_second_click_at_the_same_moment_looks_like_the_first(client, monkeypatch):
    check = SignupForm.clean

    def meanwhile(form):
        cleaned = check(form)
        factories.member(0, ADDRESS)
        return cleaned

    monkeypatch.setattr(SignupForm, "clean", meanwhile)
    assert sign_up(client).url == reverse("account_email_verification_sent")
    assert User.objects.filter(email=ADDRESS).count() == 1
    assert mail.outbox[0].to == [ADDRESS]
