"""Somebody who is not the upstream: a private server that nobody may be led to, and forged callbacks."""

import io
import json
import re
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image

from tests.chaos.faults import Faults

MAGENTA = (255, 0, 255)
SIZE = (160, 120)
# Only ids whose answers have long been stored: what counts is whether they can be taken over.
OLD_SECONDS = 15


class Stranger:
    """``fetched`` counts what was fetched from it, ``believed`` the forged tokens that were accepted."""

    def __init__(self, faults: Faults):
        self.faults = faults
        self.fetched = self.believed = 0
        buffer = io.BytesIO()
        Image.new("RGB", SIZE, MAGENTA).save(buffer, "PNG")
        stranger, content = self, buffer.getvalue()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                stranger.fetched += 1
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.picture_url = f"http://127.0.0.1:{server.server_port}/stranger.png"

    def may_forge(self, proxy, webhook: str) -> None:
        """Called with the callback URL of every order, before the upstream hears of it."""
        kind = self.faults.draw("forged")
        if not kind:
            return
        forged = {"status": "SUCCEEDED", "images": [self.picture_url]}
        if kind == "right token, before the response":
            proxy.pass_on(webhook, json.dumps({"status": "SUCCEEDED"}).encode(), {"Content-Type": "application/json"})
            return
        if kind == "wrong token":
            webhook = re.sub(r"[^/]+/$", f"{secrets.token_hex(32)}/", webhook)
        if kind == "right token, id of another generation":
            old = [id for at, id in proxy.accepted_ids[-200:] if at < time.monotonic() - OLD_SECONDS]
            forged = {"status": "SUCCEEDED", "generation_id": old[-1] if old else secrets.token_hex(16)}
        timer = threading.Timer(self.faults.delay("forged", 0, 8), self._send, (proxy, webhook, forged, kind))
        timer.daemon = True
        timer.start()

    def _send(self, proxy, webhook: str, body: dict, kind: str) -> None:
        status, _headers, _body = proxy.pass_on(
            webhook, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        if kind == "wrong token" and status < 300:
            self.believed += 1
