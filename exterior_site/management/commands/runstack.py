import io
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import honcho.manager
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from exterior_site import valkey

STOP_SECONDS = 3
RESTART_SECONDS = 2
PYTHON = sys.executable


class Command(BaseCommand):
    help = "Run everything on this machine: Valkey, web server, workers and beat, until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", 8000)))
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args, port, host, **options):
        self.look_ahead(host, port)
        environ = {**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
        # Threads that come and go leave an arena of memory each, up to eight a core.
        environ.setdefault("MALLOC_ARENA_MAX", "2")
        # A line a request and a task would carry the address away.
        environ.setdefault("LOG_LEVEL", "WARNING")
        environ.setdefault("NUMBA_CACHE_DIR", str(settings.VAR_DIR / "numba"))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        server = None
        try:
            if not os.environ.get("REDIS_URL"):
                server, environ["REDIS_URL"] = self.start_valkey()
            self.say("Preparing the database and the static files")
            login = self.bootstrap()
            code = self.supervise(environ, host, port, login)
        except KeyboardInterrupt:
            code = 130
        finally:
            if server:
                server.terminate()
                server.wait(STOP_SECONDS)
        sys.exit(code)

    def say(self, text):
        self.stdout.write(f"==> {text}")
        self.stdout.flush()

    def look_ahead(self, host, port):
        """Say what is in the way before anything is started."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} is not free ({error.strerror}). Stop what uses it, "
                    f"or choose another: PORT={port + 1} make run"
                ) from error
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        if (free := shutil.disk_usage(settings.VAR_DIR).free) < 200 * 2**20:
            raise CommandError(f"Only {free // 2**20} MB are free on the disk of {settings.VAR_DIR}; 200 are needed.")

    def start_valkey(self):
        self.say("Starting Valkey")
        port = valkey.free_port()
        try:
            command = valkey.command(port, settings.VAR_DIR / "valkey")
        except ImportError as error:
            raise CommandError("No Valkey for this machine: install valkey or redis, or set REDIS_URL.") from error
        # In a session of its own, so that Ctrl-C reaches the workers first and the broker last.
        server = subprocess.Popen(  # noqa: S603  our own words
            command, start_new_session=True, stdout=subprocess.DEVNULL
        )
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 0.1).close()
                return server, f"redis://127.0.0.1:{port}/0"
            except OSError:
                if server.poll() is not None:
                    break
                time.sleep(0.05)
        raise CommandError(f"Valkey did not start. Its command was: {' '.join(command)}")

    def bootstrap(self) -> str:
        # In this process, which has loaded everything already: half of the time to the first page.
        output = io.StringIO()
        call_command("bootstrap", stdout=output)
        connections.close_all()
        for connection in connections.all():
            # The processes are forked from this one, which needs no pool any more.
            if hasattr(connection, "close_pool"):
                connection.close_pool()
        return output.getvalue().strip()

    def supervise(self, environ, host, port, login) -> int:
        honcho.manager.KILL_WAIT = STOP_SECONDS
        manager = honcho.manager.Manager()
        for name, command in self.processes(host, port).items():
            manager.add_process(name, self.kept_alive(name, command), env=environ, cwd=settings.BASE_DIR)
        self.say("Starting the web server, the workers and beat")
        threading.Thread(target=self.announce, args=(port, login), daemon=True).start()
        manager.loop()
        return manager.returncode or 0

    def kept_alive(self, name, command) -> str:
        """The shell's line. A worker that dies, say while the broker is away, must not take the site along."""
        if name == "web":
            return f"exec {command}"
        told = f"==> {name} has stopped and is started again"
        return f"while :; do {command}; echo {shlex.quote(told)}; sleep {RESTART_SECONDS}; done"

    def announce(self, port, login):
        """Once the first page is there, say where, so that these lines are the last ones on the screen."""
        url = f"http://{urlsplit(settings.SITE_URL).hostname}:{port}/"
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        self.say(f"{settings.SITE_NAME} is ready: {url}")
        if login:
            email, password = login.split()
            self.say(f"Demo login: {email}   password: {password}   (also for {url}admin/)")
        self.say("Ctrl-C stops everything")

    def processes(self, host, port) -> dict[str, str]:
        celery = f"{PYTHON} -m celery --quiet -A exterior_site"
        queues = {"site": "site", "api": "api"}
        names = ",".join(queues[part] for part in settings.SITE_PARTS)
        # Without a proxy nobody is believed who says that they pass somebody else's request on.
        proxies = shlex.quote(os.environ.get("FORWARDED_ALLOW_IPS", ""))
        processes = {
            "web": f"{PYTHON} -m uvicorn exterior_site.asgi:application --host {host} --port {port} "
            f"--http exterior_site.http_protocol:BoundedProtocol --ws none --forwarded-allow-ips {proxies} "
            "--timeout-graceful-shutdown 2 --no-access-log --log-level warning",
            "worker": f"{celery} worker -Q {names} --pool threads --concurrency 8 -n worker@%h -l warning",
            "slow": f"nice -n 5 {celery} worker -Q calls,slow --pool threads --concurrency 6 -n slow@%h -l warning",
            "beat": f"nice -n 5 {celery} beat -l warning",
        }
        if "api" in settings.SITE_PARTS:
            # numba's threads die in a forked child, so the renderer works in the worker's own process.
            processes["render"] = f"nice -n 10 {celery} worker -Q render,ground --pool solo -n render@%h -l warning"
        return processes
