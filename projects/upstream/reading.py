"""What the vendor's pages leave open is read tolerantly: names of fields, and the ways in which images are given."""

import json
import re
from typing import Any

# A whole number that every column takes.
LARGEST_NUMBER = 2**31 - 1
IMAGE_FIELDS = ("images", "image_urls", "output", "outputs", "output_images", "urls", "results", "result")
ID_FIELDS = ("generation_id", "generationId", "id", "uuid")
COUNT_FIELDS = ("variations", "number_of_variations", "variation_count", "nb_variations")
# Each is fetched, looked at and stored: more than anybody was asked for would only keep others waiting.
MOST_IMAGES = 8


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def images(body: dict[str, Any]) -> list[str]:
    """URLs of the pictures, in whichever field and form they are given; failing that, of the only list of URLs."""
    for name in IMAGE_FIELDS:
        if urls := _urls(body.get(name)):
            return urls[:MOST_IMAGES]
    lists = [urls for value in body.values() if isinstance(value, list) and (urls := _urls(value))]
    return lists[0][:MOST_IMAGES] if len(lists) == 1 else []


def _urls(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    found = [entry.get("url") if isinstance(entry, dict) else entry for entry in entries]
    return [url for url in found if isinstance(url, str) and url.startswith(("http://", "https://"))]


def variations(body: dict[str, Any]) -> int | None:
    return next((n for name in COUNT_FIELDS if (n := whole_number(body.get(name))) is not None), None)


def id_in(callback_body: str) -> str:
    """The generation's id that a callback's body seems to name, to ask ``get`` with; "" when there is none."""
    body = parsed(callback_body)
    found = (body.get(name) for name in ID_FIELDS) if isinstance(body, dict) else ()
    return next((id for id in found if isinstance(id, str) and re.fullmatch(r"[\w-]{8,100}", id)), "")


def images_in(callback_body: str) -> list[str]:
    """Image URLs in a callback's body. Nobody vouches for them: only an operator may have them fetched."""
    body = parsed(callback_body)
    return images(body) if isinstance(body, dict) else []


def whole_number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        number = int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    # What no column takes is no count of anything.
    return number if 0 <= number <= LARGEST_NUMBER else None
