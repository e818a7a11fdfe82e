"""What was deleted goes for good: every file, and every word that a person wrote. The ledger keeps its lines."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from projects import files, lifecycle, sharing, upstream, upstream_health
from projects.models import (
    OWN_TIME_OUTS,
    PENDING,
    CallbackRecord,
    Generation,
    Mask,
    Picture,
    Project,
    ShareLink,
    Status,
    UpstreamCall,
    User,
)

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=30)
BATCH = 20


def purge_deleted() -> None:
    """Empty projects that were deleted long enough ago. A file that cannot be removed now is tried again later."""
    due = Project.objects.filter(deleted__lte=timezone.now() - KEPT_FOR, purged=None).select_related("photo")
    # A picture that is still to come would be stored after the files were removed.
    awaited = Generation.objects.filter(
        Q(status__in=PENDING) | Q(status=Status.FAILED, failure__in=OWN_TIME_OUTS, next_poll__isnull=False)
    ).values("project")
    for project in due.exclude(id__in=awaited)[:BATCH]:
        try:
            purge(project)
        except OSError as error:
            log.warning("project %s not purged: %s", project.id, error)


def forget_upstream() -> None:
    """Have our own server delete its copies too. One that is away is asked again by the next sweep."""
    if not settings.EXTERIOR_API_EXTENSIONS or upstream_health.is_down():
        return
    for project in Project.objects.filter(deleted__isnull=False, purged__isnull=False).exclude(upstream_id="")[:BATCH]:
        try:
            upstream.forget(project.upstream_id)
        except upstream.UpstreamError as error:
            # One that does not know the project has nothing of it.
            if not error.permanent:
                log.warning("project %s not forgotten upstream: %s", project.id, error)
                return
        Project.objects.filter(id=project.id).update(upstream_id="")


def delete_all_of(person: User) -> None:
    """Every project of somebody who leaves: what is being drawn ends now, and the next sweep empties them."""
    pending = Generation.objects.pending().filter(project__owner=person).select_related("project")
    # All are locked before the first refund locks the person: a worker that ends one comes the same way.
    for generation in list(pending.select_for_update(of=("self",)).order_by("id")):
        lifecycle.move(generation, "owner_left")
    delete_projects_of(person)
    person.exports.update(expires=timezone.now())
    Generation.objects.filter(project__owner=person, status=Status.FAILED).update(next_poll=None)


def delete_projects_of(person: User) -> None:
    Project.objects.filter(owner=person, purged=None).update(deleted=timezone.now() - KEPT_FOR)


def purge(project: Project) -> None:
    storage = project.photo.file.storage
    for name in _files_of(project):
        storage.delete(name)
    project.exports.update(expires=timezone.now())
    with transaction.atomic():
        sharing.forget_project(project)
        Picture.objects.filter(generation__project=project).delete()
        CallbackRecord.objects.filter(generation__project=project).delete()
        UpstreamCall.objects.filter(generation__project=project).delete()
        project.generations.update(note="", report={})
        project.title, project.purged = "", timezone.now()
        project.save(update_fields=["title", "title_key", "purged"])


def _files_of(project: Project) -> list[str]:
    photo, shares = project.photo, ShareLink.objects.filter(project=project)
    names = [photo.file.name, photo.preview.name, photo.thumbnail.name]
    for mask in Mask.objects.filter(photo=photo):
        names += [mask.file.name, files.inverted_name(mask)]
    for picture in Picture.objects.filter(generation__project=project):
        names += [picture.file.name, picture.preview.name, picture.thumbnail.name]
    # What rows do not name: made later, or left by a process that was killed between file and row.
    folders = [files.tiles_folder(photo), files.drafts_folder(photo)]
    folders += [files.pictures_folder(generation) for generation in project.generations.all()]
    folders += [files.share_folder(share) for share in shares]
    for folder in folders:
        names += files.names_in(photo.file.storage, folder)
    return list(dict.fromkeys(filter(None, names)))
