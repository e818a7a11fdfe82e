"""Large photos are cut into tiles, which the editor shows from near."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageChops

from projects import files, generating, tasks
from projects.models import Project
from tests import factories

pytestmark = pytest.mark.django_db
SIZE = (2300, 700)


@pytest.fixture
def project(client):
    made = factories.project(size=SIZE)
    factories.sign_in(client, made.owner)
    return made


def tile(client, project, column, row):
    return client.get(reverse("tile", args=[project.photo_id]), {"x": column, "y": row})


def test_the_tiles_put_together_are_the_photo(client, project):
    tasks.make_tiles(project.photo_id)
    whole = Image.new("RGB", SIZE)
    for column in range(5):
        for row in range(2):
            answer = tile(client, project, column, row)
            assert answer.headers["Content-Type"] == "image/jpeg"
            whole.paste(Image.open(io.BytesIO(answer.content)), (column * 512, row * 512))
    with project.photo.file.open("rb") as file:
        difference = ImageChops.difference(whole, Image.open(file))
    assert max(high for _low, high in difference.getextrema()) < 16


@pytest.mark.parametrize("place", [(5, 0), (0, 2), (-1, 0), ("a", 0), ("../x", 0)])
def test_what_is_outside_the_photo_is_not_there(client, project, place):
    tasks.make_tiles(project.photo_id)
    assert tile(client, project, *place).status_code == 404


def test_while_nothing_is_cut_yet_the_preview_has_to_do(client, project):
    assert tile(client, project, 0, 0).status_code == 404
    assert "?x={x}&amp;y={y}" in client.get(reverse("draw", args=[project.id])).content.decode()


def test_a_photo_as_small_as_its_preview_has_none(client):
    small = factories.project()
    factories.sign_in(client, small.owner)
    assert 'data-tiles=""' in client.get(reverse("draw", args=[small.id])).content.decode()


def test_a_large_photo_is_cut_when_it_comes_and_when_it_is_copied(client, project, queued):
    photo = SimpleUploadedFile("garden.jpg", factories.photo_bytes(SIZE))
    client.post(reverse("start"), {"photo": photo})
    client.post(reverse("duplicate", args=[project.id]))
    later = [made.photo_id for made in Project.objects.order_by("created")][1:]
    assert [asked for asked in queued if asked[0] == "make_tiles"] == [("make_tiles", photo) for photo in later]


def test_they_go_with_the_photo(project):
    tasks.make_tiles(project.photo_id)
    name = files.tile_name(project.photo, 4, 1)
    assert default_storage.exists(name)
    long_ago = timezone.now() - timedelta(days=31)
    Project.objects.filter(id=project.id).update(deleted=long_ago)
    generating.sweep()
    assert not default_storage.exists(name)
