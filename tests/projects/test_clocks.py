"""Machines whose clocks are five minutes apart: leases go by the database's, and signed addresses bear it."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from exterior_site import storage
from projects import clock, generating, lifecycle
from projects.generating import leasing
from projects.models import Status
from tests import factories
from tests.projects.fake_upstream import answer, fresh

pytestmark = pytest.mark.django_db

BOTH_WAYS = pytest.mark.parametrize(("one", "other"), [(5, -5), (-5, 5)])


@pytest.fixture
def on_machine(monkeypatch):
    now, seconds = timezone.now, storage.time.time

    def switch(minutes):
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(minutes=minutes))
        monkeypatch.setattr(storage.time, "time", lambda: seconds() + 60 * minutes)

    return switch


@BOTH_WAYS
def test_who_sends_on_one_machine_is_not_lost_for_the_sweep_of_another(api, on_machine, one, other):
    seen = []

    def meanwhile(_request):
        on_machine(other)
        generating.sweep()
        seen.append(fresh(generation).status)
        assert generating.due_for_sending() == []
        return 200, {}, '{"generation_id": "up-1"}'

    api.add_callback("POST", "http://api.example/api/create_exterior/generate", callback=meanwhile)
    on_machine(one)
    generation = factories.generation()
    generating.send(generation)
    assert seen == [Status.SUBMITTING]
    assert fresh(generation).status == Status.STARTING


@BOTH_WAYS
def test_what_waits_for_its_time_waits_as_long_on_every_machine(api, on_machine, one, other):
    api.post("http://api.example/api/create_exterior/generate", status=429, headers={"Retry-After": "30"})
    on_machine(one)
    generation = factories.generation()
    before = clock.now()
    generating.send(generation)
    on_machine(other)
    # What was asked for, and the jitter of two seconds.
    waits = fresh(generation).not_before
    assert before + timedelta(seconds=30) <= waits <= clock.now() + timedelta(seconds=32)


@BOTH_WAYS
def test_a_collector_on_one_machine_keeps_its_lease_on_another(api, on_machine, monkeypatch, one, other):
    answer(api, "get", status="PROCESSING")
    generation = factories.generation(status=Status.STARTING)
    on_machine(one)
    lease = leasing.take(generation)
    on_machine(other)
    assert lease
    assert leasing.take(generation) is None


@BOTH_WAYS
def test_an_age_is_counted_by_one_clock(on_machine, one, other):
    project = factories.project()
    on_machine(one)
    generation = generating.submit(project.owner, project, "POOL", uuid.uuid4(), factories.mask_file())
    on_machine(other)
    assert abs(clock.now() - generation.created) < timedelta(minutes=1)
    lifecycle.move(generation, "operator_failed")
    on_machine(one)
    assert generation.elapsed < timedelta(minutes=1)


@BOTH_WAYS
def test_an_address_signed_on_one_machine_is_served_by_another(client, on_machine, one, other):
    photo = factories.project().photo
    on_machine(one)
    url = default_storage.url(photo.file.name, expire=3600)
    on_machine(other)
    parts = urlsplit(url)
    assert client.get(f"{parts.path}?{parts.query}").status_code == 200
