"""The preview that messengers show of a link: before and after in one picture, made once and kept."""

import time
from contextlib import closing

from django.core.cache import cache
from django.core.files.base import ContentFile
from redis import RedisError

from projects import files, images
from projects.captions import xmp_of
from projects.images import cards, honest
from projects.models import Generation, ShareLink, Status

LOCK_SECONDS = 30
WAIT_SECONDS = 5


def card(share: ShareLink) -> bytes | None:
    """The JPEG, made now if nobody asked for it before; None when no picture is left to show."""
    storage, name = share.project.photo.file.storage, files.card_name(share)
    if not storage.exists(name):
        shown = _first_shown(share)
        if shown is None or shown.picture is None:
            return None
        if not _first_to_make(share) and _made_meanwhile(storage, name):
            return _content(storage, name)
        content = _made(share, shown)
        # A second save would take another name, and leave a file that nothing names.
        if not storage.exists(name):
            storage.save(name, ContentFile(content))
        return content
    return _content(storage, name)


def _first_shown(share: ShareLink) -> Generation | None:
    """The variation that stands first on the page: the owner's favourite, or the newest."""
    shown = share.generations.filter(status=Status.SUCCEEDED).prefetch_related("pictures")
    return shown.order_by("-favourite", "-number").first()


def _first_to_make(share: ShareLink) -> bool:
    try:
        return cache.add(f"card:{share.id}", 1, LOCK_SECONDS)
    except RedisError:
        return True


def _made_meanwhile(storage, name: str) -> bool:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        time.sleep(0.2)
        if storage.exists(name):
            return True
    return False


def _made(share: ShareLink, shown: Generation) -> bytes:
    with (
        closing(images.opened(share.project.photo.preview)) as photo,
        closing(images.opened(shown.picture.preview)) as picture,
    ):
        return honest.marked(cards.before_after_card(photo, picture).read(), xmp_of(shown))


def _content(storage, name: str) -> bytes:
    with storage.open(name, "rb") as file:
        return file.read()
