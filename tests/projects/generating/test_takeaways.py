import io

import pytest
from django.core.cache import cache
from django.urls import reverse
from PIL import Image

from projects import limits
from projects.images import together
from projects.views import downloads
from tests import factories
from tests.factories import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def generation(member):
    return drawn(factories.project(member))


def taken(client, generation, form, **headers):
    return client.get(reverse("takeaway", args=[generation.id, form]), **headers)


@pytest.mark.parametrize(
    ("form", "kind", "size"),
    [("web", "JPEG", (120, 80)), ("before-after", "JPEG", (120, 164)), ("loop", "WEBP", (120, 80))],
)
def test_a_picture_is_taken_away_by_a_signed_url_that_names_the_file(client, generation, form, kind, size):
    answer = taken(client, generation, form)
    assert answer.status_code == 302
    file = client.get(answer.url)
    assert file["Content-Disposition"].startswith(f'attachment; filename="back-garden-pool-1-{form}.')
    image = Image.open(io.BytesIO(file.content))
    assert (image.format, image.size) == (kind, size)
    assert getattr(image, "is_animated", False) == (form == "loop")


def test_a_file_is_named_in_the_persons_language(client, generation):
    file = client.get(taken(client, generation, "before-after", headers={"accept-language": "fr"}).url)
    assert file["Content-Disposition"] == 'attachment; filename="back-garden-piscine-1-avant-apres.jpg"'


def test_the_name_in_the_url_cannot_be_changed(client, generation):
    url = taken(client, generation, "web").url
    assert client.get(url.replace("back-garden", "invoice")).status_code == 404
    assert client.get(url.partition("&disposition")[0]).status_code == 404


def test_each_form_is_made_once_and_the_one_with_words_once_a_language(client, generation, monkeypatch):
    made = []
    monkeypatch.setattr(together, "for_web", lambda *args, real=together.for_web: made.append("web") or real(*args))
    before_after = together.before_after
    monkeypatch.setattr(together, "before_after", lambda *args: made.append(args[2]) or before_after(*args))
    for language in ("en", "en", "fr", "fr"):
        for form in ("web", "before-after"):
            assert taken(client, generation, form, HTTP_ACCEPT_LANGUAGE=language).status_code == 302
    assert made == ["web", ("Photo", "Pool"), ("Photo", "Piscine")]


def test_a_stranger_an_unknown_form_and_an_unfinished_picture_give_404(client, member, generation):
    others = drawn(factories.project())
    unfinished = factories.generation(generation.project)
    assert taken(client, others, "web").status_code == 404
    assert taken(client, generation, "poster").status_code == 404
    assert taken(client, unfinished, "web").status_code == 404


def test_only_so_many_are_made_in_a_minute_but_those_that_are_there_are_given(client, member, generation, monkeypatch):
    monkeypatch.setattr(downloads, "MADE_PER_MINUTE", 1)
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_000)
    cache.clear()
    assert taken(client, generation, "web").url.startswith("/media/")
    assert taken(client, generation, "loop").url == reverse("generation", args=[generation.id])
    assert taken(client, generation, "web").url.startswith("/media/")


def test_a_high_photo_stands_beside_its_picture_and_a_picture_of_another_shape_is_fitted():
    photo, picture = Image.new("RGB", (300, 400)), Image.new("RGB", (800, 800))
    with Image.open(together.before_after(photo, picture, ("Photo", "Terrasse à l’été"))) as sheet:
        assert sheet.height == 400
        assert sheet.width > 600
    with Image.open(together.loop(photo, picture)) as loop:
        assert loop.size == (300, 400)
        assert loop.n_frames > 10
