"""A server that answers the Exterior Creation API from recordings, in the shapes that clients may meet."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GENERATION, VARIATION, PROJECT = (
    "7d0b3c4e-0f0e-4f43-9a08-5c5a3ad3a1c1",
    "c9f2b0a0-2f4b-4a50-8d0e-0d6f1d1f7f10",
    "2b6c9e8e-57f5-4a8e-8b5a-7d3a52b3a111",
)
IMAGE = "https://pictures.example.com/a.png"
OTHER = "https://pictures.example.com/b.png"

# One answer to `get` a dialect for a generation that SUCCEEDED: field names and shapes are unknown.
DIALECTS = {
    "as our server": {"status": "SUCCEEDED", "images": [IMAGE], "variations": 1},
    "lower case": {"status": "succeeded", "image_urls": [IMAGE], "number_of_variations": 1},
    "objects": {"status": "SUCCEEDED", "output": [{"url": IMAGE, "width": 8}], "variation_count": "1"},
    "one string": {"status": "Succeeded", "result": IMAGE, "nb_variations": 1},
    "an unknown name": {"status": "SUCCEEDED", "pictures_of_this_one": [IMAGE], "tags": ["garden"], "variations": 1},
    "two pictures": {"status": "SUCCEEDED", "output_images": [IMAGE, OTHER], "variations": 1},
}


class RecordedServer:
    """Answers on loopback until closed; ``requests`` keeps what it was asked, headers included."""

    def __init__(self, dialect: str):
        self.requests: list[tuple[str, dict, dict]] = []
        self.gets = 0
        self.done = DIALECTS[dialect]
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append((self.path, body, dict(self.headers)))
                status, answer = server.answer(self.path, body)
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def answer(self, path: str, body: dict) -> tuple[int, dict]:
        if path.endswith("/generate"):
            return 200, {"generation_id": GENERATION, "remaining_photos": 9, "project_id": PROJECT}
        if path.endswith("/generate-variation"):
            return 200, {"generation_id": VARIATION}
        if path.endswith("/credit"):
            return 200, {"total": 9, "subscription": 9, "extra": 0}
        if body["generation_id"] not in (GENERATION, VARIATION):
            return 404, {"error": "no such generation"}
        self.gets += 1
        waiting = ["STARTING", "processing"][: max(0, 3 - self.gets)]
        return 200, {"status": waiting[-1], "variations": 1} if waiting else self.done

    def close(self):
        self.http.shutdown()
        self.http.server_close()
