import re
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from projects import ledger, lifecycle, live
from projects.models import FINAL, Failure, Generation, PhotoEntry, Status
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
REFUNDING = [step for step in lifecycle.TABLE if step.refunds]


def test_no_move_leaves_a_final_state_but_the_late_picture():
    leaving = {step.cause for step in lifecycle.TABLE if set(step.sources) & set(FINAL)}
    assert leaving == {"late_picture"}


def test_every_status_can_reach_an_end():
    for status in Status:
        assert status in FINAL or any(status in step.sources and step.target in FINAL for step in lifecycle.TABLE)


@pytest.mark.parametrize("step", lifecycle.TABLE, ids=lambda step: step.cause)
def test_a_move_happens_only_from_where_the_table_says(step):
    project = factories.project(factories.member(len(Status)))
    for status in Status:
        generation = factories.generation(project, status, failure=next(iter(step.only_failures), ""))
        moved = lifecycle.move(generation, step.cause)
        generation.refresh_from_db()
        assert moved == (status in step.sources)
        assert generation.status == (step.target if moved else status)
        assert generation.moves.count() == moved


@pytest.mark.parametrize("step", REFUNDING, ids=lambda step: step.cause)
def test_a_failure_gives_the_photo_back_once(step):
    generation = factories.generation(status=step.sources[0])
    person = generation.project.owner
    assert ledger.photos_left(person) == 4
    assert lifecycle.move(generation, step.cause, failure=Failure.REFUSED)
    assert not lifecycle.move(generation, step.cause, failure=Failure.REFUSED)
    assert ledger.photos_left(person) == 5
    assert PhotoEntry.objects.filter(generation=generation, kind="REFUND").count() == 1


def test_the_database_refuses_a_second_refund():
    generation = factories.generation()
    ledger.refund(generation)
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.refund(generation)


def test_the_database_refuses_a_second_charge():
    generation = factories.generation()
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.charge(generation.project.owner, generation)


def test_a_picture_after_our_deadline_is_accepted_and_the_refund_stays():
    generation = factories.generation(status=Status.PROCESSING)
    lifecycle.move(generation, "deadline", failure=Failure.TOO_LATE)
    assert lifecycle.move(generation, "late_picture", failure="")
    assert not lifecycle.move(generation, "late_picture", failure="")
    assert ledger.photos_left(generation.project.owner) == 5


def test_a_refused_generation_is_never_revived():
    generation = factories.generation(status=Status.FAILED, failure=Failure.REFUSED)
    assert not lifecycle.move(generation, "late_picture")


def test_each_move_is_written_down_with_its_cause():
    generation = factories.generation()
    lifecycle.move(generation, "claimed")
    lifecycle.move(generation, "accepted", upstream_id="x")
    assert [(move.from_status, move.to_status, move.cause) for move in generation.moves.all()] == [
        ("QUEUED", "SUBMITTING", "claimed"),
        ("SUBMITTING", "STARTING", "accepted"),
    ]


def test_open_pages_hear_of_each_move_and_whether_it_was_the_last(monkeypatch):
    told = []
    monkeypatch.setattr(live, "nudge_on_commit", lambda *about, ended: told.append((*about, ended)))
    generation = factories.generation()
    for cause in ("claimed", "accepted", "refused", "upstream_failed"):
        lifecycle.move(generation, cause)
    about = generation.project.owner_id, generation.id
    assert told == [(*about, False), (*about, False), (*about, True)]


def test_an_end_clears_what_was_going_on():
    generation = factories.generation(status=Status.PROCESSING, progress=0.5, step="shading")
    assert lifecycle.move(generation, "drawn")
    assert generation.finished
    assert (generation.next_poll, generation.progress, generation.step) == (None, None, "")
    assert not generation.late


def test_what_a_move_is_given_stands_over_what_an_end_clears():
    generation = factories.generation(status=Status.PROCESSING)
    look_again = generation.submitted
    assert lifecycle.move(generation, "deadline", failure=Failure.TOO_LATE, next_poll=look_again)
    assert generation.next_poll == look_again


def test_a_move_on_the_way_leaves_its_times_alone():
    generation = factories.generation(status=Status.STARTING)
    due = generation.next_poll
    assert lifecycle.move(generation, "drawing")
    assert (generation.finished, generation.next_poll) == (None, due)


# Where news of each cause can neither be true nor come again or late: an operator reads of it.
FITS_NOWHERE = {
    **dict.fromkeys(("claimed", "out_of_photos", "deadline"), ""),
    "sender_lost": "QUEUED",
    **dict.fromkeys(("accepted", "try_again", "refused", "answer_lost"), "QUEUED STARTING PROCESSING SUCCEEDED"),
    "send_again": "QUEUED SUBMITTING STARTING PROCESSING SUCCEEDED",
    "id_learned": "QUEUED SUBMITTING",
    **dict.fromkeys(("drawing", "drawn", "upstream_failed", "no_picture"), "QUEUED SUBMITTING UNKNOWN"),
    "owner_left": "SUCCEEDED FAILED",
    "late_picture": "QUEUED SUBMITTING UNKNOWN STARTING PROCESSING",
    "operator_failed": "SUBMITTING SUCCEEDED FAILED",
    "operator_accepted": "QUEUED SUBMITTING STARTING PROCESSING SUCCEEDED FAILED",
}


def test_news_that_fits_nowhere_is_logged_and_news_that_comes_twice_or_late_is_not(caplog):
    generation = factories.generation()
    _newer = factories.generation()
    for step in lifecycle.TABLE:
        for status in set(Status) - set(step.sources):
            Generation.objects.filter(id=generation.id).update(status=status)
            caplog.clear()
            assert not lifecycle.move(generation, step.cause)
            fits = status not in FITS_NOWHERE[step.cause].split()
            said = [f"{generation.id}: {step.cause} does not fit {status}" in line for line in caplog.messages]
            assert said == ([] if fits else [True]), (step.cause, status)


def test_the_page_shows_the_table_as_it_is():
    rows = re.findall(r"^\| `(\w+)` \| ([A-Z, ]+) \| ([A-Z]+) \| ([a-z ]*)\|", PAGE.read_text(), re.MULTILINE)
    shown = [(cause, sources, target, photo.strip() == "given back") for cause, sources, target, photo in rows]
    assert shown == [(step.cause, ", ".join(step.sources), str(step.target), step.refunds) for step in lifecycle.TABLE]
