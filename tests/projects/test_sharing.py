"""Links: who gets in, what a stranger sees and leaves behind, what the owner sees and ends."""

import io
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from projects import files, generating, sharing
from projects.models import Generation, Project, ShareComment, ShareFavourite, ShareLink
from projects.sharing import cards
from tests import factories
from tests.projects.test_views_pages import INLINE_STYLE

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


@pytest.fixture
def owner(client):
    return factories.sign_in(client, factories.member(photos=20))


@pytest.fixture
def shown(owner):
    """A project with two pictures, and a link that shows one of them."""
    project = factories.project(owner)
    first, second = (factories.drawn(project, note=f"note {number}") for number in (1, 2))
    share = sharing.make_link(project, [first], 30, "fr", prepared_for="Mrs Rivière")
    share.first, share.second = first, second
    return share


def url(share, name="shared") -> str:
    return reverse(name, args=[sharing.token_for(share)])


def stranger(**headers) -> Client:
    return Client(headers={"user-agent": BROWSER, "accept-language": "en"} | headers)


def altered(token: str) -> list[str]:
    """Every way in which one letter of a token can be another one, at some places, and tokens cut or lengthened."""
    swapped = [token[:at] + ("a" if token[at] != "a" else "b") + token[at + 1 :] for at in (0, 10, 21, 22, 30, 43)]
    return [*swapped, token[:-1], token + "a", token[:22], token.swapcase()]


def test_an_owner_makes_a_link_of_chosen_pictures(client, owner, shown):
    page = client.get(reverse("share", args=[shown.project_id]))
    assert page.context["ticked"] == {str(shown.first.id)}
    form = {"generations": [shown.second.id], "days": "7", "prepared_for": "Jean", "takes_comments": "on"}
    made_at = client.post(reverse("share", args=[shown.project_id]), form).url
    made = ShareLink.objects.first()
    assert list(made.generations.all()) == [shown.second]
    assert timedelta(days=6) < made.expires - timezone.now() < timedelta(days=7)
    answer = client.get(made_at)
    assert answer.context["ticked"] == {str(shown.second.id)}
    listed = answer.content.decode()
    assert f"{settings.SITE_URL}{url(made)}" in listed
    assert "&lt;iframe src=" in listed
    assert "Make the link" in listed


def test_a_link_needs_pictures_of_its_own_project(client, owner, shown):
    others = factories.drawn()
    for chosen in ([], [others.id], ["nonsense"]):
        answer = client.post(reverse("share", args=[shown.project_id]), {"generations": chosen, "days": "7"})
        assert answer.status_code == 422
    assert ShareLink.objects.count() == 1


def test_a_stranger_sees_what_was_chosen_and_nothing_of_the_owner(owner, shown):
    page = stranger().get(url(shown))
    text = page.content.decode()
    assert page.status_code == 200
    assert "This is a visualisation, not to scale" in text
    assert "Prepared for Mrs Rivière" in text
    assert str(shown.first.id) in text
    assert str(shown.second.id) not in text
    assert owner.email not in text
    assert "note 1" not in text
    assert shown.project.photo.preview.name in text
    assert shown.project.photo.file.name not in text
    assert shown.first.picture.file.name not in text
    ShareLink.objects.update(shows_notes=True)
    assert "note 1" in stranger().get(url(shown)).content.decode()


def test_it_is_not_indexed_nor_framed_and_sends_no_address_on(shown):
    page = stranger().get(url(shown))
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "no-store" in page.headers["Cache-Control"]
    assert not INLINE_STYLE.search(page.content.decode())
    assert "sessionid" not in page.cookies


def test_the_embedded_view_alone_may_be_framed_and_sets_no_cookie(shown):
    embedded = stranger().get(url(shown, "shared_embed"))
    assert embedded.status_code == 200
    assert "X-Frame-Options" not in embedded.headers
    policy = embedded.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert embedded.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not embedded.cookies
    assert "<form" not in embedded.content.decode()
    assert not INLINE_STYLE.search(embedded.content.decode())
    assert ShareLink.objects.get().views == 0


def test_the_preview_card_is_a_picture_of_ours_that_needs_no_cookie(shown):
    messenger = Client(headers={"user-agent": "WhatsApp/2.23"})
    text = messenger.get(url(shown)).content.decode()
    card_url = re.search(r'property="og:image" content="([^"]+)"', text).group(1)
    assert card_url == settings.SITE_URL + url(shown, "shared_card")
    # Programs that name no language get the one that the link was made in.
    assert "Avant" in re.search(r'property="og:description" content="([^"]+)"', text).group(1)
    answer = messenger.get(url(shown, "shared_card"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert messenger.get(url(shown, "shared_card")).content == answer.content
    folder = f"shares/{shown.id}"
    assert default_storage.listdir(folder)[1] == ["card.jpg"]


class TestACardThatTwoAskForAtOnce:
    @pytest.fixture
    def name(self, shown):
        """Of the file, which another has begun to make."""
        cache.add(f"card:{shown.id}", 1)
        return files.card_name(shown)

    def test_the_second_is_given_what_the_first_makes(self, shown, name, monkeypatch):
        monkeypatch.setattr(cards.time, "sleep", lambda _seconds: default_storage.save(name, ContentFile(b"theirs")))
        assert sharing.card(shown) == b"theirs"

    def test_it_is_made_by_the_second_when_the_first_is_lost(self, shown, name, monkeypatch):
        monkeypatch.setattr(cards, "WAIT_SECONDS", -1)
        assert Image.open(io.BytesIO(sharing.card(shown))).size == (1200, 630)
        assert default_storage.exists(name)

    def test_of_two_that_are_made_one_is_kept(self, shown, monkeypatch):
        def made_by_the_other(*pictures):
            default_storage.save(files.card_name(shown), ContentFile(b"theirs"))
            return made(*pictures)

        made = cards.cards.before_after_card
        monkeypatch.setattr(cards.cards, "before_after_card", made_by_the_other)
        assert Image.open(io.BytesIO(sharing.card(shown))).size == (1200, 630)
        assert default_storage.listdir(files.share_folder(shown))[1] == ["card.jpg"]

    def test_without_a_broker_each_makes_it(self, shown, no_broker):
        no_broker()
        assert Image.open(io.BytesIO(sharing.card(shown))).size == (1200, 630)


@pytest.mark.parametrize("end", ["revoked", "altered", "deleted", "archived and deleted", "guessed"])
def test_what_is_not_there_any_more_is_not_told_from_what_never_was(client, owner, shown, end):
    token = sharing.token_for(shown)
    tokens = altered(token) if end == "altered" else [token]
    if end == "revoked":
        client.post(reverse("revoke", args=[shown.id]))
    if end == "guessed":
        tokens = [sharing.token_for(ShareLink())]
    if "archived" in end:
        client.post(reverse("archive", args=[shown.project_id]))
        assert stranger().get(url(shown)).status_code == 200
    if "deleted" in end:
        client.post(reverse("delete", args=[shown.project_id]))
    nothing = stranger().get(reverse("shared", args=["nonsense"])).content
    for token in tokens:
        for name in ("shared", "shared_embed", "shared_card", "shared_comment"):
            answer = stranger().get(reverse(name, args=[token]))
            assert answer.status_code == 404, name
            assert answer.content.replace(token.encode(), b"nonsense") == nothing
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        for name in ("shared_comment", "shared_favourite"):
            sent = {"name": "A", "text": "B", "generation": shown.first.id}
            assert stranger().post(reverse(name, args=[token]), sent).status_code == 404
    assert not ShareComment.objects.exists()


def test_a_link_whose_time_is_over_says_so_and_not_whose_it_was(owner, shown):
    ShareLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    for name in ("shared", "shared_embed", "shared_card"):
        answer = stranger().get(url(shown, name))
        assert answer.status_code == 410
        assert "This link has come to its end" in answer.content.decode()
        assert shown.project.title not in answer.content.decode()
        assert "Rivière" not in answer.content.decode()
    french = stranger(**{"accept-language": "fr"}).get(url(shown)).content.decode()
    assert "Ce lien est arrivé à son terme" in french


def test_a_copy_of_the_database_opens_nothing(shown, settings):
    token = sharing.token_for(shown)
    settings.SECRET_KEY = "another one"
    assert sharing.token_for(shown) != token
    assert stranger().get(reverse("shared", args=[token])).status_code == 404
    settings.SECRET_KEY_FALLBACKS = ["only for tests"]
    assert stranger().get(reverse("shared", args=[token])).status_code == 200


def test_links_that_were_sent_out_outlive_a_new_version_of_the_site(settings):
    settings.SECRET_KEY = "key"
    key = "abcdefghijklmnopqrstuv"
    assert sharing.token_for(ShareLink(key=key)) == key + "EYa6k-NBjQfHEqHYxASXXq"


def test_views_are_counted_but_not_the_owners_nor_programs_nor_anyone_twice(client, owner, shown):
    def views():
        return ShareLink.objects.get().views

    client.get(url(shown), headers={"user-agent": BROWSER})
    for program in ("WhatsApp/2.23", "facebookexternalhit/1.1", "Googlebot/2.1", "curl/8", ""):
        Client(headers={"user-agent": program}).get(url(shown))
    stranger().head(url(shown))
    stranger(**{"sec-purpose": "prefetch"}).get(url(shown))
    assert views() == 0
    for _visit in range(3):
        stranger().get(url(shown))
    assert views() == 1
    stranger(**{"user-agent": BROWSER + " another"}).get(url(shown))
    assert views() == 2
    assert "seen 2 times" in client.get(reverse("share", args=[shown.project_id])).content.decode()


def test_a_comment_reaches_the_owner_who_removes_it_and_brings_it_back(client, owner, shown):
    visitor = stranger()
    said = {"name": "Jean", "text": "Larger, please"}
    page = visitor.post(url(shown, "shared_comment"), said, follow=True)
    assert "Larger, please" in page.content.decode()
    project_page = reverse("project", args=[shown.project_id])
    assert "Larger, please" in client.get(project_page).content.decode()
    undo = client.post(reverse("remove_comment", args=[ShareComment.objects.get().id]), follow=True)
    assert "The comment is removed" in undo.content.decode()
    for page in (visitor.get(url(shown)), client.get(project_page)):
        assert "Larger, please" not in page.content.decode()
    client.post(reverse("remove_comment", args=[ShareComment.objects.get().id]), {"back": "1"})
    assert "Larger, please" in visitor.get(url(shown)).content.decode()
    ShareComment.objects.update(removed=timezone.now() - timedelta(days=31))
    generating.sweep()
    assert not ShareComment.objects.exists()


def test_hearts_beyond_what_a_page_can_take_are_refused_in_words(shown, monkeypatch):
    monkeypatch.setattr("projects.sharing.answers.MOST_FAVOURITES", 1)
    heart = {"generation": shown.first.id}
    stranger().post(url(shown, "shared_favourite"), heart)
    page = stranger().post(url(shown, "shared_favourite"), heart, follow=True).content.decode()
    assert "all the hearts that it can take" in page
    assert ShareFavourite.objects.count() == 1


def test_a_comment_form_that_is_asked_for_again_leads_to_the_page(shown):
    assert stranger().get(url(shown, "shared_comment")).url == url(shown)


def test_comments_are_not_taken_where_the_owner_wants_none(shown):
    ShareLink.objects.update(takes_comments=False)
    assert "<textarea" not in stranger().get(url(shown)).content.decode()
    assert stranger().post(url(shown, "shared_comment"), {"name": "A", "text": "B"}).status_code == 404


def test_hearts_are_given_once_a_visitor_and_the_owner_takes_them_away(client, owner, shown):
    visitor = stranger()
    heart = {"generation": shown.first.id}
    for _time in range(2):
        assert visitor.post(url(shown, "shared_favourite"), heart).status_code == 302
    stranger().post(url(shown, "shared_favourite"), heart)
    assert ShareFavourite.objects.count() == 2
    assert 'aria-pressed="true"' in visitor.get(url(shown)).content.decode()
    assert "liked by 2" in client.get(reverse("project", args=[shown.project_id])).content.decode()
    visitor.post(url(shown, "shared_favourite"), heart | {"back": "1"})
    assert ShareFavourite.objects.count() == 1
    forged = stranger()
    forged.cookies["visitor"] = ShareFavourite.objects.get().visitor
    forged.post(url(shown, "shared_favourite"), heart | {"back": "1"})
    assert ShareFavourite.objects.count() == 1
    assert stranger().post(url(shown, "shared_favourite"), {"generation": shown.second.id}).status_code == 404
    client.post(reverse("remove_favourites", args=[shown.first.id]))
    assert not ShareFavourite.objects.exists()


def test_a_page_with_many_pictures_takes_as_many_queries_as_one_with_few(shown, django_assert_max_num_queries):
    shown.generations.add(*[factories.drawn(shown.project) for _number in range(4)])
    for number in range(5):
        sharing.comment(shown, "Jean", f"word {number}")
    with django_assert_max_num_queries(8):
        stranger().get(url(shown))


def test_a_drawing_that_is_no_more_leaves_no_broken_page(shown):
    Generation.objects.get(id=shown.first.id).pictures.all().delete()
    assert stranger().get(url(shown)).status_code == 404
    assert stranger().get(url(shown, "shared_card")).status_code == 404


def test_a_project_is_shared_by_so_many_links_and_no_more(client, owner, shown, monkeypatch):
    monkeypatch.setattr("projects.sharing.links.MOST_LINKS", 1)
    answer = client.post(reverse("share", args=[shown.project_id]), {"generations": [shown.first.id], "days": "0"})
    assert answer.status_code == 422
    assert "as many working links as it can have" in answer.content.decode()
    assert Project.objects.get().shares.count() == 1
