"""A second project on the same photo, with files of its own, so that deleting one leaves the other whole."""

import uuid
from pathlib import PurePosixPath

from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from projects.generating.starting import all_or_none, draft_of, untaken_title
from projects.models import Mask, Photo, Project, User


def duplicate(project: Project) -> Project:
    """The photo with its camera, and the area as it was left; no pictures, and nothing is charged. Raises Gone."""
    photo, area = project.photo, _last_area(project)
    copied = Photo(
        owner=project.owner, width=photo.width, height=photo.height, focal_35mm=photo.focal_35mm, camera=photo.camera
    )
    draft = Mask(photo=copied, coverage=area.coverage, is_draft=True) if area else None
    title = untaken_title(project.owner, _("%(title)s (copy)") % {"title": project.title})
    with all_or_none(copied.file, copied.preview, copied.thumbnail, *([draft.file] if draft else [])):
        for name in ("file", "preview", "thumbnail"):
            kept = getattr(photo, name)
            _copy(kept, getattr(copied, name), f"photos/{copied.id}/{PurePosixPath(kept.name).name}")
        if area and draft:
            _copy(area.file, draft.file, f"drafts/{copied.id}/{uuid.uuid4().hex}.png")
        with transaction.atomic():
            User.objects.hold(project.owner)
            copied.save()
            if draft:
                draft.save()
            return Project.objects.create(owner=project.owner, photo=copied, folder=project.folder, title=title)


def _last_area(project: Project) -> Mask | None:
    last = project.generations.select_related("mask").order_by("-number").first()
    return draft_of(project.photo) or (last.mask if last else None)


def _copy(source: FieldFile, target: FieldFile, name: str) -> None:
    with source.open("rb") as file:
        target.save(name, File(file), save=False)
