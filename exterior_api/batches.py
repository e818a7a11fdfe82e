"""Much work in small pieces: no list is loaded whole, and no lock is held for long."""

import time
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

SIZE = 1000
# As long as a busy hour's records can take, and short beside it.
SECONDS = 120


def of_ids(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Ids of rows that are no longer among them once they are dealt with, until none is left or the time is up."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and (ids := list(rows.values_list("pk", flat=True)[:SIZE])):
        yield ids


def by_key(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Ids of all rows, whatever is done with them."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:SIZE])
    while ids:
        yield ids
        ids = list(rows.filter(pk__gt=ids[-1]).order_by("pk").values_list("pk", flat=True)[:SIZE])


def delete(rows: QuerySet[Any]) -> None:
    for ids in of_ids(rows):
        rows.model.objects.filter(pk__in=ids).delete()
