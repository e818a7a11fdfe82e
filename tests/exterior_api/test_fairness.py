"""Who is drawn next, and who is told to come back: nobody waits behind all that somebody else has ordered."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from exterior_api import dispatching, jobs, ledger
from exterior_api.models import Generation

from .factories import AccountFactory, InputImageFactory, ProjectFactory

pytestmark = pytest.mark.django_db

GENERATE = "/create_exterior/generate"
IMAGE = {"name": "results/a.png", "width": 120, "height": 80}


def orders(account, count):
    """Generations that wait to be drawn, the oldest first."""
    photo = InputImageFactory(account=account)
    mask = InputImageFactory(account=account, role="mask")
    values = {"account": account, "photo": photo, "mask": mask, "project": ProjectFactory(account=account)}
    return Generation.objects.bulk_create(Generation(kind="POOL", seed=seed, **values) for seed in range(count))


class Renderers:
    """Some of them, each with one job at a time, as the broker hands it over. `drawn` are accounts, in order."""

    def __init__(self, count, broker):
        self.count, self.broker = count, broker
        self.drawing, self.drawn = [], []

    def settle(self):
        """Let everything happen that takes no time beside a drawing."""
        with self.broker.capture(execute=True):
            dispatching.dispatch()
        while self._begin():
            with self.broker.capture(execute=True):
                jobs.started(*self.drawing[-1])
            with self.broker.capture(execute=True):
                dispatching.dispatch()

    def finish(self):
        """One job's time: whatever is being drawn is done."""
        self.settle()
        for generation, _attempt in self.drawing:
            with self.broker.capture(execute=True):
                assert jobs.finished(generation, IMAGE, {})
            self.drawn.append(Generation.objects.get(pk=generation).account)
        self.drawing = []
        self.settle()

    def _begin(self):
        queued = [message for message in self.broker if message[0] == "render"]
        self.broker[:] = queued[1:]
        if not queued or len(self.drawing) == self.count:
            self.broker[:] = queued
            return False
        [job] = queued[0][1]
        self.drawing.append((UUID(job["generation"]), job["attempt"]))
        return True

    def is_drawing(self, generation):
        return generation.pk in [drawing for drawing, _attempt in self.drawing]


@pytest.mark.parametrize("renderers", [1, 3])
def test_behind_a_thousand_jobs_of_another_account_one_waits_two_jobs_time_at_most(broker, renderers):
    busy, quiet = AccountFactory(), AccountFactory()
    orders(busy, 1000)
    workers = Renderers(renderers, broker)
    for _job in range(4):
        workers.finish()

    [first] = orders(quiet, 1)
    workers.settle()
    waited = 0
    while not workers.is_drawing(first) and waited < 9:
        workers.finish()
        waited += 1

    assert waited <= 2
    # And nobody stood still meanwhile.
    assert len(workers.drawn) == (4 + waited) * renderers


def test_accounts_take_turns_whoever_ordered_first(broker):
    three = [AccountFactory() for _account in range(3)]
    for account in three:
        orders(account, 20)
    workers = Renderers(1, broker)
    for _job in range(12):
        workers.finish()

    assert all(set(workers.drawn[turn : turn + 3]) == set(three) for turn in range(0, 12, 3))


def test_who_is_alone_has_all_renderers(broker):
    orders(AccountFactory(), 30)
    workers = Renderers(10, broker)
    workers.settle()

    assert len(workers.drawing) == 10
    at_the_door = Generation.objects.filter(handed_at__isnull=False, started_at=None)
    assert at_the_door.count() == len(broker) == 10


def test_room_that_one_account_leaves_goes_to_the_next(broker):
    orders(AccountFactory(), 3)
    workers = Renderers(3, broker)
    workers.settle()
    assert len(workers.drawing) == 3

    orders(AccountFactory(), 1)
    orders(AccountFactory(), 2)

    assert dispatching.dispatch() == 3


def test_a_job_that_lost_its_renderer_is_the_next_of_its_account(broker):
    generations = orders(AccountFactory(), 3)
    workers = Renderers(1, broker)
    workers.settle()
    lost = workers.drawing.pop()
    broker.clear()
    Generation.objects.filter(handed_at__isnull=False).update(lease_until=timezone.now() - timedelta(seconds=1))
    with broker.capture(execute=True):
        jobs.recover()
    workers.finish()
    workers.settle()

    assert lost == (generations[0].pk, 1)
    assert (generations[0].pk, 2) in workers.drawing
    assert workers.drawn


def test_what_waits_for_an_hour_ends_with_a_refund(broker):
    account = AccountFactory()
    [generation] = orders(account, 1)
    ledger.charge(account, generation)
    Generation.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    jobs.recover()

    generation.refresh_from_db()
    assert (generation.status, generation.error_code) == ("FAILED", "renderer_unavailable")
    assert ledger.balance(account)["total"] == 10


def test_an_account_with_too_many_waiting_is_told_to_come_back(api, account, order, settings, file_server):
    settings.EXTERIOR_API_MOST_WAITING_OF_ACCOUNT = 3
    first = api(GENERATE, headers={"Idempotency-Key": "k1"}, **order)
    orders(account, 2)
    file_server.requests.clear()

    answer = api(GENERATE, **order)

    assert (answer.status, answer.body["code"]) == (429, "too_many_waiting")
    assert int(answer.headers["Retry-After"]) > 0
    assert api("/account/credit").body["total"] == 9
    assert not file_server.requests
    # What was accepted before is answered as before.
    assert api(GENERATE, headers={"Idempotency-Key": "k1"}, **order).body == first.body
    jobs.finished(first.body["generation_id"], IMAGE, {})
    assert api(GENERATE, **order).status == 200


def test_a_full_queue_is_a_503_that_says_when_to_come_back(api, order, settings, broker):
    settings.EXTERIOR_API_MOST_WAITING = 3
    orders(AccountFactory(), 3)

    answer = api(GENERATE, **order)

    assert (answer.status, answer.body["code"]) == (503, "queue_full")
    assert int(answer.headers["Retry-After"]) > 0
    assert api("/account/credit").body["total"] == 10
    with broker.capture(execute=True):
        dispatching.dispatch()
    assert api(GENERATE, **order).status == 200


@pytest.mark.django_db(transaction=True)
def test_several_dispatchers_at_once_hand_over_no_more_than_one(broker):
    orders(AccountFactory(), 20)

    def dispatch(_number):
        while True:
            try:
                return dispatching.dispatch()
            except OperationalError:
                # The tests' SQLite lies in memory, where nobody waits for a lock.
                time.sleep(0.01)
            finally:
                connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(dispatch, range(8))) == 1
    assert broker.names() == ["render"]


def test_on_sqlite_too_the_open_ones_are_found_by_their_index():
    if connection.vendor == "sqlite":
        plan = dispatching._opened().filter(dispatching._is_ready()).explain()
        assert "generation_open" in plan
