"""Our own few threads: kernels hold no GIL, every piece writes to its own rows, so the count never shows."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def count() -> int:
    """NUMBA_NUM_THREADS where it is set, else the cores this process may use, at most four."""
    chosen = os.environ.get("NUMBA_NUM_THREADS", "")
    if chosen.isdigit() and int(chosen) > 0:
        return int(chosen)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 4)


def run(work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> list[Result]:
    """``work(piece)`` for each piece, results in order; the first exception is raised."""
    every, workers = list(pieces), count()
    if workers == 1 or len(every) < 2:
        return [work(piece) for piece in every]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, every))


def spans(total: int, parts: int) -> list[tuple[int, int]]:
    """0..total cut in about equal half-open pieces."""
    step = max(1, -(-total // max(parts, 1)))
    return [(first, min(first + step, total)) for first in range(0, total, step)]
