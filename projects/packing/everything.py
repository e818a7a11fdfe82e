"""Everything that the site keeps of a person: account, ledger, and each project in a folder of its own."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.translation import gettext as _

from projects import sharing
from projects.models import PhotoEntry, Project, User
from projects.packing.archive import Archive, named
from projects.packing.project import write_project


def write_everything(archive: Archive, person: User) -> None:
    root = named(settings.SITE_NAME)
    projects = [_write_numbered(archive, project, number, root) for number, project in _projects(person)]
    brand = _write_brand(archive, person, root)
    record = {
        "person": _person(person),
        "addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified", "primary")),
        "brand": brand,
        "clients": list(person.folders.values_list("name", flat=True)),
        "requests_for_photos": [_request(asked) for asked in person.photos_requests.all()],
        "photos_left": PhotoEntry.objects.filter(user=person).balance(),
        "ledger": [_line(entry) for entry in _ledger(person).iterator()],
        "projects": [project["folder"] for project in projects],
    }
    archive.add_json(f"{root}/account.json", record)
    context = {"person": person, "record": record, "projects": projects, "entries": _ledger(person).iterator()}
    archive.add_page(f"{root}/index.html", "projects/packed/everything.html", context)


def _projects(person: User):
    """Those that were deleted and can still be brought back are kept, and so they are shown too."""
    kept = Project.objects.filter(owner=person, purged=None).select_related("photo", "folder").order_by("created", "id")
    return enumerate(kept.iterator(), 1)


def _write_numbered(archive: Archive, project: Project, number: int, root: str) -> dict:
    folder = named(_("Projects")) + f"/{number} " + named(project.title, _("Project"))
    record = write_project(archive, project, f"{root}/{folder}")
    drawn = sum(bool(picture["files"]) for picture in record["pictures"])
    return {"folder": folder, "title": project.title, "drawn": drawn, "of": project}


def _person(person: User) -> dict:
    return {
        "email": person.email,
        "guest": person.is_guest,
        "joined": person.date_joined.isoformat(),
        "last_seen": person.last_seen.isoformat(),
        "language": person.language,
        "email_when_a_long_drawing_is_done": person.notify_done,
        "email_when_photos_run_low": person.notify_low,
    }


def _write_brand(archive: Archive, person: User, root: str) -> dict | None:
    brand = sharing.brand_of(person)
    if brand is None:
        return None
    name = named(_("Logo")) + ".png"
    there = bool(brand.logo) and archive.add_file(f"{root}/{name}", lambda: brand.logo.open("rb"), brand.changed)
    return {"name": brand.name, "colour": brand.colour, "logo": name if there else None}


def _request(asked) -> dict:
    answered = asked.answered.isoformat() if asked.answered else None
    return {"contact": asked.contact, "message": asked.message, "sent": asked.created.isoformat(), "answered": answered}


def _ledger(person: User):
    return PhotoEntry.objects.filter(user=person).select_related("generation__project").order_by("id")


def _line(entry: PhotoEntry) -> dict:
    drawing = entry.generation
    return {
        "date": entry.created.isoformat(),
        "kind": entry.kind,
        "photos": entry.amount,
        "project": drawing.project.title if drawing else None,
        "number": drawing.number if drawing else None,
        "note": entry.note,
    }
