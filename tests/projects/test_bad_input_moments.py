"""The rows of docs/bad-input.md about who asks, when, and what is away just then, in both languages."""

import html
import re
import uuid

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import get_resolver, reverse

from projects import generating, ledger
from projects.models import Generation, Status
from tests import factories
from tests.projects import files
from tests.projects.bad_input import chosen_type, draft, send_area, words

pytestmark = pytest.mark.django_db


def test_without_photos_left_the_area_is_kept(client):
    poor = factories.project(factories.member(photos=0), files.SIZE)
    factories.sign_in(client, poor.owner)
    english = send_area(client, poor, files.area())
    french = send_area(client, poor, files.area(), "fr")
    assert english.status_code == french.status_code == 422
    assert "You have used all your pictures. Your area is kept. Ask for pictures" in words(english)
    assert "Vous avez utilisé toutes vos images. Votre zone est gardée." in words(french)
    assert reverse("photos_left") in english.content.decode()
    assert draft(client, poor).getbbox() == (40, 60, 121, 111)
    assert not Generation.objects.exists()


def test_without_photos_left_for_a_variation_the_pictures_are_kept(client):
    last = factories.project(factories.member(photos=1))
    generation = factories.generation(last, status=Status.SUCCEEDED)
    factories.sign_in(client, last.owner)
    english, french = (
        client.post(
            reverse("vary", args=[generation.id]),
            {"type": "TERRACE", "form_key": uuid.uuid4()},
            headers={"accept-language": language},
            follow=True,
        )
        for language in ("en", "fr")
    )
    assert "You have used all your pictures. What was drawn is kept, and your areas too." in words(english)
    assert "Vous avez utilisé toutes vos images. Ce qui a été dessiné est gardé, et vos zones aussi." in words(french)
    assert Generation.objects.count() == 1


def test_a_double_click_is_one_generation(client, project):
    key = uuid.uuid4()
    first = send_area(client, project, files.area(), form_key=key)
    again = send_area(client, project, files.area(), form_key=key)
    assert first.url == again.url
    assert Generation.objects.count() == 1
    assert ledger.photos_left(project.owner) == 4


def test_two_tabs_with_one_photo_left_make_one_picture(client):
    last = factories.project(factories.member(photos=1), files.SIZE)
    factories.sign_in(client, last.owner)
    assert send_area(client, last, files.area()).status_code == 302
    second = send_area(client, last, files.area(box=(5, 5, 20, 20)))
    assert "You have used all your pictures. Your area is kept." in words(second)
    assert Generation.objects.count() == 1
    assert ledger.photos_left(last.owner) == 0
    assert draft(client, last).getpixel((10, 10)) == 255


def owned_urls(generation: Generation) -> dict[str, str]:
    """Every URL of the site that names somebody's project, photo or generation."""
    ids = {
        "project_id": generation.project_id,
        "generation_id": generation.id,
        "photo_id": generation.project.photo_id,
        "form": "web",
    }
    found = {}
    for name, entries in get_resolver("projects.urls").reverse_dict.lists():
        parameters = entries[0][0][0][1]
        if isinstance(name, str) and parameters and set(parameters) <= set(ids):
            found[name] = reverse(name, kwargs={parameter: ids[parameter] for parameter in parameters})
    return found


@pytest.mark.parametrize("who", ["another member", "nobody"])
def test_another_persons_url_is_not_found(client, who):
    generation = factories.generation(status=Status.SUCCEEDED)
    urls = owned_urls(generation)
    assert {"project", "draw", "generation", "draft", "download", "vary"} <= set(urls)
    if who == "another member":
        factories.sign_in(client, factories.member())
    for name, url in urls.items():
        answers = {client.get(url).status_code, client.post(url, {"type": "POOL"}).status_code}
        # 405 and 403 are given before anything is looked up, and so for every id.
        assert answers <= {404, 405, 403}, name
        assert 404 in answers, name
    assert Generation.objects.count() == 1
    mine, theirs = client.get(urls["project"]), client.get(reverse("project", args=[uuid.uuid4()]))
    assert words(mine) == words(theirs)


def test_another_persons_url_is_told_in_words(client):
    url = reverse("project", args=[factories.project().id])
    factories.sign_in(client, factories.member())
    assert "This page does not exist, or it is not yours to see." in words(client.get(url))
    french = words(client.get(url, headers={"accept-language": "fr"}))
    assert "Cette page n’existe pas, ou ne vous est pas ouverte." in french


def test_after_a_session_ended_the_way_leads_back_to_the_work(client, project):
    client.session.flush()
    page = f"http://testserver{reverse('draw', args=[project.id])}"
    fields = {"type": "TERRACE", "form_key": uuid.uuid4(), "mask": SimpleUploadedFile("area.png", files.area())}
    response = client.post(page, fields, headers={"referer": page})
    assert response.status_code == 404
    assert "nothing of it is lost, and what you drew is kept on this device. Sign in, and you come back" in words(
        response
    )
    login = html.unescape(re.search(r'<main.*?href="([^"]*login[^"]*)"', response.content.decode(), re.S).group(1))
    form = {"login": project.owner.email, "password": "garden path", "next": login.partition("next=")[2]}
    EmailAddress.objects.create(user=project.owner, email=project.owner.email, primary=True, verified=True)
    signed_in = client.post(login, {**form, "next": client.get(login).context["redirect_field_value"]})
    assert signed_in.url == f"{reverse('draw', args=[project.id])}?type=TERRACE"
    back = client.get(signed_in.url)
    assert chosen_type(back) == "TERRACE"
    assert draft(client, project).getpixel((30, 100)) == 255


def test_a_session_that_ended_is_told_in_french(client, project):
    client.session.flush()
    french = client.get(reverse("draw", args=[project.id]), headers={"accept-language": "fr"})
    assert "rien n’en est perdu, et ce que vous avez tracé est gardé sur cet appareil." in words(french)


def test_a_session_that_ended_does_not_tell_the_editor_that_the_photo_is_gone(client, project):
    client.session.flush()
    mask = SimpleUploadedFile("area.png", files.area())
    assert client.post(reverse("draft", args=[project.photo_id]), {"mask": mask}).status_code == 403


def test_a_page_left_open_through_a_login_says_what_to_do(project):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    factories.sign_in(strict, project.owner)
    english, french = send_area(strict, project, files.area()), send_area(strict, project, files.area(), "fr")
    assert english.status_code == 403
    assert "Nothing was changed, and what you drew is kept on this device. Go back, load the page again" in words(
        english
    )
    assert "ce que vous avez tracé est gardé sur cet appareil" in words(french)


def page_of(client, generation, language="en") -> str:
    return words(client.get(reverse("generation", args=[generation.id]), headers={"accept-language": language}))


def test_an_upstream_that_is_down_at_submit_is_asked_again_and_then_given_up(client, project, settings):
    settings.EXTERIOR_API_URL = "http://127.0.0.1:9"
    assert send_area(client, project, files.area()).status_code == 302
    generation = Generation.objects.get()
    generating.send(generation)
    generation.refresh_from_db()
    assert generation.status == Status.QUEUED
    assert "sending it again" in page_of(client, generation)
    assert "nouvel envoi" in page_of(client, generation, "fr").lower()

    factories.past(generation, deadline=1)
    generating.sweep()
    shown = page_of(client, generation)
    assert "The drawing service could not be reached." in shown
    assert "Not counted" in shown
    assert "Non décomptée" in page_of(client, generation, "fr")
    assert ledger.photos_left(project.owner) == 5


def test_a_broker_that_is_down_at_submit_only_delays(client, project, monkeypatch, django_capture_on_commit_callbacks):
    from kombu.exceptions import OperationalError

    def refuse(*_args, **_options):
        raise OperationalError("Error 111 connecting to 127.0.0.1:6379. Connection refused.")

    monkeypatch.setattr("kombu.messaging.Producer.publish", refuse)
    with django_capture_on_commit_callbacks(execute=True) as queued:
        response = send_area(client, project, files.area())
    assert queued
    generation = Generation.objects.get()
    assert response.url == reverse("generation", args=[generation.id])
    assert "goes out in a moment" in page_of(client, generation)
    factories.past(generation, created=60)
    assert generating.due_for_sending() == [generation.id]


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xd8 nonsense", b'{"status": "SUCCEEDED", "images": ["http://a"]}', b"[[[["]
)
def test_a_callback_with_nonsense_changes_nothing(client, body):
    generation = factories.generation(status=Status.STARTING)
    factories.sign_in(client, generation.project.owner)
    url = reverse("callback", args=[generation.id, factories.TOKEN])
    with transaction.atomic():
        assert client.post(url, body, content_type="application/json").status_code == 204
    generation.refresh_from_db()
    assert generation.status == Status.STARTING
    assert "You can close this page." in page_of(client, generation)
