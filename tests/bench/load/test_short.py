"""A short run of make bench-load: few people, few rows. Its figures of time belong to the long one."""

import json
import os
import subprocess
import sys

from tests.stack import ROOT


def test_people_get_their_pictures_and_pages_without_an_error():
    command = [sys.executable, "-m", "tests.bench.load", "--minutes=0.1", "--people=4", "--every=3"]
    command += ["--rows=5000", "--runs=1"]
    environ = os.environ | {"WEB_CONCURRENCY": "1"}
    run = subprocess.run([*command, "--only", "load", "lists"], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert run.stdout, run.stderr
    figures = json.loads(run.stdout.splitlines()[-1])
    assert figures["errors"] == 0, run.stdout
    assert figures["jobs"] >= 4
    assert all(figures[name] > 0 for name in ("page_p99_ms", "click_to_picture_p50_ms", "list_p95_ms_at_1m"))
