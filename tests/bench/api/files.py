"""A file server of its own: the same photo and mask under any address, and the arrival of every callback.

``python -m tests.bench.api.files PORT FOLDER``; a GET of /arrivals gives them by generation.
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def main(port: int, folder: Path) -> None:
    photo, mask = (folder / "photo.jpg").read_bytes(), (folder / "mask.png").read_bytes()
    arrivals: dict[str, float] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/arrivals":
                self._answer(json.dumps(arrivals).encode())
            else:
                self._answer(mask if self.path.startswith("/mask") else photo)

        def do_POST(self) -> None:
            now = time.time()
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            arrivals.setdefault(body["generation_id"], now)
            self._answer(b"{}")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args) -> None:
            return

    ThreadingHTTPServer.request_queue_size = 64
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
