"""The checks see what they are for: each is shown one thing that is wrong, and the same thing right."""

import io
import uuid

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from exterior_api import ledger as upstream_ledger
from projects import ledger, lifecycle
from projects.models import Failure, Generation, PhotoEntry, Picture, Status, User
from tests import factories
from tests.chaos import checks
from tests.chaos.stranger import MAGENTA, SIZE
from tests.exterior_api.factories import GenerationFactory

pytestmark = pytest.mark.django_db


def accepted(*generations):
    return {str(uuid.uuid4()): {str(generation.id)} for generation in generations}


def drawn(generation, colour=(10, 20, 30), size=SIZE) -> Picture:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    picture = Picture(generation=generation, width=size[0], height=size[1])
    for file in (picture.file, picture.preview, picture.thumbnail):
        file.save("picture.png", ContentFile(buffer.getvalue()), save=False)
    picture.save()
    return picture


def test_what_has_not_ended_is_lost_unless_an_operator_has_it():
    ended, unknown = factories.generation(status=Status.FAILED), factories.generation(status=Status.UNKNOWN)
    assert checks.lost(accepted(ended, unknown)) == 0
    assert checks.lost(accepted(factories.generation(status=Status.QUEUED))) == 1
    assert checks.lost({"key": {str(uuid.uuid4())}}) == 1


def test_what_outlives_its_deadline_is_stuck():
    generation = factories.generation(status=Status.UNKNOWN)
    assert checks.stuck() == 0
    factories.past(generation, deadline=100)
    assert checks.stuck() == 1


def test_a_second_charge_shows_wherever_it_is_made():
    generation = factories.generation()
    orders = []
    assert checks.charged_twice(accepted(generation), orders.index) == 0
    assert checks.charged_twice({"key": {"1", "2"}}, orders.index) == 1
    GenerationFactory.create_batch(2, webhook="http://proxy/callback/0")
    assert checks.charged_twice(accepted(generation), lambda _url: str(generation.id)) == 1
    PhotoEntry.objects.filter(generation=generation).delete()
    assert checks.charged_twice(accepted(generation), lambda url: url + str(uuid.uuid4())) == 1


def test_refunds_follow_the_end():
    failed, late, right = (factories.generation(status=Status.PROCESSING) for _ in range(3))
    lifecycle.move(right, "upstream_failed")
    lifecycle.move(late, "deadline", failure=Failure.TOO_LATE)
    lifecycle.move(late, "late_picture", failure="")
    assert (checks.refund_errors(), checks.ledger_difference()) == (0, 0)
    Generation.objects.filter(id=failed.id).update(status=Status.FAILED)
    assert (checks.refund_errors(), checks.ledger_difference()) == (1, 1)
    ledger.refund(failed)
    ledger.refund(factories.generation(status=Status.SUCCEEDED))
    assert (checks.refund_errors(), checks.ledger_difference()) == (1, 1)


def test_a_balance_that_differs_from_its_ledger_is_seen():
    person = factories.member(3)
    assert checks.ledger_difference() == 0
    User.objects.filter(id=person.id).update(balance=5)
    assert checks.ledger_difference() == 2


def test_the_upstreams_ledger_is_held_to_its_states_too():
    generation = GenerationFactory(status="FAILED")
    assert (checks.refund_errors(), checks.ledger_difference()) == (1, 1)
    upstream_ledger.refund(generation)
    assert (checks.refund_errors(), checks.ledger_difference()) == (0, 0)


def test_a_success_needs_a_whole_picture_and_a_failure_none():
    drawn(factories.generation(status=Status.SUCCEEDED))
    assert checks.pictures_missing() == 0
    bare = factories.generation(status=Status.SUCCEEDED)
    assert checks.pictures_missing() == 1
    half = drawn(bare)
    half.preview.storage.delete(half.preview.name)
    assert checks.pictures_missing() == 1
    drawn(factories.generation(status=Status.FAILED))
    assert checks.pictures_missing() == 2


def test_a_strangers_picture_and_a_shared_id_are_seen():
    drawn(factories.generation(status=Status.SUCCEEDED))
    assert checks.taken_from_strangers() == 0
    drawn(factories.generation(status=Status.SUCCEEDED), MAGENTA)
    assert checks.taken_from_strangers() == 1
    for _ in range(2):
        factories.generation(status=Status.STARTING, upstream_id="one")
    assert checks.taken_from_strangers() == 2
