"""What every answer says to the browser, and that a production with these settings has nothing to be warned of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from tests import factories

ROOT = Path(__file__).parents[2]
PAGES = ("front", "start", "projects", "account_login", "api-docs", "admin:login")


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_a_page_gives_nothing_away(client, name):
    headers = client.get(reverse(name)).headers
    policy = dict(directive.partition(" ")[::2] for directive in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_what_is_somebodys_stays_out_of_caches(client):
    generation = factories.drawn()
    factories.sign_in(client, generation.project.owner)
    for name, ids in {
        "projects": [],
        "project": [generation.project_id],
        "generation": [generation.id],
        "generation_card": [generation.id],
        "draw": [generation.project_id],
        "photos_left": [],
        "profile": [],
    }.items():
        cached = client.get(reverse(name, args=ids)).headers["Cache-Control"]
        assert "private" in cached, name
        assert "no-store" in cached or "no-cache" in cached, name


@pytest.mark.parametrize(
    ("settings", "warned"),
    [({"SITE_URL": "https://parterre.example"}, False), ({"SITE_URL": "http://parterre.example"}, True)],
)
def test_a_production_has_nothing_to_be_warned_of(tmp_path, settings, warned):
    environ = dict(os.environ)
    # Only for the tests: Playwright keeps a loop in their main thread.
    environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    environ |= {"VAR_DIR": str(tmp_path), "DEBUG": "no", "SECRET_KEY": "k3y-" + "aZ9_xQ" * 12}
    environ |= {"EMAIL_URL": "smtp://mail.parterre.example:587"} | settings
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    checked = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert bool(checked.returncode) is warned, checked.stderr


@pytest.mark.django_db
def test_pages_come_compressed_and_their_lengths_tell_nothing(client):
    url, zipped = reverse("front"), {"accept-encoding": "gzip"}
    plain, answers = client.get(url), [client.get(url, headers=zipped) for _ in range(8)]
    for answer in answers:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert len(answer.content) < len(plain.content) / 2
    # A random name in the head of each, after ten fixed bytes.
    assert len({answer.content[10:].index(b"\0") for answer in answers}) > 1
    assert "Content-Encoding" not in client.get(reverse("manifest"), headers=zipped).headers
