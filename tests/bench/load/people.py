"""People who come back every so often, look around, and ask for a picture."""

import asyncio
import contextlib
import re
import time
import uuid
from dataclasses import dataclass, field

from tests.bench.visitor import Answer, Visitor

KINDS = ("POOL", "TERRACE", "PETANQUE")
PICTURE, WAITING = "<before-after", 'data-pending="true"'
TOKEN = re.compile(r'data-token="([^"]+)"')
PREVIEW = re.compile(r'src="(/media/[^"]*/pictures/[^"]+)"')
POLL_S = 10
PATIENCE_S = 60


@dataclass
class Crowd:
    """``people`` as sessions, each asking for a picture every so many seconds; all times in seconds.

    ``pictures`` has the time from the click to the picture, by the generation's id; ``moments`` when, by the clock,
    a person clicked, had the answer, had the last card, and had the picture.
    """

    port: int
    sessions: list[str]
    every: float
    seconds: float
    photo: bytes
    area: bytes
    pages: list[float] = field(default_factory=list)
    uploads: list[float] = field(default_factory=list)
    pictures: dict[str, float] = field(default_factory=dict)
    moments: dict[str, dict[str, float]] = field(default_factory=dict)
    cards: int = 0
    errors: list[str] = field(default_factory=list)
    jobs: int = 0

    async def live(self) -> None:
        self.end = time.monotonic() + self.seconds
        await asyncio.gather(*(self._live(number, session) for number, session in enumerate(self.sessions)))

    async def _live(self, number: int, session: str) -> None:
        visitor, draw_path = Visitor(self.port, {"sessionid": session}), ""
        # Spread over the first round, and so over all of them.
        begin = time.monotonic() + self.every * number / len(self.sessions)
        while begin < self.end:
            await asyncio.sleep(max(0.0, begin - time.monotonic()))
            try:
                draw_path = draw_path or await self._upload(visitor)
                await self._ask_for_one(visitor, draw_path, KINDS[(number + self.jobs) % len(KINDS)])
            except (OSError, EOFError, LookupError, TimeoutError) as error:
                self.errors.append(repr(error))
            begin += self.every

    async def _upload(self, visitor: Visitor) -> str:
        await self._page(visitor, "/start/")
        answer = await visitor.post("/start/", photo=("garden.jpg", self.photo))
        self._check("upload", answer)
        self.uploads.append(answer.seconds)
        return answer.headers["location"]

    async def _ask_for_one(self, visitor: Visitor, draw_path: str, kind: str) -> None:
        await self._page(visitor, "/projects/")
        await self._page(visitor, draw_path.removesuffix("draw/"))
        await self._page(visitor, draw_path)
        self.jobs += 1
        moments = {"clicked": time.time()}
        form = {"type": kind, "form_key": str(uuid.uuid4()), "mask": ("mask.png", self.area)}
        answer = await visitor.post(draw_path, **form)
        self._check("drawing", answer)
        self.pages.append(answer.seconds)
        moments["answered"] = time.time()
        path = answer.headers["location"]
        card = await self._wait_for_picture(visitor, path)
        moments["last card"] = time.time()
        preview = await visitor.get(PREVIEW.search(card)[1].replace("&amp;", "&"))
        self._check("preview", preview)
        moments["picture"] = time.time()
        name = path.split("/")[2]
        self.pictures[name], self.moments[name] = moments["picture"] - moments["clicked"], moments
        await self._page(visitor, draw_path.removesuffix("draw/"))

    async def _wait_for_picture(self, visitor: Visitor, path: str) -> str:
        """As the page does: the card again at every nudge, and every ten seconds in any case."""
        card = await self._page(visitor, path)
        nudged = asyncio.Event()
        listening = asyncio.create_task(_listen(visitor, TOKEN.search(card)[1], nudged))
        try:
            async with asyncio.timeout(PATIENCE_S):
                while WAITING in card:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(nudged.wait(), POLL_S)
                    nudged.clear()
                    card = await self._page(visitor, f"{path}card/")
                    self.cards += 1
        finally:
            listening.cancel()
        if PICTURE not in card:
            raise LookupError(f"{path}: no picture came")
        return card

    async def _page(self, visitor: Visitor, path: str) -> str:
        answer = await visitor.get(path)
        self._check(path, answer)
        self.pages.append(answer.seconds)
        return answer.text

    def _check(self, what: str, answer: Answer) -> None:
        if answer.status >= 400:
            raise LookupError(f"{what}: {answer.status}")


async def _listen(visitor: Visitor, token: str, nudged: asyncio.Event) -> None:
    async for name, _value in visitor.events(token):
        if name == "data":
            nudged.set()
