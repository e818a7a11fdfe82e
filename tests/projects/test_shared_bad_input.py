"""What strangers and owners send to shared pages, brands and clients that cannot be taken as it is."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from projects import sharing
from projects.images import words
from projects.models import Brand, ShareComment, User
from tests import factories
from tests.projects import files
from tests.projects.bad_input import words as read

pytestmark = pytest.mark.django_db

MARKUP = '<script>alert(1)</script><a href="https://spam.example">free</a> {{ secret }} &amp;\n<b>bold</b>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def member(client):
    return factories.sign_in(client, factories.member(photos=20))


@pytest.fixture
def share(member):
    drawn = factories.drawn(factories.project(member))
    return sharing.make_link(drawn.project, [drawn], None, "en")


def url(share, name="shared") -> str:
    return reverse(name, args=[sharing.token_for(share)])


def send_logo(client, content: bytes, name="logo.png", language="en", **fields):
    sent = {"name": "Atelier Garrigue", "colour": "#24453a", "logo": SimpleUploadedFile(name, content)} | fields
    return client.post(reverse("brand"), sent, headers={"accept-language": language})


def heavy_tiff() -> bytes:
    """50 MB of noise that no compression makes smaller."""
    buffer = io.BytesIO()
    Image.effect_noise((5000, 3500), 90).convert("RGB").save(buffer, "TIFF")
    return buffer.getvalue()


REFUSED = {
    "50-MB TIFF": (heavy_tiff, "too_heavy"),
    "SVG with a script": (lambda: SVG, "not_an_image"),
    "a few pixels": (lambda: factories.photo_bytes((8, 8), "PNG"), "too_small"),
    "truncated": (files.truncated, "broken"),
    "300 megapixels": (files.vast_png, "too_many_pixels"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_logo_that_cannot_be_used_is_refused_with_words(client, member, case):
    send_logo(client, factories.photo_bytes((200, 100), "PNG"))
    kept = Brand.objects.get().logo.name
    content, code = REFUSED[case]
    answer = send_logo(client, content(), name="logo.tif")
    assert answer.status_code == 422
    assert words.filled(words.LOGO[code]) in read(answer)
    assert Brand.objects.get().logo.name == kept
    assert default_storage.listdir("logos")[1].count(kept.removeprefix("logos/")) == 1


def test_an_empty_logo_is_refused_with_words(client, member):
    assert words.filled(words.LOGO["empty_file"]) in read(send_logo(client, b""))


def test_a_logo_that_takes_too_much_to_read_is_refused_with_words(client, member, settings):
    # A small one would fit into what the decoder's process already holds, whatever it may take besides.
    settings.PHOTO_READ_MEMORY_BYTES = 2**20
    large = factories.photo_bytes((3000, 2000), "PNG")
    assert words.filled(words.LOGO["too_demanding"]) in read(send_logo(client, large))


def test_a_brand_is_decoded_kept_small_shown_replaced_and_removed(client, member, share):
    wide = files.saved(Image.new("RGBA", (1600, 400), (36, 69, 58, 0)), "PNG")
    assert send_logo(client, wide).status_code == 302
    brand = Brand.objects.get()
    assert (brand.logo_width, brand.logo_height) == (480, 120)
    with brand.logo.open("rb") as file:
        # What is transparent becomes white paper.
        assert Image.open(file).convert("RGB").getpixel((5, 5)) == (255, 255, 255)
    page = read(Client().get(url(share)))
    assert "Atelier Garrigue" in page
    assert "Send to Atelier Garrigue" in page
    assert 'data-brand="#24453a"' in Client().get(url(share)).content.decode()
    send_logo(client, factories.photo_bytes((200, 100), "PNG"))
    assert client.post(reverse("brand"), {"name": "Garrigue", "without_logo": "on"}).status_code == 302
    brand.refresh_from_db()
    assert (brand.name, brand.logo.name, brand.colour) == ("Garrigue", "", "")
    assert "data-brand" not in Client().get(url(share)).content.decode()
    client.post(reverse("brand"), {"remove": "1"})
    assert not Brand.objects.exists()


def test_a_brand_is_for_members_who_may_remove_it_as_often_as_they_like(client, member):
    assert [client.post(reverse("brand"), {"remove": "1"}).status_code for _time in range(2)] == [302, 302]
    guest = Client()
    for _before_and_after_a_photo in range(2):
        assert guest.post(reverse("brand"), {"name": "Garrigue"}).url == reverse("account_login")
        guest.post(reverse("start"), {"photo": SimpleUploadedFile("garden.jpg", factories.photo_bytes())})
    assert User.objects.exclude(id=member.id).get().is_guest
    assert not Brand.objects.exists()


@pytest.mark.parametrize("colour", ["#ffcc00", "#7f887f", "#ffffff"])
def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(client, member, colour):
    page = read(client.post(reverse("brand"), {"name": "Garrigue", "colour": colour}))
    assert "cannot be read on the page" in page
    darker = sharing.readable(colour)
    assert darker in page
    assert sharing.contrast(darker, sharing.PAPER) >= 4.5 > sharing.contrast(colour, sharing.PAPER)
    assert not Brand.objects.exists()


@pytest.mark.parametrize("colour", ["red", "#12345", "#gggggg", "}*{"])
def test_what_is_no_colour_is_refused(client, member, colour):
    assert client.post(reverse("brand"), {"name": "Garrigue", "colour": colour}).status_code == 422


def test_contrast_is_that_of_wcag():
    assert sharing.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert sharing.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_markup_in_a_comment_is_shown_as_it_was_written(client, member, share):
    Client().post(url(share, "shared_comment"), {"name": "<i>Jean</i>", "text": MARKUP})
    pages = (Client().get(url(share)), client.get(reverse("project", args=[share.project_id])))
    for page in pages:
        text = page.content.decode()
        assert "<script>alert" not in text
        assert "<i>Jean" not in text
        assert 'href="https://spam' not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "{{ secret }}" in text


@pytest.mark.parametrize(
    ("name", "text"), [("", "x"), ("x", ""), ("x", "  \n "), ("x" * 81, "x"), ("x", "x" * 2001), ("x", "a\x00b")]
)
def test_a_comment_that_says_nothing_or_too_much_is_not_kept(share, name, text):
    answer = Client().post(url(share, "shared_comment"), {"name": name, "text": text})
    assert answer.status_code == 422
    assert not ShareComment.objects.exists()
    assert 'role="alert"' in answer.content.decode()


def test_ten_thousand_comments_come_in_parts_and_no_more_are_taken(
    client, member, share, django_assert_max_num_queries
):
    ShareComment.objects.bulk_create(
        [ShareComment(share=share, name=f"Jean {number}", text=f"word {number}") for number in range(10_000)],
        batch_size=2000,
    )
    for asker, path in ((Client(), url(share)), (client, reverse("share", args=[share.project_id]))):
        with django_assert_max_num_queries(12):
            page = asker.get(path)
        seen = [comment.id for comment in page.context["comments"]]
        assert len(seen) == 30
        older = asker.get(path, {"before": page.context["older"]})
        assert len({*seen, *[comment.id for comment in older.context["comments"]]}) == 60
        assert len(page.content) < 60_000
    refused = Client().post(url(share, "shared_comment"), {"name": "Jean", "text": "one more"})
    assert refused.status_code == 422
    assert "all the comments that it can take" in read(refused)
    assert ShareComment.objects.count() == 10_000


def test_comments_and_hearts_by_one_address_are_slowed(share, settings):
    settings.COMMENTS_PER_HOUR = 2
    answers = [Client().post(url(share, "shared_comment"), {"name": "A", "text": str(n)}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Retry-After" in answers[-1].headers
    settings.FAVOURITES_PER_HOUR = 1
    generation = share.generations.get()
    for _visitor in range(3):
        Client().post(url(share, "shared_favourite"), {"generation": generation.id})
    assert share.favourites.count() == 1


def test_nonsense_is_the_same_as_nothing(client, member, share):
    assert Client().get(url(share), {"picture": "x", "before": "y~z"}).status_code == 200
    assert Client().post(url(share, "shared_favourite"), {"generation": "x"}).status_code == 404
    assert client.get(reverse("projects"), {"client": "x"}).status_code == 200
