"""Drafts: one a photo, and no file without its row."""

import pytest

from projects import files, generating
from projects.generating import areas
from projects.models import Mask
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("api")]


def test_a_draft_is_one_a_photo_and_the_old_file_goes():
    photo = factories.project().photo
    first = generating.save_draft(photo, factories.mask_file())
    name = first.file.name
    generating.save_draft(photo, factories.mask_file(box=(0, 0, 50, 50)))
    assert Mask.objects.filter(photo=photo, is_draft=True).count() == 1
    assert not first.file.storage.exists(name)


def test_a_draft_that_was_wiped_off_leaves_no_file():
    photo = factories.project().photo
    generating.remove_draft(photo)
    draft = generating.save_draft(photo, factories.mask_file())
    generating.remove_draft(photo)
    assert not Mask.objects.exists()
    assert files.names_in(draft.file.storage, files.drafts_folder(photo)) == []


def test_of_two_first_drafts_at_once_the_later_is_kept(monkeypatch):
    photo = factories.project().photo
    first, look = generating.save_draft(photo, factories.mask_file()), areas._held_draft
    answers = iter([None])
    monkeypatch.setattr(areas, "_held_draft", lambda photo: next(answers, look(photo)))
    later = generating.save_draft(photo, factories.mask_file(box=(0, 0, 50, 50)))
    assert Mask.objects.get(photo=photo, is_draft=True).file.name == later.file.name
    assert not first.file.storage.exists(first.file.name)
