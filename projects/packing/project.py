"""One project as a folder: photo, areas, pictures under names in words, a page to read and a file for programs."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from projects import captions, days, generating, sharing
from projects.models import Generation, Picture, Project, ShareLink, Status
from projects.packing.archive import Archive, named


def write_project(archive: Archive, project: Project, folder: str = "") -> dict:
    """Everything of a project below ``folder``. Returns its record, as it was written."""
    root = folder or named(project.title, _("Project"))
    areas = _write_areas(archive, project, root)
    record = {
        "title": project.title,
        "client": project.folder.name if project.folder else "",
        "created": project.created.isoformat(),
        "last_worked_on": project.changed.isoformat(),
        "archived": project.archived.isoformat() if project.archived else None,
        "deleted": project.deleted.isoformat() if project.deleted else None,
        "photo": _write_photo(archive, project, root),
        "areas": list(areas.values()),
        "pictures": [_write_drawing(archive, drawing, areas, root) for drawing in _drawings(project)],
        "shares": [_share(share) for share in project.shares.prefetch_related("generations", "comments")],
        "favourites_of_visitors": [
            {"number": liked["number"], "likes": liked["likes"]} for liked in sharing.favourites_of(project)
        ],
    }
    archive.add_json(f"{root}/project.json", record)
    archive.add_page(f"{root}/index.html", "projects/packed/project.html", {"project": project, "record": record})
    return record


def _drawings(project: Project):
    drawings = project.generations.select_related("mask", "parent").prefetch_related("pictures").order_by("number")
    for drawing in drawings.iterator(200):
        drawing.project = project
        yield drawing


def _write_photo(archive: Archive, project: Project, root: str) -> dict:
    photo, name = project.photo, named(_("Photo")) + ".jpg"
    there = archive.add_file(f"{root}/{name}", lambda: photo.file.open("rb"), photo.created)
    return {"file": name if there else None, "width": photo.width, "height": photo.height}


def _write_areas(archive: Archive, project: Project, root: str) -> dict:
    """The areas by their id, each with the name of its file: white where something was to stand."""
    found, folder = {}, named(_("Areas"))
    for number, mask in enumerate(project.photo.masks.order_by("created"), 1):
        word = _("Draft") if mask.is_draft else _("Area")
        name = f"{folder}/{named(word)} {number}.png"
        there = archive.add_file(f"{root}/{name}", lambda mask=mask: mask.file.open("rb"), mask.created)
        part = round(mask.coverage, 4)
        found[mask.id] = {"file": name if there else None, "part_of_the_photo": part, "draft": mask.is_draft}
    return found


def _write_drawing(archive: Archive, drawing: Generation, areas: dict, root: str) -> dict:
    pictures = drawing.pictures.all() if drawing.status == Status.SUCCEEDED else []
    return {
        "number": drawing.number,
        "type": drawing.type,
        "named": f"{drawing.get_type_display()}\u00a0{drawing.number}",
        "area": areas.get(drawing.mask_id, {}).get("file"),
        "after": drawing.parent.number if drawing.parent else None,
        "state": drawing.status,
        "why_not_drawn": drawing.get_failure_display() if drawing.failure else "",
        "day": _day(drawing.created),
        "asked_for": drawing.created.isoformat(),
        "finished": drawing.finished.isoformat() if drawing.finished else None,
        "favourite": drawing.favourite,
        "note": drawing.note,
        "words": captions.words_of(drawing.report),
        "report": drawing.report,
        "files": [_write_picture(archive, drawing, picture, root) for picture in pictures],
    }


def _write_picture(archive: Archive, drawing: Generation, picture: Picture, root: str) -> str | None:
    picture.generation = drawing
    folder, later = named(_("Pictures")), f", {picture.position + 1}" if picture.position else ""
    name = f"{folder}/{drawing.number} {named(str(drawing.get_type_display()))}{later}.png"
    there = archive.add_file(f"{root}/{name}", lambda: generating.full_size(picture), picture.created)
    return name if there else None


def _share(share: ShareLink) -> dict:
    """Without its key, which opens the page to whoever reads it."""
    comments = [comment for comment in share.comments.all() if comment.removed is None]
    return {
        "prepared_for": share.prepared_for,
        "pictures": sorted(generation.number for generation in share.generations.all()),
        "shows_notes": share.shows_notes,
        "day": _day(share.created),
        "made": share.created.isoformat(),
        "expires": share.expires.isoformat() if share.expires else None,
        "revoked": share.revoked.isoformat() if share.revoked else None,
        "views": share.views,
        "comments": [
            {"name": said.name, "text": said.text, "day": _day(said.created), "written": said.created.isoformat()}
            for said in comments
        ],
    }


def _day(moment) -> str:
    return days.written(localtime(moment), "j F Y")
