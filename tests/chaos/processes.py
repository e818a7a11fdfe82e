"""The real stack under a supervisor that also kills: processes that die are started again."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from exterior_site import valkey
from exterior_site.management.commands.runstack import Command
from tests import services

ROOT = Path(__file__).parent.parent.parent
# After something came back, whoever uses it needs a moment to notice.
GRACE_SECONDS = 8
DURABLE = {"synchronous_commit": "on", "max_connections": "200"}


class Answer(NamedTuple):
    """Of the site: seconds by the clock, the status, and to what."""

    asked: float
    answered: float
    status: int
    what: str


class Processes:
    """``outages``: spans of time in which something that people need was away on purpose."""

    def __init__(self, folder: Path, port: int, environ: dict[str, str]):
        self.folder, self.port, self.environ = folder, port, environ
        self.redis_port, self.postgres_port = valkey.free_port(), valkey.free_port()
        self.running: dict[str, subprocess.Popen] = {}
        self.outages: list[list[float]] = []
        self.commands: dict[str, str] = {}
        self.ending = False
        self._lock = threading.RLock()

    @property
    def redis_url(self) -> str:
        return f"redis://127.0.0.1:{self.redis_port}/0"

    @property
    def database_url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.postgres_port}/postgres"

    def start_services(self) -> None:
        self._start_valkey()
        self._start_postgres()

    def start_stack(self) -> None:
        subprocess.run(
            [sys.executable, "manage.py", "bootstrap"],
            cwd=ROOT,
            env=self.environ,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        self.commands = Command().processes("127.0.0.1", self.port)
        for name in self.commands:
            self._spawn(name)
        services.wait_for_port(self.port, 120)
        threading.Thread(target=self._watch, daemon=True).start()

    def kill(self, name: str) -> None:
        """SIGKILL, in the middle of whatever it does; the supervisor starts it again."""
        with self._lock:
            self.running[name].kill()
            self.running[name].wait()
            self._spawn(name)

    def restart_web(self, how: int) -> None:
        with self._outage(), self._lock:
            self.running["web"].send_signal(how)
            self.running["web"].wait()
            self._spawn("web")
            services.wait_for_port(self.port, 120)

    def restart_valkey(self, how: int, forgetting: bool = False) -> None:
        with self._outage():
            server = self.running["valkey"]
            server.send_signal(how)
            server.wait()
            if forgetting:
                shutil.rmtree(self.folder / "valkey")
            time.sleep(1)
            self._start_valkey()

    def restart_postgres(self, how: int) -> None:
        with self._outage():
            server = self.running["postgres"]
            server.send_signal(how)
            server.wait()
            time.sleep(1)
            self._start_postgres()

    def was_away(self, answer: Answer) -> bool:
        """Whether something was away while its asker waited: for a thread, or for the database to come back."""
        return any(start <= answer.answered and answer.asked <= end + GRACE_SECONDS for start, end in self.outages)

    def stop_stack(self) -> None:
        """End workers and web; the database stays for the checks."""
        self.ending = True
        with self._lock:
            for name in self.commands:
                self.running[name].terminate()
            end = time.monotonic() + 15
            for name in self.commands:
                try:
                    self.running[name].wait(max(0.1, end - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.running[name].kill()
                    self.running[name].wait()

    def stop_services(self) -> None:
        self.ending = True
        for name in ("valkey", "postgres"):
            if server := self.running.get(name):
                server.send_signal(signal.SIGTERM if name == "valkey" else signal.SIGINT)
                server.wait(30)

    @contextmanager
    def _outage(self):
        span = [time.time(), float("inf")]
        self.outages.append(span)
        try:
            yield
        finally:
            span[1] = time.time()

    def _spawn(self, name: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            shlex.split(self.commands[name]), cwd=ROOT, env=self.environ, stdout=log, stderr=log, start_new_session=True
        )

    def _start_valkey(self) -> None:
        command = valkey.command(self.redis_port, self.folder / "valkey")
        self.running["valkey"] = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        services.wait_for_port(self.redis_port)

    def _start_postgres(self) -> None:
        self.running["postgres"], _url = services.start_postgres(
            self.folder / "postgres", port=self.postgres_port, **DURABLE
        )

    def _watch(self) -> None:
        while not self.ending:
            time.sleep(1)
            with self._lock:
                for name in self.commands:
                    if not self.ending and self.running[name].poll() is not None:
                        print(f"    {name} ended by itself; started again", flush=True)
                        self._spawn(name)


def environment(folder: Path, port: int, proxy_url: str, processes: Processes) -> dict[str, str]:
    site = f"http://127.0.0.1:{port}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "OMP_NUM_THREADS": "1",
        "VAR_DIR": str(folder),
        "SECRET_KEY": f"only for chaos {folder.name}",
        "PORT": str(port),
        "SITE_URL": site,
        "SITE_PARTS": "site,api",
        "DATABASE_URL": processes.database_url,
        "REDIS_URL": processes.redis_url,
        "RENDERER": "tests.exterior_api.renderers.fill",
        "EXTERIOR_API_URL": proxy_url,
        "EXTERIOR_GROUND_URL": "",
        "EXTERIOR_API_ALLOWED_ORIGINS": proxy_url,
        "EXTERIOR_API_TIMEOUT_SECONDS": "7",
        "RESULT_TIMEOUT_SECONDS": "7",
        "GUEST_PHOTOS": "100",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "WARNING",
    }
