"""The life of a generation and the ledger against a model of a few lines, by sequences that hypothesis makes up."""

import itertools
import json
import uuid
from types import SimpleNamespace

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from projects import generating, ledger, lifecycle, upstream
from projects.generating import collecting
from projects.models import OWN_TIME_OUTS, Failure, Generation, PhotoEntry, Status, UpstreamHealth
from tests import factories

pytestmark = pytest.mark.django_db

S = Status
GRANTED = 30
BOUNDS = hypothesis_settings(max_examples=15, stateful_step_count=30, deadline=None, database=None)
# What the issue of trust comes down to, written down a second time: from where each cause leads where.
MOVES = {
    "claimed": {S.QUEUED: S.SUBMITTING},
    "accepted": {S.SUBMITTING: S.STARTING, S.UNKNOWN: S.STARTING},
    "try_again": {S.SUBMITTING: S.QUEUED, S.UNKNOWN: S.QUEUED},
    "refused": {S.SUBMITTING: S.FAILED, S.UNKNOWN: S.FAILED},
    "answer_lost": {S.SUBMITTING: S.UNKNOWN},
    "sender_lost": {S.SUBMITTING: S.UNKNOWN},
    "send_again": {S.UNKNOWN: S.QUEUED},
    "out_of_photos": {S.QUEUED: S.FAILED},
    "id_learned": {S.UNKNOWN: S.STARTING},
    "drawing": {S.STARTING: S.PROCESSING},
    "drawn": {S.STARTING: S.SUCCEEDED, S.PROCESSING: S.SUCCEEDED},
    "upstream_failed": {S.STARTING: S.FAILED, S.PROCESSING: S.FAILED},
    "no_picture": {S.STARTING: S.FAILED, S.PROCESSING: S.FAILED},
    "deadline": dict.fromkeys((S.QUEUED, S.SUBMITTING, S.UNKNOWN, S.STARTING, S.PROCESSING), S.FAILED),
    "owner_left": dict.fromkeys((S.QUEUED, S.SUBMITTING, S.UNKNOWN, S.STARTING, S.PROCESSING), S.FAILED),
    "late_picture": {S.FAILED: S.SUCCEEDED},
    "operator_failed": dict.fromkeys((S.QUEUED, S.UNKNOWN, S.STARTING, S.PROCESSING), S.FAILED),
    "operator_accepted": {S.UNKNOWN: S.SUCCEEDED},
}


class Table(RuleBasedStateMachine):
    """Any cause at any time, for one generation: the status and the balance are the model's."""

    def __init__(self):
        super().__init__()
        self.person = factories.member(GRANTED)
        self.generation = factories.generation(factories.project(self.person))
        self.status, self.failure, self.refunded = S.QUEUED, "", False

    @rule(cause=st.sampled_from(sorted(MOVES)), failure=st.sampled_from([*OWN_TIME_OUTS, Failure.REFUSED]))
    def move(self, cause, failure):
        target = MOVES[cause].get(self.status)
        if cause == "late_picture" and self.failure not in OWN_TIME_OUTS:
            target = None
        fields = {"failure": failure} if target == S.FAILED else {}
        assert lifecycle.move(Generation.objects.get(id=self.generation.id), cause, **fields) == bool(target)
        if target:
            self.status = target
            self.failure = fields.get("failure", self.failure)
            self.refunded = self.refunded or target == S.FAILED

    @invariant()
    def agrees(self):
        now = Generation.objects.get(id=self.generation.id)
        assert now.status == self.status
        left = GRANTED - (0 if self.refunded else 1)
        assert ledger.photos_left(self.person) == self.person.photo_entries.balance() == left
        assert now.late == (self.refunded and self.status == S.SUCCEEDED)
        moves = list(now.moves.values_list("from_status", "to_status"))
        assert all(before[1] == after[0] for before, after in itertools.pairwise(moves))
        assert not moves or moves[-1][1] == self.status


class FakeUpstream:
    """Takes orders and loses answers. ``orders``: its generations by their id."""

    def __init__(self):
        self.orders: dict[str, SimpleNamespace] = {}
        self.answer = ""

    def generate(self, order):
        if self.answer == "busy":
            raise upstream.UpstreamError("429", failure=Failure.UNREACHABLE)
        if self.answer in ("refuse", "empty"):
            failure = Failure.REFUSED if self.answer == "refuse" else Failure.OUT_OF_PHOTOS
            raise upstream.UpstreamError(self.answer, failure=failure, permanent=True)
        if self.answer != "lose before accepting":
            made = str(uuid.uuid4())
            self.orders[made] = SimpleNamespace(status=S.STARTING, key=order.key)
        if self.answer != "accept":
            raise upstream.UpstreamError("lost", failure=Failure.ANSWER_LOST, unknown_outcome=True)
        return upstream.Accepted(made, "", None)

    def get(self, generation_id):
        if generation_id not in self.orders:
            raise upstream.UpstreamError("404", failure=Failure.REFUSED, permanent=True)
        status = self.orders[generation_id].status
        images = ["https://pictures.example.com/1.png"] if status == S.SUCCEEDED else []
        failure = Failure.UPSTREAM_FAILED if status == S.FAILED else ""
        return upstream.Snapshot(status, images, None, None, "", {}, "", failure)

    def id_for(self, generation) -> str:
        return next((id for id, order in self.orders.items() if order.key == str(generation)), "")


ANSWERS = ["accept", "accept", "accept and lose", "lose before accepting", "busy", "refuse", "empty"]


class Flow(RuleBasedStateMachine):
    """The tasks as workers, beat, callbacks and crashes call them. The model: status, photos, orders upstream."""

    fake: FakeUpstream

    def __init__(self):
        super().__init__()
        self.fake.orders.clear()
        UpstreamHealth.objects.all().delete()
        self.person = factories.member(GRANTED)
        self.project = factories.project(self.person)
        self.mask = generating.save_draft(self.project.photo, factories.mask_file())
        self.model: dict[uuid.UUID, SimpleNamespace] = {}
        self.paused = False

    def row(self, id) -> Generation:
        return Generation.objects.select_related("project__photo", "mask", "parent").get(id=id)

    def some(self, data):
        return data.draw(st.sampled_from(sorted(self.model)))

    def fail(self, one, time_out=False):
        one.status, one.refunded, one.time_out = S.FAILED, True, time_out

    @rule(again=st.booleans())
    def submit(self, again):
        if again and self.model:
            key = next(iter(self.model.values())).key
        elif len(self.model) < 6:
            key = uuid.uuid4()
        else:
            return
        made = generating.submit(self.person, self.project, "POOL", key, mask=self.mask)
        fresh = SimpleNamespace(status=S.QUEUED, key=key, refunded=False, id="", hints=[], time_out=False)
        self.model.setdefault(made.id, fresh)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), answer=st.sampled_from(ANSWERS))
    def send(self, data, answer):
        """Also what the broker delivers a second time."""
        id = self.some(data)
        one, self.fake.answer = self.model[id], answer
        generating.send(self.row(id))
        if one.status != S.QUEUED:
            return
        if self.paused or answer in ("refuse", "empty"):
            self.paused = self.paused or answer == "empty"
            self.fail(one)
        elif answer == "accept":
            one.status, one.id = S.STARTING, self.fake.id_for(id)
        elif answer != "busy":
            one.status = S.UNKNOWN

    @precondition(lambda self: self.model)
    @rule(data=st.data(), accepted=st.booleans())
    def sender_is_killed(self, data, accepted):
        id = self.some(data)
        one = self.model[id]
        if one.status != S.QUEUED or self.paused:
            return
        lifecycle.move(self.row(id), "claimed")
        if accepted:
            self.fake.orders[str(uuid.uuid4())] = SimpleNamespace(status=S.STARTING, key=str(id))
        factories.past(self.row(id), claimed=5000)
        generating.sweep()
        one.status = S.UNKNOWN

    @precondition(lambda self: self.model)
    @rule(data=st.data(), status=st.sampled_from([S.PROCESSING, S.SUCCEEDED, S.SUCCEEDED, S.FAILED]))
    def upstream_draws(self, data, status):
        order = self.fake.orders.get(self.fake.id_for(self.some(data)))
        if order and order.status not in (S.SUCCEEDED, S.FAILED):
            order.status = status

    @precondition(lambda self: self.model)
    @rule(data=st.data(), kind=st.sampled_from(["right id", "made-up id", "id of another", "no id"]))
    def callback(self, data, kind):
        id = self.some(data)
        one = self.model[id]
        others = [other.id for key, other in self.model.items() if key != id and other.id]
        body = {"status": "SUCCEEDED", "images": ["http://stranger.example/1.png"]}
        hint = {"right id": self.fake.id_for(id), "made-up id": uuid.uuid4().hex}.get(kind, "")
        if kind == "id of another" and others:
            hint = others[0]
        generating.record_callback(self.row(id), json.dumps(body | {"generation_id": hint}), None)
        if hint and hint == self.fake.id_for(id) and not one.id:
            one.hints.append(hint)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def collect(self, data):
        id = self.some(data)
        one = self.model[id]
        generating.collect(self.row(id))
        late = one.status == S.FAILED and one.time_out
        if not one.id and one.hints and (one.status == S.UNKNOWN or late):
            one.id = one.hints[0]
            one.status = S.FAILED if late else S.STARTING
        if not one.id or (one.status not in (S.STARTING, S.PROCESSING) and not late):
            return
        said = self.fake.orders[one.id].status
        if late:
            one.status = S.SUCCEEDED if said == S.SUCCEEDED else one.status
        elif said == S.FAILED:
            self.fail(one)
        elif said != S.STARTING:
            one.status = said

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def deadline(self, data):
        id = self.some(data)
        one = self.model[id]
        factories.past(self.row(id), deadline=1)
        generating.sweep()
        if one.status not in (S.SUCCEEDED, S.FAILED):
            self.fail(one, time_out=True)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def operator_gives_up(self, data):
        id = self.some(data)
        one = self.model[id]
        if generating.give_up(self.row(id)):
            assert one.status not in (S.SUCCEEDED, S.FAILED)
            self.fail(one)

    @invariant()
    def agrees(self):
        rows = {row.id: row for row in Generation.objects.filter(project=self.project)}
        assert {id: row.status for id, row in rows.items()} == {id: one.status for id, one in self.model.items()}
        assert {id: row.upstream_id for id, row in rows.items()} == {id: one.id for id, one in self.model.items()}
        spent = sum(not one.refunded for one in self.model.values())
        assert ledger.photos_left(self.person) == self.person.photo_entries.balance() == GRANTED - spent
        refunds = PhotoEntry.objects.filter(user=self.person, kind="REFUND").count()
        assert refunds == sum(one.refunded for one in self.model.values())

    @invariant()
    def nothing_is_ordered_twice(self):
        keys = [order.key for order in self.fake.orders.values()]
        assert len(keys) == len(set(keys))

    def teardown(self):
        """Whatever happened: after its deadline everything has ended."""
        for id in self.model:
            factories.past(self.row(id), deadline=1)
        generating.sweep()
        assert not Generation.objects.filter(project=self.project).pending().exists()


def test_the_table_says_what_the_model_says():
    assert {step.cause: dict.fromkeys(step.sources, step.target) for step in lifecycle.TABLE} == MOVES


def test_any_cause_at_any_time():
    run_state_machine_as_test(Table, settings=BOUNDS)


def test_workers_crashes_callbacks_and_operators_in_any_order(settings, monkeypatch):
    settings.EXTERIOR_API_EXTENSIONS = False
    # One person alone does all of it, and whose turn it is has tests of its own.
    settings.DRAWINGS_WAITING_PER_PERSON = 0
    Flow.fake = FakeUpstream()
    monkeypatch.setattr(upstream, "generate", Flow.fake.generate)
    monkeypatch.setattr(upstream, "get", Flow.fake.get)
    monkeypatch.setattr(upstream, "credit", lambda: 5)
    monkeypatch.setattr(collecting, "take_pictures", lambda generation, urls, before_each: [])
    run_state_machine_as_test(Flow, settings=BOUNDS)
