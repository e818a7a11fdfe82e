"""Nudges to open pages: something about a generation changed, fetch it again.

``events`` is a raw ASGI application, so that a thousand open streams cost no thread and no database connection.
One Redis subscription a process feeds all of its streams.
"""

import asyncio
import json
import logging
import random
import signal
import threading
import time
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
# Of one person at one process. Pages beyond that poll, as all do that hear nothing.
MOST_STREAMS = 20
END = b""
RECENT_SECONDS = 10
# A nudge has every open page of a person fetch its card: of those that end no drawing, one in so many seconds.
STEP_SECONDS = 1.0
# A broker that vanished without a word is noticed after this, and asked again.
SILENT_SECONDS = 15
# After a restart all pages come back at once, and each fetches again what it shows: both are spread in time.
RETRY_MS = (1000, 4000)
PAGES_PER_SECOND = 40

_publisher = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def nudge_on_commit(person_id, generation_id, ended: bool = False) -> None:
    transaction.on_commit(lambda: nudge(person_id, generation_id, ended), robust=True)


def nudge(person_id, generation_id, ended: bool = False) -> None:
    """Tell a person's open pages. A lost nudge is only a delay: the page polls slowly too."""
    message = json.dumps({"person": str(person_id), "generation": str(generation_id), "ended": ended})
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
        # The last event of each person, the newest at the end: a page's stream opens later than the page.
        self.recent: dict[str, tuple[float, bytes]] = {}
        # Whose pages hear of something a little later, and when.
        self.held: dict[str, asyncio.TimerHandle] = {}
        self.count = 0
        self.task: asyncio.Task | None = None

    def join(self, person_id: str) -> asyncio.Queue:
        queue = asyncio.Queue(QUEUE_LENGTH)
        self.queues.setdefault(person_id, set()).add(queue)
        self.count += 1
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._listen())
            self._end_with_the_process()
        at, event = self._told_last(person_id)
        if time.monotonic() - at < RECENT_SECONDS:
            queue.put_nowait(event)
        return queue

    def leave(self, person_id: str, queue: asyncio.Queue) -> None:
        self.count -= 1
        self.queues[person_id].discard(queue)
        if not self.queues[person_id]:
            del self.queues[person_id]

    def end(self) -> None:
        """End all streams. Their pages come back by themselves, to whoever serves them then."""
        for queues in self.queues.values():
            for queue in queues:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(END)

    def _end_with_the_process(self) -> None:
        """A server that is told to end waits for its answers, and a stream is one that never ends by itself."""
        if threading.current_thread() is not threading.main_thread():
            return
        before, loop = signal.getsignal(signal.SIGTERM), asyncio.get_running_loop()

        def told_to_end(number, frame):
            loop.call_soon_threadsafe(self.end)
            before(number, frame)

        # Without a handler of the server's own the signal ends the process by itself.
        if callable(before):
            signal.signal(signal.SIGTERM, told_to_end)

    async def _listen(self):
        pause = 0.5
        while True:
            try:
                async with _subscriber() as client, client.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    pause = 0.5
                    while True:
                        message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=SILENT_SECONDS)
                        if message:
                            self._hand_out(message["data"])
            except (redis.RedisError, OSError) as error:
                log.warning("live subscription lost: %s", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 10)

    def _hand_out(self, data: bytes) -> None:
        message = json.loads(data)
        person_id = message["person"]
        wait = STEP_SECONDS - (time.monotonic() - self._told_last(person_id)[0])
        # A process of an older version does not say what ends a drawing.
        if wait <= 0 or message.get("ended", True):
            self._tell(person_id, {"generation": message["generation"]})
        elif person_id not in self.held:
            # Several things may have changed by then.
            self.held[person_id] = asyncio.get_running_loop().call_later(wait, self._tell, person_id, {})

    def _tell(self, person_id: str, detail: dict[str, str]) -> None:
        if held := self.held.pop(person_id, None):
            held.cancel()
        event = f"data: {json.dumps(detail)}\n\n".encode()
        self._remember(person_id, event)
        for queue in self.queues.get(person_id, ()):
            if not queue.full():
                queue.put_nowait(event)

    def _told_last(self, person_id: str) -> tuple[float, bytes]:
        return self.recent.get(person_id, (float("-inf"), b""))

    def _remember(self, person_id: str, event: bytes) -> None:
        now = time.monotonic()
        self.recent.pop(person_id, None)
        self.recent[person_id] = now, event
        while now - self.recent[oldest := next(iter(self.recent))][0] > RECENT_SECONDS:
            del self.recent[oldest]


def _subscriber() -> redis.asyncio.Redis:
    return redis.asyncio.from_url(settings.REDIS_URL, health_check_interval=SILENT_SECONDS, socket_connect_timeout=5)


hub = Hub()


async def events(scope, receive, send):
    """The event stream of one person, authorised by the signed token in its query."""
    token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
    try:
        person_id = signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        await _answer(send, 403)
        return
    if len(hub.queues.get(person_id, ())) >= MOST_STREAMS:
        await _answer(send, 429, (b"retry-after", b"60"))
        return
    queue = hub.join(person_id)
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    writing = asyncio.create_task(_write_all(send, queue))
    try:
        await _until_disconnected(receive)
    except asyncio.CancelledError:
        # The server's patience is over. A thousand streams that end by an exception would be a thousand tracebacks.
        writing.cancel()
        await _write(send, END, more=False)
    finally:
        writing.cancel()
        hub.leave(person_id, queue)


async def _write_all(send, queue: asyncio.Queue):
    event = _greeting()
    while event != END:
        await _write(send, event)
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                event = await queue.get()
        except TimeoutError:
            event = b": still here\n\n"
    await _write(send, END, more=False)


def _greeting() -> bytes:
    """When to come back if this stream is lost, and over how many ms pages that lost theirs spread their fetching."""
    spread = 1000 * hub.count // PAGES_PER_SECOND
    return f"retry: {random.randint(*RETRY_MS)}\nevent: welcome\ndata: {json.dumps({'spread': spread})}\n\n".encode()


async def _write(send, content: bytes, more: bool = True):
    await send({"type": "http.response.body", "body": content, "more_body": more})


async def _answer(send, status: int, *headers: tuple[bytes, bytes]):
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _until_disconnected(receive):
    while (await receive())["type"] != "http.disconnect":
        pass
