"""Making, ending, opening and counting share links."""

import logging
import re
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from redis import RedisError

from projects.models import Generation, Project, ShareLink
from projects.sharing.tokens import LENGTH, key_in, token_of

log = logging.getLogger(__name__)

MOST_LINKS = 50
# A visitor who comes back within this time is counted once.
VISIT_SECONDS = 6 * 60 * 60
# Programs that say what they are; most fetch the page for its preview.
PROGRAM = re.compile(
    r"bot\b|bot[/;_ ]|crawl|spider|slurp|preview|externalhit|facebot|whatsapp|telegram|skype|discord|slack|twitter"
    r"|linkedin|pinterest|embedly|curl|wget|python|java/|go-http|okhttp|axios|node|libwww|monitor|lighthouse|scan",
    re.IGNORECASE,
)


class TooManyLinks(Exception):
    """The project has as many working links as one may have."""


class Expired(Exception):
    """The link was a right one, and its time is over."""


def make_link(project: Project, generations: list[Generation], days: int | None, language: str, **chosen) -> ShareLink:
    """A new link that shows these variations, for so many days or with no end. Raises TooManyLinks."""
    expires = timezone.now() + timedelta(days=days) if days else None
    with transaction.atomic():
        # The project's row is the lock of its number of links.
        Project.objects.select_for_update().get(id=project.id)
        if project.shares.live().count() >= MOST_LINKS:
            raise TooManyLinks
        share = ShareLink.objects.create(project=project, expires=expires, language=language, **chosen)
        share.generations.set(generations)
    return share


def revoke(share: ShareLink) -> None:
    ShareLink.objects.filter(id=share.id, revoked=None).update(revoked=timezone.now())


def open_link(token: str) -> ShareLink | None:
    """The link of a token; None when there is none such any more, whatever the reason. Raises Expired."""
    key = key_in(token)
    known = ShareLink.objects.not_revoked().select_related("project__photo", "project__owner__brand")
    share = known.filter(key=key).first() if key else None
    if share and share.is_expired:
        raise Expired
    return share


def key_named(text: str) -> str | None:
    """The key of a link that somebody wrote or pasted, whole or as its address only; None for whatever else."""
    found = re.search(rf"[\w-]{{{LENGTH}}}", text)
    return key_in(found.group()) if found else None


def token_for(share: ShareLink) -> str:
    return token_of(share.key)


def count_view(share: ShareLink, address: str, program: str) -> None:
    """One more view, unless a program came, or the same visitor as shortly before.

    A visitor is told from others by a hash of address and browser, which is forgotten after the visit.
    """
    if not program or PROGRAM.search(program):
        return
    visitor = salted_hmac("projects.sharing.views", f"{share.id}\n{address}\n{program}").hexdigest()
    try:
        if not cache.add(f"seen:{visitor}", 1, VISIT_SECONDS):
            return
    except RedisError as error:
        log.warning("view counted without looking: %s", error)
    ShareLink.objects.filter(id=share.id).update(views=F("views") + 1, last_viewed=timezone.now())
