"""A short run of make chaos. The long one: 1,000 generations by 50 people."""

import json
import subprocess
import sys

import pytest

from tests.chaos.__main__ import ZEROS
from tests.stack import ROOT

GENERATIONS = 60


@pytest.mark.timeout(600)
def test_nothing_is_lost_and_nobody_pays_twice():
    command = [sys.executable, "-m", "tests.chaos", "--generations", str(GENERATIONS), "--people", "20"]
    command += ["--seed", "6", "--seconds", "420", "--deadline", "30"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    report = json.loads(run.stdout.splitlines()[-1])
    assert {name: report[name] for name in ZEROS} == dict.fromkeys(ZEROS, 0), run.stdout + run.stderr
    assert report["generations"] >= GENERATIONS
    assert min(report["faults"], report["drawn"]) >= GENERATIONS // 2, run.stdout
    assert run.returncode == 0
