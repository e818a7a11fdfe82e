"""``make test`` leaves no test out: what one of its lanes ignores, another takes."""

import pytest

from tests import __main__ as suite
from tests import plugin


@pytest.fixture
def commands(monkeypatch, tmp_path):
    """What the whole suite would start."""
    started = []
    monkeypatch.setattr(suite, "_run", lambda *command, **_environ: started.append(command))
    monkeypatch.setattr(suite.services, "start_valkey", lambda folder: (None, "redis://nowhere"))
    monkeypatch.setattr(suite.services, "start_postgres", lambda folder: (None, "postgres://nowhere"))
    monkeypatch.setattr(suite.services, "stop", lambda server: None)
    assert not suite._everything(tmp_path)
    return started


def test_what_a_lane_ignores_another_takes(commands):
    words = [word for command in commands for word in command if "pytest" in command]
    ignored = {word.removeprefix("--ignore=") for word in words if word.startswith("--ignore=")}
    assert ignored == {word for word in words if word.startswith("tests/")}
    assert all((suite.ROOT / path).exists() for path in ignored)


def test_what_runs_on_one_database_only_is_there():
    for name in plugin.ON_ONE_DATABASE:
        path, _, test = name.partition("::")
        assert f"def {test}(" in (suite.ROOT / path).read_text() if test else (suite.ROOT / path).exists(), name
