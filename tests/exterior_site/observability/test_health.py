"""What a probe is told: in bounded time, of what is down by name, and to strangers no more than yes or no."""

import errno
import re
import threading
import time
from collections import namedtuple
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from exterior_site.observability import dependencies, endpoints, heartbeats, lamps
from exterior_site.observability.lamps import Board, Lamp
from projects.models import UpstreamHealth
from tests.exterior_site.observability.asking import ELSEWHERE, ask


@pytest.fixture
def board(monkeypatch):
    """Lamps that the test lights itself: ``board(database="", broker="away")``."""

    def light(through=None, **whys):
        def look(why):
            if isinstance(why, Exception):
                raise why
            return why() if callable(why) else why

        made = Board(
            [Lamp(name, lambda why=why: look(why), (through or {}).get(name, "")) for name, why in whys.items()]
        )
        monkeypatch.setattr(endpoints, "board", made)
        return made

    return light


def test_being_alive_needs_nothing():
    # Without a mark for the database every query would fail here.
    assert ask("/healthz", ELSEWHERE) == (200, {"alive": True})


def test_ready_when_all_is_there(board):
    board(database="", broker="")
    status, told = ask("/readyz")
    assert (status, told["ready"], told["down"]) == (200, True, [])


def test_what_is_down_is_named_here_and_nowhere_else(board, settings):
    settings.METRICS_TOKEN = "a token that is long"
    board(database="", broker=ConnectionError("redis://:password@10.0.0.2 refused"))
    status, told = ask("/readyz")
    assert (status, told["ready"], told["down"]) == (503, False, ["broker"])
    assert told["lamps"]["broker"]["why"] == "ConnectionError"
    assert ask("/readyz", None)[1]["down"] == ["broker"]
    assert ask("/readyz", ELSEWHERE) == (503, {"ready": False})
    assert ask("/readyz", None, x_forwarded_for="203.0.113.9") == (503, {"ready": False})
    assert ask("/readyz", x_forwarded_for="203.0.113.9") == (503, {"ready": False})
    # By a name of somebody else's that leads here, their page in a browser here may read the answer.
    assert ask("/readyz", host="rebound.example:8000") == (503, {"ready": False})
    assert ask("/readyz", host="localhost:8000")[1]["down"] == ["broker"]
    assert ask("/readyz", ELSEWHERE, authorization="Bearer wrong") == (503, {"ready": False})
    assert ask("/readyz", ELSEWHERE, authorization="Bearer a token that is long")[1]["down"] == ["broker"]


def test_a_balancer_asks_for_what_pages_need(board):
    board(database="", upstream="does not answer")
    assert ask("/readyz?only=database")[0] == 200
    assert ask("/readyz?only=database,upstream")[0] == 503


def test_what_is_seen_through_the_broker_is_not_called_down(board):
    board(broker="away", beat=ConnectionError(), through={"beat": "broker"})
    status, told = ask("/readyz")
    assert (status, told["down"]) == (503, ["broker"])
    assert told["lamps"]["beat"] == {"up": None, "why": "not seen without the broker", "milliseconds": 0}


def test_what_hangs_costs_one_thread_and_no_more_than_its_second(board, monkeypatch):
    monkeypatch.setattr(lamps, "LONGEST_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(lamps, "KEPT_SECONDS", 0.0)
    let_go = threading.Event()
    board(database=lambda: let_go.wait(100) and "", broker="")
    before = threading.active_count()
    answers = [ask("/readyz") for _ in range(5)]
    assert {status for status, _told in answers} == {503}
    assert {tuple(told["down"]) for _status, told in answers} == {("database",)}
    # Still hanging: nobody waited for it to come to its end.
    hanging = [thread for thread in threading.enumerate() if thread.name == "lamp database"]
    assert len(hanging) == 1
    assert threading.active_count() <= before + 2
    let_go.set()
    hanging[0].join()
    # It heals by itself.
    monkeypatch.setattr(endpoints.board.lamps[0], "kept_seconds", 0.0)
    monkeypatch.setattr(endpoints.board.lamps[0], "look", lambda: "")
    assert ask("/readyz")[0] == 200


def test_a_flood_is_answered_from_one_look(board, monkeypatch):
    # On a busy machine fifty questions take longer than a look is kept.
    monkeypatch.setattr(lamps, "KEPT_SECONDS", 1000.0)
    looked = []
    board(database=lambda: looked.append(1) or "")
    assert {ask("/readyz", ELSEWHERE)[0] for _ in range(50)} == {200}
    assert len(looked) == 1


def test_every_part_that_the_site_leans_on_has_a_lamp():
    names = [name for name, _through, _look in dependencies.all_looks()]
    assert names == ["database", "broker", "storage", "beat", "workers", "renderer", "upstream"]
    operating = (Path(__file__).parents[3] / "docs" / "operating.md").read_text()
    assert re.findall(r"^\| `(\w+)` \| .* \| .* \| .* \|$", operating, re.M) == [*names, "mail"]


def test_mail_has_one_where_it_is_sent(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = dependencies.SMTP, "127.0.0.1", 1
    assert [name for name, _through, _look in dependencies.all_looks()][-1] == "mail"
    with pytest.raises(ConnectionRefusedError):
        dependencies.mail()


@pytest.mark.django_db
def test_the_database_and_the_broker_are_really_asked(settings):
    assert dependencies.database() == dependencies.broker() == ""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(Exception, match="refused"):
        dependencies.broker()


@pytest.mark.django_db
def test_the_upstream_is_down_when_the_breaker_is_open(settings):
    settings.EXTERIOR_API_URL = settings.SITE_URL = "http://127.0.0.1:1"
    health = UpstreamHealth.objects.create(id=1, open_until=timezone.now())
    assert dependencies.upstream() == "does not answer"
    UpstreamHealth.objects.filter(id=health.id).update(open_until=None, paused_since=timezone.now())
    assert dependencies.upstream() == "out of photos"
    UpstreamHealth.objects.filter(id=health.id).update(paused_since=None)
    with pytest.raises(ConnectionRefusedError):
        dependencies.upstream()


def test_a_disk_without_room_is_told_before_it_is_full(monkeypatch):
    usage = namedtuple("usage", "free")
    assert dependencies.storage() == ""
    monkeypatch.setattr(dependencies.shutil, "disk_usage", lambda _folder: usage(2**20))
    assert dependencies.storage() == "disk full"


def test_storage_that_cannot_be_written_is_down(monkeypatch):
    def full(**_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(dependencies.tempfile, "TemporaryFile", full)
    lamp = Lamp("storage", dependencies.storage)
    lamp.begin()
    lamp.settle(time.monotonic() + 5)
    assert (lamp.up, lamp.why) == (False, "OSError")
    assert storages["default"].location


def test_signs_of_life_grow_old(monkeypatch):
    with dependencies.broker_client() as client:
        client.delete(heartbeats._key("beat"))
        assert dependencies._sign_of("beat", 30) == "never seen"
        monkeypatch.setattr(heartbeats._Self, "names", ("beat",))
        monkeypatch.setattr(heartbeats._Self, "left", 0.0)
        heartbeats.leave()
        assert dependencies._sign_of("beat", 30) == ""
        client.set(heartbeats._key("beat"), time.time() - 60)
        assert dependencies._sign_of("beat", 30) == "silent for 60 s"
        client.delete(heartbeats._key("beat"))
