"""The API on this machine: Valkey, one web process, and workers when they are asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import redis

from exterior_site import valkey
from tests import services

ROOT = Path(__file__).parent.parent.parent.parent
FILL = """
from django.utils import timezone
from exterior_api.models import *
account = Account.objects.get()
image = dict(account=account, width=1536, height=1024)
photo, mask = (InputImage.objects.create(**image, role=role, url_digest=role, name=role) for role in ("photo", "mask"))
projects = ApiProject.objects.bulk_create(ApiProject(account=account) for _ in range({count} // 2))
generations = Generation.objects.bulk_create(
    Generation(account=account, project=projects[i // 2], kind="POOL", photo=photo, mask=mask, seed=i,
               status="SUCCEEDED", finished_at=timezone.now())
    for i in range({count}))
Image.objects.bulk_create(
    Image(generation=generation, name="results/none.png", width=1536, height=1024) for generation in generations)
PhotoEntry.objects.bulk_create(
    PhotoEntry(account=account, entry="charge", pocket="extra", photos=-1, generation=generation)
    for generation in generations)
"""


class Server:
    def __init__(self, folder: Path, files: str) -> None:
        self.folder, self.port, self.processes = folder, valkey.free_port(), []
        broker, url = services.start_valkey(folder / "valkey")
        self.processes.append(broker)
        self.environ = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.bench.api.settings",
            "VAR_DIR": str(folder),
            "PORT": str(self.port),
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "SITE_PARTS": "api",
            "SECRET_KEY": "only for the bench",
            "REDIS_URL": url,
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "EXTERIOR_API_ALLOWED_ORIGINS": files,
            "LOG_LEVEL": "WARNING",
        }
        self.manage("migrate", "-v0")
        self.account = json.loads(self.manage("create_api_account", "bench@example.org", "--photos=100000", "--json"))

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def fill(self, count: int) -> None:
        self.manage("shell", "-v0", "-c", FILL.format(count=count))

    def forget_jobs(self) -> None:
        """Empty the queues, which fill while no worker runs."""
        redis.Redis.from_url(self.environ["REDIS_URL"]).flushall()

    def start_web(self) -> None:
        options = ("--no-access-log", "--log-level", "warning")
        self._start("uvicorn", "exterior_site.asgi:application", "--port", str(self.port), *options)
        services.wait_for_port(self.port, 60)

    def stored_at(self, generation: str) -> float:
        [picture] = self.folder.glob(f"media/api/results/{generation}-*.png")
        return picture.stat().st_mtime

    def start_workers(self) -> None:
        worker = ("celery", "--quiet", "-A", "exterior_site", "worker", "-l", "warning")
        self._start(*worker, "-Q", "api", "--pool", "threads", "--concurrency", "8", "-n", "api@%h")
        self._start(*worker, "-Q", "render", "--pool", "solo", "-n", "render@%h")

    def _start(self, *module: str) -> None:
        command = [sys.executable, "-m", *module]
        self.processes.append(subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=subprocess.DEVNULL))

    def stop(self) -> None:
        for process in reversed(self.processes):
            services.stop(process)
