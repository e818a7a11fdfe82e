"""SQLite folds its write-ahead log back whenever the last connection is closed, and every ASGI request closes one.

A connection that stays open for as long as the process saves that: several milliseconds a request.
"""

import sqlite3
from typing import Any

from django.db.backends.signals import connection_created

_kept: dict[str, sqlite3.Connection] = {}


def keep_open() -> None:
    connection_created.connect(_keep_one, dispatch_uid="exterior_api.wal")


def _keep_one(connection: Any, **_kwargs: Any) -> None:
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return
    name = str(connection.settings_dict["NAME"])
    if name not in _kept:
        _kept[name] = sqlite3.connect(name, check_same_thread=False, isolation_level=None)
        # Only a connection that has read holds the log.
        _kept[name].execute("PRAGMA schema_version").fetchone()
