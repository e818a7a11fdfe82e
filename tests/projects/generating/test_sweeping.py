"""What a crash left behind is found."""

import pytest
from django.db import OperationalError

from projects import generating, ledger
from projects.generating import sweeping
from projects.models import Failure, Status
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("api")]


def test_a_queued_generation_whose_message_was_lost_is_found():
    generation = factories.past(factories.generation(), created=60)
    assert generating.due_for_sending() == [generation.id]
    assert generating.due_for_sending() == []


def test_a_generation_past_its_deadline_fails_with_a_refund():
    generation = factories.past(factories.generation(status=Status.PROCESSING), deadline=1)
    generating.sweep()
    generation.refresh_from_db()
    assert (generation.status, generation.failure) == (Status.FAILED, Failure.TOO_LATE)
    assert ledger.photos_left(generation.project.owner) == 5


def test_a_sender_that_was_killed_leaves_an_unknown_not_a_second_call():
    generation = factories.past(factories.generation(status=Status.SUBMITTING), claimed=500)
    generating.sweep()
    generation.refresh_from_db()
    assert generation.status == Status.UNKNOWN


def test_what_a_killed_sender_had_is_sent_again_where_that_cannot_make_a_second_one(settings):
    settings.EXTERIOR_API_EXTENSIONS = True
    generation = factories.past(factories.generation(status=Status.SUBMITTING), claimed=500)
    generating.sweep()
    generation.refresh_from_db()
    assert generation.status == Status.QUEUED
    assert generation.id in generating.due_for_sending()


def test_what_is_wrong_with_one_does_not_hold_up_the_others_of_a_sweep(monkeypatch, caplog):
    broken, other = (factories.past(factories.generation(), deadline=1) for _one in range(2))
    refund = ledger.refund
    monkeypatch.setattr(ledger, "refund", lambda ended: 1 / 0 if ended == broken else refund(ended))
    generating.sweep()
    broken.refresh_from_db()
    other.refresh_from_db()
    assert (broken.status, other.status) == (Status.QUEUED, Status.FAILED)
    assert str(broken.pk) in caplog.text


def test_a_database_that_is_away_ends_a_sweep_at_once():
    tried = []

    def act(row):
        tried.append(row)
        raise OperationalError

    with pytest.raises(OperationalError):
        sweeping.each(["one", "other"], act)
    assert tried == ["one"]
