"""The sheet to print, read back by PDFium: words, pictures, codes, and what people write into names."""

import io
from datetime import timedelta

import cv2
import pypdfium2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from projects import images, printing, sharing
from projects.models import Brand, ClientFolder, Generation, Project
from projects.printing.lettering import printable
from projects.printing.paper import PAPERS, plan
from projects.views import downloads
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = {"en": "A pool with a stone coping.", "fr": "Une piscine à margelle de pierre, près de l’œil-de-bœuf."}
LARGE = (2048, 1365)


@pytest.fixture
def generation(client):
    owner = factories.member()
    factories.sign_in(client, owner)
    made = factories.drawn(factories.project(owner), report={"words": WORDS}, note="Ask Jean about the coping")
    Project.objects.filter(id=made.project_id).update(title="Maison Rivière")
    return made


def printed(client, generation, language="en", **asked) -> pypdfium2.PdfDocument:
    answer = client.get(reverse("print_sheet", args=[generation.id]), asked, headers={"accept-language": language})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return pypdfium2.PdfDocument(b"".join(answer.streaming_content))


def words_of(page) -> str:
    return " ".join(page.get_textpage().get_text_bounded().split())


def pictures_of(page) -> list:
    return [found for found in page.get_objects() if isinstance(found, pypdfium2.PdfImage)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Maison Rivière", "Pool, variation 1", "A pool with a stone coping.", "Ask Jean about the coping"]),
        ("fr", ["Maison Rivière", "Piscine", "près de l’œil-de-bœuf.", "Ask Jean about the coping"]),
    ],
)
def test_the_sheet_says_what_it_is_in_both_languages(client, generation, language, said):
    document = printed(client, generation, language)
    assert len(document) == 1
    text = words_of(document[0])
    for words in [*said, "Visualisation, not to scale", "Visualisation, pas à l’échelle"]:
        assert words in text
    assert document.get_metadata_dict()["Title"].startswith("Maison Rivière")
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)


def test_paper_is_that_of_the_region_or_as_asked(client, generation):
    sizes = [("en-US", {}), ("fr-FR", {}), ("en-US", {"paper": "a4"}), ("fr", {"paper": "letter"})]
    found = [printed(client, generation, language, **asked)[0].get_size() for language, asked in sizes]
    assert [round(height / 72 * 25.4) for _width, height in found] == [279, 297, 297, 279]
    assert client.get(reverse("print_sheet", args=[generation.id]), {"paper": "a0"}).status_code == 404


def code_on(page) -> str:
    """What the code in the corner says. OpenCV does not see every code at every size; a phone moves till it does."""
    for scale in (4, 5, 6, 3, 7, 8):
        seen = page.render(scale=scale, grayscale=True).to_numpy().squeeze()[-175 * scale :, -175 * scale :]
        for detector in (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()):
            read, _corners, _straight = detector.detectAndDecode(seen)
            if read:
                return read
    return ""


def test_client_brand_logo_and_the_way_to_the_page_online(client, generation):
    project = generation.project
    folder = ClientFolder.objects.create(owner=project.owner, name="Mme Lemaire")
    Project.objects.filter(id=project.id).update(folder=folder)
    without = printed(client, generation)[0]
    assert "Mme Lemaire" in words_of(without)
    assert len(pictures_of(without)) == 2
    assert "Look at it online" not in words_of(without)
    logo = images.png(Image.new("RGB", (300, 90), "#24453a"))
    brand = Brand(owner=project.owner, name="Jardins Moreau", colour="#c8e6c9", logo_width=300, logo_height=90)
    brand.logo.save("logos/test.png", logo)
    share = sharing.make_link(project, [generation], 30, "en")
    page = printed(client, generation)[0]
    assert "Drawn by Jardins Moreau" in words_of(page)
    assert "Look at it online" in words_of(page)
    assert len(pictures_of(page)) == 3
    assert pypdfium2.raw.FPDFPage_GetAnnotCount(page) == 1
    assert code_on(page) == settings.SITE_URL + reverse("shared", args=[sharing.token_for(share)])
    type(share).objects.filter(id=share.id).update(expires=timezone.now() - timedelta(days=1))
    assert pypdfium2.raw.FPDFPage_GetAnnotCount(printed(client, generation)[0]) == 0


@pytest.mark.parametrize("size", [LARGE, LARGE[::-1], (1500, 1500), (2048, 700)])
def test_both_pictures_have_the_resolution_of_print(client, generation, size):
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    picture, photo = generation.picture, generation.project.photo
    for kept in (picture, photo):
        kept.width, kept.height = size
        kept.preview.save("large.webp", images.preview(image))
    page = printed(client, generation, paper="letter")[0]
    found = pictures_of(page)
    assert len(found) == 2
    for shown in found:
        left, bottom, right, top = shown.get_bounds()
        assert shown.get_px_size()[0] / ((right - left) / 72) >= 199
        assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1], rel=0.02)


def test_a_long_note_goes_on_a_second_page_and_nothing_is_lost(client, generation):
    note = "Il faudra demander à Jean. " * 36 + "Fin"
    Generation.objects.filter(id=generation.id).update(note=note)
    first, second = printed(client, generation)
    assert "More words are on the next page." in words_of(first)
    assert words_of(second).count("demander à Jean") == 36
    assert "Visualisation, not to scale" in words_of(second)
    Generation.objects.filter(id=generation.id).update(note="a\n" * 490)
    assert len(printed(client, generation)) == 2


@pytest.mark.parametrize(
    "name",
    [
        "Réaménagement complet du jardin de Monsieur et Madame de La Rochefoucauld-Montmorency, à Nîmes, Gard",
        "x" * 120,
        "Σπίτι, Дом, Ơn",
        "家 🌳 日本 جاردن",
        "\u202e\x01\x07\ud7ff \ufeff",
        "**not bold** %(title)s {0} <b>",
        "",
    ],
)
def test_whatever_a_project_is_called_there_is_a_sheet(client, generation, name):
    folder = ClientFolder.objects.create(owner=generation.project.owner, name=name[:80])
    Project.objects.filter(id=generation.project_id).update(title=name, folder=folder)
    Generation.objects.filter(id=generation.id).update(note=name, report={"words": {"en": name * 20}})
    page = printed(client, generation)[0]
    text = words_of(page)
    assert "\ufffd" not in text
    for word in ("Σπίτι", "Дом", "**not", "%(title)s"):
        assert word not in name or word in text
    assert text.startswith(tuple("RxΣP*"))


def test_letters_that_we_have_not_are_left_out_and_spaces_of_typography_kept():
    assert printable("L’été\u202f: 20\u2009% 🌳 d’ombre\r\n家\tfin") == "L’été\u00a0: 20 % d’ombre\nfin"


def test_pictures_words_and_block_never_lie_on_each_other():
    for paper, (width, height) in PAPERS.items():
        for aspect in (0.3, 0.56, 0.75, 1, 1.14, 1.15, 1.33, 1.5, 1.78, 2.09, 2.1, 4, 9):
            where = plan(paper, aspect, 38)
            for box in (where.picture, where.photo, *where.columns):
                assert box.x >= 10
                assert box.x + box.w <= width - 10
                assert box.bottom <= where.cartouche.y
                assert min(box.w, box.h) > 5, (paper, aspect, box)
            assert where.photo.y >= where.picture.bottom or where.photo.x >= where.picture.x + where.picture.w
            assert where.cartouche.bottom <= height - 10


def test_only_so_many_are_made_in_a_minute(client, generation, monkeypatch):
    monkeypatch.setattr(downloads, "MADE_PER_MINUTE", 1)
    cache.clear()
    url = reverse("print_sheet", args=[generation.id])
    assert [client.get(url).status_code for _turn in range(2)] == [200, 302]


def test_a_sheet_is_made_of_what_is_kept_small(generation):
    """Not of the full photo and picture, which may be of 48 megapixels."""
    picture = generation.picture
    for file in (picture.file, generation.project.photo.file):
        file.save("not-read.bin", ContentFile(b"no picture"), save=False)
    assert io.BytesIO(printing.sheet(printing.content_of(generation, picture), "a4")).read(5) == b"%PDF-"
