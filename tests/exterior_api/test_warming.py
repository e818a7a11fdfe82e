"""Kernels are compiled ahead and apart; a job that comes sooner waits for no more than it needs."""

from types import SimpleNamespace

import pytest

from exterior_api import engine, warming

OURS = warming.OWN_RENDERER


@pytest.fixture(autouse=True)
def warmed(monkeypatch) -> list:
    """The kinds that were made ready, in this process or in a compiler's."""
    kinds = []
    monkeypatch.setattr(engine, "warm_up", kinds.append)
    for name in ("_asked", "_ready"):
        monkeypatch.setattr(warming, name, set())
    return kinds


@pytest.fixture
def compilers(monkeypatch) -> list:
    """In place of processes: what each is told to run is run here, and it ends as the test says."""
    codes = []

    class Compiler:
        def __init__(self, command, **_options):
            self.program = command[-1]

        def wait(self):
            assert warming._now.process is self
            exec(self.program)
            return codes.pop(0) if codes else 0

    monkeypatch.setattr("os.nice", lambda _steps: 0)
    monkeypatch.setattr(warming.subprocess, "Popen", Compiler)
    return codes


def test_what_no_job_asked_for_is_compiled_ahead_kind_after_kind(warmed, compilers, caplog):
    caplog.set_level("INFO", warming.logger.name)
    warming.require("POOL", lambda: None)
    compilers[:] = [1, 0]
    warming.compile_all()
    assert warmed == ["POOL", *(kind for kind in engine.KINDS if kind != "POOL")]
    failed = ["could not be compiled" in line for line in caplog.messages]
    assert failed == [True, *[False] * (len(engine.KINDS) - 2)]
    assert warming._now.kind is warming._now.process is None


def test_a_job_says_that_it_waits_once_and_for_whoever_compiles_its_kind(warmed, monkeypatch):
    monkeypatch.setattr(warming._now, "kind", "POOL")
    monkeypatch.setattr(warming.time, "sleep", lambda _seconds: setattr(warming._now, "kind", None))
    told = []
    for _job in range(2):
        warming.require("POOL", lambda: told.append(list(warmed)))
    assert (told, warmed) == ([[]], ["POOL"])
    assert warming._now.kind is None


@pytest.mark.parametrize(
    ("renderer", "queue", "begins"),
    [(OURS, "render", True), (OURS, "api", False), ("tests.exterior_api.renderers.fill", "render", False)],
)
def test_only_a_worker_that_draws_by_our_engine_compiles(settings, monkeypatch, renderer, queue, begins):
    settings.RENDERER = renderer
    begun = []
    monkeypatch.setattr(warming, "compile_all", lambda: begun.append(True))
    thread = SimpleNamespace
    monkeypatch.setattr(warming.threading, "Thread", lambda target, **_options: thread(start=target))
    queues = SimpleNamespace(consume_from={queue: None})
    warming.begin(sender=SimpleNamespace(app=SimpleNamespace(amqp=SimpleNamespace(queues=queues))))
    assert bool(begun) is begins


def test_a_worker_that_ends_leaves_no_compiler_behind(monkeypatch):
    warming.end()
    ended = []
    monkeypatch.setattr(warming._now, "process", SimpleNamespace(terminate=lambda: ended.append(True)))
    warming.end()
    assert ended
