"""What an answer without what was asked for means: for the generation, for other calls, and for the person."""

from typing import Any

import requests

from projects.models import Failure
from projects.upstream.reading import whole_number

KEY_USED, QUEUE_FULL = "idempotency_conflict", "queue_full"
# Codes by which an upstream that gives any says what is wrong with the photo or the area.
FAILURES = {
    "mask_not_on_ground": Failure.NOT_ON_GROUND,
    "mask_too_small": Failure.AREA_TOO_SMALL,
    "photo_too_small": Failure.PHOTO_UNREADABLE,
    "photo_unreadable": Failure.PHOTO_UNREADABLE,
}
# What it could not fetch of ours: an address that is wrong for good, or was away for a moment.
NOT_FETCHED = ("image_unreachable", "image_bad_answer", "image_too_slow")


class UpstreamError(Exception):
    """A call that brought no usable answer.

    ``permanent``: asking again cannot help. ``unknown_outcome``: the upstream may have accepted the call, so it
    must not be repeated blindly. ``retry_after``: seconds the upstream asked us to wait, or None.
    ``down``: no answer, or one of a broken server. ``key_used``: accepted before under this key, with another body.
    ``busy``: it has no room now. ``not_fetched``: it could not fetch the images. ``failure``: what the person is told
    when it ends with this.
    """

    def __init__(
        self,
        message: str,
        *,
        failure: str,
        permanent: bool = False,
        unknown_outcome: bool = False,
        retry_after: int | None = None,
        down: bool = False,
        key_used: bool = False,
        busy: bool = False,
        not_fetched: bool = False,
    ) -> None:
        super().__init__(message)
        self.failure, self.permanent, self.unknown_outcome = failure, permanent, unknown_outcome
        self.not_fetched = not_fetched
        self.retry_after, self.down, self.busy, self.key_used = retry_after, down, busy, key_used


def unanswered(error: requests.RequestException, *, creates: bool, connected: bool) -> UpstreamError:
    return UpstreamError(
        f"no answer: {type(error).__name__}",
        failure=Failure.UNREACHABLE,
        unknown_outcome=creates and connected,
        down=True,
    )


def checked(response: requests.Response, body: Any, *, creates: bool) -> dict[str, Any]:
    """The body of an answer that is one. Raises UpstreamError for every other."""
    if response.status_code in (429, 503):
        full = isinstance(body, dict) and body.get("code") == QUEUE_FULL
        retry_after = whole_number(response.headers.get("Retry-After"))
        raise UpstreamError(
            f"HTTP status {response.status_code}",
            failure=Failure.UNREACHABLE,
            retry_after=retry_after,
            down=response.status_code == 503 and not full,
            busy=bool(retry_after) and (full or response.status_code == 429),
        )
    if response.status_code == 409 and isinstance(body, dict) and body.get("code") == KEY_USED:
        # Signed image URLs change with time, so that a late repeat of an accepted call is not the same body.
        raise UpstreamError("the key was used before", failure=Failure.ANSWER_LOST, unknown_outcome=True, key_used=True)
    if 400 <= response.status_code < 500 or (not creates and response.status_code >= 500):
        raise UpstreamError(
            f"HTTP status {response.status_code}: {_explanation(body)}",
            failure=_failure(response.status_code, body),
            permanent=response.status_code < 500 and response.status_code != 408,
            down=response.status_code >= 500,
            not_fetched=isinstance(body, dict) and body.get("code") in NOT_FETCHED,
        )
    if not response.ok or not isinstance(body, dict):
        raise UpstreamError(
            f"HTTP status {response.status_code} without a JSON object",
            failure=Failure.ANSWER_LOST if creates else Failure.BAD_RESULT,
            unknown_outcome=creates,
            down=response.status_code >= 500,
        )
    return body


def _failure(status_code: int, body: Any) -> str:
    if status_code == 402:
        return Failure.OUT_OF_PHOTOS
    return FAILURES.get(str(body.get("code")), Failure.REFUSED) if isinstance(body, dict) else Failure.REFUSED


def _explanation(body: Any) -> str:
    if isinstance(body, dict):
        return str(body.get("error") or body.get("message") or body.get("detail") or "")[:300]
    return ""
