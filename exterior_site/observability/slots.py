"""Where a process keeps what it counted, so that one scrape sees all processes of a machine.

prometheus_client names its files by process id, and one that restarts often fills the folder. Here a process takes
the first slot whose lock is free, and goes on counting where the one before it ended: as many slots as processes.
"""

import fcntl
import logging
import os
from pathlib import Path

from prometheus_client import multiprocess, values

log = logging.getLogger(__name__)

MOST = 100
# Written in full when a slot is first taken: on a disk that is full later, a mapped file with holes kills its process.
SIZES = {"counter": 256 * 1024, "histogram": 1024 * 1024, "gauge_livesum": 64 * 1024}


class _Mine:
    folder: Path | None = None
    process = 0
    slot = ""
    lock = None


def use(folder: Path) -> None:
    """Count on the disk from now on; where that is not possible, this process counts for itself."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _Mine.folder = folder
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = values.MultiProcessValue(_slot)
    except OSError as error:
        log.warning("metrics are not shared with other processes: %s", error)
        _Mine.folder = None
        os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
        values.ValueClass = values.MutexValue


def collector(registry):
    """All slots added up; None where this process counts for itself."""
    if _Mine.folder is None:
        return None
    _forget_the_dead(_Mine.folder)
    return multiprocess.MultiProcessCollector(registry, str(_Mine.folder))


def _slot() -> str:
    # Asked at every count; a child of a fork is another process.
    if _Mine.process != os.getpid():
        _take(_Mine.folder)
    return _Mine.slot


def _take(folder: Path) -> None:
    for number in range(MOST):
        if lock := _locked(folder / f"{number}.lock"):
            _Mine.process, _Mine.slot, _Mine.lock = os.getpid(), str(number), lock
            break
    else:
        raise OSError(f"all {MOST} slots in {folder} are taken")
    multiprocess.mark_process_dead(_Mine.slot, str(folder))
    for kind, size in SIZES.items():
        with open(folder / f"{kind}_{_Mine.slot}.db", "ab") as file:
            os.posix_fallocate(file.fileno(), 0, size)


def _locked(path: Path):
    """The open file, whose lock the system keeps as long as this process lives; None when another one has it."""
    file = open(path, "ab")  # noqa: SIM115  kept open on purpose
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _forget_the_dead(folder: Path) -> None:
    """What a process had open is open no more when its lock is free."""
    for path in folder.glob("*.lock"):
        if path.stem != _Mine.slot and (lock := _locked(path)):
            multiprocess.mark_process_dead(path.stem, str(folder))
            lock.close()
