"""Clients as folders over projects, and copies of projects."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.urls import reverse

from projects import generating, ledger, people
from projects.models import ClientFolder, Project
from tests import factories
from tests.projects.test_views_projects import named

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    return factories.sign_in(client, factories.member(photos=40))


def titles(asker, **asked) -> list[str]:
    return [card["project"].title for card in asker.get(reverse("projects"), asked).context["cards"]]


def test_projects_are_put_with_a_client_found_there_and_kept_when_the_client_goes(client, member):
    one, _other = named(member, "One"), named(member, "Other")
    place = reverse("place", args=[one.id])
    assert client.post(place, {"name": "Maison Rivière"}).url == reverse("project", args=[one.id])
    folder = ClientFolder.objects.get()
    assert titles(client, client=folder.id) == ["One"]
    assert "Maison Rivière" in client.get(reverse("projects")).content.decode()
    assert titles(client, client=folder.id, q="oth") == []
    # Whom a new link is prepared for is known by now.
    shared = client.get(reverse("share", args=[one.id])).context["form"]
    assert shared["prepared_for"].value() == "Maison Rivière"
    # The same name in other letters is the same client.
    client.post(place, {"name": "maison riviere"})
    assert client.post(reverse("folders"), {"name": "MAISON RIVIÈRE"}).status_code == 422
    client.post(reverse("rename_folder", args=[folder.id]), {"name": "Rivière"})
    assert ClientFolder.objects.get().name == "Rivière"
    client.post(reverse("delete_folder", args=[folder.id]))
    assert titles(client) == ["Other", "One"]
    assert not ClientFolder.objects.exists()


def test_a_project_leaves_its_client_and_nobody_elses_client_takes_one(client, member):
    project = named(member, "One")
    place = reverse("place", args=[project.id])
    client.post(place, {"name": "Rivière"})
    theirs = ClientFolder.objects.create(owner=factories.member(), name="Theirs")
    assert client.post(place, {"folder": theirs.id}).status_code == 422
    assert titles(client, client=theirs.id) == []
    client.post(place, {"folder": ""})
    assert Project.objects.get().folder is None


def test_a_name_that_is_taken_or_missing_changes_no_client(client, member):
    for name in ("Rivière", "Lemaire"):
        client.post(reverse("folders"), {"name": name})
    rename = reverse("rename_folder", args=[ClientFolder.objects.get(name="Rivière").id])
    page = client.post(rename, {"name": "LEMAIRE"}, follow=True).content.decode()
    assert "You have a client of this name already" in page
    client.post(rename, {"name": " "})
    assert set(ClientFolder.objects.values_list("name", flat=True)) == {"Rivière", "Lemaire"}


def test_there_are_only_so_many_clients_and_a_project_then_stays_where_it_is(client, member, monkeypatch):
    monkeypatch.setattr("projects.sharing.folders.MOST_FOLDERS", 1)
    place = reverse("place", args=[named(member, "One").id])
    client.post(place, {"name": "Rivière"})
    for url in (place, reverse("folders")):
        refused = client.post(url, {"name": "Lemaire"})
        assert refused.status_code == 422
        assert "as many clients as there can be" in refused.content.decode()
    assert Project.objects.get().folder == ClientFolder.objects.get()


def test_many_clients_cost_no_more_queries_than_none(client, member, django_assert_max_num_queries):
    for number in range(4):
        named(member, f"Project {number}")
        folder = ClientFolder.objects.create(owner=member, name=f"Client {number}")
        Project.objects.filter(title=f"Project {number}").update(folder=folder)
    with django_assert_max_num_queries(12):
        client.get(reverse("projects"))
    with django_assert_max_num_queries(6):
        client.get(reverse("folders"))


def test_a_guests_clients_come_along_to_their_account(client):
    photo = {"photo": SimpleUploadedFile("garden.jpg", factories.photo_bytes())}
    client.post(reverse("start"), photo)
    for name in ("Rivière", "Lemaire"):
        client.post(reverse("folders"), {"name": name})
    project = Project.objects.get()
    client.post(reverse("place", args=[project.id]), {"folder": ClientFolder.objects.get(name="Rivière").id})
    member = factories.member(email="gardener@example.com")
    own = ClientFolder.objects.create(owner=member, name="RIVIERE")
    people.join(project.owner, member)
    assert sorted(member.folders.values_list("name", flat=True)) == ["Lemaire", "RIVIERE"]
    assert Project.objects.get().folder == own


def test_a_copy_has_the_photo_and_the_area_and_lives_on_when_the_first_one_goes(client, member):
    made = factories.drawn(named(member, "Garden"))
    first, left = made.project, ledger.photos_left(member)
    answer = client.post(reverse("duplicate", args=[first.id]))
    copy = Project.objects.exclude(id=first.id).get()
    assert answer.url == reverse("draw", args=[copy.id])
    assert copy.title == "Garden (copy)"
    assert not copy.generations.exists()
    assert ledger.photos_left(member) == left
    draft = generating.draft_of(copy.photo)
    with draft.file.open("rb") as copied, made.mask.file.open("rb") as area:
        assert copied.read() == area.read()
    Project.objects.filter(id=first.id).update(deleted=F("created") - generating.purging.KEPT_FOR * 2)
    generating.sweep()
    assert Project.objects.get(id=first.id).purged
    names = [copy.photo.file.name, copy.photo.preview.name, copy.photo.thumbnail.name, draft.file.name]
    assert all(default_storage.exists(name) for name in names)
    assert client.get(answer.url).status_code == 200
