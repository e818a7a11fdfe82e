"""make bench-engine: what the engine finds and draws, against what is true and what it may cost.

``python -m tests.bench.engine [--only camera,light,…] [--figures FILE]``; the last line is JSON, figures that were not
asked for are null. Leaves with 1 when a bar is missed, and says which.
"""

import argparse
import sys
import time
from pathlib import Path

from . import parts
from .report import Report


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--only", help=f"parts, comma-separated: {', '.join(parts.PARTS)}")
    p.add_argument("--figures", type=Path, help="write what was said to this file as well")
    a = p.parse_args()
    chosen = a.only.split(",") if a.only else parts.USUAL
    if unknown := set(chosen) - set(parts.PARTS):
        p.error(f"no such part: {', '.join(sorted(unknown))}")
    report = Report()
    for name in chosen:
        began = time.perf_counter()
        report.say(f"\n## {name}")
        parts.PARTS[name](report)
        report.say(f"({time.perf_counter() - began:.0f} s)")
    missed = report.missed()
    report.say("\n".join(["\nmissed:", *missed]) if missed else "\nevery bar met")
    if a.figures:
        a.figures.write_text("\n".join(report.lines) + "\n")
    print(report.last_line())
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
