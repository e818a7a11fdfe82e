"""A request to the whole application as the server hands it on, what stands ahead of Django included."""

import json

from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator

from exterior_site.asgi import application

HERE = ("127.0.0.1", 50000)
ELSEWHERE = ("203.0.113.9", 50000)


def ask(path: str, client=HERE, **headers: str) -> tuple[int, dict | str]:
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        # A probe asks an address: no host that the site would know.
        "headers": [(b"host", b"10.0.0.7:8000")]
        + [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "client": client,
        "http_version": "1.1",
    }

    async def whole():
        asked = ApplicationCommunicator(application, scope)
        start, body = await asked.receive_output(10), await asked.receive_output(10)
        return start["status"], body["body"].decode()

    status, body = async_to_sync(whole)()
    return status, json.loads(body) if body.startswith("{") else body
