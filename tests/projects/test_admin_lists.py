"""Lists that stay quick among a million rows, one generation's page, and a policy that no page of the admin breaks."""

import re
import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exterior_site.control_room.paginator import ShortPaginator
from projects import generating, sharing, upstream_health
from projects.models import Generation, PhotosRequest, Status
from tests import factories
from tests.projects.operators import act, sign_in

pytestmark = pytest.mark.django_db

# What a policy of 'self' alone refuses: styles and scripts in the page, and handlers in attributes.
INLINE = re.compile(r"<style\b|\sstyle\s*=|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.I)


@pytest.fixture
def operator(client):
    return sign_in(client, everything=True)


@pytest.fixture
def lived():
    """Sent, lost, named by a callback, found again by an operator, and drawn."""
    generation = factories.generation(status=Status.UNKNOWN)
    generating.record_callback(generation, '{"generation_id": "a-made-up-id", "status": "SUCCEEDED"}', "192.0.2.1")
    return generation


def page_of(client, name, *args, **query) -> str:
    answer = client.get(reverse(f"admin:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def listed(client, model, **query) -> set[str]:
    page = page_of(client, f"projects_{model}_changelist", **query)
    return set(re.findall(rf"/admin/projects/{model}/([^/]+)/change/", page))


def test_the_list_of_what_needs_an_operator(operator):
    lost = factories.generation(status=Status.UNKNOWN)
    factories.generation(on=lost.project, status=Status.SUCCEEDED)
    assert listed(operator, "generation", needs="operator") == {str(lost.pk)}


def test_a_generation_is_found_by_its_id_its_person_and_its_id_at_the_upstream(operator):
    one = factories.generation(on=factories.project(factories.member(email="anna.riviere@example.com")))
    other = factories.generation(status=Status.STARTING, upstream_id="vendor-7781")
    for words in (str(one.pk), one.pk.hex[:8], str(one.project_id), "anna.riv", "Anna.Riviere@example.com"):
        assert listed(operator, "generation", q=words) == {str(one.pk)}, words
    assert listed(operator, "generation", q="vendor-7781") == {str(other.pk)}
    assert listed(operator, "project", q="vendor-7781") == {str(other.project_id)}
    assert listed(operator, "user", q="anna") == {str(one.project.owner_id)}
    for nothing in ("riviere", "7781", "abc", "%", str(uuid.uuid4())):
        assert listed(operator, "generation", q=nothing) == set(), nothing


def test_filters_find_failures_and_late_ones(operator):
    failed = factories.generation(status=Status.FAILED, failure="TOO_LATE")
    late = factories.generation(on=failed.project, status=Status.SUCCEEDED, late=True)
    old = factories.generation(on=failed.project, status=Status.SUCCEEDED, late=True)
    factories.past(old, created=timedelta(days=31).total_seconds())
    assert listed(operator, "generation", failure="TOO_LATE") == {str(failed.pk)}
    assert listed(operator, "generation", late="month") == {str(late.pk)}


@pytest.mark.parametrize("model", ["generation", "photoentry", "user", "project", "photo"])
def test_a_list_asks_as_little_for_fifty_rows_as_for_two(operator, model):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            page_of(operator, f"projects_{model}_changelist")
        return [query["sql"] for query in asked]

    project = factories.project(factories.member(30))
    factories.generation(on=project)
    queries()
    few = queries()
    for _ in range(3):
        factories.generation(on=project)
        factories.generation()
    many = queries()
    assert len(many) <= len(few) <= 12
    # A count of all rows is what a million of them would wait for.
    assert not [sql for sql in many if "COUNT(" in sql and "LIMIT" not in sql]


def test_pages_are_counted_no_further_than_anybody_turns_them(monkeypatch, operator):
    monkeypatch.setattr(ShortPaginator, "most", 2)
    project = factories.project()
    for _ in range(3):
        factories.generation(on=project)
    assert "the first 2 are listed" in page_of(operator, "projects_generation_changelist")


def test_the_whole_life_of_one_is_on_its_page(operator, lived, django_assert_max_num_queries):
    act(operator, "give_up", lived, reason="nobody waits for it")
    with django_assert_max_num_queries(20):
        page = page_of(operator, "projects_generation_change", lived.pk)
    for said in ("Ended by an operator", "Refunded: +1", "Charged: −1", "192.0.2.1", "a-made-up-id"):
        assert said in page, said
    for said in ("operator@example.com: <q>nobody waits for it</q>", "/media/", "marked"):
        assert said in page, said
    assert lived.token_hash not in page
    # Told with the move that it made, and not a second time as a line of the log.
    assert page.count("<q>nobody waits for it</q>") == 1
    order = [page.index(said) for said in ("Asked for", "A callback came", "Refunded: +1")]
    assert order == sorted(order)


def test_the_page_offers_what_makes_sense_where_it_stands(operator, lived):
    def offered(generation):
        page = page_of(operator, "projects_generation_change", generation.pk)
        return re.findall(r'name="action" value="(\w+)"', page)

    assert offered(lived) == ["take_id", "ask_again", "give_up"]
    generating.record_callback(lived, '{"images": ["https://pictures.example.com/1.png"]}', None)
    assert offered(lived) == ["take_id", "accept", "ask_again", "give_up"]
    for status, names in (
        (Status.QUEUED, ["ask_again", "give_up"]),
        (Status.SUBMITTING, []),
        (Status.SUCCEEDED, []),
    ):
        Generation.objects.filter(id=lived.id).update(status=status)
        assert offered(lived) == names, status


def test_what_our_own_server_knows_stands_in_the_same_life(operator):
    from exterior_api.models import Delivery, DeliveryAttempt
    from tests.exterior_api.factories import GenerationFactory

    there = GenerationFactory(finished_at=timezone.now(), error="no ground")
    sent = Delivery.objects.create(account=there.account, generation=there, url="http://example.org/")
    DeliveryAttempt.objects.create(delivery=sent, response_status=204, milliseconds=35)
    here = factories.generation(status=Status.STARTING, upstream_id=str(there.id))
    page = page_of(operator, "projects_generation_change", here.pk)
    for said in ("Our own server took it in", "no ground", "204 · 35 ms"):
        assert said in page


def test_no_page_of_the_admin_has_anything_that_the_policy_refuses(operator, lived):
    project = lived.project
    factories.drawn(on=project)
    PhotosRequest.objects.create(user=project.owner, message="more, please")
    sharing.comment(sharing.make_link(project, [lived], 30, "en"), "a visitor", "pretty")
    sharing.keep_brand(project.owner, "Rivière", "#24453a", factories.photo_file())
    lived.calls.create(name="get", milliseconds=4, body="{}")
    upstream_health.ran_out()
    pages = {}
    for model in apps.get_app_config("projects").get_models():
        if not admin.site.is_registered(model):
            continue
        name = f"projects_{model._meta.model_name}"
        pages[name] = page_of(operator, f"{name}_changelist")
        if row := model.objects.first():
            pages[f"{name} {row.pk}"] = page_of(operator, f"{name}_change", row.pk)
    pages["index"] = page_of(operator, "index")
    pages["week"] = page_of(operator, "index", window="week")
    pages["ledger"] = page_of(operator, "projects_photoentry_add")
    pages["person"] = page_of(operator, "projects_user_add")
    pages["switch"] = page_of(operator, "projects_upstreamhealth_sending")
    pages["why"] = act(operator, "give_up", lived, reason="")
    pages["history"] = page_of(operator, "projects_user_history", project.owner_id)
    pages["app"] = page_of(operator, "app_list", "projects")
    assert len(pages) > 20
    found = {name: refused.group() for name, page in pages.items() if (refused := INLINE.search(page))}
    assert not found


@pytest.mark.parametrize("model", ["generation", "delivery", "photoentry", "account"])
def test_lists_of_our_own_server_are_as_quick(operator, model):
    from tests.exterior_api.factories import GenerationFactory

    generation = GenerationFactory()
    with CaptureQueriesContext(connection) as asked:
        page_of(operator, f"exterior_api_{model}_changelist", q=generation.account.email)
        page_of(operator, f"exterior_api_{model}_changelist", q=str(generation.id))
    assert not [query for query in asked if "COUNT(" in query["sql"] and "LIMIT" not in query["sql"]]
    assert not [query for query in asked if "DISTINCT" in query["sql"]]
