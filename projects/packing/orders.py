"""The life of an order for a zip: asked for, packed by a worker into storage, kept for a while, removed."""

import logging
import tempfile
from datetime import timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import override

from projects import clock, files
from projects.models import Export, Project, User
from projects.packing.archive import Archive
from projects.packing.everything import write_everything
from projects.packing.project import write_project

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=2)
# Packing says that it goes on with every picture; one that is silent for longer was lost with its worker.
LEASE = timedelta(minutes=10)
# A message in the queue may be lost: what it was for is due again after this.
QUEUE_LOST = timedelta(seconds=15)
# More at once would keep the workers from what people wait for on their pages.
AT_ONCE = 2
MOST_ATTEMPTS = 3
BATCH = 50


class Busy(Exception):
    """Another zip of this person is being packed: ``export`` is that one."""

    def __init__(self, export: Export):
        super().__init__("another one is being packed")
        self.export = export


class NoLongerWanted(Exception):
    """Its time ended while it was being packed: the person left, or deleted the project."""


def ask(person: User, project: Project | None, language: str) -> Export:
    """Order a zip of a project, or of everything. Asked for twice, it is one order. Raises Busy."""
    try:
        with transaction.atomic():
            expires = clock.now() + KEPT_FOR
            return Export.objects.create(owner=person, project=project, language=language, expires=expires)
    except IntegrityError:
        packing = Export.objects.filter(owner=person, state=Export.State.PACKING).first()
        if packing is None:
            # It was done meanwhile, and the way is free.
            return ask(person, project, language)
        if packing.project_id != (project.id if project else None):
            raise Busy(packing) from None
        return packing


def newest_of(person: User, project: Project | None = None) -> Export | None:
    return Export.objects.kept().filter(owner=person, project=project).first()


def due_for_packing() -> list:
    """Ids of orders whose message was lost, or whose worker was. Those tried too often are given up."""
    now = clock.now()
    packing = Export.objects.kept(now).filter(state=Export.State.PACKING)
    silent = Q(claimed=None, asked__lte=now - QUEUE_LOST) | Q(claimed__lte=now - LEASE)
    packing.filter(silent, attempts__gte=MOST_ATTEMPTS).update(state=Export.State.FAILED)
    return list(packing.filter(silent).order_by("asked").values_list("id", flat=True)[:AT_ONCE])


def pack(export_id) -> None:
    """Pack what was ordered, unless somebody does, enough others are being packed, or it is no longer wanted."""
    export = _claim(export_id)
    if export is None:
        return
    try:
        with tempfile.TemporaryFile() as file, override(export.language):
            _write(export, file)
            _keep(export, file)
    except NoLongerWanted:
        Export.objects.filter(id=export.id).update(state=Export.State.FAILED, expires=clock.now())
    except Exception:
        Export.objects.filter(id=export.id, state=Export.State.PACKING).update(state=Export.State.FAILED)
        raise


def purge_expired() -> None:
    """A file that cannot be removed now is tried again later."""
    for export in Export.objects.filter(expires__lte=clock.now())[:BATCH]:
        try:
            if export.file:
                export.file.storage.delete(export.file.name)
            export.delete()
        except OSError as error:
            log.warning("export %s not removed: %s", export.id, error)


def _claim(export_id) -> Export | None:
    now = clock.now()
    packing = Export.objects.kept(now).filter(state=Export.State.PACKING)
    if packing.filter(claimed__gt=now - LEASE).exclude(id=export_id).count() >= AT_ONCE:
        return None
    free = packing.filter(Q(claimed=None) | Q(claimed__lte=now - LEASE), id=export_id)
    if not free.update(claimed=now, attempts=F("attempts") + 1):
        return None
    export = Export.objects.select_related("owner", "project__photo", "project__folder").get(id=export_id)
    if export.file:
        default_storage.delete(export.file.name)
    return export


def _write(export: Export, file) -> None:
    def goes_on():
        if not Export.objects.kept().filter(id=export.id).update(claimed=clock.now()):
            raise NoLongerWanted

    with Archive(file, goes_on) as archive:
        if export.project is None:
            write_everything(archive, export.owner)
        elif export.project.owner_id == export.owner_id and not export.project.deleted:
            write_project(archive, export.project)
        else:
            raise NoLongerWanted


def _keep(export: Export, file) -> None:
    size = file.tell()
    file.seek(0)
    # The row names the file before it is there, so that no crash leaves one that nothing names.
    name = files.export_name()
    Export.objects.filter(id=export.id).update(file=name)
    default_storage.save(name, File(file))
    now = clock.now()
    kept = Export.objects.kept(now).filter(id=export.id, state=Export.State.PACKING)
    values = {"state": Export.State.READY, "size": size, "ready": now, "expires": now + KEPT_FOR}
    if not kept.update(**values):
        default_storage.delete(name)
        return
    # One zip of each kind is enough: an older one goes with the next sweep.
    older = Export.objects.filter(owner=export.owner, project=export.project).exclude(id=export.id)
    older.exclude(state=Export.State.PACKING).update(expires=now)
