"""The rows of docs/bad-input.md about areas, through the page that people use, in both languages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from projects import ledger
from projects.models import Generation, Mask
from tests import factories
from tests.projects import files
from tests.projects.bad_input import chosen_type, draft, send_area, send_photo, words

pytestmark = pytest.mark.django_db


REFUSED_AREAS = {
    "empty": (
        lambda: factories.mask_bytes(files.SIZE, factories.EMPTY),
        "Nothing is marked yet. The photo is kept. Draw the area on it first.",
        "Rien n’est encore marqué. La photo est gardée.",
    ),
    "none sent": (
        lambda: None,
        "Nothing is marked yet. The photo is kept. Draw the area on it first.",
        "Rien n’est encore marqué. La photo est gardée.",
    ),
    "whole photo": (
        lambda: files.area(box=(0, 0, *files.SIZE)),
        "The whole photo is marked. Your area is kept. Take away what should stay as it is.",
        "Toute la photo est marquée. Votre zone est gardée.",
    ),
    "another shape": (
        lambda: files.area((120, 160)),
        "This area was made for a photo of another shape. The photo and your last area are kept. "
        "Choose the area that belongs to this photo, or draw it.",
        "Cette zone a été faite pour une photo d’une autre forme.",
    ),
    "a photo": (
        lambda: files.good("PNG"),
        "This looks like a photo; an area is a black and white picture. The photo and your last area are kept.",
        "Cela ressemble à une photo",
    ),
    "not an image": (
        lambda: b"no picture at all",
        "This file is not a picture that we can read. The photo and your last area are kept. "
        "Choose a PNG, or draw the area.",
        "Ce fichier n’est pas une image que nous sachions lire.",
    ),
    "truncated": (
        lambda: files.soft_area()[:-60],
        "This picture is damaged and cannot be read to the end. The photo and your last area are kept.",
        "Cette image est abîmée et ne se lit pas jusqu’au bout.",
    ),
    "zero bytes": (
        lambda: b"",
        "This file is empty. The photo and your last area are kept. Choose another file, or draw the area.",
        "Ce fichier est vide. La photo et votre dernière zone sont gardées.",
    ),
    "300 megapixels": (
        files.vast_png,
        "This area has too many pixels. The photo and your last area are kept.",
        "Cette zone a trop de pixels.",
    ),
}


@pytest.mark.parametrize("row", REFUSED_AREAS)
def test_an_area_that_cannot_be_used_is_refused_with_words(client, project, row):
    make, english, french = REFUSED_AREAS[row]
    for language, message in (("en", english), ("fr", french)):
        response = send_area(client, project, make(), language)
        assert response.status_code == 422
        assert message in words(response)
        assert chosen_type(response) == "POOL"
    assert not Generation.objects.exists()
    assert ledger.photos_left(project.owner) == 5
    assert draft(client, project).getpixel((30, 100)) == 255


def test_an_area_over_the_whole_photo_is_kept_as_it_was_drawn(client, project):
    send_area(client, project, files.area(box=(0, 0, *files.SIZE)))
    assert draft(client, project).getextrema() == (255, 255)


def test_an_area_over_the_whole_photo_does_not_end_the_saving(client, project):
    whole = SimpleUploadedFile("area.png", files.area(box=(0, 0, *files.SIZE)))
    assert client.post(reverse("draft", args=[project.photo_id]), {"mask": whole}).status_code == 204


def stored_area(response) -> Image.Image:
    assert response.status_code == 302, words(response)
    return Image.open(Mask.objects.get(is_draft=False).file.open("rb"))


def test_an_area_of_another_size_is_fitted_to_the_photo(client, project):
    double = (files.SIZE[0] * 2, files.SIZE[1] * 2)
    stored = stored_area(send_area(client, project, files.area(double, (80, 120, 240, 220))))
    assert stored.size == files.SIZE
    assert stored.getbbox() == (40, 60, 121, 111)


def test_a_soft_edge_is_cut_at_its_middle(client, project):
    stored = stored_area(send_area(client, project, files.soft_area()))
    assert set(stored.get_flattened_data()) == {0, 255}
    assert stored.getpixel((80, files.SIZE[1] // 2 - 4)) == 0
    assert stored.getpixel((80, files.SIZE[1] // 2 + 4)) == 255


def test_an_area_over_the_size_limit_is_refused_with_words(client, project, settings):
    settings.PHOTO_MAX_BYTES = 2**20
    content = files.area() + bytes(2**20)
    english, french = send_area(client, project, content), send_area(client, project, content, "fr")
    assert english.status_code == 422
    assert "This file is too large. The photo and your last area are kept. Choose one up to 1 MB" in words(english)
    assert "Ce fichier est trop gros. La photo et votre dernière zone sont gardées." in words(french)
    assert draft(client, project).getpixel((30, 100)) == 255


def test_what_takes_too_much_to_decode_is_refused_with_words(client, project, settings):
    settings.PHOTO_READ_MEMORY_BYTES = 2**20
    content = factories.photo_bytes((2000, 2000))
    english, french = send_photo(client, content), send_photo(client, content, language="fr")
    assert english.status_code == 422
    assert "Reading this photo takes too much time or memory. Nothing was stored." in words(english)
    assert "La lecture de cette photo demande trop de temps ou de mémoire." in words(french)
    area = factories.mask_bytes((6000, 4500))
    english, french = send_area(client, project, area), send_area(client, project, area, "fr")
    assert "Reading this area takes too much time or memory. The photo and your last area are kept." in words(english)
    assert "La lecture de cette zone demande trop de temps ou de mémoire." in words(french)
