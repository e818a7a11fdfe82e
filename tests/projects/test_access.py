"""Look-ups by owner: the row that is named, for its owner alone, and while its project is there."""

import pytest
from django.http import Http404
from django.utils import timezone

from projects import access, sharing
from projects.models import Project
from tests import factories

pytestmark = pytest.mark.django_db


def belongings(owner) -> dict:
    """A row of each kind that can be looked up, by the name of its look-up."""
    generation = factories.drawn(factories.project(owner))
    share = sharing.make_link(generation.project, [generation], None, "en")
    return {
        "project_of": generation.project,
        "photo_of": generation.project.photo,
        "generation_of": generation,
        "share_of": share,
        "comment_of": sharing.comment(share, "Jean", "Larger"),
        "folder_of": sharing.make_folder(owner, f"Client of {generation.project_id}"),
    }


def found(name: str, person, row) -> bool:
    try:
        return getattr(access, name)(person, row.id) == row
    except Http404:
        return False


def test_of_two_the_one_that_is_named_is_found_and_by_its_owner_alone():
    owner = factories.member()
    for rows in [belongings(owner), belongings(owner)]:
        for name, row in rows.items():
            assert found(name, owner, row), name
            assert not found(name, factories.member(), row), name
            assert not found(name, None, row), name


def test_with_a_deleted_project_goes_all_but_the_client():
    owner = factories.member()
    rows = belongings(owner)
    Project.objects.update(deleted=timezone.now())
    assert [name for name, row in rows.items() if found(name, owner, row)] == ["folder_of"]


def test_a_deleted_project_is_found_to_be_brought_back_until_it_is_emptied():
    owner = factories.member()
    kept, one, other, emptied = (factories.project(owner) for _number in range(4))
    Project.objects.exclude(id=kept.id).update(deleted=timezone.now())
    Project.objects.filter(id=emptied.id).update(purged=timezone.now())
    assert [found("deleted_project_of", owner, row) for row in (kept, one, other, emptied)] == [
        False,
        True,
        True,
        False,
    ]
    assert not found("deleted_project_of", factories.member(), one)
    assert not found("deleted_project_of", None, one)
