"""The bodies that calls may have: JSON of a bounded size or, for calls that take images, a form with files."""

import json
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.parser import Parser

from .errors import ApiError

LARGEST_JSON = 256 * 1024
# Images may lie in the JSON as data: URLs. Below the 10 MiB that Django keeps of a body in memory.
LARGEST_JSON_WITH_IMAGES = 10_000_000
LARGEST_FORM = 61_000_000
JSON, FORM = "application/json", "multipart/form-data"
# The fields that a form writes as text and JSON does not.
IMAGES = ("image_url", "mask_url", "original_url")
NO_TEXT = ("width", "height", "seed", "width_m", "camera", "keep_material")


class BodyParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return _fields_of_form(request) if request.content_type == FORM else super().parse_body(request)


def check(request: HttpRequest, *, images: bool) -> None:
    """Refuse a body that is too large or of another type, before anything is made of it."""
    if request.method != "POST":
        return
    if images and request.content_type == FORM:
        _check_form(request)
        return
    if request.content_type != JSON:
        also = _(" or, with images in it, as multipart/form-data") if images else ""
        raise ApiError(415, "not_json", _("Send the body as application/json{also}.").format(also=also))
    largest = LARGEST_JSON_WITH_IMAGES if images else LARGEST_JSON
    if _announced(request) > largest or len(request.body) > largest:
        raise too_large(largest)


def _check_form(request: HttpRequest) -> None:
    if _announced(request) > LARGEST_FORM:
        raise too_large(LARGEST_FORM)
    try:
        _ = request.POST
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise ApiError(400, "invalid_form", str(error)) from error
    # The form has been read from the stream; django-ninja only asks whether there is a body at all.
    request._body = b"form"


def _fields_of_form(request: HttpRequest) -> dict[str, Any]:
    fields = {name: _plain(name, value) for name, value in request.POST.items() if value != ""}
    return fields | {name: _content(file) for name, file in request.FILES.items()}


def _plain(name: str, value: Any) -> Any:
    if name not in NO_TEXT:
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _content(file: Any) -> bytes:
    return file.read()


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0


def too_large(largest: int) -> ApiError:
    size = f"{largest // 1024} KB" if largest < 1_000_000 else f"{largest // 1_000_000} MB"
    message = _("The body is larger than {size}. Send large images by URL.").format(size=size)
    return ApiError(413, "body_too_large", message)


def described_as_form(schema: type[Schema]) -> dict[str, Any]:
    """What the OpenAPI document says of a body besides JSON: the same fields in a form, images as files."""
    described = schema.model_json_schema()
    fields = {name: _in_form(name, field) for name, field in described["properties"].items()}
    form = {"type": "object", "properties": fields, "required": described["required"]}
    return {"requestBody": {"content": {FORM: {"schema": form}}}}


def _in_form(name: str, field: dict[str, Any]) -> dict[str, Any]:
    words = {"description": field["description"]} if "description" in field else {}
    if name in IMAGES:
        return {"type": "string", "format": "binary"} | words
    if name == "camera":
        return {"type": "string", "contentMediaType": JSON} | words
    # A form has no null: what may be null is left out of it.
    kinds = [kind for kind in field.get("anyOf", [field]) if kind.get("type") != "null"]
    return kinds[0] | words
