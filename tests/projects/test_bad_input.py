"""Each row of docs/bad-input.md that the server decides, through the pages that people use, in both languages."""

import html
import io
import re
import uuid

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import get_resolver, reverse
from PIL import Image

from projects import generating, ledger
from projects.models import Generation, Mask, Photo, Project, Status
from tests import factories
from tests.projects import files

pytestmark = pytest.mark.django_db


def send_photo(client, content: bytes, name="garden.jpg", language="en"):
    # Not a file of Django's, which would shorten its name.
    file = io.BytesIO(content)
    file.name = name
    return client.post(reverse("start"), {"photo": file}, headers={"accept-language": language})


def words(response) -> str:
    """The text of a page as it is read: no tags, and one space for every kind and number of them."""
    text = re.sub(r"<[^>]*>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


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


@pytest.mark.parametrize("row", REFUSED)
def test_a_photo_that_cannot_be_used_costs_no_work_done_before(client, row):
    kept = factories.project(factories.member())
    client.force_login(kept.owner)
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


@pytest.mark.parametrize("name", ["😀" * 300 + ".jpg", "a." + "😀" * 300, "😀" * 300])
@pytest.mark.parametrize("memory", [2**20, 0])
def test_a_file_name_of_300_emoji_is_borne(client, settings, name, memory):
    # With no memory for uploads, as for all large ones, the file is kept under a name made of its own.
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = memory
    assert files.shows_quarters(stored_photo(send_photo(client, files.good(), name)))


@pytest.fixture
def project(client):
    made = factories.project(factories.member(), files.SIZE)
    client.force_login(made.owner)
    generating.save_draft(made.photo, io.BytesIO(files.area(box=(10, 80, 60, 110))))
    return made


def send_area(client, project, content: bytes | None, language="en", **fields):
    fields = {"type": "POOL", "form_key": uuid.uuid4(), **fields}
    if content is not None:
        fields["mask"] = SimpleUploadedFile("area.png", content, "image/png")
    return client.post(reverse("draw", args=[project.id]), fields, headers={"accept-language": language})


def chosen_type(response) -> str:
    return re.search(r'name="type" value="(\w+)"[^>]* checked', response.content.decode()).group(1)


def draft(client, project) -> Image.Image:
    """The area that the editor puts back when the page is opened again."""
    response = client.get(reverse("draft", args=[project.photo_id]))
    assert response.status_code == 200
    return Image.open(io.BytesIO(b"".join(response))).convert("L")


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


def test_without_photos_left_the_area_is_kept(client):
    poor = factories.project(factories.member(photos=0), files.SIZE)
    client.force_login(poor.owner)
    english = send_area(client, poor, files.area())
    french = send_area(client, poor, files.area(), "fr")
    assert english.status_code == french.status_code == 422
    assert "You have no photos left. Your area is kept. Ask the operator" in words(english)
    assert "Il ne vous reste plus de photo. Votre zone est gardée." in words(french)
    assert reverse("photos_left") in english.content.decode()
    assert draft(client, poor).getbbox() == (40, 60, 121, 111)
    assert not Generation.objects.exists()


def test_without_photos_left_for_a_variation_the_pictures_are_kept(client):
    last = factories.project(factories.member(photos=1))
    generation = factories.generation(last, status=Status.SUCCEEDED)
    client.force_login(last.owner)
    english, french = (
        client.post(
            reverse("vary", args=[generation.id]),
            {"type": "TERRACE", "form_key": uuid.uuid4()},
            headers={"accept-language": language},
            follow=True,
        )
        for language in ("en", "fr")
    )
    assert "You have no photos left. Your pictures and areas are kept." in words(english)
    assert "Il ne vous reste plus de photo. Vos images et vos zones sont gardées." in words(french)
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
    client.force_login(last.owner)
    assert send_area(client, last, files.area()).status_code == 302
    second = send_area(client, last, files.area(box=(5, 5, 20, 20)))
    assert "You have no photos left. Your area is kept." in words(second)
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
        client.force_login(factories.member())
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
    client.force_login(factories.member())
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
    strict.force_login(project.owner)
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
    assert "Not charged" in shown
    assert "Non facturée" in page_of(client, generation, "fr")
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
    assert "waiting to be sent" in page_of(client, generation)
    factories.past(generation, created=60)
    assert generating.due_for_sending() == [generation.id]


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xd8 nonsense", b'{"status": "SUCCEEDED", "images": ["http://a"]}', b"[[[["]
)
def test_a_callback_with_nonsense_changes_nothing(client, body):
    generation = factories.generation(status=Status.STARTING)
    client.force_login(generation.project.owner)
    url = reverse("callback", args=[generation.id, factories.TOKEN])
    with transaction.atomic():
        assert client.post(url, body, content_type="application/json").status_code == 204
    generation.refresh_from_db()
    assert generation.status == Status.STARTING
    assert "You can close this page." in page_of(client, generation)
