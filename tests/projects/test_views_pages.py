import re

import pytest
from django.urls import reverse

from projects import ledger, upstream_health
from projects.models import PhotosRequest, Project, Status, User
from projects.views.projects import PAGE_LENGTH
from tests import factories

pytestmark = pytest.mark.django_db

INLINE_STYLE = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)")


def pages_of(project: Project, generation) -> list[str]:
    return [
        reverse("front"),
        reverse("start"),
        reverse("projects"),
        reverse("project", args=[project.id]),
        reverse("draw", args=[project.id]),
        reverse("generation", args=[generation.id]),
        reverse("photos_left"),
        reverse("profile"),
        reverse("brand"),
        reverse("folders"),
        reverse("place", args=[project.id]),
        reverse("share", args=[project.id]),
        reverse("account_logout"),
        reverse("account_email"),
        reverse("account_change_password"),
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_needs_what_the_content_policy_forbids(client, member, language):
    project = factories.project(member)
    generation = factories.generation(project, Status.PROCESSING)
    for url in pages_of(project, generation):
        answer = client.get(url, HTTP_ACCEPT_LANGUAGE=language)
        assert answer.status_code == 200, url
        assert not INLINE_STYLE.search(answer.content.decode()), url
        assert f'<html lang="{language}"' in answer.content.decode()


def test_the_front_page_asks_nothing_of_the_database(client, django_assert_num_queries, monkeypatch):
    # How the upstream stands is asked for once in three seconds, whatever page comes first.
    monkeypatch.setattr(upstream_health, "NOTICE_SECONDS", 60)
    upstream_health.notice()
    with django_assert_num_queries(0):
        answer = client.get(reverse("front"))
    assert "Try it with your photo" in answer.content.decode()
    assert not User.objects.exists()


def test_the_front_page_speaks_french_to_a_french_browser_and_english_to_all_others(client):
    assert "avant la pelleteuse" in client.get(reverse("front"), HTTP_ACCEPT_LANGUAGE="fr-CA,fr").content.decode()
    assert "before the digger" in client.get(reverse("front"), HTTP_ACCEPT_LANGUAGE="tlh").content.decode()


def test_the_language_switch_outweighs_the_browser(client):
    client.post(reverse("set_language"), {"language": "fr", "next": "/"})
    assert "avant la pelleteuse" in client.get(reverse("front"), HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_the_chosen_theme_is_in_the_page_and_a_made_up_one_is_not(client):
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get(reverse("front")).content.decode()
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get(reverse("front")).content.decode()


def test_what_is_too_large_is_answered_with_the_limit_in_words(client, settings):
    settings.PHOTO_MAX_BYTES = 40 * 1024 * 1024
    answer = client.get(reverse("too_large"))
    assert answer.status_code == 413
    assert "40" in answer.content.decode()


def test_projects_of_nobody_are_an_invitation(client):
    assert "It begins with a photo" in client.get(reverse("projects")).content.decode()


def test_projects_are_paged_by_the_moment_they_were_made(client, member):
    for _number in range(PAGE_LENGTH + 2):
        factories.project(member, size=(64, 64))
    first = client.get(reverse("projects"))
    assert len(first.context["cards"]) == PAGE_LENGTH
    older = client.get(reverse("projects"), {"before": first.context["older"]})
    assert len(older.context["cards"]) == 2
    assert not {card["project"].id for card in first.context["cards"]} & {
        card["project"].id for card in older.context["cards"]
    }


ENDS_OF_TIME = [
    f"{moment}~00000000-0000-0000-0000-000000000000"
    for moment in ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00")
]


@pytest.mark.parametrize("before", ["", "yesterday", "2026-99-99T00:00:00+00:00", "2026-01-01T00:00:00", *ENDS_OF_TIME])
def test_a_page_of_projects_asked_for_in_nonsense_is_the_first(client, member, before):
    factories.project(member)
    assert len(client.get(reverse("projects"), {"before": before}).context["cards"]) == 1


def test_a_grid_of_projects_takes_as_many_queries_as_one_project(client, member, django_assert_max_num_queries):
    for _number in range(5):
        factories.generation(factories.project(member), Status.PROCESSING)
        ledger.grant(member, 1)
    with django_assert_max_num_queries(12):
        client.get(reverse("projects"))


def test_the_ledger_comes_in_parts_and_a_part_asked_for_in_nonsense_is_the_first(client, member, monkeypatch):
    monkeypatch.setattr("projects.views.photos_left.ENTRIES_SHOWN", 2)
    for _time in range(2):
        ledger.grant(member, 1)
    newest = client.get(reverse("photos_left")).context
    rest = client.get(reverse("photos_left"), {"before": newest["older"]}).context
    assert [len(newest["entries"]), len(rest["entries"]), rest["older"]] == [2, 1, None]
    assert newest["entries"][-1].id > rest["entries"][0].id
    for nonsense in ("x", "²", "9" * 19):
        again = client.get(reverse("photos_left"), {"before": nonsense}).context
        assert again["entries"] == newest["entries"]


def test_a_project_is_renamed_and_an_empty_name_changes_nothing(client, member):
    project = factories.project(member)
    client.post(reverse("rename", args=[project.id]), {"title": "Chez Rivière"})
    client.post(reverse("rename", args=[project.id]), {"title": "  "})
    project.refresh_from_db()
    assert project.title == "Chez Rivière"


def test_the_ledger_is_told_in_words(client, member):
    generation = factories.generation(factories.project(member), Status.PROCESSING)
    ledger.refund(generation)
    page = client.get(reverse("photos_left")).content.decode()
    assert "Back garden: Pool\u00a01 was not drawn, given back" in page
    assert "−1" in page
    assert "+1" in page


def test_whoever_has_no_photos_asks_the_operator_once(client, member):
    answer = client.post(
        reverse("ask_operator"), {"contact": "me@example.com", "message": "Two more, please"}, follow=True
    )
    assert "The operator has your request" in answer.content.decode()
    assert PhotosRequest.objects.get().user == member


def test_a_wrong_address_is_said_beside_its_field_and_the_message_stays(client, member):
    answer = client.post(reverse("ask_operator"), {"contact": "not an address", "message": "Two more, please"})
    assert answer.status_code == 422
    assert "Two more, please" in answer.content.decode()
    assert 'id="id_contact-trouble"' in answer.content.decode()


def test_the_profile_of_a_guest_is_the_login(client):
    assert client.get(reverse("profile")).url.startswith(reverse("account_login"))


def test_the_account_pages_are_styled_by_the_site(client):
    for name in ("account_login", "account_signup", "account_reset_password"):
        page = client.get(reverse(name)).content.decode()
        assert "entrance__sheet" in page, name
        assert 'class="button button--main' in page or 'class="button"' in page, name
