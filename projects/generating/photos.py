"""A photo becomes a project, with what the editor asks about it: its camera, and sharper tiles of it."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from PIL import Image

from projects import files, images, upstream
from projects.generating.areas import last_area
from projects.models import Mask, Photo, Project, User
from projects.models.project import folded

PARTS = ("file", "preview", "thumbnail")
LONGEST_TITLE = Project.title.field.max_length or 0


def start_project(person: User, decoded: images.DecodedPhoto, title: str = "") -> Project:
    """Store a photo, upright and without metadata, and open a project on it. Raises Gone."""
    photo = Photo(owner=person, focal_35mm=decoded.focal_35mm)
    photo.width, photo.height = decoded.image.size
    folder = files.photo_folder(photo)
    with files.all_or_none(*_parts_of(photo)):
        photo.file.save(f"{folder}photo.jpg", images.jpeg(decoded.image, decoded.focal_35mm), save=False)
        photo.preview.save(f"{folder}preview.webp", images.preview(decoded.image), save=False)
        photo.thumbnail.save(f"{folder}thumbnail.avif", images.thumbnail(decoded.image), save=False)
        return _project_on(photo, title=title or _("Untitled"))


def untaken_title(person: User, title: str) -> str:
    """With a number, if another project of theirs has it: the gardens of one day can be told apart."""
    title = title[: LONGEST_TITLE - len(" (9999)")]
    alike = Project.objects.kept().filter(owner=person, title_key__startswith=folded(title))
    taken = set(alike.values_list("title", flat=True))
    numbered = (f"{title} ({number})" for number in range(2, len(taken) + 2))
    return title if title not in taken else next(name for name in numbered if name not in taken)


def duplicate(project: Project) -> Project:
    """A second project with files of its own, so that deleting one leaves the other whole. Raises Gone.

    The photo with its camera, and the area as it was left; no pictures, and nothing is charged.
    """
    photo, area = project.photo, last_area(project)
    copied = Photo(
        owner=project.owner, width=photo.width, height=photo.height, focal_35mm=photo.focal_35mm, camera=photo.camera
    )
    drafts = [Mask(photo=copied, coverage=area.coverage, is_draft=True)] if area else []
    title = untaken_title(project.owner, _("%(title)s (copy)") % {"title": project.title})
    with files.all_or_none(*_parts_of(copied), *(draft.file for draft in drafts)):
        for old, new in zip(_parts_of(photo), _parts_of(copied), strict=True):
            _copy(old, new, files.photo_folder(copied) + PurePosixPath(old.name or "").name)
        if area:
            _copy(area.file, drafts[0].file, files.draft_name(copied))
        return _project_on(copied, drafts, folder=project.folder, title=title)


def find_camera(photo: Photo) -> None:
    """Ask for the camera of a photo, so that shapes in metres can be drawn on its ground."""
    camera = upstream.ground(files.signed_url(photo.file))
    if camera:
        Photo.objects.filter(id=photo.id).update(camera=camera)


def make_tiles(photo: Photo) -> None:
    """Cut a photo that is larger than its preview, so that the editor can show it sharply from near."""
    with photo.file.open("rb") as file, Image.open(file) as image:
        for column, row, content in images.tiles(image):
            photo.file.storage.save(files.tile_name(photo, column, row), content)


def has_tiles(photo: Photo) -> bool:
    return max(photo.width, photo.height) > images.PREVIEW_SIDE


def _project_on(photo: Photo, drafts: Iterable[Mask] = (), **fields: object) -> Project:
    with transaction.atomic():
        User.objects.hold(photo.owner)
        photo.save()
        for draft in drafts:
            draft.save()
        return Project.objects.create(owner=photo.owner, photo=photo, **fields)


def _parts_of(photo: Photo) -> list[FieldFile]:
    return [getattr(photo, name) for name in PARTS]


def _copy(source: FieldFile, target: FieldFile, name: str) -> None:
    with source.open("rb") as file:
        target.save(name, File(file), save=False)
