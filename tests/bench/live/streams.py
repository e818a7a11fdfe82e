"""Open pages without a browser: each keeps its stream, fetches its card at a nudge, and comes back when it is lost."""

import asyncio
import contextlib
import json
import random
import threading
import time

from tests.bench.visitor import Page, Visitor

PICTURE = "<before-after"
OPENED_AT_ONCE = 50
FIRST_RETRY_MS = 3000


class Streams:
    """All in one thread. ``shown`` has the time by a generation's id at which its page had the final card."""

    def __init__(self, port: int, pages: list[Page]):
        self.pages = {str(page.generation.id): page for page in pages}
        self.port = port
        self.shown: dict[str, float] = {}
        self.open: set[str] = set()
        self.opened = 0
        self.errors: list[str] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join(10)

    def wait_for_all(self, seconds: float) -> None:
        wait_until(lambda: len(self.open) == len(self.pages), seconds)

    async def _all(self) -> None:
        door = asyncio.Semaphore(OPENED_AT_ONCE)
        tasks = [asyncio.create_task(self._keep(name, page, door)) for name, page in self.pages.items()]
        while not self._ended.is_set():
            await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self, name: str, page: Page, door: asyncio.Semaphore) -> None:
        visitor = Visitor(self.port, {"sessionid": page.session})
        retry = FIRST_RETRY_MS
        async with door:
            await asyncio.sleep(0.02 * random.random())
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                async for field, value in visitor.events(page.token):
                    if field == "retry":
                        retry = int(value)
                        self.open.add(name)
                        self.opened += 1
                    elif field == "data" and "generation" in (detail := json.loads(value)):
                        await self._fetch_card(visitor, detail["generation"])
            self.open.discard(name)
            await asyncio.sleep(retry / 1000)

    async def _fetch_card(self, visitor: Visitor, generation: str) -> None:
        try:
            answer = await visitor.get(f"/generations/{generation}/card/")
        except (OSError, asyncio.IncompleteReadError) as error:
            self.errors.append(repr(error))
            return
        if answer.status != 200:
            self.errors.append(f"card: {answer.status}")
        elif PICTURE in answer.text:
            self.shown.setdefault(generation, time.time())


def wait_until(met, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not met():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
