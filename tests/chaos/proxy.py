"""Between the site and the upstream: passes calls, callbacks and pictures on, or does them harm."""

import json
import re
import secrets
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import urllib3

from exterior_site import valkey
from tests.chaos.faults import Faults
from tests.chaos.processes import Answer
from tests.chaos.stranger import Stranger

HTML = b"<!doctype html><title>Bad gateway</title>"
STALL_SECONDS = 9
WEBHOOK = re.compile(r"/callbacks/([0-9a-f-]{36})/([^/]+)/")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class Proxy:
    """``webhooks``: the callback URLs of the site, by the number under which the upstream knows them."""

    def __init__(self, site: str, faults: Faults, stranger: Stranger):
        self.site, self.faults, self.stranger = site, faults, stranger
        self.port = valkey.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.webhooks: list[str] = []
        self.pictures: list[str] = []
        self.accepted_ids: list[tuple[float, str]] = []
        self.answers: list[Answer] = []
        self.http = urllib3.PoolManager(maxsize=32, retries=False, timeout=30)
        self.lock = threading.Lock()
        self.server: Server | None = None

    def open(self) -> None:
        handler = type("BoundHandler", (Handler,), {"proxy": self})
        self.server = Server(("127.0.0.1", self.port), handler)
        threading.Thread(target=self.server.serve_forever, args=(0.1,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def pass_on(self, path: str, body: bytes, headers: dict) -> tuple[int, dict, bytes]:
        url, began = path if path.startswith("http") else self.site + path, time.time()
        try:
            answer = self.http.request("POST", url, body=body, headers=headers)
        except urllib3.exceptions.HTTPError:
            return 502, {}, HTML
        self.answers.append(Answer(began, time.time(), answer.status, re.sub(r"[0-9a-f-]{30,}", "…", path)))
        kept = {name: answer.headers[name] for name in ("Content-Type", "Retry-After") if name in answer.headers}
        return answer.status, kept, answer.data

    def later(self, seconds: float, url: str, body: bytes) -> None:
        timer = threading.Timer(seconds, self.pass_on, (url, body, {"Content-Type": "application/json"}))
        timer.daemon = True
        timer.start()

    def number_of(self, webhook: str) -> int:
        """The same for a call that is repeated, whose body must be the same under the same key."""
        with self.lock:
            if webhook not in self.webhooks:
                self.webhooks.append(webhook)
            return self.webhooks.index(webhook)

    def generation_of(self, webhook: str) -> str:
        """The id of ours for which the upstream was called with a callback URL of this proxy."""
        return WEBHOOK.search(self.webhooks[int(webhook.rsplit("/", 1)[1])])[1]


class Handler(BaseHTTPRequestHandler):
    proxy: Proxy

    def log_message(self, *_args):
        pass

    def do_GET(self):
        _pictures(self)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/callback/"):
            _callback(self, body)
        elif "generate" in self.path:
            _generate(self, body)
        elif self.path.endswith("/get"):
            _get(self, body)
        else:
            _account(self, body)

    def passed_on(self, body: bytes) -> tuple[int, dict, bytes]:
        names = ("Content-Type", "x-api-key", "Idempotency-Key")
        return self.proxy.pass_on(self.path, body, {name: self.headers[name] for name in names if self.headers[name]})

    def answer(self, status: int, headers: dict | None = None, body: bytes = b"", length: int | None = None):
        try:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def cut(self):
        """End the connection with a reset, not with a polite goodbye."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True
        # The base class flushes these after every request.
        self.wfile = open("/dev/null", "wb")  # noqa: SIM115 - it takes the place of the socket's file


def _generate(call: Handler, body: bytes) -> None:
    proxy, faults = call.proxy, call.proxy.faults
    order = json.loads(body)
    webhook = order["webhook"]
    order["webhook"] = f"{proxy.url}/callback/{proxy.number_of(webhook)}"
    proxy.stranger.may_forge(proxy, webhook)
    if faults.out_of_photos:
        faults.count("generate: 402")
        call.answer(402, {"Content-Type": "application/json"}, b'{"error": "no photos left"}')
        return
    fault = faults.draw("generate")
    if fault in ("429", "503"):
        call.answer(int(fault), {"Retry-After": "1"} if fault == "429" else {})
    elif fault == "500 before accepting":
        call.answer(500, {}, HTML)
    elif fault == "time-out before accepting":
        time.sleep(STALL_SECONDS)
        call.cut()
    else:
        _accepted(call, fault, *call.passed_on(json.dumps(order).encode()))


def _accepted(call: Handler, fault: str, status: int, headers: dict, body: bytes) -> None:
    if fault == "time-out after accepting":
        time.sleep(STALL_SECONDS)
        call.cut()
    elif fault == "connection cut after accepting":
        call.cut()
    elif fault == "500 after accepting":
        call.answer(500, {}, HTML)
    elif fault == "HTML after accepting":
        call.answer(200, {"Content-Type": "text/html"}, HTML)
    elif fault == "truncated JSON after accepting":
        call.answer(200, headers, body[:20])
    else:
        if status == 200:
            call.proxy.accepted_ids.append((time.monotonic(), json.loads(body)["generation_id"]))
        call.answer(status, headers, body)


def _get(call: Handler, body: bytes) -> None:
    proxy = call.proxy
    fault = proxy.faults.draw("get")
    if fault in ("429", "500", "503"):
        call.answer(int(fault), {}, HTML)
        return
    if fault == "time-out":
        time.sleep(STALL_SECONDS)
        call.cut()
        return
    if fault == "HTML":
        call.answer(200, {"Content-Type": "text/html"}, HTML)
        return
    status, headers, content = call.passed_on(body)
    if status == 200:
        state = json.loads(content)
        if "images" in state:
            state["images"] = (
                [] if fault == "SUCCEEDED with no image" else [_through(proxy, url) for url in state["images"]]
            )
        content = json.dumps(state).encode()
    call.answer(status, headers, content[: len(content) // 2] if fault == "truncated JSON" else content)


def _through(proxy: Proxy, url: str) -> str:
    proxy.pictures.append(url)
    return f"{proxy.url}/picture/{len(proxy.pictures) - 1}"


def _pictures(call: Handler) -> None:
    proxy = call.proxy
    fault = proxy.faults.draw("picture")
    if fault == "redirect to a private address":
        call.answer(302, {"Location": proxy.stranger.picture_url})
    elif fault == "404":
        call.answer(404)
    elif fault == "not an image":
        call.answer(200, {"Content-Type": "image/png"}, HTML)
    elif fault == "empty":
        call.answer(200, {"Content-Type": "image/png"})
    elif fault == "stalls":
        time.sleep(STALL_SECONDS)
        call.cut()
    else:
        try:
            picture = proxy.http.request("GET", proxy.pictures[int(call.path.rsplit("/", 1)[1])])
        except urllib3.exceptions.HTTPError:
            call.answer(502, {}, HTML)
            return
        part = picture.data[: len(picture.data) // 2] if fault == "half of it" else picture.data
        call.answer(picture.status, {"Content-Type": "image/png"}, part, length=len(picture.data))


def _callback(call: Handler, body: bytes) -> None:
    proxy = call.proxy
    url = proxy.webhooks[int(call.path.rsplit("/", 1)[1])]
    json_type = {"Content-Type": "application/json"}
    fault = proxy.faults.draw("callback")
    if fault == "dropped":
        call.answer(204)
        return
    if fault == "refused, to be sent again":
        call.answer(500)
        return
    if fault == "delayed past the end":
        proxy.later(proxy.faults.delay("callback", 5, 40), url, body)
        call.answer(204)
        return
    if fault == "without an id":
        body = json.dumps(
            {k: v for k, v in json.loads(body).items() if k not in ("generation_id", "project_id")}
        ).encode()
    elif fault == "nonsense":
        body = secrets.token_bytes(40) + b'{"status": ["SUCC'
    elif fault == "oversized":
        body = b'{"status": "SUCCEEDED", "images": "' + b"x" * 70_000 + b'"}'
    elif fault == "doubled":
        proxy.later(proxy.faults.delay("callback", 0, 3), url, body)
    status, headers, _content = proxy.pass_on(url, body, json_type)
    # The upstream is told what the site said, so that it sends again what did not arrive.
    call.answer(status if status in (204, 413, 429, 503) else 502, headers)


def _account(call: Handler, body: bytes) -> None:
    if call.proxy.faults.out_of_photos:
        call.answer(200, {"Content-Type": "application/json"}, b'{"total": 0, "subscription": 0, "extra": 0}')
        return
    call.answer(*call.passed_on(body))
