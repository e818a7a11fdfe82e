"""Finding, sorting, putting away, throwing away and bringing back; favourites, notes and comparing."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from projects import generating, images, ledger
from projects.models import Generation, Mask, PhotoEntry, Picture, Project, Status
from projects.views.projects import PAGE_LENGTH
from tests import factories
from tests.factories import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    return factories.sign_in(client, factories.member(photos=40))


def named(member, title: str) -> Project:
    return generating.start_project(member, images.read_photo(factories.photo_file()), title)


def titles(client, **asked) -> list[str]:
    return [card["project"].title for card in client.get(reverse("projects"), asked).context["cards"]]


@pytest.mark.parametrize("words", ["riviere", "RIVIÈRE", "mais riv", "rivière maison"])
def test_a_project_is_found_by_parts_of_its_name_whatever_the_accents(client, member, words):
    named(member, "Maison Rivière")
    named(member, "14 rue des Acacias")
    assert titles(client, q=words) == ["Maison Rivière"]


def test_nothing_found_says_what_was_looked_for_and_the_way_back(client, member):
    named(member, "Maison Rivière")
    page = client.get(reverse("projects"), {"q": "<b>lake"}).content.decode()
    assert "No project is called “&lt;b&gt;lake”" in page
    assert "Show all" in page


def test_projects_come_by_name_by_age_or_by_the_last_work_on_them(client, member):
    for title in ("éden", "Zen", "aria"):
        named(member, title)
    Project.objects.get(title="éden").touch()
    assert titles(client, sort="title") == ["aria", "éden", "Zen"]
    assert titles(client, sort="newest") == ["aria", "Zen", "éden"]
    assert titles(client) == ["éden", "aria", "Zen"]
    assert titles(client, sort="nonsense") == titles(client)


@pytest.mark.parametrize("sort", ["changed", "newest", "title"])
def test_pages_by_cursor_miss_none_also_when_some_are_alike_and_one_is_deleted_meanwhile(client, member, sort):
    for _number in range(PAGE_LENGTH + 3):
        named(member, "Garden")
    Project.objects.update(changed=timezone.now(), created=timezone.now())
    first = client.get(reverse("projects"), {"sort": sort})
    seen = [card["project"].id for card in first.context["cards"]]
    client.post(reverse("delete", args=[seen.pop()]))
    rest = client.get(reverse("projects") + first.context["older_url"])
    seen += [card["project"].id for card in rest.context["cards"]]
    assert len(seen) == len(set(seen)) == PAGE_LENGTH + 2


def test_an_archived_project_waits_on_its_own_shelf_until_it_is_taken_out(client, member):
    project = named(member, "Done")
    client.post(reverse("archive", args=[project.id]))
    assert titles(client) == []
    assert titles(client, archived=1) == ["Done"]
    assert client.get(reverse("project", args=[project.id])).status_code == 200
    client.post(reverse("archive", args=[project.id]), {"back": "1"})
    assert titles(client) == ["Done"]


def test_a_deleted_project_is_gone_at_once_and_its_undo_brings_it_back(client, member):
    generation = drawn(named(member, "Oops"))
    project = generation.project
    page = client.post(reverse("delete", args=[project.id]), follow=True).content.decode()
    undo = reverse("restore", args=[project.id])
    assert f'action="{undo}"' in page
    assert titles(client) == []
    for url in (
        reverse("project", args=[project.id]),
        reverse("draw", args=[project.id]),
        reverse("generation", args=[generation.id]),
        reverse("draft", args=[project.photo_id]),
    ):
        assert client.get(url).status_code == 404
    assert client.get(reverse("photos_left")).status_code == 200
    client.post(undo)
    client.post(undo)
    assert titles(client) == ["Oops"]


def test_a_form_leads_back_to_where_it_was_but_never_to_another_site(client, member):
    project = named(member, "A")
    there = f"{reverse('projects')}?sort=title"
    assert client.post(reverse("archive", args=[project.id]), {"next": there}).url == there
    # A word alone would be taken for the name of a view, and the last one is a name that there is.
    for elsewhere in ("https://example.com/", "//example.com", "/\\example.com", "nowhere", "front"):
        assert client.post(reverse("archive", args=[project.id]), {"next": elsewhere}).url == reverse("projects")


@pytest.mark.parametrize("name", ["rename", "archive", "delete", "restore"])
def test_nobody_elses_project_can_be_touched(client, member, name):
    others = factories.project()
    assert client.post(reverse(name, args=[others.id]), {"title": "Mine"}).status_code == 404
    others.refresh_from_db()
    assert (others.title, others.archived, others.deleted) == ("Back garden", None, None)


def test_after_a_month_a_deleted_project_loses_its_files_and_words_but_not_its_ledger(member):
    gone, kept = drawn(named(member, "Gone"), note="Ask Jean").project, drawn(named(member, "Kept")).project
    long_ago = timezone.now() - timedelta(days=31)
    Project.objects.filter(id=gone.id).update(deleted=long_ago)
    Project.objects.filter(id=kept.id).update(deleted=timezone.now())
    left = ledger.photos_left(member)
    generating.sweep()
    gone.refresh_from_db()
    assert gone.purged
    assert gone.title == gone.generations.get().note == ""
    names = [
        gone.photo.file.name,
        gone.photo.preview.name,
        *Mask.objects.filter(photo=gone.photo).values_list("file")[0],
    ]
    assert not any(default_storage.exists(name) for name in names)
    assert not Picture.objects.filter(generation__project=gone).exists()
    assert ledger.photos_left(member) == left
    assert PhotoEntry.objects.filter(generation__project=gone).exists()
    assert default_storage.exists(kept.photo.file.name)


def test_a_purged_project_cannot_be_brought_back(client, member):
    project = named(member, "Gone")
    Project.objects.filter(id=project.id).update(deleted=timezone.now(), purged=timezone.now())
    assert client.post(reverse("restore", args=[project.id])).status_code == 404


def test_a_favourite_becomes_the_cover_and_stays_when_newer_ones_come(client, member):
    project = named(member, "A")
    first = drawn(project)
    drawn(project)
    client.post(reverse("favourite", args=[first.id]))
    card = client.get(reverse("projects")).context["cards"][0]
    assert card["cover"].generation_id == first.id
    assert card["project"].drawn == 2
    client.post(reverse("favourite", args=[first.id]), {"back": "1"})
    assert client.get(reverse("projects")).context["cards"][0]["cover"].generation_id != first.id


def test_favourites_and_notes_answer_htmx_with_their_own_part_and_a_form_with_the_page(client, member):
    generation = drawn(named(member, "A"))
    star = client.post(reverse("favourite", args=[generation.id]), headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in star
    answer = client.post(reverse("note", args=[generation.id]), {"note": "Ask <Jean>"}, headers={"HX-Request": "true"})
    assert "Ask &lt;Jean&gt;" in answer.content.decode()
    assert client.post(reverse("note", args=[generation.id]), {"note": "Jean"}).url.endswith(
        f"?picture={generation.id}"
    )
    long = client.post(reverse("note", args=[generation.id]), {"note": "x" * 1001}, headers={"HX-Request": "true"})
    assert long.status_code == 422
    assert Generation.objects.get(id=generation.id).note == "Jean"


def test_any_two_are_compared_and_nonsense_compares_the_newest(client, member):
    project = named(member, "A")
    first, second, third = (drawn(project) for _number in range(3))

    def sides(**asked):
        answer = client.get(reverse("compare", args=[project.id]), asked)
        return [side["generation"] and side["generation"].id for side in answer.context["sides"]]

    assert sides() == [third.id, second.id]
    assert sides(a=first.id, b=third.id) == [first.id, third.id]
    assert sides(a=first.id, b="photo") == [first.id, None]
    assert sides(a=second.id) == [second.id, third.id]
    assert sides(a="x", b=factories.generation(factories.project(), Status.SUCCEEDED).id) == [third.id, second.id]


def test_a_long_strip_comes_in_parts(client, member, monkeypatch):
    monkeypatch.setattr("projects.views.project.STRIP_LENGTH", 2)
    project = named(member, "A")
    first, *_others = (drawn(project) for _number in range(3))
    newest = client.get(reverse("project", args=[project.id]))
    assert [g.number for g in newest.context["generations"]] == [3, 2]
    older = client.get(reverse("project", args=[project.id]), {"upto": newest.context["older"]})
    assert [g.number for g in older.context["generations"]] == [1]
    assert client.get(reverse("project", args=[project.id]), {"picture": first.id}).context["generation"] == first


def test_a_usual_time_goes_by_pictures_of_about_the_same_size(member):
    small, large = named(member, "small"), factories.project(member, size=(960, 640))
    now = timezone.now()
    for seconds, project in ((10, small), (100, large)):
        for _number in range(5):
            made = drawn(project)
            Generation.objects.filter(id=made.id).update(created=now - timedelta(seconds=seconds), finished=now)
    assert generating.usual_seconds("POOL", small.photo) == (10, 10)
    assert generating.usual_seconds("POOL", large.photo) == (100, 100)
    assert generating.usual_seconds("POOL", factories.project(size=(2400, 1600)).photo) == (10, 100)


def test_the_box_for_what_is_outside_the_area_is_there_where_the_site_puts_it_back(client, member, settings):
    project = named(member, "A")
    url = reverse("draw", args=[project.id])
    settings.EXTERIOR_ONLY_INSIDE = False
    assert "only_inside" not in client.get(url).content.decode()
    settings.EXTERIOR_ONLY_INSIDE = True
    page = client.get(url).content.decode()
    assert 'name="only_inside" value="1" checked' in page
    sent = {"type": "POOL", "form_key": "7b0f9b0e-6d5c-4e0a-8f43-0d8c9d3f6f11", "asks_only_inside": "1"}
    client.post(url, sent | {"mask": factories.mask_file()})
    assert project.generations.get().options == {"only_inside": False}
    after = client.get(url, {"after": project.generations.get().id}).content.decode()
    assert 'name="only_inside" value="1">' in after


def test_a_browser_finds_the_icon_and_how_to_install(client):
    assert client.get("/favicon.ico").url.endswith(".ico")
    described = client.get(reverse("manifest"), HTTP_ACCEPT_LANGUAGE="fr").json()
    assert described["shortcuts"] == [{"name": "Nouveau projet", "url": reverse("start")}]
    assert described["lang"] == "fr"
    assert {icon["sizes"] for icon in described["icons"]} == {"192x192", "512x512"}
