"""The balance that is kept beside a person's lines of the ledger. That the two agree is looked at after every test."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from projects import ledger, tasks
from projects.models import PhotoEntry, User
from projects.templatetags import pages
from tests import factories

pytestmark = pytest.mark.django_db


def test_who_saves_a_person_read_before_a_drawing_leaves_the_balance_as_it_is_by_now():
    project = factories.project(factories.member(5))
    read_before = User.objects.get(id=project.owner_id)
    factories.generation(project)
    read_before.language = "fr"
    read_before.save()
    read_before.save(update_fields=["balance", "language"])
    kept = User.objects.get(id=project.owner_id)
    assert (kept.language, kept.balance) == ("fr", 4)


def test_what_an_operator_grants_is_in_the_balance_that_they_see(client):
    person = factories.member(0)
    factories.sign_in(client, User.objects.create_superuser("operator@example.com", "garden path"))
    client.post(reverse("admin:projects_photoentry_add"), {"user": person.id, "amount": 7, "note": "asked by phone"})
    assert ledger.photos_left(person) == 7
    page = client.get(reverse("admin:projects_user_changelist"), {"q": person.email}).content.decode()
    assert '<td class="field-balance">7</td>' in page


def test_every_line_of_our_own_is_said_in_words():
    for note in (ledger.GUEST_GIFT, ledger.MEMBER_GIFT, "photos used as a guest"):
        assert pages.ledger_words(PhotoEntry(note=note)) not in (note, "Pictures from the operator")
    given = ledger.grant(factories.member(0), 2)
    assert pages.ledger_words(given) == "Pictures from the operator"
    assert pages.ledger_words(PhotoEntry(note="asked by phone")) == "asked by phone"


def test_nobody_has_no_photos_left():
    assert ledger.photos_left(None) == 0


def test_balances_are_filled_from_the_lines_that_were_there_before():
    some, none = factories.generation().project.owner, factories.member(0)
    User.objects.update(balance=99)
    importlib.import_module("projects.migrations.0009_balance").fill(apps, None)
    assert (ledger.photos_left(some), ledger.photos_left(none)) == (4, 0)


def test_what_the_version_before_did_to_the_ledger_is_added_to_the_balance_by_tidying(caplog):
    person, other = factories.member(5), factories.member(5)
    User.objects.filter(id=person.id).update(balance=3)
    tasks.tidy()
    assert (ledger.photos_left(person), ledger.photos_left(other)) == (5, 5)
    assert [str(person.id) in line for line in caplog.messages if "add up to" in line] == [True]


def test_a_charge_takes_what_it_costs_down_to_nothing_and_no_further():
    person = factories.member(3)
    generation = factories.generation(factories.project(person))
    PhotoEntry.objects.filter(generation=generation).delete()
    User.objects.filter(id=person.id).update(balance=3)
    generation.cost = 3
    entry = ledger.charge(person, generation)
    assert (entry.amount, ledger.photos_left(person)) == (-3, 0)
    generation.cost = 1
    with pytest.raises(ledger.NoPhotosLeft):
        ledger.charge(person, generation)
    ledger.refund(generation)
    assert ledger.photos_left(person) == 3


def test_photos_that_are_still_few_are_no_news(settings):
    settings.LOW_PHOTOS = 2
    person, other = factories.member(0), factories.member(0)
    User.objects.update(told_low=True)
    ledger.grant(person, 2)
    assert User.objects.get(id=person.id).told_low
    ledger.grant(person, 1)
    assert not User.objects.get(id=person.id).told_low
    assert User.objects.get(id=other.id).told_low


def test_tidying_looks_at_people_who_were_here_lately():
    person = factories.member(5)
    User.objects.filter(id=person.id).update(balance=3, last_seen=timezone.now() - 2 * ledger.MENDED_WITHIN)
    ledger.mend()
    assert ledger.photos_left(person) == 3
    User.objects.filter(id=person.id).update(balance=5)
