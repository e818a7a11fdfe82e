"""A production that would be unsafe does not start, and says what to set."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks

from exterior_site import checks

ROOT = Path(__file__).parents[2]
SAFE = {
    "SITE_URL": "https://garden.example.com",
    "HTTPS": True,
    "DEBUG": False,
    "SECRET_KEY": "k3y-" + "aZ9_xQ" * 12,
    "ALLOWED_HOSTS": ["garden.example.com", "127.0.0.1"],
    "EXTERIOR_API_URL": "https://garden.example.com",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "METRICS_TOKEN": "",
}
LAPTOP = {"SITE_URL": "http://127.0.0.1:8000", "HTTPS": False, "EXTERIOR_API_URL": "http://127.0.0.1:8000"}
LAPTOP |= {"ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"]}


@pytest.fixture
def found(settings):
    def with_settings(**values):
        for name, value in (SAFE | values).items():
            setattr(settings, name, value)
        return {error.id.removeprefix("parterre."): error for error in checks.unsafe_production()}

    return with_settings


@pytest.mark.parametrize(
    ("id", "values", "named"),
    [
        ("E001", {"DEBUG": True}, "DEBUG"),
        ("E002", {"SECRET_KEY": "changeme-changeme-changeme-changeme"}, "SECRET_KEY"),
        ("E002", {"SECRET_KEY": "short but 0dd"}, "SECRET_KEY"),
        ("E003", {"SITE_URL": "http://garden.example.com", "HTTPS": False}, "SITE_URL"),
        ("E003", {"SITE_URL": "http://93.184.216.34", "HTTPS": False}, "SITE_URL"),
        ("E004", LAPTOP | {"ALLOWED_HOSTS": ["garden.example.com"]}, "SITE_URL"),
        ("E004", LAPTOP | {"EXTERIOR_API_URL": "https://api.vendor.com"}, "SITE_URL"),
        ("E005", {"SITE_PARTS": ["site"]}, "EXTERIOR_API_URL"),
        ("E006", {"METRICS_TOKEN": "guess me"}, "METRICS_TOKEN"),
    ],
)
def test_what_is_unsafe_is_refused_with_what_to_set(found, id, values, named):
    errors = found(**values)
    assert set(errors) == {id}
    assert named in errors[id].msg + errors[id].hint
    documented = (ROOT / "docs" / "settings.md").read_text()
    assert all(f"`{name}`" in documented for name in re.findall(r"\b([A-Z_]{5,})\b=?", errors[id].hint))
    with pytest.raises(SystemExit, match="Not started"):
        checks.refuse_unsafe()


@pytest.mark.parametrize(
    "values",
    [
        {},
        LAPTOP | {"DEBUG": True, "SECRET_KEY": "x"},
        LAPTOP | {"SITE_URL": "http://192.168.1.20:8000"},
        LAPTOP | {"SITE_URL": "http://garden.local"},
        {"SITE_PARTS": ["site"], "EXTERIOR_API_URL": "https://api.vendor.com"},
    ],
    ids=["production", "laptop", "private network", "private name", "vendor"],
)
def test_what_is_safe_starts(found, values):
    assert not found(**values)
    checks.refuse_unsafe()


def test_what_is_careless_is_told_before_a_deployment(found, settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}
    found(ALLOWED_HOSTS=["*"], EMAIL_BACKEND=checks.CONSOLE)
    ids = {warning.id for warning in run_checks(include_deployment_checks=True, tags=["security"])}
    assert {"parterre.W001", "parterre.W002", "parterre.W003"} <= ids


def test_neither_web_nor_worker_nor_beat_starts_unsafely(tmp_path):
    environ = os.environ | {"VAR_DIR": str(tmp_path), "SITE_URL": "http://garden.example.com"}
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "exterior_site"]
    commands = (
        [sys.executable, "-m", "uvicorn", "exterior_site.asgi:application", "--port", "0"],
        [*celery, "worker", "--pool", "solo", "-Q", "nobodys"],
        [*celery, "beat"],
    )
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True)
        for command in commands
    ]
    for process in started:
        told, _ = process.communicate(timeout=60)
        assert process.returncode
        assert "Set SITE_URL=https://garden.example.com" in told
