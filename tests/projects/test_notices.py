"""Mail that nobody asked for just now: never twice, never to guests, off by one click, and harming nothing."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects import ledger, notices, tasks
from projects.models import Generation, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return factories.member(email="gardener@example.com", photos=3)


def drawn(owner, seconds=90, **fields) -> Generation:
    now = timezone.now()
    generation = factories.drawn(factories.project(owner))
    Generation.objects.filter(id=generation.id).update(created=now - timedelta(seconds=seconds), finished=now, **fields)
    return generation


def off_link(letter) -> str:
    return re.fullmatch(r"<http://testserver(/\S+)>", letter.extra_headers["List-Unsubscribe"])[1]


def test_a_long_drawing_is_told_once_in_the_person_s_language(owner):
    User.objects.filter(id=owner.id).update(language="fr")
    generation = drawn(owner)
    for _time in range(2):
        tasks.tell_done()
    [letter] = mail.outbox
    assert letter.subject == "Votre piscine est dessinée\u00a0: Back garden"
    assert f"http://testserver{reverse('generation', args=[generation.id])}" in letter.body
    assert "/media/" not in letter.body + letter.alternatives[0].content


def test_two_workers_at_once_tell_once(owner, monkeypatch):
    drawn(owner)
    found = notices._long_done()[:5]
    monkeypatch.setattr(notices, "_long_done", lambda: list(found))
    list(found)
    for _worker in range(2):
        notices.tell_done()
    assert len(mail.outbox) == 1


def test_what_is_quick_old_deleted_unwanted_or_a_guest_s_is_not_told(owner):
    drawn(owner, seconds=30)
    drawn(owner, told=timezone.now())
    old = drawn(owner)
    Generation.objects.filter(id=old.id).update(finished=timezone.now() - timedelta(hours=1))
    gone = drawn(factories.member())
    gone.project.deleted = timezone.now()
    gone.project.save()
    User.objects.filter(id=drawn(factories.member()).project.owner_id).update(notify_done=False)
    guest = User.objects.create_guest()
    ledger.grant(guest, 3)
    drawn(guest)
    tasks.tell_done()
    assert not mail.outbox


def test_a_mail_server_that_is_away_is_asked_once_more_and_harms_nothing(owner, monkeypatch):
    generation, tries = drawn(owner), []
    drawn(factories.member())

    def away(letter):
        tries.append(letter)
        raise SMTPServerDisconnected("away")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", away)
        tasks.tell_done()
    assert len(tries) == 1
    generation.refresh_from_db()
    assert (generation.status, generation.told) == ("SUCCEEDED", None)
    tasks.tell_done()
    assert len(mail.outbox) == 2


def test_photos_that_run_low_are_told_once_for_each_time(owner):
    def spend():
        factories.generation(factories.project(owner))
        tasks.tell_low(str(owner.id))

    spend()
    spend()
    assert [letter.subject for letter in mail.outbox] == ["2 pictures left"]
    ledger.grant(owner, 2)
    spend()
    assert len(mail.outbox) == 2
    guest = User.objects.create_guest()
    tasks.tell_low(str(guest.id))
    User.objects.filter(id=owner.id).update(notify_low=False, told_low=False)
    tasks.tell_low(str(owner.id))
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("kind", ["done", "low"])
def test_one_click_turns_it_off_without_a_login(owner, kind):
    drawn(owner)
    tasks.tell_done() if kind == "done" else tasks.tell_low(str(owner.id))
    letter = mail.outbox[0]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url, stranger = off_link(letter), Client(enforce_csrf_checks=True)
    assert url in letter.body
    assert "submit-at-once" in stranger.get(url).content.decode()
    assert _wanted(owner, kind)
    # As a mail program does it, RFC 8058.
    assert stranger.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not _wanted(owner, kind)
    assert owner.email not in stranger.get(url).content.decode()
    stranger.post(url, {"on": "1"})
    assert _wanted(owner, kind)


def test_an_altered_link_turns_nothing_off(client, owner):
    token = notices.token_for(owner, "done")
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), "guessed", token.replace(":", "", 1)):
        assert client.post(reverse("unsubscribe", args=[wrong])).status_code == 404
    assert _wanted(owner, "done")


def test_notices_are_chosen_on_the_profile(client, owner):
    factories.sign_in(client, owner)
    assert client.post(reverse("profile"), {"notify_low": "on"}).url == reverse("profile")
    assert (_wanted(owner, "done"), _wanted(owner, "low")) == (False, True)


def _wanted(owner, kind) -> bool:
    return getattr(User.objects.get(id=owner.id), f"notify_{kind}")
