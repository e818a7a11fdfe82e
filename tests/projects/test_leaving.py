"""Who leaves takes everything along: rows, words and files; the ledger keeps amounts."""

import pytest
from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects import generating
from projects.models import CallbackRecord, Generation, PhotoEntry, PhotosRequest, Picture, Project, Status, User
from tests import factories

pytestmark = pytest.mark.django_db


def files(folder="") -> set[str]:
    folders, names = default_storage.listdir(folder) if default_storage.exists(folder or ".") else ([], [])
    prefix = f"{folder}/" if folder else ""
    return {prefix + name for name in names}.union(*(files(prefix + sub) for sub in folders))


@pytest.fixture
def owner(client):
    """A member with two drawings, one of another project, a draft, a note, a callback and a request."""
    before = files()
    member = factories.member(email="gardener@example.com")
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=True)
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    for title in ("One", "Two"):
        made = factories.drawn(factories.project(member), note=f"Ask Jean about {title}")
        generating.save_draft(made.project.photo, factories.mask_file())
        generating.record_callback(made, '{"id": "x"}', "192.0.2.1")
    PhotosRequest.objects.create(user=member, contact="gardener@example.com", message="May I?")
    member.files = files() - before
    return member


def test_everything_goes_but_the_amounts(client, owner):
    others = factories.drawn()
    amounts = sorted(PhotoEntry.objects.values_list("amount", flat=True))
    assert len(owner.files) > 10
    page = client.get(reverse("leave"))
    assert "2 projects go" in page.content.decode()
    assert client.post(reverse("leave"), {"password": "garden path"}).url == reverse("front")
    generating.sweep()
    assert not files() & owner.files
    assert default_storage.exists(others.project.photo.file.name)
    assert sorted(PhotoEntry.objects.values_list("amount", flat=True)) == amounts
    assert not EmailAddress.objects.exists()
    assert not CallbackRecord.objects.exists()
    assert Picture.objects.get().generation == others
    for model in (User, Project, Generation, PhotosRequest):
        for row in model.objects.exclude(id=others.project.owner_id).values_list():
            assert "gardener" not in str(row), model
            assert "Ask Jean" not in str(row), model
            assert "May I?" not in str(row), model
    assert client.get(reverse("projects")).context["cards"] == []


def test_the_wrong_password_deletes_nothing(client, owner):
    refused = client.post(reverse("leave"), {"password": "wrong"}, headers={"accept-language": "fr"})
    assert refused.status_code == 422
    assert "Rien n’a été supprimé" in refused.content.decode()
    generating.sweep()
    assert Project.objects.filter(owner=owner, deleted=None).count() == 2
    assert User.objects.get(id=owner.id).email


def test_a_drawing_that_is_under_way_is_waited_for(client, owner):
    pending = factories.generation(Project.objects.first(), Status.PROCESSING)
    client.post(reverse("leave"), {"password": "garden path"})
    generating.sweep()
    assert Project.objects.get(id=pending.project_id).purged is None
    assert Project.objects.exclude(id=pending.project_id).get().purged
    Generation.objects.filter(id=pending.id).update(status=Status.FAILED, next_poll=None)
    generating.sweep()
    assert Project.objects.get(id=pending.project_id).purged


def test_sessions_on_other_devices_end_and_the_address_is_free_again(client, owner):
    other = Client()
    other.post(reverse("account_login"), {"login": owner.email, "password": "garden path"})
    assert other.get(reverse("profile")).status_code == 200
    client.post(reverse("leave"), {"password": "garden path"})
    assert other.get(reverse("profile")).url == reverse("account_login")
    refused = Client().post(reverse("account_login"), {"login": "gardener@example.com", "password": "garden path"})
    assert refused.status_code == 200
    anew = {"email": "gardener@example.com", "password1": "another garden path"}
    assert Client().post(reverse("account_signup"), anew).status_code == 302


def test_a_guest_leaves_with_a_press_of_a_button(client):
    client.post(reverse("start"), {"photo": SimpleUploadedFile("garden.jpg", factories.photo_bytes())})
    assert "password" not in client.get(reverse("leave")).content.decode()
    assert client.post(reverse("leave")).url == reverse("front")
    generating.sweep()
    assert Project.objects.get().purged


def test_nobody_has_nothing_to_delete(client):
    assert client.get(reverse("leave")).url == reverse("account_login")
