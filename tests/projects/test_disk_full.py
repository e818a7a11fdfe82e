"""A disk that fills up in the middle: nothing half there, nothing lost, nothing charged, and words about it."""

import errno
from pathlib import Path

import pytest
import responses
from django.core.files.storage import FileSystemStorage, storages

from projects import generating, ledger
from projects.models import Generation, Mask, Photo, Picture, Project, Status
from tests import factories
from tests.projects import files
from tests.projects.bad_input import send_area, send_photo, words
from tests.projects.fake_upstream import PICTURE_URL, answer, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_after(monkeypatch):
    """``full_after(2)``: two more files can be stored, and of the third a half."""
    whole = FileSystemStorage._save
    room = [None]

    def save(storage, name, content):
        if room[0] is None or room[0] > 0:
            room[0] = room[0] and room[0] - 1
            return whole(storage, name, content)
        path = Path(storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read()[: content.size // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", save)

    def limit(count: int | None):
        room[0] = count

    return limit


def stored() -> set[Path]:
    return {path for path in Path(storages["default"].location).rglob("*") if path.is_file()}


@pytest.mark.parametrize("room", [0, 1, 2])
def test_a_photo_for_which_there_is_no_room_is_not_kept(client, full_after, room):
    client.raise_request_exception = False
    before = stored()
    full_after(room)
    english, french = (send_photo(client, factories.photo_bytes(), language=language) for language in ("en", "fr"))
    assert english.status_code == french.status_code == 503
    assert "There is no room to store anything just now. Nothing was stored, no picture was counted" in words(english)
    assert "Il n’y a plus de place pour enregistrer" in words(french)
    assert stored() == before
    assert not Photo.objects.exists()
    assert not Project.objects.exists()
    full_after(None)
    assert send_photo(client, factories.photo_bytes()).status_code == 302


def test_an_area_for_which_there_is_no_room_costs_nothing(client, project, full_after):
    client.raise_request_exception = False
    before, left = stored(), ledger.photos_left(project.owner)
    full_after(0)
    response = send_area(client, project, files.area())
    assert response.status_code == 503
    assert "what you have here is kept" in words(response)
    assert stored() == before
    assert not Generation.objects.exists()
    assert Mask.objects.filter(is_draft=True).count() == 1
    full_after(None)
    assert ledger.photos_left(project.owner) == left
    assert send_area(client, project, files.area()).status_code == 302


@pytest.mark.parametrize("room", [0, 1, 2])
def test_a_result_for_which_there_is_no_room_is_fetched_again(api, full_after, room):
    answer(api, "get", {"status": "SUCCEEDED", "images": [PICTURE_URL]})
    api.add(responses.GET, PICTURE_URL, factories.photo_bytes(file_format="PNG"))
    generation = factories.generation(status=Status.STARTING)
    before = stored()
    full_after(room)
    with pytest.raises(OSError, match="No space left"):
        generating.collect(generation)
    assert stored() == before
    assert fresh(generation).is_pending
    assert not Picture.objects.exists()
    full_after(None)
    generating.collect(fresh(generation))
    assert fresh(generation).status == Status.SUCCEEDED
    assert fresh(generation).bad_results == 0
    assert ledger.photos_left(generation.project.owner) == 4
