"""Who leaves takes everything along: rows, words and files; the ledger keeps amounts."""

from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects import fetching, generating, ledger, sharing, tasks, upstream
from projects.generating import collecting
from projects.models import (
    PENDING,
    Brand,
    CallbackRecord,
    ClientFolder,
    Generation,
    PhotoEntry,
    PhotosRequest,
    Picture,
    Project,
    ShareComment,
    ShareFavourite,
    ShareLink,
    Status,
    UpstreamCall,
    User,
)
from projects.people import join, leave
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
    factories.sign_in(client, member)
    for title in ("One", "Two"):
        made = factories.drawn(factories.project(member), note=f"Ask Jean about {title}")
        generating.save_draft(made.project.photo, factories.mask_file())
        generating.record_callback(made, '{"id": "x"}', "192.0.2.1")
        made.calls.create(name="get", milliseconds=4, body="Ask Jean")
    share(member, made)
    PhotosRequest.objects.create(user=member, contact="gardener@example.com", message="May I?")
    # Named by no row: left by a process that was killed before it had made one.
    default_storage.save(f"drafts/{made.project.photo_id}/left.png", factories.mask_file())
    member.files = files() - before
    return member


def share(member, made) -> None:
    """A link with its card, a comment and a heart, a brand with a logo, and a client."""
    link = sharing.make_link(made.project, [made], None, "en", prepared_for="Jean the gardener")
    sharing.card(link)
    sharing.comment(link, "gardener", "Ask Jean")
    sharing.like(link, made, sharing.new_visitor())
    sharing.keep_brand(member, "The gardener", "#24453a", factories.photo_file())
    sharing.move_project(made.project, sharing.make_folder(member, "gardener"))


def test_everything_goes_but_the_amounts(client, owner):
    others = factories.drawn()
    amounts = sorted(PhotoEntry.objects.values_list("amount", flat=True))
    assert len(owner.files) > 10
    assert {name.partition("/")[0] for name in owner.files} >= {"shares", "logos"}
    link = reverse("shared", args=[sharing.token_for(ShareLink.objects.get())])
    assert Client().get(link).status_code == 200
    page = client.get(reverse("leave"))
    assert "2 projects go" in page.content.decode()
    assert client.post(reverse("leave"), {"password": "garden path"}).url == reverse("front")
    assert Client().get(link).status_code == 404
    generating.sweep()
    assert not files() & owner.files
    for model in (ShareLink, ShareComment, ShareFavourite, Brand, ClientFolder):
        assert not model.objects.exists(), model
    assert default_storage.exists(others.project.photo.file.name)
    assert sorted(PhotoEntry.objects.values_list("amount", flat=True)) == amounts
    assert not EmailAddress.objects.exists()
    assert not CallbackRecord.objects.exists()
    assert not UpstreamCall.objects.exists()
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


@pytest.mark.parametrize("status", PENDING)
def test_a_drawing_that_is_under_way_ends_quietly(client, owner, status, monkeypatch, caplog):
    """Wherever it stands, and whatever the queue, the upstream and its callback still do with it."""
    pending = factories.generation(Project.objects.first(), status)
    left = ledger.photos_left(owner)
    client.post(reverse("leave"), {"password": "garden path"})
    ended = Generation.objects.get(id=pending.id)
    assert (ended.status, ledger.photos_left(owner)) == (Status.FAILED, left + 1)
    kept = files()
    snapshot = upstream.Snapshot(Status.SUCCEEDED, ["http://api.example/1.png"], None, None, "", {}, "", "")
    monkeypatch.setattr(upstream, "generate", lambda order: pytest.fail("sent for somebody who left"))
    monkeypatch.setattr(upstream, "get", lambda upstream_id: snapshot)
    monkeypatch.setattr(fetching, "fetch", lambda *_arguments: factories.photo_bytes((120, 80), "PNG"))
    tasks.send(ended.id)
    client.post(reverse("callback", args=[ended.id, factories.TOKEN]), "{}", content_type="application/json")
    tasks.collect(ended.id)
    # One that was being collected in this moment stores its picture, finds the drawing ended, and takes it back.
    collecting._finish(pending, snapshot, SimpleNamespace(extend=lambda: None))
    assert files() <= kept
    generating.sweep()
    assert not Project.objects.filter(purged=None).exists()
    assert not files() & owner.files
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


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


@pytest.mark.parametrize("way", ["leaves", "signs in"])
@pytest.mark.parametrize("what", ["start", "duplicate", "folders", "ask_operator"])
def test_what_another_window_brings_meanwhile_is_kept_for_nobody(client, monkeypatch, way, what):
    """It came from a person who was there when it began: its photo would be nobody's, and nobody would delete it."""
    client.post(reverse("start"), {"photo": SimpleUploadedFile("garden.jpg", factories.photo_bytes())})
    project, before = Project.objects.get(), files()

    def first(person):
        monkeypatch.undo()
        leave(person) if way == "leaves" else join(person, factories.member())
        return User.objects.hold(person)

    monkeypatch.setattr(type(User.objects), "hold", lambda _objects, person: first(person))
    answer = client.post(
        reverse(what, args=[project.id] if what == "duplicate" else []),
        {
            "photo": SimpleUploadedFile("garden.jpg", factories.photo_bytes()),
            "name": "Lemercier",
            "contact": "lemercier@example.com",
            "message": "?",
        },
    )
    assert answer.url == reverse("front")
    assert files() == before
    assert not ClientFolder.objects.exists()
    assert not PhotosRequest.objects.exists()
    assert Project.objects.count() == 1


def test_what_came_while_its_person_was_leaving_goes_with_the_rest(monkeypatch):
    member = factories.member()
    monkeypatch.setattr(
        generating,
        "delete_all_of",
        lambda person: (factories.project(person), sharing.make_folder(person, "Lemercier")),
    )
    leave(member)
    assert Project.objects.get(owner=member).deleted
    assert not ClientFolder.objects.exists()


def test_nobody_has_nothing_to_delete(client):
    assert client.get(reverse("leave")).url == reverse("account_login")


def test_our_own_api_forgets_its_copies_too(client, owner, settings, monkeypatch):
    settings.EXTERIOR_API_EXTENSIONS = True
    Project.objects.filter(owner=owner).update(upstream_id="as the API calls it")
    other = factories.project()
    Project.objects.filter(id=other.id).update(upstream_id="another")
    asked, away = [], upstream.UpstreamError("away", failure="UNREACHABLE")
    gone = upstream.UpstreamError("HTTP status 404", failure="REFUSED", permanent=True)
    answers = iter([away, gone, None])

    def forget(project_id):
        asked.append(project_id)
        if error := next(answers):
            raise error

    monkeypatch.setattr(upstream, "forget", forget)
    client.post(reverse("leave"), {"password": "garden path"})
    generating.sweep()
    assert Project.objects.filter(owner=owner, purged__isnull=False, upstream_id="as the API calls it").count() == 2
    generating.sweep()
    generating.sweep()
    assert asked == ["as the API calls it"] * 3
    assert Project.objects.exclude(upstream_id="").get() == other
