"""A renderer on any machine: ``REDIS_URL=… STORAGE_URL=s3://… python -m exterior_site.renderworker``.

It needs these two and nothing else of the site: what it reads and draws lies in storage, and all that it has to say
goes to the broker. Options that are not its own are those of ``celery worker``.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "exterior_site.render_settings"
# Read when the libraries are first loaded, and by the processes that compile for us.
THREADS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m exterior_site.renderworker", description=__doc__)
    parser.add_argument("--threads", type=int, help="of one drawing; if not said one a core, four at most")
    own, others = parser.parse_known_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder()))
    if own.threads:
        os.environ.update(dict.fromkeys(THREADS, str(own.threads)))
        import cv2

        # It reads no environment.
        cv2.setNumThreads(own.threads)
    work(others)


def cache_folder() -> Path:
    """Where kernels are kept that take half a minute to compile: a folder that outlives us, if there is one."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    folders = (
        Path(os.environ.get("VAR_DIR") or ROOT / "var"),
        home / "parterre",
        Path(tempfile.gettempdir(), "parterre"),
    )
    for folder in folders:
        try:
            kernels = folder / "numba"
            kernels.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=kernels).close()
            return kernels
        except OSError:
            continue
    sys.exit("No folder can be written for compiled kernels: set NUMBA_CACHE_DIR to one.")


def work(options: list[str]) -> None:
    import django
    from celery import signals

    from exterior_site import celery

    django.setup()
    from django.conf import settings

    from exterior_api import render_tasks  # noqa: F401  what we are here for
    from exterior_site.observability import heartbeats, tasks  # noqa: F401  these listen to signals

    # It asks about a site, and there is none here.
    signals.worker_init.disconnect(celery.refuse_an_unsafe_start)
    print(f"==> Drawing. Jobs from {without_password(settings.REDIS_URL)}", flush=True)  # noqa: T201
    print(f"==> Files in {without_password(settings.STORAGE_URL)}", flush=True)  # noqa: T201
    name = f"render-{os.getpid()}@%h"
    quiet = ["--without-mingle", "--without-gossip", "-l", "warning"]
    # One job at a time, in this process: numba's threads die in a forked child.
    celery.app.worker_main(["--quiet", "worker", "-Q", "render,ground", "--pool", "solo", "-n", name, *quiet, *options])


def without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


if __name__ == "__main__":
    main()
