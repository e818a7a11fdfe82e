"""Photos left of guests who sign in: nobody earns any by it, whatever becomes of what was asked for before."""

import uuid

import pytest

from projects import generating, ledger, lifecycle
from projects.models import Failure
from tests import factories
from tests.projects.test_accounts import member, sign_in, spend, upload

pytestmark = pytest.mark.django_db


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
