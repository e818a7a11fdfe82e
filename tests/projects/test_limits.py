import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from redis import ConnectionError

from projects import generating, ledger, limits
from projects.models import Generation, Photo, PhotosRequest
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(client):
    made = factories.project()
    client.force_login(made.owner, backend="django.contrib.auth.backends.ModelBackend")
    return made


@pytest.fixture(autouse=True)
def _half_past(monkeypatch):
    """No window ends while a test counts."""
    monkeypatch.setattr(limits.time, "time", lambda: 1_790_000_000 // limits.HOUR * limits.HOUR + 1800.5)


def upload(client, **extra):
    photo = SimpleUploadedFile("garden.jpg", factories.photo_bytes())
    return client.post(reverse("start"), {"photo": photo}, **extra)


def ask(client, project, **extra):
    mask = SimpleUploadedFile("area.png", factories.mask_bytes())
    fields = {"type": "POOL", "form_key": uuid.uuid4(), "mask": mask}
    return client.post(reverse("draw", args=[project.id]), fields, **extra)


def test_photos_from_one_address_are_limited(client, settings):
    settings.UPLOADS_PER_HOUR = 2
    assert [upload(client).status_code for _photo in range(3)] == [302, 302, 429]
    refused = upload(client, headers={"accept-language": "fr"})
    assert refused["Retry-After"] == "1800"
    assert "Réessayez dans 30 minutes" in refused.content.decode()
    assert Photo.objects.count() == 2
    assert upload(client, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_drawings_are_limited_and_the_area_is_kept(client, project, settings):
    settings.DRAWINGS_PER_HOUR = 1
    assert ask(client, project).status_code == 302
    refused = ask(client, project)
    assert (refused.status_code, refused["Retry-After"]) == (429, "1800")
    assert "Try again in 30 minutes." in refused.content.decode()
    assert generating.draft_of(project.photo) is not None
    assert Generation.objects.count() == 1
    assert ledger.photos_left(project.owner) == 4
    # One person is one person from whatever address.
    assert ask(client, project, REMOTE_ADDR="192.0.2.7").status_code == 429


def test_a_variation_counts_as_a_drawing(client, project, settings):
    made = factories.drawn(project)
    settings.DRAWINGS_PER_HOUR = 1
    vary = [reverse("vary", args=[made.id]), {"type": "POOL"}]
    for _time in range(2):
        answer = client.post(vary[0], vary[1] | {"form_key": uuid.uuid4()}, follow=True)
    assert Generation.objects.count() == 2
    assert "Try again in 30 minutes." in answer.content.decode()


def test_messages_to_the_operator_are_limited(client, settings):
    settings.MESSAGES_PER_HOUR = 1
    form = {"contact": "gardener@example.com", "message": "May I have more?"}
    assert [client.post(reverse("ask_operator"), form).status_code for _message in range(2)] == [302, 429]
    assert PhotosRequest.objects.count() == 1


def test_who_guesses_passwords_is_stopped(client):
    form = {"login": factories.member().email, "password": "wrong"}

    def guess():
        answer = client.post(reverse("account_login"), form, headers={"accept-language": "fr"})
        return answer.status_code, "Trop de tentatives" in answer.content.decode()

    answers = [guess() for _guess in range(12)]
    assert answers[0] == (200, False)
    assert answers[-1] == (200, True)
    # Not even the right password helps now.
    form["password"] = "garden path"
    assert guess() == (200, True)


def test_sign_ups_from_one_address_are_stopped(client):
    def sign_up(number):
        form = {"email": f"{number}@example.com", "password1": "garden path 17"}
        client.logout()
        return client.post(reverse("account_signup"), form)

    answers = [sign_up(number) for number in range(25)]
    assert answers[0].status_code == 302
    assert answers[-1].status_code == 429
    assert "Wait a few minutes, then try again." in answers[-1].content.decode()


def test_without_a_broker_nothing_is_counted(client, settings, monkeypatch):
    settings.UPLOADS_PER_HOUR = 1

    def away(*_arguments):
        raise ConnectionError("away")

    monkeypatch.setattr(limits.cache, "add", away)
    assert [upload(client).status_code for _photo in range(2)] == [302, 302]


def test_zero_is_without_a_limit(client, settings):
    settings.UPLOADS_PER_HOUR = 0
    assert [upload(client).status_code for _photo in range(3)] == [302] * 3
