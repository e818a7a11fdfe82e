"""What people show to strangers: found by operators, and taken away where it must not stand."""

import io

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects import sharing
from projects.models import Brand, ShareComment, ShareLink
from tests import factories
from tests.projects.operators import act, logged, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client):
    return sign_in(client, everything=True)


@pytest.fixture
def share():
    drawn = factories.drawn(factories.project(factories.member(email="anna.riviere@example.com")))
    made = sharing.make_link(drawn.project, [drawn], 30, "en", prepared_for="Jean")
    sharing.comment(made, "a visitor", "an insult to a neighbour")
    return made


def url(share) -> str:
    return reverse("shared", args=[sharing.token_for(share)])


def listed(client, model, **query) -> list:
    return list(client.get(reverse(f"admin:projects_{model}_changelist"), query).context["cl"].result_list)


def page_of(client, row) -> str:
    return client.get(reverse(f"admin:projects_{row._meta.model_name}_change", args=[row.pk])).content.decode()


def test_a_link_is_found_by_what_a_complaint_names(operator, share):
    factories.drawn()
    address = f"https://parterre.example{url(share)}"
    for words in (
        address,
        f"see {address}embed/",
        sharing.token_for(share),
        str(share.pk),
        str(share.project_id),
        "anna",
    ):
        assert listed(operator, "sharelink", q=words) == [share], words
    for words in (address[:-3] + "abc", "riviere", share.key):
        assert listed(operator, "sharelink", q=words) == [], words
    assert listed(operator, "sharecomment", q="anna.riv") == [share.comments.get()]
    page = page_of(operator, share)
    for said in ("anna.riviere@example.com", "an insult to a neighbour", "open to whoever has it", "/media/"):
        assert said in page, said
    # Whoever sees the page of an operator has no key to the link by it.
    assert share.key not in page


def test_an_operator_ends_a_link_says_why_and_nobody_opens_it_again(operator, share):
    assert Client().get(url(share)).status_code == 200
    assert "errorlist" in act(operator, "end_link", share, reason="")
    act(operator, "end_link", share, reason="a neighbour’s complaint")
    assert Client().get(url(share)).status_code == 404
    assert "It has ended" in act(operator, "end_link", share)
    assert logged() == [("operator@example.com", "end_link: a neighbour’s complaint", str(share.pk))]
    assert 'value="end_link"' not in page_of(operator, ShareLink.objects.get())


def test_a_comment_that_an_operator_deletes_is_not_brought_back_by_its_owner(operator, share):
    comment = share.comments.get()
    asked = operator.post(
        reverse("admin:projects_sharecomment_changelist"),
        {"action": "delete_comment", "_selected_action": [comment.pk]},
    )
    assert "an insult to a neighbour" in asked.content.decode()
    page = act(operator, "delete_comment", comment, reason="an insult", on_page="yes")
    # It has no page any more to go back to.
    assert "Deleted a comment" in page
    assert "0 comments" in page
    owner = Client()
    factories.sign_in(owner, share.project.owner)
    assert owner.post(reverse("remove_comment", args=[comment.pk]), {"back": "1"}).status_code == 404
    assert not ShareComment.objects.exists()
    # Of the comment nothing is left to be named: its link's history tells.
    assert logged() == [("operator@example.com", "delete_comment: an insult", str(share.pk))]
    assert "Deleted a comment" in operator.get(reverse("admin:index")).content.decode()


def test_a_logo_goes_with_its_file_and_the_name_stays(operator):
    owner = factories.member()
    brand = sharing.keep_brand(owner, "Rivière Paysage", "#24453a", io.BytesIO(factories.photo_bytes((80, 40), "PNG")))
    file = brand.logo.name
    assert default_storage.exists(file)
    assert 'value="remove_logo"' in page_of(operator, brand)
    act(operator, "remove_logo", brand, reason="not theirs")
    brand.refresh_from_db()
    assert (brand.name, brand.colour, bool(brand.logo)) == ("Rivière Paysage", "#24453a", False)
    assert "It has no logo" in act(operator, "remove_logo", brand)
    assert [what for _who, what, _id in logged()] == ["remove_logo: not theirs"]


@pytest.mark.parametrize("rights", [(), ("change_sharelink",), ("delete_sharecomment",), ("change_brand",)])
def test_each_of_it_needs_its_own_right(client, share, rights):
    viewer = sign_in(client, *rights)
    brand = Brand.objects.create(owner=share.project.owner, name="Rivière", logo="logos/none.png")
    act(viewer, "delete_comment", share.comments.get())
    act(viewer, "end_link", share)
    act(viewer, "remove_logo", brand)
    share.refresh_from_db()
    brand.refresh_from_db()
    assert bool(share.revoked) is (rights == ("change_sharelink",))
    assert (not ShareComment.objects.exists()) is (rights == ("delete_sharecomment",))
    assert (not brand.logo) is (rights == ("change_brand",))
    assert ('class="offered"' in page_of(viewer, ShareLink.objects.get())) is False


@pytest.mark.parametrize("model", ["sharelink", "sharecomment", "brand", "upstreamcall"])
def test_their_lists_ask_as_little_for_many_rows_as_for_one(operator, share, model):
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            listed(operator, model)
        return [query["sql"] for query in queries]

    asked()
    few = asked()
    for _ in range(3):
        drawn = factories.drawn()
        other = sharing.make_link(drawn.project, [drawn], 30, "en")
        sharing.comment(other, "a visitor", "pretty")
        Brand.objects.create(owner=drawn.project.owner, name="Other")
        drawn.calls.create(name="get", milliseconds=4)
    many = asked()
    assert len(many) <= len(few) + 4
    assert len(many) <= 13
    assert not [sql for sql in many if "COUNT(" in sql and "LIMIT" not in sql]
