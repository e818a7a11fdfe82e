"""make bench-load: 100 people on the real stack with PostgreSQL, lists at 1,000,000 generations, two renderers.

``python -m tests.bench.load [--minutes N] [--people N] [--every S] [--rows N] [--runs N] [--only load|lists|speedup]``.
The last line is JSON, with the figures of the parts that were run.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests import served, services
from tests.bench import images, machine
from tests.bench.load import speedup

PARTS = ("load", "lists", "speedup")
OPTIONS = {"DRAWINGS_PER_HOUR": "0", "UPLOADS_PER_HOUR": "0", "EMAIL_URL": "dummymail://", "LOG_LEVEL": "WARNING"}
# A web process a core, where the environment names no other number.
OPTIONS["WEB_CONCURRENCY"] = os.environ.get("WEB_CONCURRENCY", "2")


def main() -> int:
    options = _options()
    # Told to stop, it still stops what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    result = {}
    with tempfile.TemporaryDirectory(prefix="parterre-load-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        postgres, url = services.start_postgres(folder / "postgres", shared_buffers="512MB", max_wal_size="8GB")
        try:
            if {"load", "lists"} & set(options.only):
                with served.site(DATABASE_URL=url, RENDERER="tests.bench.api.renderers.copy", **OPTIONS) as site:
                    result |= load(site, options, postgres.pid) if "load" in options.only else {}
                    result |= lists(site, options) if "lists" in options.only else {}
        finally:
            services.stop(postgres)
        if "speedup" in options.only:
            result["render_speedup_2"] = speedup.measure(folder)
    missed = misses(result)
    print(machine.described())
    print("\n".join(["missed:", *missed]) if missed else "every bar met")
    print(json.dumps(result))
    return bool(missed)


def _options():
    parser = argparse.ArgumentParser(prog="make bench-load")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--every", type=float, default=90, help="seconds between two pictures of one person")
    parser.add_argument("--rows", type=int, default=1_000_000, help="generations when the lists are measured")
    parser.add_argument("--runs", type=int, default=40, help="how often each list is asked for")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    return parser.parse_args()


def misses(result: dict) -> list[str]:
    bars = {
        "errors": ("no error", lambda count: count == 0),
        "page_p99_ms": ("pages, p99: 500 ms", lambda ms: ms <= 500),
        "click_to_picture_p50_ms": ("from click to picture, median: 600 ms", lambda ms: ms <= 600),
        "memory_growth_pct": ("memory within 10 %", lambda percent: percent <= 10),
        "list_p95_ms_at_1m": ("lists, p95: 300 ms", lambda ms: ms <= 300),
        "render_speedup_2": ("two render workers: 1.6 times", lambda times: times >= 1.6),
    }
    return [words for name, (words, met) in bars.items() if name in result and not met(result[name])]


def load(site, options, postgres: int) -> dict:
    from tests.bench import rows
    from tests.bench.load.memory import Watch
    from tests.bench.load.people import Crowd

    people = rows.people(options.people, "someone", 1000)
    seconds = 60 * options.minutes
    sessions = [rows.session_of(person) for person in people]
    crowd = Crowd(site.port, sessions, options.every, seconds, images.garden(), images.area())
    with Watch(site.process.pid, {"postgres": postgres}, every=seconds / 120) as watch:
        asyncio.run(crowd.live())
        growth = watch.growth_pct()
    for name, (before, after, percent) in growth.items():
        each = 1000 * watch.worked.get(name, 0) / max(1, crowd.jobs)
        print(f"    {name}: {before:.1f} MB, at the end {after:.1f} MB ({percent:.1f} %); {each:.0f} ms a picture")
    for error in crowd.errors[:10]:
        print(f"    error: {error}")
    uploads = f"{len(crowd.uploads)} uploads, median {machine.percentile_ms(crowd.uploads or [0], 50)} ms"
    print(f"    {len(crowd.pages)} pages, {crowd.cards} cards among them; {uploads}")
    print(f"    ms after the click: {_on_the_way(crowd.moments)}")
    lost = [line for line in site.log if "Traceback" in line or " ERROR " in line]
    print("".join(f"    logged: {line}" for line in lost[:10]), end="", flush=True)
    return {
        "people": options.people,
        "jobs": crowd.jobs,
        "errors": len(crowd.errors) + len(lost) + crowd.jobs - len(crowd.pictures),
        "page_p50_ms": machine.percentile_ms(crowd.pages, 50),
        "page_p99_ms": machine.percentile_ms(crowd.pages, 99),
        "click_to_picture_p50_ms": machine.percentile_ms(_beyond_rendering(crowd.pictures), 50),
        "memory_growth_pct": round(max(percent for _before, _after, percent in growth.values()), 1),
    }


def _beyond_rendering(pictures: dict[str, float]) -> list[float]:
    """Without the time for which the renderer had the job, in which it decodes and packs a picture too."""
    from exterior_api.models import Generation as Drawn
    from projects.models import Generation

    ids = dict(Generation.objects.filter(id__in=pictures).values_list("upstream_id", "id"))
    spans = Drawn.objects.filter(id__in=ids).values_list("id", "started_at", "finished_at")
    rendering = {str(ids[str(one)]): (ended - began).total_seconds() for one, began, ended in spans if began}
    whole, drawing = (machine.percentile_ms(list(times.values()), 50) for times in (pictures, rendering))
    print(f"    from click to picture {whole} ms, of which rendering {drawing} ms")
    return [seconds - rendering.get(name, 0) for name, seconds in pictures.items()]


def _on_the_way(people: dict[str, dict[str, float]]) -> str:
    """Medians of the moments that people, the site and the API noted, in ms after the click."""
    from exterior_api.models import Generation as Drawn
    from projects.models import CallbackRecord, Generation, Move

    ids = dict(Generation.objects.filter(id__in=people).values_list("upstream_id", "id"))
    site = Move.objects.filter(generation__in=people).values_list("generation", "cause", "created")
    api = ("created_at", "handed_at", "started_at", "finished_at")
    noted = [(str(name), f"site: {cause}", at) for name, cause, at in site]
    for name, *times in Drawn.objects.filter(id__in=ids).values_list("id", *api):
        noted += [(str(ids[str(name)]), f"API: {what}", at) for what, at in zip(api, times, strict=True) if at]
    for name, at in CallbackRecord.objects.filter(generation__in=people).values_list("generation", "created"):
        noted.append((str(name), "site: called back", at))
    later: dict[str, list[float]] = {}
    for name, what, at in noted:
        later.setdefault(what, []).append(at.timestamp() - people[name]["clicked"])
    for moments in people.values():
        for what, at in moments.items():
            later.setdefault(f"person: {what}", []).append(at - moments["clicked"])
    medians = sorted((machine.percentile_ms(times, 50), what) for what, times in later.items())
    return ", ".join(f"{what} {milliseconds}" for milliseconds, what in medians)


def lists(site, options) -> dict:
    from django.conf import settings

    from exterior_api.models import Account
    from projects.models import Project, User
    from tests.bench import rows
    from tests.bench.load import lists as listed
    from tests.bench.load import million

    owner = User.objects.create_superuser("owner@example.com", "garden path")
    like = rows.first_project(owner)
    began = time.monotonic()
    million.fill(options.rows, like, Account.objects.get(user_id=settings.EXTERIOR_API_USER_ID).id)
    print(f"==> {options.rows} generations made in {time.monotonic() - began:.0f} s", flush=True)
    project = Project.objects.filter(owner=owner).latest("created")
    found = listed.measured(site.port, rows.session_of(owner), listed.paths(project.id), options.runs)
    for name, milliseconds in found.items():
        print(f"    {name}: {milliseconds:.0f} ms")
    return {"list_p95_ms_at_1m": round(max(found.values()))}


if __name__ == "__main__":
    sys.exit(main())
