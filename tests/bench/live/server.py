"""One web process on PostgreSQL, a worker when it is asked for, and the upstream that they talk to."""

import json
import os
import shlex
import signal
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from exterior_site import valkey
from exterior_site.management.commands.runstack import Command
from tests import services
from tests.stack import ROOT

WEB = "web"


class Server:
    def __init__(self, folder: Path):
        self.port = valkey.free_port()
        self.upstream = Upstream()
        self.running: dict[str, subprocess.Popen] = {}
        self.running["valkey"], broker = services.start_valkey(folder / "valkey")
        self.running["postgres"], self.database = services.start_postgres(folder / "postgres")
        self.environ = os.environ | {
            "DJANGO_SETTINGS_MODULE": "exterior_site.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
            "VAR_DIR": str(folder),
            "PORT": str(self.port),
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "SITE_PARTS": "site,api",
            "SECRET_KEY": "only for the bench",
            "REDIS_URL": broker,
            "DATABASE_URL": self.database,
            "EXTERIOR_API_URL": self.upstream.url,
            "EXTERIOR_API_EXTENSIONS": "no",
            "EXTERIOR_GROUND_URL": "",
            "EXTERIOR_ONLY_INSIDE": "no",
            "EMAIL_URL": "dummymail://",
            "LOG_LEVEL": "WARNING",
            "ADMIN_TWO_FACTOR": "no",
        }

    def start(self, name: str) -> None:
        """``web`` or ``worker``, by the same command as ``make run``. Each tells the database its name."""
        command = Command().processes("127.0.0.1", self.port)[name]
        environ = self.environ | {"DATABASE_URL": f"{self.database}?application_name={name}"}
        self.running[name] = subprocess.Popen(shlex.split(command), cwd=ROOT, env=environ)
        if name == WEB:
            services.wait_for_port(self.port, 60)

    def end_web(self) -> float:
        """SIGTERM; seconds until the process was gone."""
        began = time.monotonic()
        self.running[WEB].send_signal(signal.SIGTERM)
        self.running[WEB].wait(30)
        return time.monotonic() - began

    @property
    def web_pid(self) -> int:
        return self.running[WEB].pid

    def connections_of_web(self) -> int:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [WEB])
            return cursor.fetchone()[0]

    def stop(self) -> None:
        for process in reversed(self.running.values()):
            services.stop(process)
        self.upstream.close()


class Upstream:
    """Has drawn whatever it is asked about; the picture is the same for all."""

    def __init__(self):
        self.picture = b""
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                drawn = {"status": "SUCCEEDED", "images": [f"{upstream.url}/picture.png"], "variations": 0}
                self._answer("application/json", json.dumps(drawn).encode())

            def do_GET(self):
                self._answer("image/png", upstream.picture)

            def _answer(self, content_type: str, content: bytes):
                self.send_response(200)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
