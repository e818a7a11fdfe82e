"""Zips of a project and of everything: what is in them, for whom, how many, and how they go."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects import files, generating, packing, sharing, tasks
from projects.images import honest
from projects.models import Brand, ClientFolder, Export, PhotosRequest, Project
from projects.packing.archive import named
from projects.packing.orders import AT_ONCE, LEASE, MOST_ATTEMPTS
from projects.packing.project import write_project
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = {"en": "A pool with a coping.", "fr": "Une piscine à margelle."}


@pytest.fixture
def owner(client):
    return factories.sign_in(client, factories.member(email="gardener@example.com"))


@pytest.fixture
def project(owner):
    """Two drawings, one of them noted, a draft, a client, a link with a comment."""
    made = factories.project(owner)
    first = factories.drawn(made, report={"words": WORDS}, note="Ask <Jean>")
    factories.generation(made, type="TERRACE")
    generating.save_draft(made.photo, factories.mask_file())
    share = sharing.make_link(made, [first], 30, "en", prepared_for="Mme Lemaire")
    sharing.comment(share, "Marie", "Not <b>there</b>, please")
    sharing.like(share, first, "a visitor")
    folder = ClientFolder.objects.create(owner=owner, name="Lemaire")
    Project.objects.filter(id=made.id).update(title="14 rue d’Été: à/vendre", folder=folder)
    made.refresh_from_db()
    return made


def packed(client, url, language="en") -> zipfile.ZipFile:
    """Ordered on the page, packed by a worker, fetched by the link of the page."""
    headers = {"accept-language": language}
    assert client.post(url, headers=headers).url == url
    packing.pack(Export.objects.get(state=Export.State.PACKING).id)
    assert "file/" in client.get(url, headers=headers).content.decode()
    answer = client.get(client.get(f"{url}file/", headers=headers).url)
    assert answer["Content-Disposition"].endswith('.zip"')
    found = zipfile.ZipFile(io.BytesIO(answer.content))
    assert found.testzip() is None
    return found


def zip_url(project) -> str:
    return reverse("project_zip", args=[project.id])


def test_a_project_is_a_folder_with_names_in_words_and_a_page_to_read(client, project):
    found = packed(client, zip_url(project), "fr")
    root = "14 rue d’Été à vendre"
    areas = {f"Zones/Zone {number}.png" for number in (1, 2)} | {"Zones/Brouillon 3.png"}
    assert {name.removeprefix(f"{root}/") for name in found.namelist()} == {
        *areas,
        "Photo.jpg",
        "Images/1 Piscine.png",
        "index.html",
        "project.json",
    }
    page = found.read(f"{root}/index.html").decode()
    for words in (
        'lang="fr"',
        "Une piscine à margelle.",
        "Ask &lt;Jean&gt;",
        "Not &lt;b&gt;there",
        "Images/1%20Piscine",
    ):
        assert words in page
    assert "<script" not in page
    assert 'src="http' not in page
    record = json.loads(found.read(f"{root}/project.json"))
    assert (record["client"], record["title"]) == ("Lemaire", project.title)
    assert [picture["state"] for picture in record["pictures"]] == ["SUCCEEDED", "QUEUED"]
    assert record["shares"][0]["comments"][0]["name"] == "Marie"
    assert record["favourites_of_visitors"] == [{"number": 1, "likes": 1}]
    assert project.shares.get().key not in str(record)
    assert honest.is_marked(found.read(f"{root}/Images/1 Piscine.png"))
    with project.photo.file.open("rb") as photo:
        assert found.read(f"{root}/Photo.jpg") == photo.read()


def test_everything_of_a_person_is_in_one_file_and_nothing_of_others(client, owner, project):
    others = factories.drawn()
    thrown = factories.project(owner)
    Project.objects.filter(id=thrown.id).update(deleted=timezone.now(), title="CON")
    PhotosRequest.objects.create(user=owner, contact="gardener@example.com", message="May I have more?")
    Brand(owner=owner, name="Jardins Moreau").logo.save("logos/test-packing.png", ContentFile(b"a logo"), save=True)
    found = packed(client, reverse("export"))
    assert {name.split("/")[2] for name in found.namelist() if "/Projects/" in name} == {
        "1 14 rue d’Été à vendre",
        "2 _CON",
    }
    record = json.loads(found.read("Parterre/account.json"))
    assert record["person"]["email"] == "gardener@example.com"
    assert record["photos_left"] == sum(line["photos"] for line in record["ledger"]) == 3
    assert record["brand"] == {"name": "Jardins Moreau", "colour": "", "logo": "Logo.png"}
    assert record["requests_for_photos"][0]["message"] == "May I have more?"
    page = found.read("Parterre/index.html").decode()
    assert "Projects/1%2014%20rue%20d%E2%80%99%C3%89t%C3%A9%20%C3%A0%20vendre/index.html" in page
    everything = b"".join(found.read(name) for name in found.namelist())
    for secret in (owner.password, str(others.id), others.project.owner.email, project.shares.get().key):
        assert secret.encode() not in everything


def test_a_stranger_finds_no_zip_and_another_member_their_own(client, owner, project):
    packed(client, zip_url(project))
    packed(client, reverse("export"))
    other = Client()
    for name in ("export", "export_file"):
        assert other.get(reverse(name)).url == reverse("account_login")
    factories.sign_in(other, factories.member())
    assert other.get(reverse("export_file")).status_code == 404
    assert "Pack it" in other.get(reverse("export")).content.decode()
    for url in (zip_url(project), f"{zip_url(project)}file/"):
        assert other.get(url).status_code == 404
        assert other.post(url).status_code in (404, 405)
    assert Export.objects.count() == 2


def test_one_is_packed_at_a_time_and_a_second_click_is_the_same_order(client, owner, project):
    url = zip_url(project)
    assert [client.post(url).url for _click in range(3)] == [url] * 3
    busy = client.post(reverse("export"), follow=True)
    assert busy.redirect_chain[-1][0] == url
    assert "Another file is being packed" in busy.content.decode()
    assert "Being packed" in client.get(url, headers={"hx-request": "true"}).content.decode()
    assert client.get(f"{url}file/").status_code == 404
    assert Export.objects.count() == 1
    cache.clear()
    answers = [client.post(url, follow=True).content.decode() for _click in range(13)]
    assert "very often" in answers[-1]
    assert "very often" not in answers[-2]


def test_an_order_that_ends_while_another_is_asked_for_is_no_failure(owner, project, monkeypatch):
    create, packed = Export.objects.create, []

    def packed_just_now(**fields):
        if not packed:
            packed.append(True)
            raise IntegrityError
        return create(**fields)

    monkeypatch.setattr(Export.objects, "create", packed_just_now)
    assert packing.ask(owner, project, "en").state == Export.State.PACKING


def test_an_order_that_was_lost_is_taken_up_again_and_at_last_given_up(owner, project):
    order = packing.ask(owner, project, "en")
    rows = Export.objects.filter(id=order.id)
    assert packing.due_for_packing() == []
    long_ago = timezone.now() - LEASE - timedelta(seconds=1)
    rows.update(asked=long_ago)
    assert packing.due_for_packing() == [order.id]
    rows.update(claimed=timezone.now(), attempts=1)
    packing.pack(order.id)
    assert rows.get().state == Export.State.PACKING
    rows.update(claimed=long_ago, attempts=MOST_ATTEMPTS)
    assert packing.due_for_packing() == []
    assert rows.get().state == Export.State.FAILED


def test_so_many_are_packed_at_once_and_the_next_waits(owner, project):
    others = [packing.ask(factories.member(), None, "en").id for _other in range(AT_ONCE)]
    Export.objects.filter(id__in=others).update(claimed=timezone.now())
    order = packing.ask(owner, project, "en")
    packing.pack(order.id)
    assert (Export.objects.get(id=order.id).state, Export.objects.get(id=order.id).attempts) == ("PACKING", 0)
    Export.objects.filter(id=others[0]).update(claimed=timezone.now() - LEASE)
    packing.pack(order.id)
    assert Export.objects.get(id=order.id).state == Export.State.READY


def test_what_a_lost_worker_stored_goes_when_it_is_packed_again(owner, project):
    order = packing.ask(owner, project, "en")
    left = default_storage.save(files.export_name(), ContentFile(b"half of it"))
    Export.objects.update(file=left, claimed=timezone.now() - LEASE, attempts=1)
    packing.pack(order.id)
    assert not default_storage.exists(left)
    assert default_storage.exists(Export.objects.get().file.name)


@pytest.mark.parametrize("change", ["its time ends", "it is another's project"])
def test_what_nobody_may_have_any_more_is_not_packed(owner, project, monkeypatch, change):
    def later(archive, packed):
        Export.objects.update(expires=timezone.now())
        write_project(archive, packed)

    if change == "its time ends":
        monkeypatch.setattr("projects.packing.orders.write_project", later)
    before = set(files.names_in(default_storage, "exports/"))
    order = packing.ask(owner, project, "en")
    if change == "it is another's project":
        Project.objects.update(owner=factories.member())
    packing.pack(order.id)
    assert Export.objects.get().state == Export.State.FAILED
    assert set(files.names_in(default_storage, "exports/")) == before


def test_a_zip_that_cannot_be_removed_now_is_removed_later(owner, project, monkeypatch):
    packing.pack(packing.ask(owner, project, "en").id)
    Export.objects.update(expires=timezone.now())

    def away(_name):
        raise PermissionError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(default_storage, "delete", away)
        packing.purge_expired()
    assert default_storage.exists(Export.objects.get().file.name)
    packing.purge_expired()
    assert not Export.objects.exists()


def test_a_project_that_is_deleted_before_it_is_packed_does_not_hold_up_the_next(owner, project):
    order = packing.ask(owner, project, "en")
    Project.objects.filter(id=project.id).update(deleted=timezone.now())
    packing.pack(order.id)
    assert packing.newest_of(owner, project) is None
    assert packing.ask(owner, None, "en").id != order.id


def test_a_file_that_is_gone_is_said_to_be_missing_and_a_failure_does_not_hold_up_the_next(
    client, owner, project, monkeypatch
):
    default_storage.delete(project.photo.file.name)
    found = packed(client, zip_url(project))
    assert not [name for name in found.namelist() if name.endswith("Photo.jpg")]
    assert "This file could not be read." in found.read(found.namelist()[-1]).decode()

    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr("projects.packing.orders.write_project", broken)
    order = packing.ask(owner, project, "en")
    with pytest.raises(RuntimeError):
        packing.pack(order.id)
    assert "could not be packed" in client.get(zip_url(project)).content.decode()
    assert packing.ask(owner, project, "en").id != order.id


def test_a_zip_is_removed_after_its_time_and_when_a_newer_one_is_there(client, project):
    packed(client, zip_url(project))
    first = Export.objects.get().file.name
    packed(client, zip_url(project))
    tasks.sweep()
    second = Export.objects.get()
    assert default_storage.exists(second.file.name)
    assert not default_storage.exists(first)
    Export.objects.update(expires=timezone.now())
    assert client.get(f"{zip_url(project)}file/").status_code == 404
    tasks.sweep()
    assert not Export.objects.exists()
    assert not default_storage.exists(second.file.name)


def test_who_leaves_takes_the_zips_along_also_one_that_is_being_packed(client, owner, project, monkeypatch):
    packed(client, zip_url(project))
    packed(client, reverse("export"))
    names = [export.file.name for export in Export.objects.all()]
    order = packing.ask(owner, None, "en")
    monkeypatch.setattr("projects.packing.orders.write_everything", lambda *_args: generating.delete_all_of(owner))
    packing.pack(order.id)
    names.append(Export.objects.get(id=order.id).file.name)
    tasks.sweep()
    assert not Export.objects.exists()
    assert not [name for name in names if default_storage.exists(name)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Maison Rivière", "Maison Rivière"),
        ("../../etc/passwd", "etc passwd"),
        ("a" * 300, "a" * 80),
        ("nul.txt", "_nul.txt"),
        ("\u202e\x00 .. ", "Project"),
        ("家 🌳", "家 🌳"),
        ('What? "This": <a|b>', "What This a b"),
    ],
)
def test_names_are_such_as_every_system_takes(words, name):
    assert named(words, "Project") == name
