import math
import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

RoomType = Literal["TERRACE", "POOL", "PETANQUE"]
STATUSES = Literal["STARTING", "PROCESSING", "SUCCEEDED", "FAILED"]
LARGEST_SEED = 2**31 - 1


def _web_address(value: str) -> str:
    if re.search(r"[\x00-\x20\x7f\\]", value):
        raise ValueError("must not hold spaces, backslashes or control characters")
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise ValueError("is not a URL") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a URL that begins with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not carry a user name or a password")
    return value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("must be a finite number")
    return value


WebAddress = Annotated[
    str, Field(min_length=8, max_length=2048, json_schema_extra={"format": "uri"}), AfterValidator(_web_address)
]
Pixels = Annotated[float, Field(gt=0, le=100_000), AfterValidator(_finite)]
Metres = Annotated[float, Field(ge=0.3, le=200), AfterValidator(_finite)]


class CameraIn(Schema):
    """Where the horizon is, for callers who know better than the estimate."""

    focal_px: Annotated[float, Field(gt=0, le=1_000_000), AfterValidator(_finite)]
    pitch_deg: Annotated[float, Field(gt=-89, lt=89, description="Downwards is positive.")]
    roll_deg: Annotated[float, Field(ge=-45, le=45)] = 0.0


class _Extras(Schema):
    seed: int | None = Field(None, ge=0, le=LARGEST_SEED, description="The same seed draws the same picture.")
    width_m: Metres | None = Field(None, description="Width of the mask on the ground, in metres, where it is known.")
    camera: CameraIn | None = None


class GenerateIn(_Extras):
    user_id: UUID = Field(description="Your user id. It must belong to the key.")
    image_url: WebAddress = Field(description="The photo, JPEG or PNG.")
    mask_url: WebAddress = Field(description="The area to draw in: white on black, of the photo's shape.")
    room_type: RoomType
    width: Pixels = Field(description="Width of the photo in pixels.")
    height: Pixels = Field(description="Height of the photo in pixels.")
    webhook: WebAddress | None = Field(None, description="Called once the generation has ended.")


class VariationIn(_Extras):
    user_id: UUID = Field(description="Your user id. It must belong to the key.")
    generation_id: UUID = Field(description="The generation to vary.")
    original_url: WebAddress = Field(description="The photo of that generation.")
    mask_url: WebAddress | None = Field(None, description="Another area. Left out: the previous mask.")
    room_type: RoomType
    webhook: WebAddress | None = Field(None, description="Called once the generation has ended.")


class GetIn(Schema):
    user_id: UUID
    generation_id: UUID


class UserIn(Schema):
    user_id: UUID


class ListIn(Schema):
    user_id: UUID
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(
        None, max_length=200, pattern=r"^[\w=-]+$", description="`next_cursor` of the page before."
    )
    status: STATUSES | None = None


class GroundIn(Schema):
    user_id: UUID
    image_url: WebAddress


class GenerateOut(Schema):
    generation_id: UUID
    remaining_photos: int
    project_id: UUID


class VariationOut(Schema):
    generation_id: UUID
    remaining_photos: int


class GetOut(Schema):
    """Fields that do not apply to the status are left out."""

    generation_id: UUID
    project_id: UUID
    status: STATUSES
    variations: int = Field(description="Variations already made on this project.")
    images: list[str] | None = Field(None, description="Only when SUCCEEDED. Fetch them soon: the links expire.")
    progress: float | None = Field(None, ge=0, le=1, description="While it is STARTING or PROCESSING.")
    step: str | None = Field(None, description="What is being done now, as a code.")
    step_words: dict[str, str] | None = Field(None, description="The same in words, by language.")
    report: dict[str, Any] | None = Field(None, description="What was drawn; in words under `words`.")
    error: str | None = Field(None, description="Only when FAILED.")
    code: str | None = Field(None, description="Only when FAILED.")


class ListOut(Schema):
    generations: list[GetOut]
    next_cursor: str | None = Field(None, description="Missing on the last page.")


class CreditOut(Schema):
    total: int
    subscription: int
    extra: int


class GroundOut(Schema):
    focal_px: float
    pitch_deg: float
    roll_deg: float
    yaw_deg: float
    horizon_px: float = Field(description="Row of the horizon at the middle column.")
    confidence: float = Field(description="0 to 1. Below 0.3 let a person drag the horizon.")


class ErrorOut(Schema):
    error: str = Field(description="What is wrong and what to do, in words.")
    code: str = Field(description="The same for programs.")
    field: str | None = Field(None, description="The request field that is at fault, where there is one.")
