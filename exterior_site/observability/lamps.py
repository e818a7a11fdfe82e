"""What the site leans on, each looked at in a thread of its own and for a second at most: up, down, or not known."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from exterior_site.observability import dependencies

# A flood of questions is answered from what was seen last.
KEPT_SECONDS = 2.0
# Where looking means a connection to somebody else's server.
KEPT_LONG_SECONDS = 15.0
LONGEST_LOOK_SECONDS = 1.0


@dataclass
class Lamp:
    """``up`` is None while it is not known: it can be seen only ``through`` another one that is down."""

    name: str
    look: Callable[[], str]
    through: str = ""
    kept_seconds: float = KEPT_SECONDS
    up: bool | None = None
    why: str = ""
    milliseconds: int = 0
    seen: float = float("-inf")
    thread: threading.Thread | None = field(default=None, repr=False)

    def begin(self) -> None:
        # One that hangs costs one thread, however often it is asked about.
        is_old = self.up is None or time.monotonic() - self.seen > self.kept_seconds
        if is_old and not self.is_looking:
            self.thread = threading.Thread(target=self._look, name=f"lamp {self.name}", daemon=True)
            self.thread.start()

    def settle(self, end: float) -> None:
        if self.thread:
            self.thread.join(max(0.0, end - time.monotonic()))
        if self.is_looking:
            self.up, self.why = False, "no answer in time"

    @property
    def is_looking(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def _look(self) -> None:
        began = time.monotonic()
        try:
            why = self.look()
            up = not why
        except Exception as error:
            # Its text may hold an address or a password.
            up, why = False, type(error).__name__
        finally:
            dependencies.let_go()
        self.milliseconds, self.seen = round(1000 * (time.monotonic() - began)), time.monotonic()
        self.up, self.why = up, why


class Board:
    """All lamps of this process. One question at a time looks; the others get what it saw."""

    def __init__(self, lamps: list[Lamp]):
        self.lamps, self.seen, self.lock = lamps, float("-inf"), threading.Lock()

    def look(self) -> list[Lamp]:
        with self.lock:
            if time.monotonic() - self.seen > KEPT_SECONDS:
                end = time.monotonic() + LONGEST_LOOK_SECONDS
                for lamp in self.lamps:
                    lamp.begin()
                for lamp in self.lamps:
                    lamp.settle(end)
                self._mark_unseen()
                self.seen = time.monotonic()
        return self.lamps

    def _mark_unseen(self) -> None:
        down = {lamp.name for lamp in self.lamps if lamp.up is False}
        for lamp in self.lamps:
            if lamp.through in down:
                lamp.up, lamp.why = None, f"not seen without the {lamp.through}"

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.seen <= KEPT_SECONDS


def board() -> Board:
    far = {"upstream", "mail"}
    return Board(
        [
            Lamp(name, look, through, KEPT_LONG_SECONDS if name in far else KEPT_SECONDS)
            for name, through, look in dependencies.all_looks()
        ]
    )
