"""Memory and processor time of every process of a running stack, by what it is."""

import re
import statistics
import threading
import time
from collections.abc import Callable

from tests.bench import machine

NAMES = (
    (r" -n (\w+)@", None),
    (r"uvicorn|spawn_main", "web"),
    (r"\bbeat\b", "beat"),
    (r"decoding\.py", "decoder"),
    (r"runstack", "runner"),
)
# Where a process is this small, a tenth of it is less than what an interpreter takes and gives back at random.
LEAST_MB = 2.0


class Watch:
    """Samples in a thread. ``others`` are processes outside the stack's tree, by name."""

    def __init__(self, root: int, others: dict[str, int], every: float):
        self.root, self.others, self.every = root, others, every
        self.samples: list[tuple[float, dict[str, float]]] = []
        self.worked: dict[str, float] = {}
        self.began = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self):
        self._before = self._processor_s()
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._ended.set()
        self._thread.join()
        self.worked = {name: now - self._before.get(name, 0) for name, now in self._processor_s().items()}

    def growth_pct(self) -> dict[str, tuple[float, float, float]]:
        """By process: MB in the third tenth of the time, MB in the last one, and the growth in per cent."""
        whole = time.monotonic() - self.began
        early, late = self._within(0.2 * whole, 0.3 * whole), self._within(0.9 * whole, whole)
        growth = {}
        for name in sorted(early.keys() & late.keys()):
            before, after = early[name], late[name]
            grown = after - before
            growth[name] = before, after, 100 * grown / before if grown > LEAST_MB else 0.0
        return growth

    def _within(self, since: float, until: float) -> dict[str, float]:
        found: dict[str, list[float]] = {}
        for at, sample in self.samples:
            if since <= at <= until:
                for name, size in sample.items():
                    found.setdefault(name, []).append(size)
        return {name: statistics.mean(sizes) for name, sizes in found.items()}

    def _sample(self) -> None:
        while not self._ended.is_set():
            self.samples.append((time.monotonic() - self.began, self._now()))
            self._ended.wait(self.every)

    def _now(self) -> dict[str, float]:
        return self._by_name(machine.memory_mb)

    def _processor_s(self) -> dict[str, float]:
        return self._by_name(machine.processor_s)

    def _by_name(self, measure: Callable[[int], float]) -> dict[str, float]:
        found: dict[str, float] = {}
        for pid in machine.descendants(self.root):
            if name := _name_of(machine.command_of(pid)):
                found[name] = found.get(name, 0) + measure(pid)
        for name, root in self.others.items():
            found[name] = sum(map(measure, [root, *machine.descendants(root)]))
        return found


def _name_of(command: str) -> str:
    # A shell that keeps a worker alive has the worker's command within its own.
    if not command or command.startswith(("/bin/sh", "sh ")):
        return ""
    for pattern, name in NAMES:
        if found := re.search(pattern, command):
            return name or found[1]
    return ""
