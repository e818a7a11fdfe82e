"""What nobody came back for goes after the days that the settings name. Done by beat, some at a time."""

import time
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from projects.models import PENDING, CallbackRecord, Generation, Project, UpstreamCall, User
from projects.people import leave

BATCH = 50
RECORDS_BATCH = 2000
# As long as a busy site's records of a quarter of an hour can take, and short beside it.
RECORDS_SECONDS = 60


def tidy() -> None:
    _guests()
    _unconfirmed()
    _projects()
    _records()
    _forget(Session.objects.filter(expire_date__lt=timezone.now()))


def _guests() -> None:
    """As if they had left themselves. A guest who has a session still, but did not use it for so long, counts too."""
    before = _before(settings.GUESTS_KEPT_DAYS)
    if before:
        for guest in User.objects.filter(email=None, is_active=True, last_seen__lt=before)[:BATCH]:
            leave(guest)


def _unconfirmed() -> None:
    """Accounts whose address nobody ever confirmed, so that the address is free again. There is no work in them."""
    before = _before(settings.GUESTS_KEPT_DAYS)
    if before:
        confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
        never_in = User.objects.filter(email__isnull=False, last_login=None, is_staff=False, date_joined__lt=before)
        gone = never_in.filter(~Exists(confirmed), projects=None).values_list("id", flat=True)
        User.objects.filter(id__in=list(gone[:BATCH])).delete()


def _projects() -> None:
    """Into the bin, from which the owner can still bring them back, and after that from storage."""
    before = _before(settings.PROJECTS_KEPT_DAYS)
    if before:
        pending = Generation.objects.filter(project=OuterRef("pk"), status__in=PENDING)
        old = Project.objects.kept().filter(~Exists(pending), changed__lt=before)
        Project.objects.filter(id__in=list(old.values_list("id", flat=True)[:BATCH])).update(deleted=timezone.now())


def _records() -> None:
    """Callbacks, and the calls that they answer."""
    before = _before(settings.CALLBACKS_KEPT_DAYS)
    if before:
        _forget(CallbackRecord.objects.filter(created__lt=before).exclude(generation__status__in=PENDING))
        _forget(UpstreamCall.objects.filter(created__lt=before))


def _forget(rows) -> None:
    """Delete these records in batches, until none is left or the time is up."""
    end = time.monotonic() + RECORDS_SECONDS
    while time.monotonic() < end and (ids := list(rows.values_list("pk", flat=True)[:RECORDS_BATCH])):
        rows.model.objects.filter(pk__in=ids).delete()


def _before(days: int) -> datetime | None:
    return timezone.now() - timedelta(days=days) if days else None
