"""Chromium by its own count: main-thread time over CDP, memory as the kernel shares it out."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import services

HARNESS = Path(__file__).parents[2] / "browser" / "editor_harness.py"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-extensions"]
VIEW = {"width": 1280, "height": 800}


@contextmanager
def harness():
    process = subprocess.Popen([sys.executable, HARNESS], stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


@contextmanager
def page(url: str):
    """One page in a browser of its own, so that its memory can be counted."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.find_chromium(), args=FLAGS)
        try:
            opened = browser.new_page(viewport=VIEW, has_touch=True)
            opened.goto(url)
            yield opened, opened.context.new_cdp_session(opened)
        finally:
            browser.close()


def memory_mb() -> float:
    """PSS of every process below this one that is a browser's."""
    total = 0
    for pid in descendants(os.getpid()):
        try:
            if b"chrom" not in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]:
                continue
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


def busy_ms(cdp) -> float:
    """Time the page's main thread has spent in tasks since it began."""
    metrics = cdp.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration") * 1000


def after_frame(opened: Page) -> None:
    opened.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
