"""make bench-live: 1,000 open pages on one web process, from a callback's arrival to the card; last line JSON.

``python -m tests.bench.live [--pages N] [--commits N] [--arrivals N] [--visits N]``; PostgreSQL and Valkey of its own.
"""

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

import django

from tests.bench import images, machine
from tests.bench.live.server import Server
from tests.bench.live.streams import Streams, wait_until

COMMITS_PER_S = 10
WARM_UPS = 5
SETTLE_S = 2
RECONNECT_S = 60


def main() -> int:
    options = _options()
    # Told to stop, it still stops what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="parterre-live-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        try:
            _set_up(server)
            result = measure(server, options)
        finally:
            server.stop()
    missed = misses(result)
    print(machine.described())
    print("\n".join(["missed:", *missed]) if missed else "every bar met")
    print(json.dumps(result))
    return bool(missed)


def _options():
    parser = argparse.ArgumentParser(prog="make bench-live")
    parser.add_argument("--pages", type=int, default=1000, help="open pages, one of them in a browser")
    parser.add_argument("--commits", type=int, default=1000, help="how many of them come to their picture")
    parser.add_argument("--visits", type=int, default=20, help="how many of these in the browser")
    parser.add_argument("--arrivals", type=int, default=30, help="callbacks whose picture is fetched and stored")
    return parser.parse_args()


def _set_up(server: Server) -> None:
    os.environ.update(server.environ)
    django.setup()
    from django.core.management import call_command

    call_command("bootstrap", verbosity=0)


def misses(result: dict) -> list[str]:
    bars = {
        "from commit to card, p99: 250 ms": result["commit_to_card_p99_ms"] <= 250,
        "from arrival to commit, median: 500 ms": result["arrival_to_commit_p50_ms"] <= 500,
        "60 MB for the streams": result["streams_mb"] <= 60,
        "one thread": result["threads"] == 1,
        "no database connection": result["db_connections"] == 0,
        "SIGTERM: 5 s": result["sigterm_s"] <= 5,
        "all pages come back": result["reconnected"] == result["pages"],
    }
    return [name for name, met in bars.items() if not met]


def measure(server: Server, options) -> dict:
    from tests.bench import rows
    from tests.bench.live.tab import tab

    like = rows.first_project(rows.people(1, "first", 9)[0])
    raw = rows.waiting_pages(rows.people(options.pages - 1, "raw", 9), like)
    seen = rows.waiting_pages(rows.people(options.visits + 2, "seen", 9), like)
    called = rows.waiting_pages(rows.people(options.arrivals + WARM_UPS, "called", 9), like)
    server.upstream.picture = images.picture()
    server.start("web")
    time.sleep(SETTLE_S)
    before, threads = (machine.status_of(server.web_pid, field) for field in ("VmRSS", "Threads"))
    streams = Streams(server.port, raw)
    streams.start()
    streams.wait_for_all(60)
    time.sleep(SETTLE_S)
    held = {
        "streams_mb": round((machine.status_of(server.web_pid, "VmRSS") - before) / 1024, 1),
        # Beside uvloop's own four, which look up names from the start, whatever is served.
        "threads": 1 + machine.status_of(server.web_pid, "Threads") - threads,
        "db_connections": server.connections_of_web(),
    }
    print(f"{len(streams.open)} streams open: {held}", flush=True)
    with tab(f"http://127.0.0.1:{server.port}") as browser:
        cards = _commits(streams, browser, raw[: options.commits + WARM_UPS], seen[:-1])
        server.start("worker")
        arrivals = _arrivals(server, called)
        browser.open(seen[-1])
        sigterm_s, reconnected = _restart(server, streams, browser)
    streams.stop()
    if streams.errors:
        raise SystemExit(f"{len(streams.errors)} errors at open pages: {streams.errors[:5]}")
    return {"pages": options.pages} | cards | arrivals | held | {"sigterm_s": sigterm_s, "reconnected": reconnected}


def _commits(streams: Streams, browser, raw: list, seen: list) -> dict:
    """Final states at an even pace; between them some that the browser shows."""
    began, committed, in_browser = time.monotonic(), {}, []
    browser.open(seen[0])
    _end(seen[0])
    browser.shown_at()
    every = max(1, len(raw) // len(seen))
    for number, page in enumerate(raw):
        if number % every == 0 and (visit := 1 + number // every) < len(seen):
            browser.open(seen[visit])
            in_browser.append(-_end(seen[visit]) + browser.shown_at())
            began = max(began, time.monotonic() - number / COMMITS_PER_S)
        time.sleep(max(0.0, began + number / COMMITS_PER_S - time.monotonic()))
        committed[str(page.generation.id)] = _end(page)
    if not wait_until(lambda: committed.keys() <= streams.shown.keys(), 60):
        raise SystemExit(f"cards that no page heard of: {committed.keys() - streams.shown.keys()}")
    first = list(committed)[WARM_UPS:]
    by_stream = [streams.shown[name] - committed[name] for name in first]
    print(f"raw pages:  {_spread(by_stream)}\nin browser: {_spread(in_browser)}", flush=True)
    # Whichever is slower counts: few visits must not be lost among many streams.
    return {
        "commit_to_card_p50_ms": max(machine.percentile_ms(times, 50) for times in (by_stream, in_browser)),
        "commit_to_card_p99_ms": max(machine.percentile_ms(times, 99) for times in (by_stream, in_browser)),
    }


def _end(page) -> float:
    """A generation comes to its picture, as a worker brings it about; the time of the commit."""
    from django.db import transaction

    from projects import lifecycle
    from projects.models import Picture

    photo, noted = page.generation.project.photo, []
    picture = Picture(generation=page.generation, width=photo.width, height=photo.height)
    picture.file, picture.preview, picture.thumbnail = photo.file, photo.preview, photo.thumbnail
    with transaction.atomic():
        transaction.on_commit(lambda: noted.append(time.time()))
        lifecycle.move(page.generation, "drawn")
        picture.save()
    return noted[0]


def _arrivals(server: Server, called: list) -> dict:
    """Callbacks one after another: each picture is asked about, fetched, looked at and stored."""
    import requests
    from django.urls import reverse

    from projects.generating.tokens import token_of
    from projects.models import Move, Status

    times = []
    for page in called:
        path = reverse("callback", args=[page.generation.id, token_of(page.generation)])
        arrived = time.time()
        requests.post(f"http://127.0.0.1:{server.port}{path}", json={}, timeout=10).raise_for_status()
        ended = Move.objects.filter(generation=page.generation, to_status=Status.SUCCEEDED)
        if not wait_until(ended.exists, 30):
            raise SystemExit("a callback brought no picture")
        times.append(ended.get().created.timestamp() - arrived)
    print(f"from arrival to commit: {_spread(times[WARM_UPS:])}", flush=True)
    return {"arrival_to_commit_p50_ms": machine.percentile_ms(times[WARM_UPS:], 50)}


def _restart(server: Server, streams: Streams, browser) -> tuple[float, int]:
    opened = browser.streams
    seconds = server.end_web()
    wait_until(lambda: not streams.open, 10)
    began = time.monotonic()
    server.start("web")
    streams.wait_for_all(RECONNECT_S)
    by_itself = browser.wait_for_stream(opened + 1, 1000 * RECONNECT_S)
    print(f"web ended after {seconds:.1f} s; all back {time.monotonic() - began:.1f} s after its start", flush=True)
    return round(seconds, 2), len(streams.open) + by_itself


def _spread(seconds: list[float]) -> str:
    low, high = (machine.percentile_ms(seconds, percent) for percent in (0, 99))
    return f"median {1000 * statistics.median(seconds):.0f} ms, {low} to {high} ms, {len(seconds)} times"


if __name__ == "__main__":
    sys.exit(main())
