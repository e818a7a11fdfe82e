"""Django's SQLite backend, with connections that are kept and lent again.

Under ASGI every request has a thread of its own, so none outlives it: each would open a connection anew, teach it the
seventy functions that Django adds to SQLite, and fold the write-ahead log back when it closes, several milliseconds
a request.
"""

import os
from collections import defaultdict
from typing import Any

from django.db.backends.sqlite3 import base

Connection = base.Database.Connection
MOST_KEPT = 8


class DatabaseWrapper(base.DatabaseWrapper):
    _kept: defaultdict[tuple, list[Connection]] = defaultdict(list)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        # A connection must not cross a fork, nor outlive its file.
        self._place = (os.getpid(), *_file(conn_params["database"]), repr(conn_params))
        try:
            return self._kept[self._place].pop()
        except IndexError:
            return super().get_new_connection(conn_params)

    def _close(self) -> None:
        kept = self._kept[self._place]
        unclean = self.connection.in_transaction or self.errors_occurred
        if unclean or len(kept) >= MOST_KEPT or self._place[1:3] != _file(self.settings_dict["NAME"]):
            super()._close()
        else:
            kept.append(self.connection)


def _file(name: Any) -> tuple[int, int]:
    try:
        found = os.stat(name)
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino
