"""The database's clock. Leases are set and read on several machines, whose own clocks may be minutes apart."""

import math
import time
from datetime import UTC, datetime

from django.db import connection

MEASURED_SECONDS = 60


class _Measured:
    at, ahead = -math.inf, 0.0


def now() -> datetime:
    if connection.vendor == "sqlite":
        # A file is on one machine with all who use it.
        return datetime.now(UTC)
    # Asked for once a minute, and counted on from there by the clock that nobody sets.
    if time.monotonic() - _Measured.at > MEASURED_SECONDS:
        _measure()
    return datetime.fromtimestamp(time.monotonic() + _Measured.ahead, UTC)


def _measure() -> None:
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        [seconds] = cursor.fetchone()
    # The database looked at its clock on the way, and halfway is the best guess.
    _Measured.at, _Measured.ahead = began, float(seconds) - (began + time.monotonic()) / 2
