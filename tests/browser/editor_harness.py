"""The editor alone on a page, as a small server: the repository's template and static files, everything else made up.

Run as a process (`python tests/browser/editor_harness.py [PORT]`); the first line it prints is its address. Below
`/in/<name>/` lies a world of its own: what a page there saves late, no page of another world gets to see.
"""

import io
import json
import os
import re
import sys
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import django
import numpy as np
from django.conf import settings
from django.template import Context, Engine
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parents[2]
STATIC_DIRS = [ROOT / "static", *map(Path, filter(None, os.environ.get("HARNESS_STATIC", "").split(":")))]
PHOTOS = Path(os.environ.get("HARNESS_PHOTOS", ROOT / "tests"))
SHEETS = [
    "layers",
    "reset",
    "tokens",
    "base",
    "layout",
    "components/button",
    "components/field",
    "components/segments",
    "components/editor",
    "utilities",
]
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
CSP = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'"

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Editor</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="csrf-token" content="harness">
<link rel="stylesheet" href="/sheet.css"><script type="module" src="/static/js/editor/mask-editor.js"></script>
<script type="module" src="/static/js/area-corners.js"></script>
<script type="module" src="/static/js/menus.js"></script>
</head>
<body><main><h1 class="visually-hidden">Mark the place</h1>
<form id="drawing" method="post" enctype="multipart/form-data" action="{{ base }}/submit" class="page">
<section aria-label="The photo">{% include "projects/_editor.html" %}</section><area-corners></area-corners>
<div class="brief"><button class="button button--main button--big button--wide">Draw</button></div>
</form></main></body></html>"""
SHEET = (
    "\n".join(f'@import url("/static/css/{name}.css");' for name in SHEETS)
    + """
.page { display: grid; grid-template: minmax(0, 1fr) / minmax(0, 1fr) 20rem; height: 100dvh; padding-top: 3.5rem; }
.page section { min-width: 0; min-height: 0; }
.brief { padding: 1rem; }
@media (max-width: 61.99rem) { .page { grid-template: minmax(0, 1fr) 14rem / minmax(0, 1fr); } }
"""
)

NEW_WORLD = {
    "draft": None,
    "draft_status": 204,
    "ground": None,
    "posted": None,
    "form": None,
    "keep_form": False,
    "saves": 0,
    "last": None,
    "tiles": 0,
}
# What each world's server remembers and how it answers; tests set it through /harness.
worlds: dict[str, dict] = defaultdict(NEW_WORLD.copy)


def made_photo(width: int, height: int) -> bytes:
    """Sky over a lawn with a pale path, textured, so that the wand has something to tell apart."""
    rows = np.linspace(0, 1, height)[:, None]
    columns = np.linspace(0, 1, width)[None, :]
    sky, lawn, path = np.array([150, 185, 225]), np.array([95, 125, 60]), np.array([205, 195, 180])
    photo = np.where((rows < 0.45)[..., None], sky, lawn)
    photo = np.where(((rows > 0.6) & (columns > 0.55) & (columns < 0.75))[..., None], path, photo)
    noise = np.random.default_rng(1).integers(-9, 10, (height, width, 1))
    return jpeg(Image.fromarray((photo + noise).clip(0, 255).astype(np.uint8)))


def png_in(body: bytes) -> str | None:
    """The PNG in a multipart body, in hexadecimal."""
    start, end = body.find(b"\x89PNG"), body.rfind(b"IEND")
    return body[start : end + 8].hex() if start >= 0 else None


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args) -> None:
        pass

    def enter(self) -> str:
        """Picks the world that the address lies in; the path inside of it."""
        found = re.match(r"(?P<base>(?:/in/(?P<name>[^/]+))?)(?P<path>/.*)", urlsplit(self.path).path)
        self.base, self.state = found["base"], worlds[found["name"] or ""]
        return found["path"]

    def do_GET(self) -> None:
        path = self.enter()
        url = urlsplit(self.path)
        asked = dict(parse_qsl(url.query))
        if path.startswith("/static/"):
            return self.static(path.removeprefix("/static/"))
        answers = {"/": self.page, "/photo.jpg": self.photo, "/sheet.css": self.sheet, "/draft": self.draft}
        answers |= {"/ground": self.ground, "/state": self.told, "/last.png": self.last, "/empty": self.empty}
        answers |= {"/tile.jpg": self.tile}
        answer = answers.get(path)
        return answer(asked) if answer else self.send(404)

    def do_POST(self) -> None:
        path, state = self.enter(), self.state
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if path == "/harness":
            state.update(NEW_WORLD | json.loads(body))
            return self.send(204)
        if path == "/draft":
            if state["draft_status"] < 300:
                state["draft"] = png_in(body)
                state["saves"] += 1
            return self.send(state["draft_status"])
        state["posted"] = png_in(body)
        state["form"] = body.decode("latin-1") if state["keep_form"] else None
        return self.send(200, b"<!doctype html><title>Sent</title><p>Sent</p>", "text/html")

    def page(self, asked: dict) -> None:
        width, height = int(asked.get("width", 1600)), int(asked.get("height", 1200))
        context = {
            "base": self.base,
            "photo": {"id": asked.get("id", "1b4e28ba-2fa1-11d2-883f-0016d3cca427"), "width": width, "height": height},
            "preview_url": f"{self.base}/photo.jpg?{urlsplit(self.path).query}",
            "draft_url": f"{self.base}/draft",
            "ground_url": f"{self.base}/ground",
            "last_mask_url": f"{self.base}/last.png" if self.state["last"] else "",
            "tiles_url": f"{self.base}/tile.jpg?x={{x}}&y={{y}}" if "tiles" in asked else "",
        }
        libraries = {"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}
        engine = Engine(dirs=[ROOT / "templates"], libraries=libraries)
        html = engine.from_string(PAGE).render(Context(context)).encode()
        self.send(200, html, "text/html; charset=utf-8", {"Content-Security-Policy": CSP})

    def empty(self, asked: dict) -> None:
        html = '<!doctype html><meta name="viewport" content="width=device-width"><title>Empty</title><p>Empty</p>'
        self.send(200, html.encode(), "text/html")

    def sheet(self, asked: dict) -> None:
        self.send(200, SHEET.encode(), "text/css")

    def photo(self, asked: dict) -> None:
        width, height = int(asked.get("width", 1600)), int(asked.get("height", 1200))
        shrink = min(1, 2048 / max(width, height))
        made = "photo" not in asked
        photo = made_photo(round(width * shrink), round(height * shrink)) if made else upright(PHOTOS / asked["photo"])
        self.send(200, photo, "image/jpeg")

    def tile(self, asked: dict) -> None:
        self.state["tiles"] += 1
        self.send(200, jpeg(Image.new("RGB", (512, 512), (220, 30, 30))), "image/jpeg")

    def draft(self, asked: dict) -> None:
        self.send(200, bytes.fromhex(self.state["draft"]), "image/png") if self.state["draft"] else self.send(204)

    def last(self, asked: dict) -> None:
        self.send(200, bytes.fromhex(self.state["last"]), "image/png") if self.state["last"] else self.send(404)

    def ground(self, asked: dict) -> None:
        camera = json.dumps(self.state["ground"]).encode()
        self.send(200, camera, "application/json") if self.state["ground"] else self.send(204)

    def told(self, asked: dict) -> None:
        self.send(200, json.dumps(self.state).encode(), "application/json")

    def static(self, name: str) -> None:
        paths = [(folder / name).resolve() for folder in STATIC_DIRS if ".." not in name]
        found = next((path for path in paths if path.is_file()), None)
        if found:
            self.send(200, found.read_bytes(), TYPES.get(found.suffix, "application/octet-stream"))
        else:
            self.send(404)

    def send(self, status: int, body: bytes = b"", kind: str = "text/plain", headers: dict | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def upright(path: Path) -> bytes:
    image = ImageOps.exif_transpose(Image.open(path))
    image.thumbnail((2048, 2048))
    return jpeg(image)


def main() -> None:
    settings.configure(STATIC_URL="/static/", USE_I18N=False)
    django.setup()
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
