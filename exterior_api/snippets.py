"""Lines that a developer copies, with their own ids in them."""

from dataclasses import dataclass

from django.conf import settings
from django.templatetags.static import static

KEY = "YOUR-KEY"
PHOTO = "img/samples/modern.jpg"
# A rectangle on the lawn of the sample photo, white on black, in the photo's shape at a sixteenth of its size.
AREA = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAGAAAABAAQAAAADNT0+jAAAAQUlEQVR42mNgGAWjgFqA////BwwMDAxMDAwMDAIMDA"
    "JwjgJUBRMDAwODAwMDB5yDAv7///8HJsPIgKSHCavygQcA99sHgFSKWP8AAAAASUVORK5CYII="
)
WIDTH, HEIGHT = 1536, 1024

CURL = """\
curl {origin}/api/create_exterior/generate \\
  -H 'x-api-key: {key}' -H 'Content-Type: application/json' \\
  -d '{{"user_id": "{user_id}", "room_type": "POOL",
       "width": {width}, "height": {height},
       "image_url": "{photo}",
       "mask_url": "{area}"}}'
"""
PYTHON = """\
import requests

answer = requests.post(
    "{origin}/api/create_exterior/generate",
    headers={{"x-api-key": "{key}"}},
    json={{
        "user_id": "{user_id}",
        "room_type": "POOL",
        "width": {width},
        "height": {height},
        "image_url": "{photo}",
        "mask_url": "{area}",
    }},
    timeout=60,
)
print(answer.status_code, answer.json())
"""
JAVASCRIPT = """\
const answer = await fetch("{origin}/api/create_exterior/generate", {{
  method: "POST",
  headers: {{ "x-api-key": "{key}", "Content-Type": "application/json" }},
  body: JSON.stringify({{
    user_id: "{user_id}",
    room_type: "POOL",
    width: {width},
    height: {height},
    image_url: "{photo}",
    mask_url: "{area}",
  }}),
}});
console.log(answer.status, await answer.json());
"""


@dataclass(frozen=True)
class Snippet:
    name: str
    text: str


def for_account(user_id: str, key: str = "") -> list[Snippet]:
    values = {"origin": settings.SITE_URL, "user_id": user_id, "key": key or KEY, "area": AREA}
    values |= {"photo": sample_photo(), "width": WIDTH, "height": HEIGHT}
    languages = {"curl": CURL, "Python": PYTHON, "JavaScript": JAVASCRIPT}
    return [Snippet(name, text.format(**values)) for name, text in languages.items()]


def sample_photo() -> str:
    return f"{settings.SITE_URL}{static(PHOTO)}"
