"""The event stream by itself: who hears what, what a late stream is told, and how it ends."""

import asyncio
import json
import signal
import uuid

import pytest
import redis.asyncio
from django.conf import settings
from django.core import signing

from projects import live

ANNA, BEN = str(uuid.uuid4()), str(uuid.uuid4())


@pytest.fixture(autouse=True)
def hub(monkeypatch):
    """A hub that nothing is published to but by the test."""
    made = live.Hub()

    async def listen():
        await asyncio.Event().wait()

    monkeypatch.setattr(made, "_listen", listen)
    monkeypatch.setattr(live, "hub", made)
    return made


class Page:
    def __init__(self, person: str, token: str = ""):
        self.sent, self.left = [], asyncio.Event()
        token = token or signing.dumps(person, salt=live.TOKEN_SALT)
        scope = {"type": "http", "path": "/events", "query_string": f"token={token}".encode()}
        self.task = asyncio.ensure_future(live.events(scope, self._receive, self._send))

    @property
    def heard(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()

    async def ended(self) -> None:
        async with asyncio.timeout(10):
            while self.sent[-1].get("more_body", True):
                await asyncio.sleep(0)

    async def _receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        self.sent.append(message)


async def moment():
    for _turn in range(10):
        await asyncio.sleep(0)


def nudge(hub, person: str, generation: str = "a generation", **more) -> None:
    hub._hand_out(json.dumps({"person": person, "generation": generation, **more}).encode())


def test_each_hears_of_their_own_and_leaves_nothing_behind(hub):
    async def run():
        anna, ben = Page(ANNA), Page(BEN)
        await moment()
        nudge(hub, ANNA)
        await moment()
        assert "a generation" in anna.heard
        assert "a generation" not in ben.heard
        for page in (anna, ben):
            page.left.set()
            await page.task
        assert (hub.queues, hub.count) == ({}, 0)

    asyncio.run(run())


def test_a_stream_that_opens_after_the_news_hears_them_for_some_seconds(hub, monkeypatch):
    async def run():
        nudge(hub, ANNA, "just now")
        page = Page(ANNA)
        await moment()
        assert "just now" in page.heard
        monkeypatch.setattr(live, "RECENT_SECONDS", 0)
        late = Page(ANNA)
        nudge(hub, BEN)
        await moment()
        assert "just now" not in late.heard
        assert list(hub.recent) == [BEN]
        for task in (page.task, late.task):
            task.cancel()

    asyncio.run(run())


def test_what_ends_no_drawing_is_told_once_in_a_while_and_an_end_at_once(hub, monkeypatch):
    monkeypatch.setattr(live, "STEP_SECONDS", 600)

    async def run():
        page = Page(ANNA)
        await moment()
        for step in ("claimed", "accepted", "begun"):
            nudge(hub, ANNA, step, ended=False)
        nudge(hub, ANNA, "drawn", ended=True)
        await moment()
        assert [step for step in ("claimed", "accepted", "begun", "drawn") if step in page.heard] == [
            "claimed",
            "drawn",
        ]
        assert not hub.held
        page.task.cancel()

    asyncio.run(run())


def test_what_was_held_back_is_told_when_its_time_has_come(hub, monkeypatch):
    monkeypatch.setattr(live, "STEP_SECONDS", 0.2)

    async def run():
        page = Page(ANNA)
        await moment()
        for step in ("claimed", "accepted", "begun"):
            nudge(hub, ANNA, step, ended=False)
        async with asyncio.timeout(10):
            while hub.held:
                await asyncio.sleep(0.01)
        await moment()
        assert page.heard.endswith("data: {}\n\n")
        page.task.cancel()

    asyncio.run(run())


def test_the_greeting_spreads_those_who_come_back(hub):
    async def run():
        hub.count = 1000
        page = Page(ANNA)
        await moment()
        fields = dict(line.split(": ", 1) for line in page.heard.split("\n") if line)
        assert live.RETRY_MS[0] <= int(fields["retry"]) <= live.RETRY_MS[1]
        assert json.loads(fields["data"])["spread"] >= 1000 * 1000 / live.PAGES_PER_SECOND
        page.task.cancel()

    asyncio.run(run())


def test_a_server_that_is_told_to_end_ends_its_streams(hub):
    async def run():
        page = Page(ANNA)
        await moment()
        for number in range(live.QUEUE_LENGTH):
            nudge(hub, ANNA, f"number {number}")
        hub.end()
        await page.ended()
        assert page.sent[-1]["body"] == b""
        page.left.set()
        await page.task

    asyncio.run(run())


def test_a_server_whose_patience_is_over_ends_the_stream_without_an_error():
    async def run():
        page = Page(ANNA)
        await moment()
        page.task.cancel()
        await page.task
        assert page.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}

    asyncio.run(run())


def test_a_signal_to_end_ends_the_streams_and_then_the_server(hub):
    told = []
    before = signal.signal(signal.SIGTERM, lambda *_said: told.append("the server"))

    async def run():
        page = Page(ANNA)
        await moment()
        signal.raise_signal(signal.SIGTERM)
        await page.ended()
        page.left.set()
        await page.task

    try:
        asyncio.run(run())
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told == ["the server"]


def test_a_subscription_that_is_lost_is_taken_up_again(monkeypatch):
    away, there = redis.asyncio.from_url("redis://127.0.0.1:1/0"), live._subscriber
    clients, pauses, sleep = [away, away], [], asyncio.sleep
    monkeypatch.setattr(live, "_subscriber", lambda: clients.pop() if clients else there())
    monkeypatch.setattr(live, "_publisher", redis.Redis.from_url(settings.REDIS_URL))

    async def shortly(seconds):
        pauses.append(seconds)
        await sleep(0)

    async def run():
        listening = live.Hub()
        queue = listening.join(ANNA)
        monkeypatch.setattr(asyncio, "sleep", shortly)
        async with asyncio.timeout(10):
            while queue.empty():
                live.nudge(ANNA, "a generation", ended=True)
                await sleep(0.01)
        listening.task.cancel()
        return queue.get_nowait()

    assert b"a generation" in asyncio.run(run())
    assert pauses == [0.5, 1.0]


def test_a_nudge_that_nobody_takes_is_only_told(monkeypatch, caplog):
    monkeypatch.setattr(live, "_publisher", redis.Redis.from_url("redis://127.0.0.1:1/0"))
    live.nudge(ANNA, "a generation")
    assert "live nudge lost" in caplog.text


def test_a_token_of_nobody_opens_nothing(hub):
    async def run():
        page = Page(ANNA, "forged")
        await page.task
        assert page.sent[0]["status"] == 403
        assert not hub.queues

    asyncio.run(run())


def test_one_person_holds_so_many_streams_and_no_more(hub, monkeypatch):
    monkeypatch.setattr(live, "MOST_STREAMS", 2)

    async def run():
        pages = [Page(ANNA), Page(ANNA)]
        await moment()
        refused, other = Page(ANNA), Page(BEN)
        await moment()
        assert (refused.sent[0]["status"], dict(refused.sent[0]["headers"])) == (429, {b"retry-after": b"60"})
        assert other.sent[0]["status"] == 200
        pages[0].left.set()
        await pages[0].task
        again = Page(ANNA)
        await moment()
        assert again.sent[0]["status"] == 200
        for page in (pages[1], other, again):
            page.task.cancel()

    asyncio.run(run())
