"""E-mails that nobody asked for just now: a drawing that took long is done, photos run low. Off by one click.

Whoever is told is marked first, by a conditional update, so that two workers never tell the same twice. A mail
server that is away takes the mark back, and costs nothing but the mail.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from projects import ledger, mail
from projects.models import Generation, Status, User

log = logging.getLogger(__name__)

SALT = "projects.notices"
DONE, LOW = "done", "low"
FIELDS = {DONE: "notify_done", LOW: "notify_low"}
# Older news than this is no news.
TOLD_WITHIN = timedelta(minutes=30)
# However long the queue was, nobody looks for a drawing that was asked for longer ago.
ASKED_WITHIN = timedelta(days=2)
BATCH = 20


def tell_done() -> None:
    """Write to everybody whose long drawing is done. Stops at a mail server that is away, until the next time."""
    for generation in _long_done()[:BATCH]:
        row = Generation.objects.filter(id=generation.id)
        if not row.filter(told=None).update(told=timezone.now()):
            continue
        if not _send(DONE, generation.project.owner, _about(generation)):
            row.update(told=None)
            return


def tell_low(person: User) -> None:
    """Write to a member whose photos run low: once, until there were more again."""
    left = ledger.photos_left(person)
    if left > settings.LOW_PHOTOS or not (person.email and person.is_active and person.notify_low):
        return
    row = User.objects.filter(id=person.id)
    if not row.filter(told_low=False).update(told_low=True):
        return
    url = settings.SITE_URL + reverse("photos_left")
    if not _send(LOW, person, {"left": left, "url": url}):
        row.update(told_low=False)


def token_for(person: User, kind: str) -> str:
    return signing.dumps([str(person.id), kind], salt=SALT, compress=True)


def of_token(token: str) -> tuple[str, str]:
    """The id of a person and a kind of notice. Raises BadSignature."""
    person_id, kind = signing.loads(token, salt=SALT)
    return person_id, kind


def switch(person_id: str, kind: str, on: bool) -> None:
    User.objects.filter(id=person_id).update(**{FIELDS[kind]: on})


def _long_done():
    now = timezone.now()
    done = Generation.objects.filter(
        status=Status.SUCCEEDED,
        told=None,
        finished__gte=now - TOLD_WITHIN,
        finished__gt=F("created") + timedelta(seconds=settings.NOTICE_AFTER_SECONDS),
        created__gte=now - ASKED_WITHIN,
    )
    readers = done.filter(
        project__deleted=None,
        project__owner__email__isnull=False,
        project__owner__is_active=True,
        project__owner__notify_done=True,
    )
    return readers.select_related("project__owner").order_by("finished")


def _about(generation: Generation) -> dict:
    # No picture: a signed URL in a mail could be opened by whoever the mail is passed on to.
    return {
        "type": generation.type,
        "title": generation.project.title,
        "url": settings.SITE_URL + reverse("generation", args=[generation.id]),
    }


def _send(kind: str, person: User, context: dict) -> bool:
    unsubscribe = settings.SITE_URL + reverse("unsubscribe", args=[token_for(person, kind)])
    # RFC 8058: the mail program's own button posts to it, without anybody signing in.
    headers = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    words = {**context, "unsubscribe_url": unsubscribe}
    template = f"projects/email/{kind}.html"
    try:
        mail.compose(template, person.email, words, person.language, headers).send()
    except mail.NOT_SENT as error:
        log.warning("notice %s not sent: %s", kind, error)
        return False
    return True
