"""Client folders over projects."""

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from projects.models import ClientFolder, Project, User
from projects.models.project import folded

MOST_FOLDERS = 500


class NameTaken(Exception):
    """The person has a folder of this name, written perhaps with other accents or capitals."""


class TooManyFolders(Exception):
    pass


def folders_with_counts(owner: User):
    return ClientFolder.objects.filter(owner=owner).annotate(kept=Count("projects", filter=Q(projects__deleted=None)))


def make_folder(owner: User, name: str) -> ClientFolder:
    """Raises NameTaken, TooManyFolders and Gone."""
    if owner.folders.count() >= MOST_FOLDERS:
        raise TooManyFolders
    with transaction.atomic():
        User.objects.hold(owner)
        return _saved(ClientFolder(owner=owner, name=name))


def rename_folder(folder: ClientFolder, name: str) -> None:
    """Raises NameTaken."""
    folder.name = name
    _saved(folder)


def move_project(project: Project, folder: ClientFolder | None) -> None:
    Project.objects.filter(id=project.id).update(folder=folder)


def take_over(guest: User, member: User) -> None:
    """A guest's folders become the member's; one of a name that the member has goes up in theirs."""
    own = {folder.name_key: folder for folder in member.folders.all()}
    for folder in guest.folders.all():
        if same := own.get(folder.name_key):
            folder.projects.update(folder=same)
            folder.delete()
        else:
            ClientFolder.objects.filter(id=folder.id).update(owner=member)


def folder_named(owner: User, name: str) -> ClientFolder | None:
    return owner.folders.filter(name_key=folded(name)[:160]).first()


def _saved(folder: ClientFolder) -> ClientFolder:
    try:
        with transaction.atomic():
            folder.save()
    except IntegrityError as error:
        raise NameTaken from error
    return folder
