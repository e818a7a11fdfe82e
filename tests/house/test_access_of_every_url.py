"""Every URL of the site, by who asks for it. A new one fails here until it is said whom it is for."""

import re
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from projects import packing, sharing
from projects.models import (
    ClientFolder,
    Generation,
    Mask,
    PhotoEntry,
    Picture,
    Project,
    ShareComment,
    ShareFavourite,
    ShareLink,
    User,
)
from tests import factories

ROOT = Path(__file__).parents[2]
SHARED = (ShareLink, ShareComment, ShareFavourite, ClientFolder)
MODELS = (User, Project, Generation, Mask, Picture, PhotoEntry, *SHARED)

# For anybody; what they show is the asker's own, or nobody's.
ANYBODY = {
    "front",
    "start",
    "too_large",
    "api-too-large",
    "favicon",
    "manifest",
    "projects",
    "photos_left",
    "ask_operator",
    "profile",
    "brand",
    "folders",
    "leave",
    "export",
    "export_file",
    "set_language",
    "api-docs",
    "developers-sign-in",
    "developers-sign-out",
    "account_login",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_logout",
    "mfa_authenticate",
    "exterior_api:openapi-json",
    "exterior_api:api-root",
    # Everything else below /api/: a 404 that is JSON.
    "",
}
# For somebody who is signed in, about nobody but themselves.
MEMBERS = {
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
# For the owner of what the URL names, a member or a guest.
OWNERS = {
    "project",
    "compare",
    "rename",
    "archive",
    "delete",
    "restore",
    "duplicate",
    "place",
    "share",
    "revoke",
    "remove_comment",
    "remove_favourites",
    "rename_folder",
    "delete_folder",
    "draw",
    "generation",
    "generation_card",
    "vary",
    "favourite",
    "note",
    "download",
    "takeaway",
    "print_sheet",
    "project_zip",
    "project_zip_file",
    "draft",
    "ground",
    "tile",
}
# For a developer who is signed in, about their own account of the API; tested in tests/exterior_api.
DEVELOPERS = {
    "developers",
    "developers-make-key",
    "developers-revoke-key",
    "developers-rotate-secret",
    "developers-test-callback",
    "developers-send-again",
}
# For programs that bring a key, a token or a signature of their own; tested in the files named.
PROGRAMS = {
    "media": "tests/exterior_site/test_storage.py",
    "callback": "tests/projects/test_callbacks.py",
    "shared": "tests/projects/test_sharing.py",
    "shared_comment": "tests/projects/test_sharing.py",
    "shared_favourite": "tests/projects/test_sharing.py",
    "shared_embed": "tests/projects/test_sharing.py",
    "shared_card": "tests/projects/test_sharing.py",
    "unsubscribe": "tests/projects/test_notices.py",
    "exterior_api:generate": "tests/exterior_api/test_calls.py",
    "exterior_api:generate_variation": "tests/exterior_api/test_calls.py",
    "exterior_api:get": "tests/exterior_api/test_calls.py",
    "exterior_api:list_generations": "tests/exterior_api/test_calls.py",
    "exterior_api:cancel": "tests/exterior_api/test_calls.py",
    "exterior_api:forget": "tests/exterior_api/test_forgetting.py",
    "exterior_api:estimate_ground": "tests/exterior_api/test_calls.py",
    "exterior_api:credit": "tests/exterior_api/test_calls.py",
}


# Ahead of Django, without a session: for programs, tested in the files named.
AHEAD = {
    "/events": "tests/projects/test_live.py",
    "/healthz": "tests/exterior_site/observability/test_health.py",
    "/readyz": "tests/exterior_site/observability/test_health.py",
    "/metrics": "tests/exterior_site/observability/test_metrics.py",
}


def patterns(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, namespace + (f"{entry.namespace}:" if entry.namespace else ""))
        else:
            yield namespace + (entry.name or ""), entry.pattern


NAMES = sorted({name for name, _pattern in patterns()})
ADMIN = [name for name in NAMES if name.startswith("admin:")]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ADMIN])
def test_it_is_known_whom_a_url_is_for(name):
    rooms = [ANYBODY, MEMBERS, OWNERS, DEVELOPERS, set(PROGRAMS)]
    assert sum(name in room for room in rooms) == 1, f"say in this file whom {name} is for"


def test_it_is_known_whom_a_path_ahead_of_django_is_for():
    from exterior_site import asgi

    assert set(asgi.AHEAD) == set(AHEAD)


@pytest.mark.parametrize("file", sorted({*PROGRAMS.values(), *AHEAD.values()}))
def test_the_tests_that_are_named_are_there(file):
    assert (ROOT / file).exists()


@pytest.fixture
def shown(db):
    """A finished generation of a member, and every URL that names it or what belongs to it."""
    generation = factories.drawn()
    photo_id, project_id = generation.project.photo_id, generation.project_id
    known = {"project_id": project_id, "generation_id": generation.id, "photo_id": photo_id, "form": "web"}
    share = sharing.make_link(generation.project, [generation], None, "en")
    sharing.like(share, generation, sharing.new_visitor())
    known |= {"share_id": share.id, "comment_id": sharing.comment(share, "Jean", "Larger").id}
    known["folder_id"] = sharing.make_folder(generation.project.owner, "Rivière").id
    urls = {}
    for name, pattern in patterns():
        if name in OWNERS:
            urls[name] = reverse(name, kwargs={field: known[field] for field in pattern.converters})
    assert set(urls) == OWNERS
    return generation, urls


def asker(who: str) -> Client:
    client = Client()
    if who == "another member":
        factories.sign_in(client, factories.member())
    if who == "a guest with work of their own":
        client.post(reverse("start"), {"photo": SimpleUploadedFile("garden.jpg", factories.photo_bytes())})
        assert Project.objects.count() == 2
    if who == "staff without a right":
        user = factories.member()
        User.objects.filter(id=user.id).update(is_staff=True)
        factories.sign_in(client, user)
    return client


@pytest.mark.parametrize(
    "who", ["a stranger", "a guest with work of their own", "another member", "staff without a right"]
)
def test_what_is_somebodys_is_not_there_for_others(shown, who):
    _generation, urls = shown
    before = everything()
    client = asker(who)
    theirs = everything() - before
    for name, url in urls.items():
        for answer in (client.get(url), client.post(url, {"type": "POOL", "title": "Mine", "form_key": uuid.uuid4()})):
            # 405 and 403 are given before anything is looked up, and so for every id.
            assert answer.status_code in (404, 405, 403), (name, answer.status_code)
            assert answer.status_code != 403 or not theirs, name
        real, made_up = url.split("/")[2], str(uuid.uuid4())
        nothing = text_of(client.get(url.replace(real, made_up))).replace(made_up, real)
        assert text_of(client.get(url)) == nothing, f"{name} tells that the id exists"
    assert everything() - theirs == before


def test_an_owner_gets_in(shown):
    """The control: what is refused above is refused for who asks, and for nothing else."""
    generation, urls = shown
    client = Client()
    factories.sign_in(client, generation.project.owner)
    packing.pack(packing.ask(generation.project.owner, generation.project, "en").id)
    # The photo of the test is smaller than its preview, so that nothing of it is cut into tiles.
    posted = {"tile", "rename", "archive", "delete", "restore", "duplicate", "vary", "favourite", "note"}
    posted |= {"revoke", "remove_comment", "remove_favourites", "rename_folder", "delete_folder"}
    for name in OWNERS - posted:
        assert client.get(urls[name]).status_code in (200, 204, 302), name


def test_members_are_asked_to_sign_in(client, db):
    for name in MEMBERS:
        answer = client.get(reverse(name))
        assert answer.status_code == 302, name
        assert answer.url.startswith(reverse("account_login")), name


def test_the_developer_space_is_for_who_is_signed_in(client, db):
    for name, pattern in patterns():
        if name in DEVELOPERS:
            values = {field: uuid.uuid4() if "uuid" in str(pattern) else 1 for field in pattern.converters}
            url = reverse(name, kwargs=values)
            for answer in (client.get(url), client.post(url, {"name": "mine", "url": "https://example.org"})):
                assert answer.status_code in (302, 405), name
                assert answer.status_code != 302 or "next=" in answer.url, name


@pytest.mark.parametrize("who", ["a stranger", "another member"])
def test_the_control_room_is_for_staff(db, who):
    client = asker(who)
    for name, pattern in patterns():
        if not name.startswith("admin:") or name in ("admin:login", "admin:logout", "admin:"):
            continue
        values = dict.fromkeys(pattern.converters, 1) or dict.fromkeys(pattern.regex.groupindex, "auth")
        url = reverse(name, kwargs=values)
        for answer in (client.get(url), client.post(url, {"_selected_action": 1})):
            assert answer.status_code in (302, 403, 405), (name, answer.status_code)
            assert answer.status_code != 302 or reverse("admin:login") in answer.url, name


def test_every_form_needs_its_token(shown):
    """Every POST but those of programs is refused without the token of a page."""
    generation, urls = shown
    strict = Client(enforce_csrf_checks=True)
    factories.sign_in(strict, generation.project.owner)
    before = everything()
    for name, url in urls.items():
        assert strict.post(url, {"type": "POOL", "form_key": uuid.uuid4()}).status_code in (403, 405), name
    for name in ("start", "ask_operator", "account_login", "account_signup", "set_language", "profile"):
        assert strict.post(reverse(name)).status_code == 403, name
    assert everything() == before


def text_of(answer) -> str:
    """A page without what differs each time it is asked for."""
    return re.sub(r'csrf[^>]*(value|content)="[^"]*"', "", answer.content.decode())


def everything() -> set:
    """Every row of the site's own tables, as it stands."""
    return {f"{model.__name__} {row}" for model in MODELS for row in model.objects.values_list()}
