import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from redis import ConnectionError

from projects import generating, ledger, limits
from projects.models import Brand, Generation, Photo, PhotosRequest, User
from tests import factories

pytestmark = pytest.mark.django_db

FRENCH = {"accept-language": "fr"}


@pytest.fixture
def project(client):
    made = factories.project()
    factories.sign_in(client, made.owner)
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
    assert upload(Client(), REMOTE_ADDR="192.0.2.7").status_code == 302


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


def test_logos_and_copies_count_as_photos(client, project, settings):
    settings.UPLOADS_PER_HOUR = 1
    copy = reverse("duplicate", args=[project.id])
    assert client.post(copy).status_code == 302
    assert "Try again in 30 minutes." in client.post(copy, follow=True).content.decode()
    assert Photo.objects.count() == 2
    logo = SimpleUploadedFile("logo.png", factories.photo_bytes())
    refused = client.post(reverse("brand"), {"name": "Garrigue", "logo": logo})
    assert (refused.status_code, refused["Retry-After"]) == (429, "1800")
    assert not Brand.objects.exists()
    # What brings no file is taken.
    assert client.post(reverse("brand"), {"name": "Garrigue"}).status_code == 302


def test_messages_to_the_operator_are_limited(client, settings):
    settings.MESSAGES_PER_HOUR = 1
    form = {"contact": "gardener@example.com", "message": "May I have more?"}
    assert [client.post(reverse("ask_operator"), form).status_code for _message in range(2)] == [302, 429]
    assert PhotosRequest.objects.count() == 1


def address(number: int) -> str:
    return f"192.0.2.{number + 1}"


def sign_in(client, number, email, remote):
    form = {"login": email(number), "password": "wrong"}
    return client.post(reverse("account_login"), form, REMOTE_ADDR=remote(number), headers=FRENCH)


def sign_up(client, number, email, remote):
    form = {"email": email(number), "password1": "garden path 17"}
    return client.post(reverse("account_signup"), form, REMOTE_ADDR=remote(number), headers=FRENCH)


def reset(client, number, email, remote):
    form = {"email": email(number)}
    return client.post(reverse("account_reset_password"), form, REMOTE_ADDR=remote(number), headers=FRENCH)


def upload_once(client, number, email, remote):
    if email(number) != email(0):
        client.cookies.clear()
    return upload(client, REMOTE_ADDR=remote(number), headers=FRENCH)


def draw_once(client, number, email, remote):
    made = factories.project(User.objects.filter(email=email(number)).first() or factories.member(email=email(number)))
    factories.sign_in(client, made.owner)
    return ask(client, made, REMOTE_ADDR=remote(number), headers=FRENCH)


def keep_area(client, number, email, remote):
    if number == 0:
        factories.sign_in(client, factories.member())
        upload(client)
    url = reverse("draft", args=[Photo.objects.get().id])
    area = SimpleUploadedFile("area.png", factories.mask_bytes())
    return client.post(url, {"mask": area}, REMOTE_ADDR=remote(number), headers=FRENCH)


def message_once(client, number, email, remote):
    form = {"contact": email(number), "message": "Bonjour"}
    return client.post(reverse("ask_operator"), form, REMOTE_ADDR=remote(number), headers=FRENCH)


def wrong_callback(client, number, email, remote):
    url = reverse("callback", args=[uuid.uuid4(), "guessed"])
    return client.post(url, REMOTE_ADDR=remote(number), headers=FRENCH)


def wrong_key(client, number, email, remote):
    url, headers = reverse("exterior_api:credit"), FRENCH | {"x-api-key": f"ext_{number}"}
    return client.post(url, "{}", content_type="application/json", REMOTE_ADDR=remote(number), headers=headers)


def guess_own_password(client, number, email, remote):
    if number == 0:
        factories.sign_in(client, factories.member())
    return client.post(reverse("leave"), {"password": f"guess {number}"}, REMOTE_ADDR=remote(number), headers=FRENCH)


PERSON, ADDRESS = "by person", "by address"
# What is limited, by what, and how often it is taken. Comments and favourites of visitors: test_share_pages.py;
# codes of a second factor: test_two_factor.py; calls of an account of the API: tests/exterior_api/test_developers.py.
TABLE = [
    (sign_in, PERSON, 5),
    (sign_in, ADDRESS, 10),
    (sign_up, ADDRESS, 20),
    (reset, PERSON, 5),
    (reset, ADDRESS, 20),
    # The first one makes the guest, and is nobody's yet.
    (upload_once, PERSON, 3),
    (upload_once, ADDRESS, 2),
    (draw_once, PERSON, 2),
    (draw_once, ADDRESS, 2),
    (keep_area, PERSON, 2),
    (message_once, ADDRESS, 2),
    (wrong_callback, ADDRESS, 2),
    (wrong_key, ADDRESS, 2),
    (guess_own_password, PERSON, 10),
]


@pytest.mark.parametrize(("door", "by", "most"), TABLE)
def test_every_door_says_when_to_come_back(client, settings, door, by, most):
    settings.UPLOADS_PER_HOUR = settings.DRAWINGS_PER_HOUR = settings.MESSAGES_PER_HOUR = settings.DRAFTS_PER_HOUR = 2
    settings.CALLBACKS_PER_MINUTE = settings.EXTERIOR_API_WRONG_KEYS_PER_MINUTE = 2
    email = (lambda number: "one@example.com") if by == PERSON else (lambda number: f"{number}@example.com")
    remote = address if by == PERSON else (lambda number: "192.0.2.1")
    answers = [door(client, number, email, remote) for number in range(most + 1)]
    assert 429 not in {answer.status_code for answer in answers[:-1]}
    refused = answers[-1]
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    if door not in (wrong_callback, wrong_key):
        assert re.search(r"Réessayez dans (une|\d+) minute", refused.content.decode())


def test_addresses_of_one_ipv6_network_are_one(client, settings):
    settings.UPLOADS_PER_HOUR = 1
    remotes = ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1", "::ffff:192.0.2.9", "192.0.2.9"]
    answers = [upload(Client(), REMOTE_ADDR=remote).status_code for remote in remotes]
    assert answers == [302, 429, 302, 302, 429]


def test_not_even_the_right_password_helps_then(client):
    form = {"login": factories.member().email, "password": "wrong"}
    for _guess in range(6):
        client.post(reverse("account_login"), form)
    assert client.post(reverse("account_login"), form | {"password": "garden path"}).status_code == 429


def test_without_a_broker_nothing_is_counted(client, settings, monkeypatch):
    settings.UPLOADS_PER_HOUR = 1

    def away(*_arguments):
        raise ConnectionError("away")

    monkeypatch.setattr(limits.cache, "add", away)
    assert [upload(client).status_code for _photo in range(2)] == [302, 302]


def test_zero_is_without_a_limit(client, settings):
    settings.UPLOADS_PER_HOUR = 0
    assert [upload(client).status_code for _photo in range(3)] == [302] * 3
