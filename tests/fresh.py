"""make fresh: what a stranger gets, from an empty folder to a first picture, and then the whole suite.

Copies the tracked files elsewhere and runs ``make run`` and ``make test`` there with an empty home, empty caches and
a bare PATH. Needs nothing but the standard library, since there is no environment yet.
"""

import argparse
import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Where packages come from is the machine's affair; everything else of the environment is left behind.
KEPT = ("PIP_", "UV_INDEX", "UV_DEFAULT_INDEX", "SSL_CERT", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "CHROMIUM")
FIRST_PAGE_SECONDS = 60
FIRST_PICTURE_SECONDS = 60
# Machines are shared: a run fails only when it misses a figure by this factor, and prints what it took.
PATIENCE = 6


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only-run", action="store_true", help="leave out make test")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parterre-fresh-") as folder:
        copy, environ = prepare(Path(folder))
        figures = {"first_page_s": None, "first_picture_s": None, "stop_s": None, "second_page_s": None}
        try:
            figures |= first_run(copy, environ)
            figures |= second_run(copy, environ)
            if not options.only_run:
                figures |= suite(copy, environ)
        finally:
            print(json.dumps(figures), flush=True)
    return 0


def prepare(folder: Path) -> tuple[Path, dict]:
    copy, home, path = folder / "copy", folder / "home", folder / "bin"
    for made in (copy, home, path):
        made.mkdir()
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)
    os.symlink(sys.base_prefix + "/bin/python3.11", path / "python3.11")
    environ = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
    return copy, environ | {
        "HOME": str(home),
        "PATH": f"{path}:/usr/bin:/bin",
        "PIP_NO_CACHE_DIR": "1",
        "LANG": "C.UTF-8",
    }


def first_run(copy: Path, environ: dict) -> dict:
    began = time.monotonic()
    run = Run(copy, environ)
    try:
        run.wait_for_page(FIRST_PAGE_SECONDS * PATIENCE)
        page = time.monotonic()
        run.make_picture(FIRST_PICTURE_SECONDS * PATIENCE)
        picture = time.monotonic()
    finally:
        stopped = run.stop()
    return {
        "first_page_s": round(page - began, 1),
        "first_picture_s": round(picture - page, 1),
        "stop_s": round(stopped, 1),
    }


def second_run(copy: Path, environ: dict) -> dict:
    began = time.monotonic()
    run = Run(copy, environ)
    try:
        run.wait_for_page(60)
        return {"second_page_s": round(time.monotonic() - began, 1)}
    finally:
        run.stop()


def suite(copy: Path, environ: dict) -> dict:
    began = time.monotonic()
    subprocess.run(["make", "test"], cwd=copy, env=environ, check=True)
    return {"suite_s": round(time.monotonic() - began, 1)}


class Run:
    """``make run`` in the copy, and a person without a browser who uses the site."""

    def __init__(self, copy: Path, environ: dict):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(["make", "run", f"PORT={port}"], cwd=copy, env=environ, start_new_session=True)
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def wait_for_page(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit(f"make run ended with {self.process.returncode}")
            try:
                self.get("/")
                return
            except OSError:
                time.sleep(0.2)
        raise SystemExit(f"no first page after {seconds} s")

    def make_picture(self, seconds: float) -> None:
        draw_page, draw_url = self.post("/start/", self.get("/start/")[0], {"sample": "modern"})
        width, height = (int(re.search(rf'data-{side}="(\d+)"', draw_page).group(1)) for side in ("width", "height"))
        fields = {"type": "POOL", "form_key": str(uuid.uuid4())}
        mask = png_with_a_rectangle(width, height)
        page, url = self.post(draw_url, draw_page, fields, mask)
        end = time.monotonic() + seconds
        while "<before-after" not in page:
            if 'class="status__not-charged"' in page:
                raise SystemExit(f"the first picture failed: {re.search('status__lead.>([^<]+)', page).group(1)}")
            if time.monotonic() > end:
                raise SystemExit(f"no first picture after {seconds} s")
            time.sleep(0.3)
            page, _url = self.get(url)
        picture = re.search(r'class="before-after__after"[^>]* src="([^"]+)"', page).group(1).replace("&amp;", "&")
        with self.opener.open(self.url + picture) as answer:
            assert answer.read(12)[8:] == b"WEBP", "the picture is no picture"

    def get(self, url: str) -> tuple[str, str]:
        return self.open(urllib.request.Request(self.whole(url)))

    def open(self, request: urllib.request.Request) -> tuple[str, str]:
        with self.opener.open(request, timeout=60) as answer:
            return answer.read().decode(), answer.url

    def post(self, url: str, page: str, fields: dict, mask: bytes | None = None) -> tuple[str, str]:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {"csrfmiddlewaretoken": token, **fields}.items()
        ]
        if mask:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="mask"; filename="area.png"\r\n'
            parts.append(f"{head}Content-Type: image/png\r\n\r\n".encode() + mask + b"\r\n")
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Referer": self.url}
        return self.open(urllib.request.Request(self.whole(url), body, headers))

    def whole(self, url: str) -> str:
        return url if url.startswith("http") else self.url + url

    def stop(self) -> float:
        began = time.monotonic()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            self.process.wait(30)
        return time.monotonic() - began


def png_with_a_rectangle(width: int, height: int) -> bytes:
    """An 8-bit grey PNG, white in the lower middle where a lawn is."""
    rows = []
    for y in range(height):
        row = bytearray(width)
        if height * 0.68 < y < height * 0.94:
            row[width * 3 // 10 : width * 7 // 10] = b"\xff" * (width * 7 // 10 - width * 3 // 10)
        rows.append(b"\0" + bytes(row))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


if __name__ == "__main__":
    sys.exit(main())
