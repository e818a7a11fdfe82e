"""The documentation page, made from the same OpenAPI document that programs read."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from . import snippets
from .codes import FAILED, STATUSES

# What the examples say for each field; fields that are not named here are left out of them.
SAMPLES = {
    "user_id": "YOUR-USER-ID",
    "image_url": "https://example.org/garden.jpg",
    "mask_url": "https://example.org/area.png",
    "original_url": "https://example.org/garden.jpg",
    "generation_id": "GENERATION-ID",
    "project_id": "PROJECT-ID",
    "room_type": "POOL",
    "width": 1536,
    "height": 1024,
    "webhook": "https://example.org/done",
    "limit": 20,
}

FORM = """\
curl {origin}/api/create_exterior/generate -H 'x-api-key: YOUR-KEY' \\
  -F user_id=YOUR-USER-ID -F room_type=POOL -F width=1536 -F height=1024 \\
  -F image_url=@garden.jpg -F mask_url=@area.png"""
ERROR = {
    "error": "The mask is 800 × 800, the photo 1536 × 1024: they must have one shape.",
    "code": "mask_of_another_shape",
    "field": "mask_url",
}


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True)
class Status:
    status: int
    codes: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Call:
    path: str
    title: str
    description: str
    request: list[Field]
    answer: list[Field]
    statuses: list[str]
    curl: str
    sample: str

    @property
    def sample_lines(self) -> int:
        return min(14, self.sample.count("\n") + 2)

    @property
    def costs(self) -> bool:
        return "402" in self.statuses

    @property
    def anchor(self) -> str:
        return self.path.rpartition("/")[2]


def page(request: HttpRequest, document: dict[str, Any]) -> HttpResponse:
    calls = [_call(document, path, methods["post"]) for path, methods in document["paths"].items()]
    context = {
        "calls": calls,
        "origin": settings.SITE_URL,
        "form": FORM.format(origin=settings.SITE_URL),
        "error": json.dumps(ERROR, indent=2, ensure_ascii=False),
        "statuses": [Status(status, codes, _(words)) for status, codes, words in STATUSES],
        "failures": [(code, _(words)) for code, words in FAILED.items()],
    }
    return render(request, "exterior_api/reference.html", context)


def _call(document: dict[str, Any], path: str, operation: dict[str, Any]) -> Call:
    responses = {str(status): response for status, response in operation["responses"].items()}
    fields = _fields(document, _schema_of(operation["requestBody"]))
    summary, description = operation["summary"], operation["description"]
    return Call(
        path,
        _(summary),
        _(description),
        fields,
        _fields(document, _schema_of(responses["200"])),
        sorted(status for status in responses if status != "200"),
        _curl(path, fields),
        json.dumps(_sample(fields) | _that_works(fields), indent=2),
    )


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> list[Field]:
    schema = _resolved(document, schema)
    required = schema.get("required", ())
    fields = [
        Field(name, _kind(field), name in required, _in_language(field.get("description", "")))
        for name, field in schema["properties"].items()
    ]
    return sorted(fields, key=lambda field: not field.required)


def _in_language(text: str) -> str:
    # gettext answers an empty string with the catalogue's header.
    return text and _(text)


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a word or two: "UUID", "number", "TERRACE | POOL | PETANQUE", "list of string"."""
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if choices := schema.get("anyOf"):
        return " | ".join(_kind(choice) for choice in choices if choice.get("type") != "null")
    if "$ref" in schema:
        return "object"
    if schema.get("type") == "array":
        return _("list of %s") % _kind(schema["items"])
    return {"uuid": "UUID", "uri": "URL"}.get(schema.get("format", ""), schema.get("type", "object"))


def _schema_of(part: dict[str, Any]) -> dict[str, Any]:
    return part["content"]["application/json"]["schema"]


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _sample(fields: list[Field]) -> dict[str, Any]:
    return {field.name: SAMPLES[field.name] for field in fields if field.name in SAMPLES and field.required}


def _that_works(fields: list[Field]) -> dict[str, str]:
    """The images of a sample that can be sent as it stands."""
    photo = snippets.sample_photo()
    images = {"image_url": photo, "original_url": photo, "mask_url": snippets.AREA}
    return {field.name: images[field.name] for field in fields if field.name in images and field.required}


def _curl(path: str, fields: list[Field]) -> str:
    with_webhook = {"webhook": SAMPLES["webhook"]} if any(field.name == "webhook" for field in fields) else {}
    body = json.dumps(_sample(fields) | with_webhook, indent=2)
    return (
        f"curl {settings.SITE_URL}{path} \\\n"
        "  -H 'x-api-key: YOUR-KEY' -H 'Content-Type: application/json' \\\n"
        f"  -d '{body}'"
    )
