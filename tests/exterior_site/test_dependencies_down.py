"""The real processes, with nothing there when they start and things going away later: it is said, and it heals."""

import os
import signal
import subprocess
import time
import uuid

import pytest
import requests

from exterior_site import valkey
from exterior_site.management.commands.runstack import Command
from tests import factories, services, stack
from tests.house.test_secrets import Visitor, photo_of

WORDS = "A part of the site is being restarted."
# Machines are shared: what is waited for comes at once on a quiet one.
PATIENCE_SECONDS = 120


class Site(stack.Stack):
    """Web, workers and beat by themselves, and a database and a broker that come and go."""

    def __init__(self, folder):
        super().__init__(folder, RENDERER="tests.exterior_api.renderers.fill")
        self.folder, self.postgres_port, self.valkey_port = folder, valkey.free_port(), valkey.free_port()
        self.environ |= {
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{self.postgres_port}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{self.valkey_port}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{valkey.free_port()}",
        }
        self.processes, self.servers = [], {}

    def start(self, seconds=60):
        with open(self.folder / "log", "ab") as log:
            runner = Command()
            # Started again as systemd does it: a worker of Celery that loses its broker may end of it.
            self.processes = [
                subprocess.Popen(
                    ["sh", "-c", runner.kept_alive(name, command)],
                    cwd=stack.ROOT,
                    env=self.environ,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                for name, command in runner.processes("127.0.0.1", self.port).items()
            ]
        services.wait_for_port(self.port, seconds)
        return self

    def stop(self):
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for name in self.servers:
            self.crash(name)

    def start_database(self):
        self.servers["database"], _url = services.start_postgres(self.folder / "postgres", port=self.postgres_port)

    def start_broker(self):
        command = valkey.command(self.valkey_port, self.folder / "valkey")
        self.servers["broker"] = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        services.wait_for_port(self.valkey_port)

    def crash(self, name: str):
        # PostgreSQL's word for stopping without tidying up; to a broker it means the same.
        self.servers[name].send_signal(signal.SIGQUIT if name == "database" else signal.SIGKILL)
        self.servers[name].wait()

    def lamps(self) -> tuple[int, set[str]]:
        answer = requests.get(f"{self.url}/readyz", timeout=60)
        return answer.status_code, set(answer.json()["down"])

    def wait_for(self, condition):
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < end, (self.lamps(), (self.folder / "log").read_text()[-2000:])
            time.sleep(0.3)


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    site.manage("collectstatic", "--noinput", "-v0")
    try:
        yield site.start()
    finally:
        site.stop()


def draw(visitor: Visitor, path: str) -> requests.Response:
    area = ("area.png", factories.mask_bytes((300, 200)))
    return visitor.page(path, type="POOL", form_key=str(uuid.uuid4()), mask=area)


@pytest.mark.timeout(240)
def test_what_is_away_is_said_and_heals_without_a_restart(site):
    assert requests.get(f"{site.url}/healthz", timeout=60).json() == {"alive": True}
    site.wait_for(lambda: site.lamps() == (503, {"database", "broker", "mail"}))
    page = requests.get(f"{site.url}/projects/", timeout=20)
    assert (page.status_code, WORDS in page.text) == (503, True)

    site.start_database()
    site.start_broker()
    site.manage("bootstrap")
    site.wait_for(lambda: site.lamps() == (503, {"mail"}))
    visitor = Visitor(site)
    visitor.page("/start/")
    path = visitor.page("/start/", photo=("garden.jpg", factories.photo_bytes((300, 200)))).url.removeprefix(site.url)
    assert photo_of(visitor, path)
    first = draw(visitor, path).url.removeprefix(site.url)
    site.wait_for(lambda: "/download/" in visitor.page(f"{first}card/").text)
    asked = visitor.page("/accounts/password/reset/", email="nobody@example.com")
    assert "The e-mail could not be sent just now." in asked.text

    site.crash("database")
    site.wait_for(lambda: site.lamps()[1] == {"database", "mail"})
    lost = draw(visitor, path)
    assert (lost.status_code, WORDS in lost.text) == (503, True)
    site.start_database()
    site.wait_for(lambda: visitor.page(path).status_code == 200)

    site.crash("broker")
    site.wait_for(lambda: site.lamps()[1] == {"broker", "mail"})
    second = draw(visitor, path)
    assert "goes out in a moment" in second.text
    site.start_broker()
    card = second.url.removeprefix(site.url)
    site.wait_for(lambda: "/download/" in visitor.page(f"{card}card/").text)
    site.wait_for(lambda: site.lamps() == (503, {"mail"}))
    # Two pictures, and the one that was asked for without a database was neither made nor charged.
    left = site.manage("shell", "-v0", "-c", LEFT).split()
    assert left == ["2", str(int(site.environ["GUEST_PHOTOS"]) - 2)]


LEFT = "from projects.models import *; g = Generation.objects.all(); print(len(g), g[0].project.owner.balance)"
