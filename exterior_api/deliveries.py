"""Callbacks owed to callers: rows with a due time, tried until they are answered with a 2xx."""

import json
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from . import clock, fetching, signing
from .answers import states
from .models import Account, Delivery, Generation
from .queueing import send

BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 86400))
# Longer than the slowest attempt, so that a row is never tried twice at once.
CLAIM = timedelta(seconds=60)
# A message in the queue may be lost: what it was for is due again after this.
QUEUED = timedelta(seconds=60)
GONE = 410
BATCH = 200
TEST_BODY = {
    "status": "FAILED",
    "variations": 0,
    "error": "This is a test of your callback address. Nothing was ordered, nothing failed.",
    "code": "test",
}


def owe(generation: Generation) -> None:
    """Note the callback. Whoever ended the generation has it sent after that; what is not sent, the sweep finds."""
    if generation.webhook:
        Delivery.objects.create(
            account_id=generation.account_id,
            generation=generation,
            url=generation.webhook,
            next_attempt_at=clock.now(),
        )


def send_owed(generation_id: UUID | str) -> None:
    """By a worker that waits for others' servers, and nobody for it."""
    owed = Delivery.objects.filter(generation_id=generation_id, status=Delivery.Status.PENDING, tries=0)
    for delivery_id in owed.values_list("pk", flat=True):
        send("deliver", str(delivery_id))


def send_test(account: Account, url: str) -> Delivery:
    """A callback about nothing, signed and tried like any other."""
    delivery = Delivery.objects.create(account=account, url=url, next_attempt_at=clock.now())
    send("deliver", str(delivery.id))
    return delivery


def send_due() -> int:
    """Queue what is due. It moves on at once, so that a busy worker finds one message of each, and not one a sweep."""
    now = clock.now()
    due = Delivery.objects.filter(status=Delivery.Status.PENDING, next_attempt_at__lte=now)
    ids = list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:BATCH])
    Delivery.objects.filter(pk__in=ids).update(next_attempt_at=now + QUEUED)
    for delivery_id in ids:
        send("deliver", str(delivery_id), (now + QUEUED).isoformat())
    return len(ids)


def send_again(chosen: QuerySet[Delivery]) -> int:
    """Make these due now, whatever became of them, with the back-off from its beginning: a batch of them at most."""
    ids = list(chosen.values_list("pk", flat=True)[:BATCH])
    Delivery.objects.filter(pk__in=ids).update(
        status=Delivery.Status.PENDING, tries=0, next_attempt_at=clock.now(), delivered_at=None
    )
    for delivery_id in ids:
        send("deliver", str(delivery_id))
    return len(ids)


def deliver(delivery_id: UUID | str, queued_until: str = "") -> bool:
    """Try once; True when it was answered. A row that is not due, or that another worker holds, is left alone.

    ``queued_until``: when the row is due again for whom this message was lost, as ``send_due`` put it there.
    """
    now = clock.now()
    mine = Q(next_attempt_at=datetime.fromisoformat(queued_until)) if queued_until else Q()
    due = Delivery.objects.filter(mine | Q(next_attempt_at__lte=now), pk=delivery_id, status=Delivery.Status.PENDING)
    if not due.update(next_attempt_at=now + CLAIM, tries=F("tries") + 1):
        return False
    delivery = Delivery.objects.select_related("account").get(pk=delivery_id)
    begun = time.monotonic()
    status, error = _post(delivery)
    delivery.attempts.create(response_status=status, error=error, milliseconds=round(1000 * (time.monotonic() - begun)))
    _settle(delivery, status)
    return delivery.status == Delivery.Status.DELIVERED


def _post(delivery: Delivery) -> tuple[int | None, str]:
    body = json.dumps(_body(delivery)).encode()
    headers = {"Content-Type": "application/json"} | settings.CALL_HEADERS()
    headers |= signing.headers(delivery.account, f"msg_{delivery.id.hex}", body)
    try:
        return fetching.post(delivery.url, body, headers), ""
    except fetching.FetchError as error:
        return None, str(error)[:200]


def _body(delivery: Delivery) -> dict[str, Any]:
    if delivery.generation_id is None:
        return TEST_BODY | {"generation_id": str(delivery.id)}
    [state] = states(Generation.objects.filter(pk=delivery.generation_id))
    return state


def _settle(delivery: Delivery, status: int | None) -> None:
    now = clock.now()
    values: dict[str, Any] = {"next_attempt_at": None}
    if status is not None and 200 <= status < 300:
        values |= {"status": Delivery.Status.DELIVERED, "delivered_at": now}
    elif status == GONE or delivery.tries > len(BACK_OFF):
        values["status"] = Delivery.Status.GIVEN_UP
    else:
        values["next_attempt_at"] = now + BACK_OFF[delivery.tries - 1]
    for name, value in values.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=list(values))
