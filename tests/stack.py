"""The real thing, as ``make run`` starts it: web server, workers, beat and Valkey, in a folder of its own."""

import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path

import requests

from exterior_site import valkey

ROOT = Path(__file__).parent.parent
NUMBA_CACHE = ROOT / "var" / "numba"
PREPARE = """
import django; django.setup()
from django.core.management import call_command
from exterior_site.management.commands.bootstrap import Command
call_command("migrate", verbosity=0)
Command().collect_static()
"""


@cache
def prepared() -> Path:
    """An empty database and the static files, made once a run: they take most of a first start's time."""
    folder = Path(tempfile.mkdtemp(prefix="parterre-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environ = os.environ | {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "exterior_site.settings"}
    environ.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", PREPARE], cwd=ROOT, env=environ, check=True)
    return folder


class Stack:
    """One run of ``manage.py runstack``. Log lines are kept, for the message of a failed test.

    ``from_nothing`` leaves to its first start what else is prepared once for all.
    """

    def __init__(self, folder: Path, *, from_nothing: bool = False, **environ: str):
        self.folder, self.from_nothing = folder, from_nothing or "SITE_PARTS" in environ
        self.port = valkey.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = {
            **{
                name: value
                for name, value in os.environ.items()
                if name not in ("REDIS_URL", "DATABASE_URL", "ADMIN_TWO_FACTOR")
            },
            "VAR_DIR": str(folder),
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "SECRET_KEY": f"only for tests {folder.name}",
            "NUMBA_CACHE_DIR": str(NUMBA_CACHE),
            "GUEST_PHOTOS": "30",
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
            **environ,
        }
        self.process: subprocess.Popen | None = None
        self.command = [sys.executable, "manage.py", "runstack"]
        self.log: list[str] = []

    def start(self, seconds: float = 180) -> "Stack":
        if not self.from_nothing and not (self.folder / "db.sqlite3").exists():
            shutil.copytree(prepared(), self.folder, dirs_exist_ok=True)
        self.process = subprocess.Popen(
            [*self.command, "--port", str(self.port)],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                # Any answer will do: a stack of the API alone has no front page.
                requests.get(self.url, timeout=10)
                return self
            except requests.RequestException:
                time.sleep(0.1)
        self.stop()
        raise TimeoutError(f"the stack did not come up:\n{self.tail()}")

    def wait_for_line(self, text: str, seconds: float = 180) -> None:
        end = time.monotonic() + seconds
        while not any(text in line for line in self.log):
            if time.monotonic() > end:
                raise TimeoutError(f"never printed {text!r}:\n{self.tail()}")
            time.sleep(0.05)

    def link_in_mail(self, part: str, seconds: float = 30) -> str:
        """The path of the newest link that was mailed and has this part."""
        end = time.monotonic() + seconds
        while True:
            letters = sorted(Path(self.environ["VAR_DIR"], "mail").glob("*.log"), key=os.path.getmtime)
            for letter in reversed(letters):
                if found := re.findall(rf"{self.url}(?=/)(\S*{part}[^\s\"<]*)", letter.read_text()):
                    return found[-1]
            if time.monotonic() > end:
                raise TimeoutError(f"no mail with {part}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environ, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def create_api_account(self, email: str, photos: int) -> dict:
        return json.loads(self.manage("create_api_account", email, "--photos", str(photos), "--json"))

    def tail(self, lines: int = 60) -> str:
        return "".join(self.log[-lines:])

    def _read(self):
        self.log.extend(self.process.stdout)


def embedded(folder: Path, **environ: str) -> Stack:
    """The default: the site with our own API in it."""
    return Stack(folder, **environ).start()


def separate(folder: Path, **environ: str) -> tuple[Stack, Stack]:
    """The site without our API, and the API as another process with another database: as with a vendor."""
    api = Stack(folder / "api", SITE_PARTS="api")
    site_port = valkey.free_port()
    api.environ["EXTERIOR_API_ALLOWED_ORIGINS"] = f"http://127.0.0.1:{site_port}"
    api.start()
    account = api.create_api_account("site@example.com", 100)
    site = Stack(
        folder / "site",
        SITE_PARTS="site",
        EXTERIOR_API_URL=api.url,
        EXTERIOR_API_KEY=account["api_key"],
        EXTERIOR_API_USER_ID=account["user_id"],
        **environ,
    )
    site.port, site.url = site_port, f"http://127.0.0.1:{site_port}"
    site.environ |= {"PORT": str(site_port), "SITE_URL": site.url}
    return site.start(), api
