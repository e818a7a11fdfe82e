"""Many people with a project each, by few inserts: all show the same photo's files."""

import io
import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone

from projects import live
from projects.generating import start_project
from projects.generating.tokens import give_token
from projects.images import read_photo
from projects.models import Generation, Mask, Photo, PhotoEntry, Project, Status, User
from tests import served
from tests.bench import images
from tests.bench.visitor import Page

# Its hash is of no password, and costs no time.
NO_PASSWORD = "!bench"


def people(count: int, name: str, photos: int) -> list[User]:
    made = [User(email=f"{name}-{number}@example.com", password=NO_PASSWORD, balance=photos) for number in range(count)]
    User.objects.bulk_create(made)
    PhotoEntry.objects.bulk_create(PhotoEntry(user=one, kind=PhotoEntry.Kind.GRANT, amount=photos) for one in made)
    return made


def session_of(person: User) -> str:
    return served.cookie_of(person, "http://127.0.0.1")["value"]


def first_project(owner: User) -> Project:
    """One that was really uploaded, with an area, for the others to be like."""
    project = start_project(owner, read_photo(io.BytesIO(images.garden())), "Garden")
    mask = Mask(photo=project.photo, coverage=0.2)
    mask.file.save(f"masks/{mask.id}.png", ContentFile(images.area()), save=True)
    return project


def waiting_pages(owners: list[User], like: Project) -> list[Page]:
    """A generation of each that is being drawn, and that no poll comes to."""
    now, far = timezone.now(), timezone.now() + timedelta(days=1)
    files = {name: getattr(like.photo, name) for name in ("file", "preview", "thumbnail", "width", "height")}
    photos = [Photo(owner=owner, **files) for owner in owners]
    masks = [Mask(photo=photo, file=like.photo.masks.get().file, coverage=0.2) for photo in photos]
    projects = [
        Project(owner=owner, photo=photo, title="Garden", title_key="garden")
        for owner, photo in zip(owners, photos, strict=True)
    ]
    known = {"status": Status.PROCESSING, "submitted": now, "started": now, "next_poll": far, "deadline": far}
    generations = [
        Generation(
            project=project,
            mask=mask,
            number=1,
            type="POOL",
            cost=1,
            form_key=uuid.uuid4(),
            upstream_id=uuid.uuid4(),
            **known,
        )
        for project, mask in zip(projects, masks, strict=True)
    ]
    for generation in generations:
        give_token(generation)
    charges = [
        PhotoEntry(user=made.project.owner, kind=PhotoEntry.Kind.CHARGE, amount=-1, generation=made)
        for made in generations
    ]
    for rows in (photos, masks, projects, generations, charges):
        type(rows[0]).objects.bulk_create(rows)
    User.objects.filter(id__in=[owner.id for owner in owners]).update(balance=F("balance") - 1)
    return [Page(made, live.token_for(made.project.owner), session_of(made.project.owner)) for made in generations]
