"""Pages by cursor: the place of the last one shown, so that what is made or deleted meanwhile shifts nothing."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

NEWEST, CHANGED, TITLE = "newest", "changed", "title"


@dataclass(frozen=True)
class Sort:
    name: str
    label: str
    field: str
    falling: bool
    read: Callable[[str], object]

    def after(self, rows, cursor: str):
        """Rows in order, from after the cursor; from the beginning when the cursor is none."""
        sign = "-" if self.falling else ""
        rows = rows.order_by(f"{sign}{self.field}", f"{sign}id")
        value, _tilde, last_id = cursor.rpartition("~")
        try:
            place, last = self.read(value), uuid.UUID(last_id)
        except ValueError:
            return rows
        way = "lt" if self.falling else "gt"
        return rows.filter(Q(**{f"{self.field}__{way}": place}) | Q(**{self.field: place, f"id__{way}": last}))

    def cursor_of(self, row) -> str:
        value = getattr(row, self.field)
        return f"{value.isoformat() if isinstance(value, datetime) else value}~{row.id}"


def moment(text: str) -> datetime:
    """Raises ValueError for what is no moment with a time zone."""
    found = parse_datetime(text)
    if found is None or timezone.is_naive(found):
        raise ValueError(text)
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        # At the very ends of the calendar the moment has no name in UTC, which the database wants.
        raise ValueError(text) from error


SORTS = {
    sort.name: sort
    for sort in (
        Sort(CHANGED, _("Last worked on"), "changed", True, moment),
        Sort(NEWEST, _("Newest first"), "created", True, moment),
        Sort(TITLE, _("By name"), "title_key", False, str),
    )
}
