"""Every picture that leaves says what it is. Read back by Exiv2, which is not who wrote it."""

import io
import struct
import zlib

import pyexiv2
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import override
from PIL import Image

from projects import generating, images, sharing
from projects.captions import xmp_of
from projects.generating.results import take_pictures
from projects.images import honest
from projects.models import Generation
from tests import factories

pytestmark = pytest.mark.django_db

SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"
WORDS = {"en": "A pool & its <coping>.", "fr": "Une piscine et sa margelle, à l’abri."}


@pytest.fixture
def generation(client):
    owner = factories.member(email="gardener@example.com")
    factories.sign_in(client, owner)
    made = factories.drawn(factories.project(owner), report={"words": WORDS}, note="The key is under the pot")
    made.project.title = "14 rue des Acacias"
    made.project.save()
    return made


def said_in(content: bytes) -> dict:
    with pyexiv2.ImageData(content) as image:
        return image.read_xmp()


def says_what_it_is(content: bytes) -> dict:
    said = said_in(content)
    assert said["Xmp.iptcExt.DigitalSourceType"] == SYNTHETIC
    assert said["Xmp.xmp.CreatorTool"] == said["Xmp.photoshop.Credit"] == settings.SITE_NAME
    captions = said["Xmp.dc.description"]
    english = "Visualisation, not to scale. Drawn into a photo by computer: Pool. A pool & its <coping>."
    assert captions['lang="en"'] == english
    assert captions['lang="fr"'].endswith("Une piscine et sa margelle, à l’abri.")
    private = str(said)
    assert not [word for word in ("gardener", "Acacias", "pot", "Back garden") if word in private]
    return captions


@pytest.mark.parametrize("form", ["web", "before-after", "loop"])
def test_every_takeaway_says_what_it_is(client, generation, form):
    answer = client.get(reverse("takeaway", args=[generation.id, form]), headers={"accept-language": "fr"})
    captions = says_what_it_is(client.get(answer.url).content)
    assert captions['lang="x-default"'] == captions['lang="fr"']


def test_the_card_of_a_shared_page_says_so_too(generation):
    says_what_it_is(sharing.card(sharing.make_link(generation.project, [generation], 30, "en")))


def test_one_that_was_made_before_is_made_anew(client, generation):
    old = f"pictures/{generation.id}/0-web.jpg"
    generation.picture.file.storage.save(old, ContentFile(factories.photo_bytes()))
    taken = client.get(reverse("takeaway", args=[generation.id, "web"]))
    says_what_it_is(client.get(taken.url).content)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG"])
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")
def test_the_full_size_of_before_says_so_too_and_every_other_byte_is_the_same(client, generation, file_format):
    picture, stored = generation.picture, factories.photo_bytes(file_format=file_format)
    picture.file.save("old.bin", ContentFile(stored))
    content = b"".join(client.get(reverse("download", args=[generation.id])))
    says_what_it_is(content)
    picture.generation = generation
    at = next(i for i, (a, b) in enumerate(zip(content, stored, strict=False)) if a != b)
    added = len(content) - len(stored)
    assert any(content[: at - i] + content[at - i + added :] == stored for i in range(4))
    assert honest.is_marked(content)
    with Image.open(io.BytesIO(content)) as image, Image.open(io.BytesIO(stored)) as before:
        assert image.tobytes() == before.tobytes()


def test_what_arrives_is_stored_with_its_words_and_with_its_very_pixels(generation, monkeypatch):
    png = factories.photo_bytes(file_format="PNG")
    monkeypatch.setattr("projects.fetching.fetch", lambda *_args: png)
    Generation.objects.filter(id=generation.id).update(report={})
    generation.refresh_from_db()
    generation.report = {"words": WORDS}
    (picture,) = take_pictures(generation, ["https://pictures.example.com/1.png"])
    for file in (picture.file, picture.preview, picture.thumbnail):
        with file.open("rb") as stored:
            says_what_it_is(stored.read())
    with picture.file.open("rb") as file, Image.open(file) as image:
        assert image.tobytes() == Image.open(io.BytesIO(png)).tobytes()
    picture.generation = generation
    with generating.full_size(picture) as file:
        assert file.read() == default_storage.open(picture.file.name).read()


def test_words_that_xml_cannot_hold_are_left_out_and_long_ones_cut():
    words = "A\x00\x0bB\ud800 ]]> " + "é" * 100_000
    packet = honest.packet({"en": words}, "en", "Parterre & Co", "composite")
    for file_format in ("PNG", "JPEG", "WEBP"):
        said = said_in(images.encoded(Image.new("RGB", (40, 30)), file_format, packet).read())
        assert said["Xmp.dc.description"]['lang="en"'].startswith("A  B  ]]> ééé")
        assert said["Xmp.xmp.CreatorTool"] == "Parterre & Co"


def test_a_report_without_words_still_has_a_caption(generation):
    for report in ({}, {"words": "none"}, {"words": {"de": "Ein Becken"}}):
        generation.report = report
        with override("fr"):
            assert b"Piscine.</rdf:li>" in xmp_of(generation)


def png_with(*chunks: bytes, mode="RGB", after=b"", **options) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").convert(mode).save(buffer, "PNG", **options)
    content = buffer.getvalue()
    added = b"".join(struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks)
    return content[:33] + added + content[33:] + after


def test_a_plain_picture_keeps_its_pixels_as_they_were_packed():
    plain = png_with()
    kept = images.kept_png(Image.open(io.BytesIO(plain)), plain, b"<x/>").read()
    assert plain[33:] in kept
    assert honest.is_marked(kept)
    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(plain)).tobytes()


@pytest.mark.parametrize(
    "content",
    [
        png_with(b"tEXtAuthor\0Anna"),
        png_with(b"eXIfMM\0*"),
        png_with(b"prVtanything"),
        png_with(after=b"PK\3\4 a zip"),
        png_with()[:-4],
        png_with(mode="P"),
        png_with(mode="RGBA"),
        png_with(dpi=(72, 72)),
        factories.photo_bytes(),
        honest.PNG_START,
    ],
    ids=["text", "EXIF", "private", "after its end", "cut", "palette", "transparent", "dpi", "JPEG", "nothing"],
)
def test_what_holds_anything_else_is_packed_anew(content):
    assert not honest.is_plain_png(content)
