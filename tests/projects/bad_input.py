"""What the tests of bad input do again and again: send a photo or an area, and read the answer as a person does."""

import html
import io
import re
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image


def send_photo(client, content: bytes, name="garden.jpg", language="en"):
    # Not a file of Django's, which would shorten its name.
    file = io.BytesIO(content)
    file.name = name
    return client.post(reverse("start"), {"photo": file}, headers={"accept-language": language})


def words(response) -> str:
    """The text of a page as it is read: no tags, and one space for every kind and number of them."""
    text = re.sub(r"<[^>]*>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def send_area(client, project, content: bytes | None, language="en", **fields):
    fields = {"type": "POOL", "form_key": uuid.uuid4(), **fields}
    if content is not None:
        fields["mask"] = SimpleUploadedFile("area.png", content, "image/png")
    return client.post(reverse("draw", args=[project.id]), fields, headers={"accept-language": language})


def chosen_type(response) -> str:
    return re.search(r'name="type" value="(\w+)"[^>]* checked', response.content.decode()).group(1)


def draft(client, project) -> Image.Image:
    """The area that the editor puts back when the page is opened again."""
    response = client.get(reverse("draft", args=[project.photo_id]))
    assert response.status_code == 200
    return Image.open(io.BytesIO(b"".join(response))).convert("L")
