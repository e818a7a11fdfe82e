"""One project's page: what it shows while more is being drawn, and what its strip says of what came."""

import pytest
from django.urls import reverse

from projects.models import Status
from tests import factories
from tests.factories import drawn

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def page_of(client):
    def get(project, headers=None, **asked):
        client.force_login(project.owner, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse("project", args=[project.id]), asked, headers=headers)

    return get


def test_a_page_keeps_its_picture_when_a_newer_one_comes_and_the_strip_says_that_it_is_new(page_of):
    project = factories.project()
    shown = drawn(project)
    waiting = factories.generation(project, Status.PROCESSING)
    page = page_of(project)
    assert f'hx-get="?picture={shown.id}&amp;since={page.context["since"]}' in page.content.decode()
    came = drawn(project)
    asked = {"picture": shown.id, "since": page.context["since"], "heard": page.context["heard"]}
    answer = page_of(project, HTMX, **asked)
    assert answer.context["generation"] == shown
    assert answer.context["arrived"] == answer.context["said"] == [came]
    assert "Pool, variation 3: The picture is ready." in answer.content.decode()
    # Said once, but marked as long as the page stays.
    later = page_of(project, HTMX, **asked | {"heard": asked["heard"] + 60_000})
    assert later.context["arrived"] == [came]
    assert "The picture is ready." not in later.content.decode()
    assert waiting in later.context["generations"]


@pytest.mark.parametrize("since", [{}, {"since": "x"}, {"since": "-1"}, {"since": "9" * 5000, "heard": "²"}])
def test_a_page_that_was_just_opened_calls_nothing_new(page_of, since):
    project = factories.project()
    drawn(project)
    drawn(project)
    assert page_of(project, **since).context["arrived"] == []


def test_a_page_that_was_opened_before_anything_was_drawn_is_loaded_anew_when_it_is(page_of):
    project = factories.project()
    factories.generation(project, Status.PROCESSING)
    assert 'hx-get="?picture=none&amp;' in page_of(project).content.decode()
    assert "HX-Refresh" not in page_of(project, HTMX, picture="none").headers
    drawn(project)
    assert page_of(project, HTMX, picture="none").headers["HX-Refresh"] == "true"


def test_a_favourite_is_marked_on_the_strip_only_where_there_is_one(client, page_of):
    generation = drawn()
    page_of(generation.project)
    favourite = reverse("favourite", args=[generation.id])
    star = f'id="star-{generation.id}"'
    assert star in client.post(favourite, {"here": "project"}, headers=HTMX).content.decode()
    assert star not in client.post(favourite, headers=HTMX).content.decode()
    assert 'name="here" value="project"' in page_of(generation.project).content.decode()
