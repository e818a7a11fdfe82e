"""make test: everything, in the order in which a mistake shows soonest.

``python -m tests [pytest arguments]`` runs the Python tests alone, with the same services.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from tests import services

ROOT = Path(__file__).parent.parent
# What is not beside the rest: the app that people use and what it lives by, and what waits for real processes.
OF_THE_APP = ("tests/projects", "tests/chaos", "tests/bench/live")
ON_THE_STACK = ("tests/browser", "tests/bench/load", "tests/exterior_site/test_dependencies_down.py")
OF_THE_ENGINE = ("tests/engine",)
# Compiled kernels lie beside their sources. Two lanes at once would each compile them for most of a minute.
COMPILE = "from exterior_api import engine; [engine.warm_up(kind) for kind in engine.KINDS]"


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
    failed = []

    def step(title: str, run) -> None:
        began = time.monotonic()
        print(f"\n==> {title}", flush=True)
        failed.extend([title] if run() else [])
        print(f"    {time.monotonic() - began:.0f} s", flush=True)

    step("The editor's modules", lambda: _run(services.find_node(), "--test", "tests/js/"))
    # Side by side: each waits for something else than the processor for much of its time. Of five lanes the last one
    # begins when the first of the others ends.
    with (
        ThreadPoolExecutor(4) as beside,
        _log(folder) as of_projects,
        _log(folder) as of_postgres,
        _log(folder) as of_browser,
        _log(folder) as of_engine,
    ):
        on_sqlite = beside.submit(_with_broker, folder / "projects", of_projects, *OF_THE_APP)
        on_postgres = beside.submit(_on_postgres, folder, of_postgres)
        in_browser = beside.submit(_in_browser, folder, of_browser)
        elsewhere = OF_THE_APP + ON_THE_STACK + OF_THE_ENGINE
        site = beside.submit(_pytest, *(f"--ignore={path}" for path in elsewhere))
        engine = beside.submit(_with_broker, folder / "engine", of_engine, *OF_THE_ENGINE)
        step("Python, on SQLite", site.result)
        step("The app, on SQLite", lambda: _told(on_sqlite, of_projects))
        step("What touches the database, on PostgreSQL", lambda: _told(on_postgres, of_postgres))
        step("The renderer", lambda: _told(engine, of_engine))
        step("The site in a browser and under load", lambda: _told(in_browser, of_browser))
    print(f"\n==> Failed: {', '.join(failed)}" if failed else "\n==> Everything passed", flush=True)
    return len(failed)


def _in_browser(folder: Path, log) -> int:
    return _run(sys.executable, "-c", COMPILE) or _with_broker(folder / "browser", log, *ON_THE_STACK)


def _log(folder: Path):
    return tempfile.TemporaryFile("w+", dir=folder)


def _told(run: Future, log) -> int:
    code = run.result()
    log.seek(0)
    print(log.read(), flush=True)
    return code


def _with_broker(folder: Path, log, *arguments) -> int:
    """One lane with a broker of its own: one run clears the cache under the other's feet otherwise."""
    valkey, broker = services.start_valkey(folder)
    try:
        return _pytest(*arguments, stdout=log, TEST_REDIS_URL=broker)
    finally:
        services.stop(valkey)


def _on_postgres(folder: Path, log) -> int:
    valkey, broker = services.start_valkey(folder / "valkey-postgres")
    url, server = os.environ.get("TEST_DATABASE_URL"), None
    try:
        if not url:
            server, url = services.start_postgres(folder / "postgres")
        environ = {"DATABASE_URL": url, "TEST_REDIS_URL": broker}
        return _pytest("--database-only", stdout=log, **environ)
    finally:
        services.stop(valkey)
        if server:
            services.stop(server)


def _pytest(*arguments, stdout=None, **environ) -> int:
    return _run(sys.executable, "-m", "pytest", *arguments, stdout=stdout, **environ)


def _run(*command, stdout=None, **environ) -> int:
    stderr = subprocess.STDOUT if stdout else None
    return subprocess.run(command, env={**os.environ, **environ}, stdout=stdout, stderr=stderr).returncode


if __name__ == "__main__":
    sys.exit(main())
