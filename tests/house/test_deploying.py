"""What docs/deploying.md and deploy/ start is what the site needs, and all that they name is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_target_starts_every_service():
    target = (ROOT / "deploy" / "systemd" / "parterre.target").read_text()
    services = set((ROOT / "deploy" / "systemd").glob("*.service"))
    # For machines that have nothing of the site but a renderer.
    services.remove(ROOT / "deploy" / "systemd" / "parterre-renderworker@.service")
    # Started by its timer.
    services.remove(ROOT / "deploy" / "systemd" / "parterre-backup.service")
    for path in services:
        assert path.name.replace("@", "@1") in target, path.name


def test_the_settings_that_it_sets_are_settings():
    known = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", (ROOT / "docs" / "settings.md").read_text()))
    for name in re.findall(r"^([A-Z_]+)=", (ROOT / "deploy" / "parterre.env").read_text(), re.M):
        assert name in known, name
