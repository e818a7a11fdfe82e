"""The rows of docs/bad-input.md about photos, through the page that people use, in both languages."""

import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from projects import ledger
from projects.models import Photo, Project, User
from tests import factories
from tests.projects import files
from tests.projects.bad_input import send_photo, words

pytestmark = pytest.mark.django_db


def stored_photo(response) -> Image.Image:
    """The photo that the page after the upload is about, as it was stored."""
    assert response.status_code == 302, words(response)
    project_id = re.fullmatch(r"/projects/([0-9a-f-]+)/draw/", response.url).group(1)
    with Project.objects.get(id=project_id).photo.file.open("rb") as file:
        image = Image.open(io.BytesIO(file.read()))
        image.load()
    return image


NOT_A_PHOTO = (
    "This file is not a photo that we can read. Nothing was stored. Choose a JPEG, PNG, WebP or HEIC file.",
    "Ce fichier n’est pas une photo que nous sachions lire. Rien n’a été enregistré.",
)
DAMAGED = (
    "This photo is damaged and cannot be read to the end. Nothing was stored. Choose another copy of it.",
    "Cette photo est abîmée et ne se lit pas jusqu’au bout. Rien n’a été enregistré.",
)
TOO_MANY_PIXELS = (
    "This photo has too many pixels. Nothing was stored. Choose a smaller copy, up to 60 megapixels.",
    "Cette photo a trop de pixels. Rien n’a été enregistré.",
)
REFUSED = {
    "not an image": (lambda: b"Dear builder, please find attached " * 40, *NOT_A_PHOTO),
    "a web page": (lambda: b"<!doctype html><svg onload=alert(1)>", *NOT_A_PHOTO),
    "truncated": (files.truncated, *DAMAGED),
    "zero bytes": (
        lambda: b"",
        "This file is empty. Nothing was stored. Choose another copy of the photo.",
        "Ce fichier est vide. Rien n’a été enregistré.",
    ),
    "1 x 1": (
        lambda: factories.photo_bytes((1, 1)),
        "This photo is too small. Nothing was stored. Choose a larger copy, at least 64 pixels on each side.",
        "Cette photo est trop petite. Rien n’a été enregistré.",
    ),
    "300 megapixels": (files.vast_png, *TOO_MANY_PIXELS),
    "decompression bomb: pixels": (files.vast_gif, *TOO_MANY_PIXELS),
    "decompression bomb: text": (files.swollen_text, *DAMAGED),
}


@pytest.mark.parametrize("row", REFUSED)
def test_a_photo_that_cannot_be_used_is_refused_with_words(client, row):
    make, english, french = REFUSED[row]
    content = make()
    for language, message in (("en", english), ("fr", french)):
        response = send_photo(client, content, language=language)
        assert response.status_code == 422
        assert message in words(response)
    assert not Photo.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize("row", REFUSED)
def test_a_photo_that_cannot_be_used_costs_no_work_done_before(client, row):
    kept = factories.project(factories.member())
    factories.sign_in(client, kept.owner)
    send_photo(client, REFUSED[row][0]())
    assert list(Project.objects.all()) == [kept]
    assert client.get(reverse("draw", args=[kept.id])).status_code == 200
    assert ledger.photos_left(kept.owner) == 5


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "HEIF", "AVIF", "TIFF", "GIF"])
def test_a_truncated_file_of_any_format_is_refused(client, file_format):
    response = send_photo(client, files.truncated(file_format))
    assert response.status_code == 422
    assert DAMAGED[0] in words(response) or NOT_A_PHOTO[0] in words(response)


ACCEPTED = {
    "animated GIF": lambda: files.animated("GIF"),
    "animated WebP": lambda: files.animated("WEBP"),
    "animated PNG": lambda: files.animated("PNG"),
    "CMYK JPEG": lambda: files.good("JPEG", "CMYK"),
    "palette PNG": lambda: files.good("PNG", "P"),
    "TIFF": lambda: files.good("TIFF", compression="tiff_lzw"),
    "CMYK TIFF": lambda: files.good("TIFF", "CMYK"),
    "HEIC": lambda: files.good("HEIF"),
    "AVIF": lambda: files.good("AVIF"),
    "broken metadata": lambda: files.good("JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"),
    "colours of its own": lambda: files.in_other_colours(),
    "transparent, with colours of its own": lambda: files.in_other_colours("PNG", "RGBA"),
    "broken colour profile": lambda: files.good("JPEG", icc_profile=b"no profile"),
}


@pytest.mark.parametrize("row", ACCEPTED)
def test_an_unusual_photo_is_taken_as_it_looks(client, row):
    stored = stored_photo(send_photo(client, ACCEPTED[row]()))
    assert (stored.format, stored.mode, stored.size) == ("JPEG", "RGB", files.SIZE)
    assert files.shows_quarters(stored)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "WEBP", "PNG", "TIFF", "HEIF"])
def test_a_photo_is_stored_upright(client, file_format, orientation):
    stored = stored_photo(send_photo(client, files.turned(file_format, orientation)))
    assert stored.size == files.SIZE
    assert files.shows_quarters(stored)
    assert files.ORIENTATION not in stored.getexif()


def test_sixteen_bits_keep_their_tones(client):
    stored = stored_photo(send_photo(client, files.sixteen_bit(), "ramp.png"))
    middle = stored.height // 2
    tones = [stored.getpixel((round(part * (stored.width - 1)), middle))[0] for part in (0, 0.25, 0.5, 0.75, 1)]
    assert tones == pytest.approx([0, 64, 128, 191, 255], abs=4)


def test_what_is_transparent_becomes_white_paper(client):
    stored = stored_photo(send_photo(client, files.transparent(), "cut-out.png"))
    assert stored.getpixel((40, 30))[0] > 240
    assert stored.getpixel((40, 30))[1] < 20
    assert min(stored.getpixel((40, 100))) > 250


@pytest.mark.parametrize(
    ("name", "file_format"), [("garden.png", "JPEG"), ("garden.jpg", "HEIF"), ("notes.txt", "PNG")]
)
def test_a_wrong_extension_is_of_no_account(client, name, file_format):
    assert files.shows_quarters(stored_photo(send_photo(client, files.good(file_format), name)))


def test_a_photo_over_the_size_limit_is_refused_with_words(client, settings):
    settings.PHOTO_MAX_BYTES = 2**20
    content = files.good() + bytes(2**20)
    english, french = send_photo(client, content), send_photo(client, content, language="fr")
    assert english.status_code == 422
    assert "This file is too large. Nothing was stored. Choose a smaller copy of the photo, up to 1 MB" in words(
        english
    )
    assert "Ce fichier est trop gros. Rien n’a été enregistré." in words(french)


@pytest.mark.parametrize("name", ["😀" * 300 + ".jpg", "a." + "😀" * 300, "😀" * 300])
@pytest.mark.parametrize("memory", [2**20, 0])
def test_a_file_name_of_300_emoji_is_borne(client, settings, name, memory):
    # With no memory for uploads, as for all large ones, the file is kept under a name made of its own.
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = memory
    assert files.shows_quarters(stored_photo(send_photo(client, files.good(), name)))
