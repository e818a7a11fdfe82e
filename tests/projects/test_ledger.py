"""The balance that is kept beside a person's lines of the ledger. That the two agree is looked at after every test."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse

from projects import ledger, tasks
from projects.models import User
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
    client.force_login(User.objects.create_superuser("operator@example.com", "garden path"))
    client.post(reverse("admin:projects_photoentry_add"), {"user": person.id, "amount": 7, "note": "asked by phone"})
    assert ledger.photos_left(person) == 7
    page = client.get(reverse("admin:projects_user_changelist"), {"q": person.email}).content.decode()
    assert '<td class="field-balance">7</td>' in page


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
