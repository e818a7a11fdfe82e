"""Two beats, started by mistake or to stand in for one another, and clocks that are minutes apart."""

from datetime import timedelta

import pytest
import redis
from celery.beat import PersistentScheduler, ScheduleEntry
from django.conf import settings

from exterior_site.beat import SharedScheduler
from exterior_site.celery import app

SKEW = timedelta(minutes=5)


@pytest.fixture
def sent(monkeypatch):
    names = []
    monkeypatch.setattr(PersistentScheduler, "apply_async", lambda _self, entry, **_options: names.append(entry.name))
    return names


def beats():
    return [SharedScheduler(app=app, lazy=True) for _beat in range(2)]


def entry(name):
    return ScheduleEntry(name=name, app=app, **settings.CELERY_BEAT_SCHEDULE[name])


def test_what_one_beat_sent_the_other_lets_be(sent):
    for beat in beats():
        for name in ("poll", "sweep", "api-sweep"):
            beat.apply_entry(entry(name))
    assert sent == ["poll", "sweep", "api-sweep"]


def test_when_one_beat_is_gone_the_other_goes_on(sent, monkeypatch):
    monkeypatch.setattr("exterior_site.beat.TAKEN_FOR", 0.001)
    first, second = beats()
    first.apply_entry(entry("poll"))
    while len(sent) < 2:
        second.apply_entry(entry("poll"))
    assert sent == ["poll", "poll"]


def test_without_a_broker_to_ask_each_beat_sends(sent, monkeypatch):
    for beat in beats():
        monkeypatch.setattr(beat, "_broker", lambda: redis.Redis(port=1, retry=None))
        beat.apply_entry(entry("poll"))
    assert sent == ["poll", "poll"]


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_no_message_of_beat_is_thrown_away_by_a_worker_whose_clock_is_ahead(name):
    assert settings.CELERY_BEAT_SCHEDULE[name]["options"]["expires"] > 2 * SKEW.total_seconds()
