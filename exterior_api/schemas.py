import base64
import math
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from ninja import Schema
from pydantic import AfterValidator, Field, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator
from urllib3.util import parse_url

from .engine import KINDS

if TYPE_CHECKING:
    RoomType = str
else:
    # The engine's own names: a type that it learns is one of the API's.
    RoomType = Literal[KINDS]
STATUSES = Literal["STARTING", "PROCESSING", "SUCCEEDED", "FAILED"]
LARGEST_SEED = 2**31 - 1
PHOTO = noop("The photo, JPEG or PNG: its URL, a data: URL, or a file of a form.")
USER_ID = noop("Your user id. It must belong to the key.")


def check_web_address(value: str) -> str:
    if re.search(r"[\x00-\x20\x7f\\]", value):
        raise ValueError(_("must not hold spaces, backslashes or control characters"))
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  reading it checks it
        # By the parser that will connect: it takes fewer host names than Python's.
        parse_url(value)
    except ValueError as error:
        raise ValueError(_("is not a URL")) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(_("must be a URL that begins with http:// or https://"))
    if parts.username is not None or parts.password is not None:
        raise ValueError(_("must not carry a user name or a password"))
    return value


def _image(value: Any, check: ValidatorFunctionWrapHandler) -> str | bytes:
    """A web address, or the content itself: from a data: URL, or from a file of a form."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and value[:5].lower() == "data:":
        return _content(value)
    return check(value)


def _content(url: str) -> bytes:
    head, comma, data = url[5:].partition(",")
    if not comma or not head.endswith(";base64"):
        raise ValueError(_("must hold base64 when it is a data: URL, as in data:image/png;base64,iVBORw0K…"))
    try:
        return base64.b64decode(data, validate=True)
    except ValueError as error:
        raise ValueError(_("is a data: URL whose base64 is damaged; encode the file again")) from error


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(_("must be a finite number"))
    return value


WebAddress = Annotated[
    str, Field(min_length=8, max_length=2048, json_schema_extra={"format": "uri"}), AfterValidator(check_web_address)
]
# What a caller gives as an image: str is an address to fetch, bytes are the image.
ImageSource = Annotated[
    WebAddress, WrapValidator(_image), WithJsonSchema({"type": "string", "minLength": 8, "format": "uri"})
]
Pixels = Annotated[float, Field(strict=True, gt=0, le=100_000), AfterValidator(_finite)]
Metres = Annotated[float, Field(strict=True, ge=0.3, le=200), AfterValidator(_finite)]


class CameraIn(Schema):
    """Where the horizon is, for callers who know better than the estimate."""

    focal_px: Annotated[float, Field(strict=True, gt=0, le=1_000_000), AfterValidator(_finite)]
    pitch_deg: Annotated[float, Field(strict=True, gt=-89, lt=89, description=noop("Downwards is positive."))]
    roll_deg: Annotated[float, Field(strict=True, ge=-45, le=45)] = 0.0


class _Extras(Schema):
    seed: int | None = Field(
        None, strict=True, ge=0, le=LARGEST_SEED, description=noop("The same seed draws the same picture.")
    )
    width_m: Metres | None = Field(
        None, description=noop("Width of the mask on the ground, in metres, where it is known.")
    )
    camera: CameraIn | None = Field(
        None, description=noop("Where you know the horizon better: focal_px, pitch_deg, roll_deg.")
    )


class GenerateIn(_Extras):
    user_id: UUID = Field(description=USER_ID)
    image_url: ImageSource = Field(description=PHOTO)
    mask_url: ImageSource = Field(description=noop("The area to draw in: white on black, of the photo's shape."))
    room_type: RoomType
    width: Pixels = Field(description=noop("Width of the photo in pixels."))
    height: Pixels = Field(description=noop("Height of the photo in pixels."))
    webhook: WebAddress | None = Field(None, description=noop("Called once the generation has ended."))


class VariationIn(_Extras):
    user_id: UUID = Field(description=USER_ID)
    generation_id: UUID = Field(description=noop("The generation to vary."))
    original_url: ImageSource = Field(description=noop("The photo of that generation, given like image_url."))
    mask_url: ImageSource | None = Field(None, description=noop("Another area. Left out: the previous mask."))
    room_type: RoomType
    webhook: WebAddress | None = Field(None, description=noop("Called once the generation has ended."))
    keep_material: bool = Field(
        False, strict=True, description=noop("The material of the generation that is varied, with other details.")
    )


class GetIn(Schema):
    user_id: UUID = Field(description=USER_ID)
    generation_id: UUID


class ForgetIn(Schema):
    user_id: UUID = Field(description=USER_ID)
    project_id: UUID


class UserIn(Schema):
    user_id: UUID = Field(description=USER_ID)


class ListIn(Schema):
    user_id: UUID = Field(description=USER_ID)
    limit: int = Field(20, strict=True, ge=1, le=100)
    cursor: str | None = Field(
        None, max_length=200, pattern=r"^[\w=-]+$", description=noop("`next_cursor` of the page before.")
    )
    status: STATUSES | None = None


class GroundIn(Schema):
    user_id: UUID = Field(description=USER_ID)
    image_url: ImageSource = Field(description=PHOTO)


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
    variations: int = Field(description=noop("Variations already made on this project."))
    images: list[str] | None = Field(None, description=noop("Only when SUCCEEDED. Fetch them soon: the links expire."))
    progress: float | None = Field(None, ge=0, le=1, description=noop("While it is STARTING or PROCESSING."))
    step: str | None = Field(None, description=noop("What is being done now, as a code."))
    step_words: dict[str, str] | None = Field(None, description=noop("The same in words, by language."))
    report: dict[str, Any] | None = Field(None, description=noop("What was drawn; in words under `words`."))
    error: str | None = Field(None, description=noop("Only when FAILED."))
    code: str | None = Field(None, description=noop("Only when FAILED."))


class ListOut(Schema):
    generations: list[GetOut]
    next_cursor: str | None = Field(None, description=noop("Missing on the last page."))


class ForgetOut(Schema):
    project_id: UUID


class CreditOut(Schema):
    total: int
    subscription: int
    extra: int


class GroundOut(Schema):
    focal_px: float
    pitch_deg: float
    roll_deg: float
    yaw_deg: float
    horizon_px: float = Field(description=noop("Row of the horizon at the middle column."))
    confidence: float = Field(description=noop("0 to 1. Below 0.3 let a person drag the horizon."))


class ErrorOut(Schema):
    error: str = Field(description=noop("What is wrong and what to do, in words."))
    code: str = Field(description=noop("The same for programs."))
    field: str | None = Field(None, description=noop("The request field that is at fault, where there is one."))
