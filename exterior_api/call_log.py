"""The log of calls: noted in memory and written in batches, because `get` is asked every second by every caller."""

import logging
import time
from collections import deque
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from . import batches
from .models import ApiKey, CallRecord

logger = logging.getLogger(__name__)

# Under which a request carries its call.
CALL = "exterior_api.call"
WRITE_SECONDS = 1.0
# What a database that is down for long costs in memory, at most.
LONGEST_QUEUE = 5000


class _Unwritten:
    lines: deque[dict[str, Any]] = deque(maxlen=LONGEST_QUEUE)
    written_at = 0.0


def begin(request: HttpRequest, key: ApiKey) -> None:
    request.META[CALL] = (key, time.monotonic())


def end(request: HttpRequest, response: HttpResponse, data: Any) -> None:
    """Note an answered call. A call whose key is not known belongs to nobody's log."""
    if not (call := request.META.pop(CALL, None)):
        return
    key, begun = call
    now = time.monotonic()
    failed = response.status_code >= 400 and isinstance(data, dict)
    line = {
        "account_id": key.account_id,
        "key_id": key.pk,
        "path": request.path[:100],
        "status": response.status_code,
        "code": str(data.get("code", ""))[:64] if failed else "",
        "milliseconds": round(1000 * (now - begun)),
        "created_at": timezone.now(),
    }
    _Unwritten.lines.append(line)
    if now - _Unwritten.written_at > WRITE_SECONDS:
        write()


def write() -> None:
    """Write what is noted. A log that cannot be written breaks no call."""
    _Unwritten.written_at = time.monotonic()
    records = []
    while _Unwritten.lines:
        records.append(CallRecord(**_Unwritten.lines.popleft()))
    try:
        with transaction.atomic():
            CallRecord.objects.bulk_create(records)
    except DatabaseError:
        logger.warning("%s calls are missing in the log of calls", len(records), exc_info=True)


def forget() -> None:
    _Unwritten.lines.clear()


def prune() -> None:
    days = settings.EXTERIOR_API_CALLS_KEPT_DAYS
    if days:
        batches.delete(CallRecord.objects.filter(created_at__lt=timezone.now() - timedelta(days=days)))
