"""Rows and files for tests, as a person would have made them."""

import hashlib
import io
import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from projects import generating, images, ledger
from projects.models import Generation, Picture, Project, Status, User

TOKEN = "the token of a test"
EMPTY = ()


def photo_bytes(size=(120, 80), file_format="JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, file_format, **options)
    return buffer.getvalue()


def photo_file(size=(120, 80), **options) -> io.BytesIO:
    return io.BytesIO(photo_bytes(size, **options))


def mask_bytes(size=(120, 80), box=None) -> bytes:
    image = Image.new("1", size)
    if box != EMPTY:
        ImageDraw.Draw(image).rectangle(box or (size[0] // 4, size[1] // 2, size[0] * 3 // 4, size[1] - 8), fill=1)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def mask_file(size=(120, 80), box=None) -> io.BytesIO:
    return io.BytesIO(mask_bytes(size, box))


def member(photos=5, email=None) -> User:
    user = User.objects.create_user(email or f"{uuid.uuid4().hex[:8]}@example.com", "garden path")
    if photos:
        ledger.grant(user, photos)
    return user


def sign_in(client, user: User) -> User:
    client.force_login(user)
    return user


def project(owner=None, size=(120, 80)) -> Project:
    return generating.start_project(owner or member(), images.read_photo(photo_file(size)), "Back garden")


def generation(on=None, status=Status.QUEUED, **fields) -> Generation:
    """A generation that was charged for, put at ``status`` as if it had come there."""
    on = on or project()
    made = generating.submit(on.owner, on, fields.pop("type", "POOL"), uuid.uuid4(), mask_file())
    values = {"token_hash": hashlib.sha256(TOKEN.encode()).hexdigest(), "status": status}
    if status in (Status.STARTING, Status.PROCESSING, Status.SUCCEEDED):
        values |= {"upstream_id": str(uuid.uuid4()), "submitted": timezone.now(), "next_poll": timezone.now()}
    if status == Status.SUBMITTING:
        values |= {"claimed": timezone.now()}
    Generation.objects.filter(id=made.id).update(**(values | fields))
    made.refresh_from_db()
    return made


def drawn(on=None, **fields) -> Generation:
    """A generation that came to its picture."""
    made = generation(on, Status.SUCCEEDED, finished=timezone.now(), **fields)
    picture = Picture(generation=made, width=120, height=80)
    for name in ("file", "preview", "thumbnail"):
        getattr(picture, name).save(f"pictures/{made.id}-{name}.jpg", ContentFile(photo_bytes()), save=False)
    picture.save()
    return made


def past(generation: Generation, **seconds) -> Generation:
    """Move times of a generation into the past: ``past(g, deadline=5)`` puts its deadline 5 s ago."""
    now = timezone.now()
    Generation.objects.filter(id=generation.id).update(
        **{name: now - timedelta(seconds=ago) for name, ago in seconds.items()}
    )
    generation.refresh_from_db()
    return generation
