"""From the form to a generation that waits: one photo, one row, one message."""

import uuid

import pytest

from projects import generating, images, ledger
from projects.models import Generation, Mask, PhotoEntry, Status
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("api")]


def test_submitting_reserves_one_photo_and_queues():
    project = factories.project()
    generation = generating.submit(project.owner, project, "POOL", uuid.uuid4(), factories.mask_file())
    assert (generation.status, generation.number, generation.cost) == (Status.QUEUED, 1, 1)
    assert ledger.photos_left(project.owner) == 4


def test_the_same_form_twice_is_one_generation():
    project, key = factories.project(), uuid.uuid4()
    first = generating.submit(project.owner, project, "POOL", key, factories.mask_file())
    again = generating.submit(project.owner, project, "POOL", key, factories.mask_file())
    assert first == again
    assert ledger.photos_left(project.owner) == 4


def test_without_photos_nothing_is_made():
    project = factories.project(factories.member(photos=0))
    with pytest.raises(ledger.NoPhotosLeft):
        generating.submit(project.owner, project, "POOL", uuid.uuid4(), factories.mask_file())
    assert not Generation.objects.exists()
    assert not PhotoEntry.objects.exists()
    assert not Mask.objects.exists()


def test_an_empty_area_is_refused_with_words():
    project = factories.project()
    with pytest.raises(images.ImageError) as caught:
        generating.submit(project.owner, project, "POOL", uuid.uuid4(), factories.mask_file(box=factories.EMPTY))
    assert caught.value.code == "mask_empty"
    assert ledger.photos_left(project.owner) == 5
