"""A browser as the server sees one: cookies, compressed pages, forms, an event stream. Costs little, so that a
thousand fit beside what they measure."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from urllib3 import encode_multipart_formdata

CONNECT_SECONDS, ANSWER_SECONDS = 10, 60


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Page:
    """A waiting page: of which generation, and what it and its stream are opened with."""

    generation: Any
    token: str
    session: str


class Visitor:
    def __init__(self, port: int, cookies: dict[str, str] | None = None):
        self.port, self.cookies = port, dict(cookies or {})

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path)

    async def post(self, path: str, **fields) -> Answer:
        """Fields of a form; a file is a pair of its name and its content."""
        body, content_type = encode_multipart_formdata(fields)
        token = self.cookies.get("csrftoken", "")
        return await self._ask("POST", path, body, **{"Content-Type": content_type, "X-CSRFToken": token})

    async def events(self, token: str) -> AsyncIterator[tuple[str, str]]:
        """Fields of the stream as name and value, until it ends. Raises OSError."""
        reader, writer = await self._send("GET", f"/events?token={token}")
        try:
            status, _headers = await _head(reader)
            if status != 200:
                raise ConnectionError(f"/events: {status}")
            while line := await reader.readline():
                # What is no field is the length of a chunk, or a heartbeat.
                name, colon, value = line.decode().strip().partition(": ")
                if colon and name:
                    yield name, value
        finally:
            writer.close()

    async def _ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        began = time.perf_counter()
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await self._send(method, path, body, **headers)
            try:
                status, received = await _head(reader)
                content = await reader.read()
            finally:
                writer.close()
        if received.get("transfer-encoding") == "chunked":
            content = _joined(content)
        if received.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        self._keep_cookies(received.get("set-cookie", ""))
        return Answer(status, received, content, time.perf_counter() - began)

    async def _send(self, method: str, path: str, body: bytes = b"", **headers: str):
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = {
            "Host": f"127.0.0.1:{self.port}",
            "Connection": "close",
            "Accept-Encoding": "gzip",
            "Accept-Language": "en",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Length": str(len(body)),
            **headers,
        }
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(head.encode() + b"\r\n" + body)
        return reader, writer

    def _keep_cookies(self, lines: str) -> None:
        for line in lines.splitlines():
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    status_line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    headers: dict[str, str] = {}
    for line in filter(None, lines):
        name, _colon, value = line.partition(": ")
        # Several cookies are several lines of one name.
        known = headers.get(name.lower())
        headers[name.lower()] = f"{known}\n{value}" if known else value
    return int(status_line.split()[1]), headers


def _joined(chunks: bytes) -> bytes:
    content, rest = b"", chunks
    while rest:
        length, _line, rest = rest.partition(b"\r\n")
        size = int(length, 16)
        content, rest = content + rest[:size], rest[size + 2 :]
    return content
