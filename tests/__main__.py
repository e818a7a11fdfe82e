"""make test: everything, in the order in which a mistake shows soonest.

``python -m tests [pytest arguments]`` runs the Python tests alone, with the same services.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import services

ROOT = Path(__file__).parent.parent


def main() -> int:
    os.chdir(ROOT)
    os.environ["CHROMIUM"] = services.find_chromium()
    with tempfile.TemporaryDirectory(prefix="parterre-") as folder:
        valkey, os.environ["TEST_REDIS_URL"] = services.start_valkey(Path(folder) / "valkey")
        try:
            if arguments := sys.argv[1:]:
                return _pytest(*arguments)
            return _everything(Path(folder))
        finally:
            services.stop(valkey)


def _everything(folder: Path) -> int:
    steps = {
        "The editor's modules": lambda: _run(services.find_node(), "--test", "tests/js/"),
        "Python, on SQLite": _pytest,
        "What touches the database, on PostgreSQL": lambda: _on_postgres(folder),
    }
    failed = []
    for title, step in steps.items():
        print(f"\n==> {title}", flush=True)
        if step():
            failed.append(title)
    print(f"\n==> Failed: {', '.join(failed)}" if failed else "\n==> Everything passed", flush=True)
    return len(failed)


def _on_postgres(folder: Path) -> int:
    if url := os.environ.get("TEST_DATABASE_URL"):
        return _pytest("--database-only", DATABASE_URL=url)
    server, url = services.start_postgres(folder / "postgres")
    try:
        return _pytest("--database-only", DATABASE_URL=url)
    finally:
        services.stop(server)


def _pytest(*arguments, **environ) -> int:
    return _run(sys.executable, "-m", "pytest", *arguments, **environ)


def _run(*command, **environ) -> int:
    return subprocess.run(command, env={**os.environ, **environ}).returncode


if __name__ == "__main__":
    sys.exit(main())
