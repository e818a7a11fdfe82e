"""docs/api.md: the client that it shows, run as it stands against a live server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from exterior_api import accounts, ledger
from exterior_site import valkey
from exterior_site.celery import app

from . import factories

PAGE = Path(__file__).parent.parent.parent / "docs" / "api.md"


def client_of_the_page() -> str:
    return next(
        code for code in re.findall(r"```python\n(.+?)```", PAGE.read_text(), re.S) if "import requests" in code
    )


@pytest.fixture
def served(live_server, settings):
    settings.SITE_URL = live_server.url
    # A callback then comes even before the answer to the order, which a client has to bear.
    app.conf.task_always_eager = True
    yield live_server.url
    app.conf.task_always_eager = False


def test_the_client_gets_a_first_picture_and_a_variation(served, file_server, settings, tmp_path):
    account = factories.AccountFactory()
    port = valkey.free_port()
    settings.EXTERIOR_API_ALLOWED_ORIGINS += [f"http://127.0.0.1:{port}"]
    code = client_of_the_page()
    environ = {
        "SERVER": served,
        "API_KEY": accounts.make_key(account),
        "USER_ID": str(account.user_id),
        "PHOTO": file_server.photo_url,
        "AREA": file_server.mask_url,
        "HOOK": f"http://127.0.0.1:{port}/done",
    }

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=os.environ | environ, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    pictures = [Image.open(tmp_path / name) for name in ("first.png", "second.png")]
    assert [picture.size for picture in pictures] == [(120, 80), (120, 80)]
    assert pictures[0].tobytes() != pictures[1].tobytes()
    assert ledger.balance(account)["total"] == 8


def test_the_client_is_thirty_lines_and_needs_only_requests():
    code = client_of_the_page()
    imported = set(re.findall(r"^(?:from|import) (\w+)", code, re.M))

    assert len([line for line in code.splitlines() if line.strip()]) <= 30
    assert imported - set(sys.stdlib_module_names) == {"requests"}
