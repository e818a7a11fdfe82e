"""make chaos: the real stack, a thousand generations, and everything going wrong that can.

``python -m tests.chaos [--generations N] [--people N] [--seed N] [--seconds N] [--keep]``; BREAK=refund, callback,
sweeper or claim switches one protection off. The last line is JSON; the exit status is 0 only when nothing was lost.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import django

ZEROS = (
    "lost",
    "stuck",
    "charged_twice",
    "refund_errors",
    "ledger_difference",
    "pictures_missing",
    "forged_accepted",
    "server_errors",
)


def main() -> int:
    options = _options()
    # Told to stop, it still stops what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="parterre-chaos-"))
    try:
        report = _run(options, folder)
    finally:
        if options.keep:
            print(f"    logs and files are kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(report))
    enough = report["generations"] >= options.generations
    enough &= min(report["faults"], report["drawn"]) >= options.generations // 2
    return 0 if enough and not any(report[name] for name in ZEROS) else 1


def _options():
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--generations", type=int, default=1000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", time.time() % 10_000)))
    parser.add_argument("--seconds", type=float, default=600, help="all of it; asking ends in time for the deadline")
    parser.add_argument("--deadline", type=int, default=75, help="seconds after which a generation fails")
    parser.add_argument("--keys", action="store_true", help="an upstream that knows our idempotency keys")
    parser.add_argument("--keep", action="store_true", help="keep logs and files")
    return parser.parse_args()


def _run(options, folder: Path) -> dict:
    from exterior_site import valkey
    from tests.chaos.faults import Faults
    from tests.chaos.processes import Processes, environment
    from tests.chaos.proxy import Proxy
    from tests.chaos.stranger import Stranger

    began = time.monotonic()
    faults = Faults(options.seed)
    port = valkey.free_port()
    proxy = Proxy(f"http://127.0.0.1:{port}", faults, Stranger(faults))
    breaking = os.environ.pop("BREAK", "")
    processes = Processes(folder, port, {})
    processes.environ = environment(folder, port, proxy.url, processes)
    processes.environ |= {"BREAK": breaking, "GENERATION_DEADLINE_SECONDS": str(options.deadline)}
    processes.environ["EXTERIOR_API_EXTENSIONS"] = str(options.keys)
    # This process looks into the same database, through the site's own models, with every protection on.
    os.environ.update(processes.environ | {"BREAK": ""})
    _say(f"Seed {options.seed}{f', {breaking} switched off' if breaking else ''}; starting the stack")
    try:
        processes.start_services()
        django.setup()
        proxy.open()
        processes.start_stack()
        crowd = _drive(options, began, faults, processes, proxy)
        processes.stop_stack()
        return _report(options, began, faults, processes, proxy, crowd)
    finally:
        if processes.commands:
            processes.stop_stack()
        processes.stop_services()


def _drive(options, began: float, faults, processes, proxy):
    from tests.chaos import troubles
    from tests.chaos.people import Crowd

    crowd = Crowd(proxy.site, options.generations, options.people, faults, processes)
    drain = options.deadline + 40
    threading.Thread(target=_watch, args=(crowd, processes), daemon=True).start()
    _say(f"{options.people} people ask for {options.generations} pictures (after {time.monotonic() - began:.0f} s)")
    troubles.start(troubles.plan(options.seed, options.generations), crowd, processes, proxy, faults)
    crowd.run(options.seconds - drain - (time.monotonic() - began))
    _say(f"All asked for after {time.monotonic() - began:.0f} s; waiting for the last to end")
    end = time.monotonic() + drain
    while time.monotonic() < end and crowd.in_flight:
        time.sleep(1)
    return crowd


def _watch(crowd, processes) -> None:
    """Counts what is on its way, which holds people back and tells when it is over."""
    from django.db import Error, close_old_connections

    from projects import upstream_health
    from projects.models import Generation, Status

    told = time.monotonic()
    while not processes.ending:
        with contextlib.suppress(Error):
            crowd.in_flight = Generation.objects.pending().count()
            # Those whose answer was lost only wait for their deadline, and keep nobody busy.
            crowd.busy = Generation.objects.pending().exclude(status=Status.UNKNOWN).count()
            crowd.drawn = Generation.objects.filter(status=Status.SUCCEEDED).count()
            crowd.paused = upstream_health.is_paused()
            crowd.since = 0
        close_old_connections()
        if time.monotonic() - told > 15:
            told = time.monotonic()
            lost_answers = crowd.in_flight - crowd.busy
            _say(
                f"{len(crowd.accepted)} accepted, {crowd.drawn} drawn, {crowd.busy} on their way, "
                f"{lost_answers} with a lost answer"
            )
        time.sleep(1)


def _report(options, began, faults, processes, proxy, crowd) -> dict:
    from collections import Counter

    from projects.models import Generation, Status
    from tests.chaos import checks

    answers = [*crowd.errors, *(answer for answer in proxy.answers if answer.status >= 500)]
    # 503 is what a site says whose database is being restarted; at any other time, and any other 5xx, is an error.
    errors = [answer for answer in answers if answer.status != 503 or not processes.was_away(answer)]
    for name, count in sorted(faults.counts.items()):
        print(f"    {count:5d} {name}")
    states = Counter(Generation.objects.values_list("status", "failure", "late"))
    print("    " + ", ".join(f"{'/'.join(str(part) for part in key if part)}: {n}" for key, n in states.most_common()))
    for error in errors[:10]:
        print(f"    server error {error}; away were {processes.outages}")
    return {
        "generations": len(crowd.accepted),
        "faults": sum(faults.counts.values()),
        "drawn": sum(count for (status, *_), count in states.items() if status == Status.SUCCEEDED),
        "lost": checks.lost(crowd.accepted),
        "stuck": checks.stuck(),
        "charged_twice": checks.charged_twice(crowd.accepted, proxy.generation_of),
        "refund_errors": checks.refund_errors(),
        "ledger_difference": checks.ledger_difference(),
        "pictures_missing": checks.pictures_missing(),
        "forged_accepted": proxy.stranger.believed + proxy.stranger.fetched + checks.taken_from_strangers(),
        "server_errors": len(errors),
        "seed": options.seed,
        "seconds": round(time.monotonic() - began),
    }


def _say(text: str) -> None:
    print(f"==> {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
