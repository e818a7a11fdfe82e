"""The lock files pin everything by hash and name no registry."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_hashes_and_without_a_host(lock):
    text = lock.read_text()
    assert "://" not in text
    assert "index-url" not in text
    requirements = re.findall(r"^(\S+)==\S+.*?(?=^\S+==|\Z)", text, re.M | re.S)
    blocks = re.split(r"^(?=[a-z0-9].*==)", text, flags=re.M)[1:]
    assert len(requirements) == len(blocks) > 50
    assert all("--hash=sha256:" in block for block in blocks)


def test_npm_locks_name_no_registry():
    for lock in ROOT.glob("package-lock.json"):
        assert '"resolved"' not in lock.read_text()


def test_both_locks_are_there():
    assert [path.name for path in LOCKS] == ["requirements-dev.lock", "requirements.lock"]
