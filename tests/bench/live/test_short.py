"""A short run of make bench-live: nothing is lost. Its figures of time belong to the long one."""

import json
import subprocess
import sys

from tests.stack import ROOT

PAGES = 200


def test_every_page_hears_of_its_picture_and_comes_back_after_a_restart():
    command = [
        sys.executable,
        "-m",
        "tests.bench.live",
        f"--pages={PAGES}",
        "--commits=30",
        "--visits=2",
        "--arrivals=2",
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.stdout, run.stderr
    figures = json.loads(run.stdout.splitlines()[-1])
    assert figures["reconnected"] == figures["pages"] == PAGES, run.stdout
    assert (figures["threads"], figures["db_connections"]) == (1, 0)
    assert figures["streams_mb"] <= 60
    assert all(figures[name] > 0 for name in ("commit_to_card_p99_ms", "arrival_to_commit_p50_ms", "sigterm_s"))
