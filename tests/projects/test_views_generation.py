import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from projects import ledger
from projects.models import Failure, Generation, Status
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queued")]


def failed(on, failure) -> Generation:
    generation = factories.generation(on, Status.FAILED, failure=failure, finished=timezone.now())
    ledger.refund(generation)
    return generation


def card(client, generation) -> str:
    return client.get(reverse("generation_card", args=[generation.id])).content.decode()


def test_a_card_asks_again_while_it_waits_and_no_more_when_it_is_final(client, member):
    project = factories.project(member)
    assert "hx-get" in card(client, factories.generation(project, Status.PROCESSING))
    assert "hx-get" not in card(client, factories.drawn(project))
    assert "hx-get" not in card(client, failed(project, Failure.TOO_LATE))


@pytest.mark.parametrize(
    ("status", "fields", "said"),
    [
        (Status.QUEUED, {}, "goes out in a moment"),
        (Status.QUEUED, {"attempts": 1}, "sending it again"),
        (Status.SUBMITTING, {}, "on its way"),
        (Status.UNKNOWN, {}, "waiting for an answer"),
        (Status.STARTING, {}, "waiting its turn"),
        (Status.PROCESSING, {"step": "warming"}, "getting the renderer ready"),
        (Status.PROCESSING, {"step": "saving"}, "<span>Checking and saving</span><elapsed-time"),
        (Status.PROCESSING, {"step": "something new"}, "Drawing, in your photo’s light"),
    ],
)
def test_a_card_says_what_is_being_waited_for(client, member, status, fields, said):
    page = card(client, factories.generation(factories.project(member), status, **fields))
    assert said in page
    assert page.count('aria-current="step"') == 1


def test_a_usual_time_is_shown_only_when_it_was_measured(client, member):
    project = factories.project(factories.member(photos=9))
    waiting = factories.generation(factories.project(member), Status.PROCESSING)
    assert "usually" not in card(client, waiting)
    for _number in range(6):
        factories.drawn(project)
    assert "usually 0:00 to 0:00" in card(client, waiting)


def test_a_finished_card_shows_both_pictures_the_words_and_the_ways_on(client, member):
    report = {"words": {"en": "Grey boards along the house.", "fr": "Lames grises le long de la maison."}}
    generation = factories.drawn(factories.project(member), report=report)
    page = card(client, generation)
    assert "<before-after" in page
    assert "Grey boards along the house." in page
    assert "Visualisation, not to scale" in page
    for act in ("More like this", "Same place, another type", "Change the area", "Download"):
        assert act in page
    french = client.get(reverse("generation_card", args=[generation.id]), HTTP_ACCEPT_LANGUAGE="fr").content.decode()
    assert "Lames grises le long de la maison." in french


@pytest.mark.parametrize("report", [{}, {"words": None}, {"words": "plain"}, {"words": {"de": "Holz"}}])
def test_a_report_without_words_leaves_them_out(client, member, report):
    assert "<before-after" in card(client, factories.drawn(factories.project(member), report=report))


@pytest.mark.parametrize("failure", list(Failure))
def test_a_failed_card_says_why_and_that_it_was_not_charged(client, member, failure):
    page = card(client, failed(factories.project(member), failure))
    assert str(failure.label) in page
    assert "Not counted" in page
    assert "you have 5 pictures left" in page
    assert "Change the area" in page
    assert "Try again" in page


def test_a_failed_card_marks_the_step_that_was_not_done(client, member):
    generation = failed(factories.project(member), Failure.TOO_LATE)
    done = []
    for moment in (None, "submitted", "started"):
        if moment:
            Generation.objects.filter(id=generation.id).update(**{moment: timezone.now()})
        states = re.findall(r'<li class="(\w+)"', card(client, generation))
        assert states.count("broke") == 1
        done.append(states.index("broke"))
    assert done == [0, 1, 2]


def test_an_area_at_fault_is_to_be_changed_first(client, member):
    page = card(client, failed(factories.project(member), Failure.NOT_ON_GROUND))
    assert page.index("Change the area") < page.index("Try again")


def test_the_title_and_the_photos_left_come_along_with_the_card(client, member):
    page = card(client, failed(factories.project(member), Failure.TOO_LATE))
    assert page.startswith("<title>Not drawn, not counted")
    assert 'id="photos-left"' in page
    assert "hx-swap-oob" in page


def test_without_javascript_a_waiting_page_reloads_itself_and_a_final_one_does_not(client, member):
    project = factories.project(member)
    waiting, done = factories.generation(project), factories.drawn(project)
    assert 'http-equiv="refresh"' in client.get(reverse("generation", args=[waiting.id])).content.decode()
    assert 'http-equiv="refresh"' not in client.get(reverse("generation", args=[done.id])).content.decode()


def test_a_variation_takes_the_same_area_and_the_type_asked_for(client, member, queued):
    before = factories.drawn(factories.project(member))
    key = str(uuid.uuid4())
    answers = [
        client.post(reverse("vary", args=[before.id]), {"type": "TERRACE", "form_key": key}) for _click in range(2)
    ]
    after = Generation.objects.exclude(id=before.id).get()
    assert (after.mask, after.parent, after.type) == (before.mask, before, "TERRACE")
    assert {answer.url for answer in answers} == {reverse("generation", args=[after.id])}
    assert queued[0] == ("send", after.id)


def test_one_like_it_keeps_the_material_and_one_of_another_type_does_not(client, member, queued):
    before = factories.drawn(factories.project(member))

    def vary(generation, **sent):
        client.post(reverse("vary", args=[generation.id]), {"form_key": str(uuid.uuid4()), **sent})
        return Generation.objects.order_by("-number").first()

    alike = vary(before, type=before.type, keep_material="1")
    assert (alike.options, alike.parent) == ({"keep_material": True}, before)
    assert vary(alike, type=before.type).options == {}
    assert vary(before, type="TERRACE", keep_material="1").options == {}
    Generation.objects.filter(id=alike.id).update(status=Status.FAILED)
    again = vary(alike, type=before.type)
    assert (again.options, again.parent) == ({"keep_material": True}, before)


def test_the_last_picture_is_asked_about_before_it_is_spent(client):
    owner = factories.member(photos=3)
    factories.sign_in(client, owner)
    before = factories.drawn(factories.project(owner))
    studio = reverse("draw", args=[before.project_id])
    assert "data-spends-last" not in card(client, before) + client.get(studio).content.decode()
    after = factories.drawn(before.project)
    for page in (card(client, after), client.get(studio).content.decode()):
        assert "data-spends-last" in page
        assert "This takes your last picture" in page


def test_a_variation_with_no_photos_left_leads_to_the_ledger(client):
    owner = factories.member(photos=1)
    factories.sign_in(client, owner)
    before = factories.drawn(factories.project(owner))
    key = {"type": "POOL", "form_key": str(uuid.uuid4())}
    assert client.post(reverse("vary", args=[before.id]), key).url == reverse("photos_left")
    assert "You have used all your pictures" in card(client, before)


@pytest.mark.parametrize("sent", [{}, {"type": "GARAGE", "form_key": uuid.uuid4()}, {"type": "POOL", "form_key": "x"}])
def test_a_variation_asked_for_in_nonsense_changes_nothing(client, member, sent):
    before = factories.drawn(factories.project(member))
    assert client.post(reverse("vary", args=[before.id]), sent).url == reverse("generation", args=[before.id])
    assert Generation.objects.count() == 1


def test_a_picture_is_downloaded_under_a_name_that_says_what_it_is(client, member):
    project = factories.project(member)
    answer = client.get(reverse("download", args=[factories.drawn(project).id]))
    assert answer["Content-Disposition"] == 'attachment; filename="back-garden-pool-1.png"'
    assert client.get(reverse("download", args=[factories.generation(project).id])).status_code == 404


def test_a_project_shows_all_its_drawings_and_how_many_variations_there_are(client, member):
    project = factories.project(member)
    first, _second = factories.drawn(project), factories.drawn(project, type="TERRACE")
    failed(project, Failure.TOO_LATE)
    factories.generation(project, Status.PROCESSING)
    page = client.get(reverse("project", args=[project.id])).content.decode()
    assert "2 variations, one being drawn" in page
    assert page.count('class="frame') - page.count('class="frame__') == 5
    assert "not drawn, not counted" in page
    chosen = client.get(reverse("project", args=[project.id]), {"picture": first.id})
    assert chosen.context["generation"] == first
    alone = client.get(reverse("project", args=[project.id]), {"picture": "photo"})
    assert "<before-after" not in alone.content.decode()


def test_a_project_takes_as_many_queries_with_ten_drawings_as_with_one(client, member, django_assert_max_num_queries):
    project = factories.project(member)
    for _number in range(5):
        factories.drawn(project)
    client.get(reverse("project", args=[project.id]))
    with django_assert_max_num_queries(12):
        client.get(reverse("project", args=[project.id]))
