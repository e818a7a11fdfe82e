"""What the figures were measured on, and what a process takes of it, from Linux's /proc."""

import os
import time
from pathlib import Path


def described() -> str:
    model = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return f"{time.strftime('%Y-%m-%d')}, {cores} cores,{model.partition(':')[2]}, load average {load:.1f} at the end"


def status_of(pid: int, field: str) -> int:
    """A number of /proc/PID/status; sizes are in kB. 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), 0)


def memory_mb(pid: int) -> float:
    """What the process has for itself: files and shared buffers are the system's to take back."""
    return status_of(pid, "RssAnon") / 1024


def processor_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return ""


def descendants(pid: int) -> list[int]:
    found = []
    for child in _children(pid):
        found += [child, *descendants(child)]
    return found


def percentile_ms(seconds: list[float], percent: float) -> int:
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))])


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
