"""The Exterior Creation API's calls: their fields, and what comes back.

Source: the vendor's public API pages; what they leave unknown is read tolerantly (see ``reading``).
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from projects.models import Failure, Status, UpstreamCall
from projects.upstream import reading
from projects.upstream.errors import FAILURES, UpstreamError
from projects.upstream.transport import call

Name = UpstreamCall.Name
OPTION_FIELDS = ("camera", "width_m", "seed", "keep_material")
STATUSES = {status.value: status for status in (Status.STARTING, Status.PROCESSING, Status.SUCCEEDED, Status.FAILED)}


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
    body = call(name, fields, headers=headers, creates=True)
    generation_id = body.get("generation_id")
    if not isinstance(generation_id, str) or not generation_id:
        raise UpstreamError("accepted without an id", failure=Failure.ANSWER_LOST, unknown_outcome=True)
    photos_left = reading.whole_number(body.get("remaining_photos"))
    return Accepted(generation_id, str(body.get("project_id") or ""), photos_left)


def get(generation_id: str) -> Snapshot:
    """Ask how a generation stands. Raises UpstreamError, also for an answer that makes no sense."""
    body = call(Name.GET, {"generation_id": generation_id})
    status = STATUSES.get(str(body.get("status", "")).upper())
    if status is None:
        raise UpstreamError(f"unknown status {body.get('status')!r:.40}", failure=Failure.BAD_RESULT)
    report, progress = body.get("report"), body.get("progress")
    return Snapshot(
        status=status,
        images=reading.images(body) if status == Status.SUCCEEDED else [],
        variations=reading.variations(body),
        progress=float(progress) if isinstance(progress, int | float) and 0 <= progress <= 1 else None,
        step=str(body.get("step") or "")[:40],
        report=report if isinstance(report, dict) else {},
        error=str(body.get("error") or "")[:500],
        failure=FAILURES.get(str(body.get("code")), Failure.UPSTREAM_FAILED) if status == Status.FAILED else "",
    )


def forget(project_id: str) -> None:
    """Have the upstream delete its copies of a project's images, where it can. Raises UpstreamError."""
    if settings.EXTERIOR_API_EXTENSIONS:
        call(Name.FORGET, {"project_id": project_id})


def credit() -> int:
    """Photos left on our account at the upstream. Raises UpstreamError."""
    body = call(Name.CREDIT, {})
    total = reading.whole_number(body.get("total"))
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
    body = call(Name.GROUND, {"image_url": photo_url})
    if not all(isinstance(body.get(name), int | float) for name in names):
        raise UpstreamError("ground without a camera", failure=Failure.BAD_RESULT)
    return {name: body[name] for name in names}
