"""What goes with a deleted project, and with a person who leaves."""

import logging
from datetime import timedelta

from django.utils import timezone

from projects.models import Brand, ClientFolder, Project, ShareComment, ShareLink, User
from projects.sharing.brands import remove_brand

log = logging.getLogger(__name__)

# A removed comment can be brought back for a while.
KEPT_FOR = timedelta(days=30)


def forget_project(project: Project) -> None:
    """Links, and with them comments and favourites."""
    ShareLink.objects.filter(project=project).delete()
    Project.objects.filter(id=project.id).update(folder=None)


def forget_person(person: User) -> None:
    """The words at once; the logo's file by the sweeper, which tries again when it cannot be removed."""
    ClientFolder.objects.filter(owner=person).delete()
    Brand.objects.filter(owner=person).update(name="", colour="")


def sweep() -> None:
    ShareComment.objects.filter(removed__lte=timezone.now() - KEPT_FOR).delete()
    for brand in Brand.objects.filter(owner__is_active=False, owner__email=None):
        try:
            remove_brand(brand)
        except OSError as error:
            log.warning("brand %s not removed: %s", brand.id, error)
