"""The client of the Exterior Creation API: the only file that knows its URLs, field names and statuses.

Source: the vendor's public API pages; what they leave unknown is read tolerantly (see ``_images``).
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

import requests
from django.conf import settings

from projects import calling
from projects.models import Failure, Status, UpstreamCall

Name = UpstreamCall.Name
REQUEST_ID = "X-Request-ID"
CONNECT_SECONDS = 5
KEY_USED, QUEUE_FULL = "idempotency_conflict", "queue_full"
# A whole number that every column takes.
LARGEST_NUMBER = 2**31 - 1
IMAGE_FIELDS = ("images", "image_urls", "output", "outputs", "output_images", "urls", "results", "result")
ID_FIELDS = ("generation_id", "generationId", "id", "uuid")
OPTION_FIELDS = ("camera", "width_m", "seed", "keep_material")
COUNT_FIELDS = ("variations", "number_of_variations", "variation_count", "nb_variations")
STATUSES = {status.value: status for status in (Status.STARTING, Status.PROCESSING, Status.SUCCEEDED, Status.FAILED)}
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


@dataclass(frozen=True)
class Order:
    """What to draw. ``previous_id`` makes it a variation; URLs are absolute and answer 200 without a login."""

    type: str
    photo_url: str
    mask_url: str
    callback_url: str
    width: int
    height: int
    key: str
    previous_id: str = ""
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Accepted:
    generation_id: str
    project_id: str
    photos_left: int | None


@dataclass(frozen=True)
class Snapshot:
    """A generation as the upstream sees it. ``images`` is empty unless it SUCCEEDED, ``failure`` unless it FAILED."""

    status: str
    images: list[str]
    variations: int | None
    progress: float | None
    step: str
    report: dict[str, Any]
    error: str
    failure: str


def generate(order: Order) -> Accepted:
    """Ask for a new creation, or for a variation when the order names a previous one. Raises UpstreamError."""
    fields: dict[str, Any] = {"room_type": order.type, "mask_url": order.mask_url}
    if order.callback_url:
        fields["webhook"] = order.callback_url
    if order.previous_id:
        name = Name.VARIATION
        fields |= {"generation_id": order.previous_id, "original_url": order.photo_url}
    else:
        name = Name.GENERATE
        fields |= {"image_url": order.photo_url, "width": order.width, "height": order.height}
    headers = {}
    if settings.EXTERIOR_API_EXTENSIONS:
        fields |= {name: order.options[name] for name in OPTION_FIELDS if name in order.options}
        headers["Idempotency-Key"] = order.key
    body = _call(name, fields, headers=headers, creates=True)
    generation_id = body.get("generation_id")
    if not isinstance(generation_id, str) or not generation_id:
        raise UpstreamError("accepted without an id", failure=Failure.ANSWER_LOST, unknown_outcome=True)
    return Accepted(generation_id, str(body.get("project_id") or ""), _whole_number(body.get("remaining_photos")))


def get(generation_id: str) -> Snapshot:
    """Ask how a generation stands. Raises UpstreamError, also for an answer that makes no sense."""
    body = _call(Name.GET, {"generation_id": generation_id})
    status = STATUSES.get(str(body.get("status", "")).upper())
    if status is None:
        raise UpstreamError(f"unknown status {body.get('status')!r:.40}", failure=Failure.BAD_RESULT)
    report, progress = body.get("report"), body.get("progress")
    return Snapshot(
        status=status,
        images=_images(body) if status == Status.SUCCEEDED else [],
        variations=next((n for name in COUNT_FIELDS if (n := _whole_number(body.get(name))) is not None), None),
        progress=float(progress) if isinstance(progress, int | float) and 0 <= progress <= 1 else None,
        step=str(body.get("step") or "")[:40],
        report=report if isinstance(report, dict) else {},
        error=str(body.get("error") or "")[:500],
        failure=FAILURES.get(str(body.get("code")), Failure.UPSTREAM_FAILED) if status == Status.FAILED else "",
    )


def forget(project_id: str) -> None:
    """Have the upstream delete its copies of a project's images, where it can. Raises UpstreamError."""
    if settings.EXTERIOR_API_EXTENSIONS:
        _call(Name.FORGET, {"project_id": project_id})


def id_in(callback_body: str) -> str:
    """The generation's id that a callback's body seems to name, to ask ``get`` with; "" when there is none."""
    body = _parsed(callback_body)
    found = (body.get(name) for name in ID_FIELDS) if isinstance(body, dict) else ()
    return next((id for id in found if isinstance(id, str) and re.fullmatch(r"[\w-]{8,100}", id)), "")


def images_in(callback_body: str) -> list[str]:
    """Image URLs in a callback's body. Nobody vouches for them: only an operator may have them fetched."""
    body = _parsed(callback_body)
    return _images(body) if isinstance(body, dict) else []


def credit() -> int:
    """Photos left on our account at the upstream. Raises UpstreamError."""
    body = _call(Name.CREDIT, {})
    total = _whole_number(body.get("total"))
    if total is None:
        raise UpstreamError("credit without a total", failure=Failure.BAD_RESULT)
    return total


def ground(photo_url: str) -> dict[str, float] | None:
    """Camera of a photo: focal_px, pitch_deg, roll_deg, yaw_deg, horizon_px, confidence. None where nobody answers.

    Raises UpstreamError when the server that is set for it fails.
    """
    if not settings.EXTERIOR_GROUND_URL:
        return None
    names = ("focal_px", "pitch_deg", "roll_deg", "yaw_deg", "horizon_px", "confidence")
    body = _call(Name.GROUND, {"image_url": photo_url})
    if not all(isinstance(body.get(name), int | float) for name in names):
        raise UpstreamError("ground without a camera", failure=Failure.BAD_RESULT)
    return {name: body[name] for name in names}


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _call(
    name: str, fields: dict[str, Any], *, headers: dict[str, str] | None = None, creates: bool = False
) -> dict[str, Any]:
    header, _, value = settings.EXTERIOR_API_AUTH_HEADER.partition(":")
    headers = {header.strip(): value.strip().format(key=settings.EXTERIOR_API_KEY), **(headers or {})}
    headers |= settings.CALL_HEADERS()
    payload = {"user_id": settings.EXTERIOR_API_USER_ID, **fields}
    with calling.written_down(name, headers.get(REQUEST_ID, ""), creates=creates) as answer:
        return _answered(_url_of(name), payload, headers, creates, answer)


def _url_of(name: str) -> str:
    if name == Name.GROUND:
        return settings.EXTERIOR_GROUND_URL
    return f"{settings.EXTERIOR_API_URL}/api/{'account' if name == Name.CREDIT else 'create_exterior'}/{name}"


def _answered(
    url: str, payload: dict[str, Any], headers: dict[str, str], creates: bool, answer: calling.Answer
) -> dict[str, Any]:
    try:
        with requests.post(
            url,
            json=payload,
            headers=headers,
            timeout=(CONNECT_SECONDS, settings.EXTERIOR_API_TIMEOUT_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            answer.status_code = response.status_code
            answer.content = calling.content_of(response)
    except requests.RequestException as error:
        answer.said = type(error).__name__
        raise UpstreamError(
            f"no answer: {type(error).__name__}",
            failure=Failure.UNREACHABLE,
            unknown_outcome=creates and not calling.never_connected(error),
            down=True,
        ) from error
    body = _parsed(answer.content)
    if isinstance(body, dict):
        answer.said = str(body.get("status") or body.get("code") or "")
    return _body(response, body, creates)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _body(response: requests.Response, body: Any, creates: bool) -> dict[str, Any]:
    if response.status_code in (429, 503):
        full = isinstance(body, dict) and body.get("code") == QUEUE_FULL
        retry_after = _whole_number(response.headers.get("Retry-After"))
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


def _images(body: dict[str, Any]) -> list[str]:
    for name in IMAGE_FIELDS:
        if urls := _urls(body.get(name)):
            return urls
    lists = [urls for value in body.values() if isinstance(value, list) and (urls := _urls(value))]
    return lists[0] if len(lists) == 1 else []


def _urls(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    found = [entry.get("url") if isinstance(entry, dict) else entry for entry in entries]
    return [url for url in found if isinstance(url, str) and url.startswith(("http://", "https://"))]


def _whole_number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        number = int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    # What no column takes is no count of anything.
    return number if 0 <= number <= LARGEST_NUMBER else None
