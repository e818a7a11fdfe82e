"""An account's generations, newest first, page by page."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from .answers import states
from .errors import ApiError
from .models import Account, Generation


def page(account: Account, *, limit: int, cursor: str | None, status: str | None) -> dict[str, Any]:
    """`next_cursor` leads to the next page, and is missing on the last."""
    found = account.generations.order_by("-created_at", "-id")
    if status:
        found = found.filter(status=status)
    if cursor:
        created_at, last_id = _read(cursor)
        found = found.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=last_id))
    places = list(found.values_list("created_at", "id")[: limit + 1])
    ids = [generation_id for _created_at, generation_id in places[:limit]]
    by_id = {state["generation_id"]: state for state in states(Generation.objects.filter(pk__in=ids))}
    answer: dict[str, Any] = {"generations": [by_id[str(generation_id)] for generation_id in ids]}
    if len(places) > limit:
        answer["next_cursor"] = _write(*places[limit - 1])
    return answer


def _write(created_at: datetime, generation_id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{created_at.isoformat()} {generation_id}".encode()).decode()


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        created_at, generation_id = base64.urlsafe_b64decode(cursor).decode().split(" ")
        place = datetime.fromisoformat(created_at), UUID(generation_id)
        if place[0].tzinfo is None:
            raise ValueError
        place[0].astimezone(UTC)
    except (ValueError, OverflowError, binascii.Error) as error:
        message = _("This is no cursor that a list has answered with.")
        raise ApiError(400, "invalid_field", message, field="cursor") from error
    return place
