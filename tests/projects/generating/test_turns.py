"""Whose drawing is sent next: one person's many keep nobody else waiting, and each page says what it waits for."""

import itertools

import pytest
import responses
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from projects import generating, tasks, upstream_health
from projects.generating import turns
from projects.models import Failure, Generation, Status
from tests import factories
from tests.projects.bad_input import words
from tests.projects.fake_upstream import API, answer, fresh

pytestmark = pytest.mark.django_db

GENERATE = f"{API}/api/create_exterior/generate"


def queue(owner, count):
    """Drawings that a person asked for a while ago, the oldest first."""
    first = factories.generation(factories.project(owner))
    values = {name: getattr(first, name) for name in ("project", "mask", "type", "cost", "deadline")}
    more = [
        Generation(**values, number=number, form_key=factories.uuid.uuid4(), token_hash=f"{number}")
        for number in range(2, count + 1)
    ]
    Generation.objects.bulk_create(more)
    Generation.objects.filter(project=first.project).update(not_before=timezone.now())
    return [first, *more]


class Upstream:
    """All persons are one account there: it draws in the order in which it accepts, some at a time."""

    def __init__(self, api, renderers=1):
        self.ids, self.line, self.renderers = itertools.count(1), [], renderers
        api.add_callback("POST", GENERATE, callback=self._accept)

    def _accept(self, request):
        return 200, {}, f'{{"generation_id": "up-{next(self.ids)}"}}'

    def settle(self):
        """Send what may be sent, and begin to draw what there is a renderer for."""
        before = None
        while before != (before := self._standing()):
            for generation_id in generating.due_for_sending():
                generating.send(Generation.objects.get(id=generation_id))
            sent = Generation.objects.filter(status=Status.STARTING)
            free = self.renderers - Generation.objects.filter(status=Status.PROCESSING).count()
            for generation in sorted(sent, key=lambda one: int(one.upstream_id[3:]))[:free]:
                Generation.objects.filter(id=generation.id).update(status=Status.PROCESSING)

    def _standing(self):
        return list(Generation.objects.order_by().values_list("status").annotate(Count("id")))

    def finish(self):
        """One job's time: what is being drawn is done."""
        Generation.objects.filter(status=Status.PROCESSING).update(status=Status.SUCCEEDED)
        self.settle()


@pytest.mark.parametrize("renderers", [1, 3])
def test_behind_a_thousand_of_another_person_one_waits_two_jobs_time_at_most(api, renderers):
    queue(factories.member(5), 1000)
    there = Upstream(api, renderers)
    there.settle()
    for _job in range(3):
        there.finish()
    assert Generation.objects.filter(status=Status.PROCESSING).count() == renderers

    [mine] = queue(factories.member(5), 1)
    there.settle()
    waited = 0
    while fresh(mine).status != Status.PROCESSING and waited < 9:
        there.finish()
        waited += 1
    assert waited <= 2


def test_where_there_is_little_room_persons_take_turns_whoever_asked_first(api, settings):
    settings.DRAWINGS_SENT_AT_ONCE = 1
    people = [factories.member(5) for _person in range(3)]
    for person in people:
        queue(person, 5)
    there = Upstream(api)
    drawn = []
    there.settle()
    for _job in range(6):
        drawn.append(Generation.objects.get(status=Status.PROCESSING).project.owner)
        there.finish()
    assert set(drawn[:3]) == set(drawn[3:]) == set(people)


def test_a_message_that_comes_out_of_turn_waits_and_the_page_says_so(api, client):
    answer(api, "generate", generation_id="up-1")
    person = factories.member(5)
    first = factories.generation(factories.project(person))
    second = factories.generation(first.project)
    generating.send(first)
    generating.send(second)
    assert (fresh(first).status, fresh(second).status) == (Status.STARTING, Status.QUEUED)
    assert fresh(second).attempts == 0
    factories.sign_in(client, person)
    page = words(client.get(reverse("generation", args=[second.id])))
    assert "waiting its turn, after your other drawings" in page
    assert generating.due_for_sending() == []


def test_when_one_is_being_drawn_the_next_of_the_person_is_sent_at_once(api, monkeypatch):
    answer(api, "get", status="PROCESSING")
    first = factories.generation(status=Status.STARTING)
    second = factories.generation(first.project, not_before=timezone.now())
    sent = []
    monkeypatch.setattr(tasks, "soon", lambda task, *ids: sent.append((task.name, ids)))
    tasks.collect(str(first.id))
    assert sent == [("projects.tasks.send", (second.id,))]


def test_one_that_is_stuck_at_the_upstream_does_not_hold_up_its_person_for_ever():
    first = factories.generation(status=Status.STARTING)
    second = factories.generation(first.project, not_before=timezone.now())
    assert generating.due_for_sending() == []
    factories.past(first, submitted=200)
    assert generating.due_for_sending() == [second.id]


@pytest.mark.parametrize(("status", "code"), [(503, "queue_full"), (429, "too_many_waiting")])
def test_a_full_upstream_is_not_down_and_gets_nothing_until_it_has_room(api, client, status, code):
    api.post(GENERATE, status=status, json={"error": "full", "code": code}, headers={"Retry-After": "30"})
    generations = [factories.generation() for _number in range(upstream_health.FAILURES_TO_OPEN + 1)]
    for generation in generations:
        generating.send(generation)
    assert len(api.calls) == 1
    assert not upstream_health.is_down()
    assert {fresh(generation).status for generation in generations} == {Status.QUEUED}
    assert generating.due_for_sending() == []
    for generation, language, said in (
        (generations[0], "en", "waiting its turn: many drawings are asked for just now"),
        (generations[-1], "fr", "attend son tour : beaucoup de dessins sont demandés en ce moment"),
    ):
        factories.sign_in(client, generation.project.owner)
        url = reverse("generation", args=[generation.id])
        assert said in words(client.get(url, headers={"accept-language": language}))
    factories.past(generations[0], deadline=1)
    generating.sweep()
    assert fresh(generations[0]).failure == Failure.TOO_LATE


def test_without_a_broker_nobody_knows_of_a_full_upstream_and_drawings_are_sent(api, no_broker):
    no_broker()
    turns.told_busy(30)
    answer(api, "generate", generation_id="up-1")
    generation = factories.generation()
    generating.send(generation)
    assert fresh(generation).status == Status.STARTING


def test_without_limits_nobody_waits_for_anybody(api, settings):
    settings.DRAWINGS_SENT_AT_ONCE = settings.DRAWINGS_WAITING_PER_PERSON = 0
    queue(factories.member(5), 9)
    Upstream(api).settle()
    assert not Generation.objects.filter(status=Status.QUEUED).exists()


def test_after_the_pause_that_a_full_upstream_asked_for_all_are_sent(api, monkeypatch):
    api.post(GENERATE, status=503, json={"error": "full", "code": "queue_full"}, headers={"Retry-After": "30"})
    generations = [factories.generation() for _number in range(3)]
    for generation in generations:
        generating.send(generation)
    monkeypatch.setattr("projects.generating.turns.is_busy", lambda: False)
    Generation.objects.update(not_before=timezone.now())
    api.replace(responses.POST, GENERATE, json={"generation_id": "up-1"})
    assert set(generating.due_for_sending()) == {generation.id for generation in generations}
    generating.send(fresh(generations[0]))
    assert (fresh(generations[0]).status, fresh(generations[0]).step) == (Status.STARTING, "")
