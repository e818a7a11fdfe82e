"""Photos left of guests who sign in: nobody earns any by it, whatever becomes of what was asked for before."""

import uuid

import pytest

from projects import generating, ledger, lifecycle
from projects.models import Failure, Generation, Status, User
from tests import factories
from tests.projects.test_accounts import member, sign_in, spend, upload

pytestmark = pytest.mark.django_db


MADE_UP = "photos used as a guest"


def guest_with(drawn: int, pending: int) -> User:
    """One with their gift, who asked for so many drawings."""
    guest = User.objects.create_guest()
    ledger.grant(guest, 3, note=ledger.GUEST_GIFT)
    project = factories.project(guest)
    for number in range(drawn + pending):
        factories.generation(project, Status.SUCCEEDED if number < drawn else Status.PROCESSING)
    return guest


def lines_of(person) -> dict:
    """How many lines name a drawing, and what was made up for."""
    lines = person.photo_entries
    return {
        "drawings": lines.exclude(generation=None).count(),
        "made up": sum(lines.filter(note=MADE_UP).values_list("amount", flat=True)),
    }


@pytest.mark.parametrize(
    ("had", "drawn", "pending", "left", "taken_over", "made_up"),
    [
        (5, 1, 1, 3, 2, 0),
        (2, 0, 2, 0, 2, 0),
        # What is going on stays where it would be given back to.
        (1, 1, 2, 0, 1, 0),
        (1, 3, 0, 0, 3, 2),
        (1, 0, 0, 1, 0, 0),
    ],
)
def test_who_was_a_guest_first_has_used_a_part_of_what_the_account_has(had, drawn, pending, left, taken_over, made_up):
    guest = guest_with(drawn, pending)
    member = factories.member(had)
    ledger.join(guest, member)
    assert ledger.photos_left(member) == left
    assert lines_of(member) == {"drawings": taken_over, "made up": made_up}
    assert member.photo_entries.filter(note=MADE_UP).count() == bool(made_up)
    assert lines_of(guest)["drawings"] == drawn + pending - taken_over


@pytest.mark.parametrize(("drawn", "pending"), [(0, 0), (0, 1), (2, 1)])
def test_who_had_an_account_before_keeps_what_was_left(drawn, pending):
    member = factories.member(5)
    guest = guest_with(drawn, pending)
    ledger.join(guest, member)
    assert ledger.photos_left(member) == 5
    assert lines_of(member) == {"drawings": drawn, "made up": drawn}
    assert member.photo_entries.filter(note=MADE_UP).count() == bool(drawn)
    assert lines_of(guest)["drawings"] == pending


def test_what_was_given_back_to_a_guest_is_made_up_for_by_nothing():
    member = factories.member(5)
    guest = guest_with(0, 1)
    fail(Generation.objects.get())
    ledger.join(guest, member)
    assert (ledger.photos_left(member), lines_of(member)) == (5, {"drawings": 2, "made up": 0})
    assert not member.photo_entries.filter(note=MADE_UP).exists()


def test_what_belongs_to_others_stays_theirs():
    other, guest, member = guest_with(1, 0), guest_with(1, 0), factories.member(5)
    ledger.join(guest, member)
    assert (ledger.photos_left(other), lines_of(other)["drawings"]) == (2, 1)


def fail(generation) -> None:
    assert lifecycle.move(generation, "deadline", failure=Failure.TOO_LATE)


@pytest.mark.parametrize("guest_first", [False, True])
def test_a_drawing_that_fails_after_the_guest_signed_in_gives_nothing_that_was_not_taken(client, guest_first):
    owner = None if guest_first else member()
    project = upload(client)
    asked = [factories.generation(project) for _number in range(3)]
    owner = owner or member()
    own = factories.project(owner)
    for _number in range(3):
        factories.generation(own)
    left = ledger.photos_left(owner)
    sign_in(client)
    for generation in asked:
        fail(generation)
    assert ledger.photos_left(owner) == left


def test_a_guest_who_signed_in_meanwhile_has_no_second_gift(client):
    project = upload(client)
    guest = project.owner
    spend(project)
    member()
    sign_in(client)
    with pytest.raises(ledger.NoPhotosLeft):
        generating.submit(guest, project, "POOL", uuid.uuid4(), factories.mask_file())
