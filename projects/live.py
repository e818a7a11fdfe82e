"""Nudges to open pages: something about a generation changed, fetch it again.

``events`` is a raw ASGI application, so that a thousand open streams cost no thread and no database connection.
One Redis subscription a process feeds all of its streams.
"""

import asyncio
import json
import logging
from urllib.parse import parse_qs

import redis
import redis.asyncio
from django.conf import settings
from django.core import signing
from django.db import transaction

log = logging.getLogger(__name__)

CHANNEL = "parterre.live"
TOKEN_SALT = "projects.live"  # noqa: S105  no secret: it keeps our signatures apart
TOKEN_SECONDS = 24 * 60 * 60
HEARTBEAT_SECONDS = 20
QUEUE_LENGTH = 100

_publisher = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def nudge_on_commit(person_id, generation_id) -> None:
    transaction.on_commit(lambda: nudge(person_id, generation_id), robust=True)


def nudge(person_id, generation_id) -> None:
    """Tell a person's open pages. A lost nudge is only a delay: the page polls slowly too."""
    message = json.dumps({"person": str(person_id), "generation": str(generation_id)})
    try:
        _publisher.publish(CHANNEL, message)
    except redis.RedisError as error:
        log.warning("live nudge lost: %s", error)


def token_for(person) -> str:
    """Signed right to a person's event stream, for the page to connect with; good for a day."""
    return signing.dumps(str(person.pk), salt=TOKEN_SALT)


class Hub:
    """The open streams of this process, by person, and the one subscription that feeds them."""

    def __init__(self):
        self.queues: dict[str, set[asyncio.Queue]] = {}
        self.task: asyncio.Task | None = None

    def join(self, person_id: str) -> asyncio.Queue:
        queue = asyncio.Queue(QUEUE_LENGTH)
        self.queues.setdefault(person_id, set()).add(queue)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._listen())
        return queue

    def leave(self, person_id: str, queue: asyncio.Queue) -> None:
        self.queues[person_id].discard(queue)
        if not self.queues[person_id]:
            del self.queues[person_id]

    async def _listen(self):
        pause = 0.5
        while self.queues:
            try:
                async with redis.asyncio.from_url(settings.REDIS_URL) as client, client.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    pause = 0.5
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            self._hand_out(message["data"])
                        if not self.queues:
                            return
            except (redis.RedisError, OSError) as error:
                log.warning("live subscription lost: %s", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 10)

    def _hand_out(self, data: bytes) -> None:
        message = json.loads(data)
        for queue in self.queues.get(message["person"], ()):
            if not queue.full():
                queue.put_nowait(message["generation"])


hub = Hub()


async def events(scope, receive, send):
    """The event stream of one person, authorised by the signed token in its query."""
    token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
    try:
        person_id = signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        await _answer(send, 403)
        return
    queue = hub.join(person_id)
    gone = asyncio.create_task(_until_disconnected(receive))
    try:
        await _stream(send, queue, gone)
    finally:
        gone.cancel()
        hub.leave(person_id, queue)


async def _stream(send, queue: asyncio.Queue, gone: asyncio.Task):
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _write(send, "retry: 2000\n\n")
    while not gone.done():
        getting = asyncio.create_task(queue.get())
        done, _pending = await asyncio.wait(
            {getting, gone}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if getting in done:
            await _write(send, f"data: {json.dumps({'generation': getting.result()})}\n\n")
        else:
            getting.cancel()
            if not done:
                await _write(send, ": still here\n\n")


async def _write(send, text: str):
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _answer(send, status: int):
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _until_disconnected(receive):
    while (await receive())["type"] != "http.disconnect":
        pass
