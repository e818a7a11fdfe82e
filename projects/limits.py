"""How often something may be done. Counted in the shared cache, in windows that begin on the clock."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import ngettext
from redis import RedisError

from projects.addresses import counted_as

log = logging.getLogger(__name__)

HOUR = 3600
PASSWORDS_PER_HOUR = 10


class TooOften(Exception):
    """``message`` says in the language of the page when it may be done again; ``seconds`` how long that is."""

    def __init__(self, seconds: int):
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds
        minutes = -(-seconds // 60)
        self.message = ngettext(
            "That was very often in a short time. What you have here is kept. Try again in a minute.",
            "That was very often in a short time. What you have here is kept. Try again in %(minutes)d minutes.",
            minutes,
        ) % {"minutes": minutes}

    def mark(self, response: HttpResponse) -> HttpResponse:
        """The same page, as an answer that says when to come back."""
        response.status_code = 429
        response["Retry-After"] = str(self.seconds)
        return response


def seconds_to_wait(what: str, most: int, window: int) -> int:
    """Count one more; 0 while that is within ``most`` in a window of so many seconds, else when the next begins.

    Without a broker nothing is counted: what people came for matters more than its limit. ``most`` 0 is no limit.
    """
    if not most:
        return 0
    now = int(time.time())
    key = f"limits:{now // window}:{what}"
    try:
        cache.add(key, 0, 2 * window)
        return 0 if cache.incr(key) <= most else window - now % window
    except (RedisError, ValueError) as error:
        log.warning("not counted: %s", error)
        return 0


def hold_upload(request) -> None:
    """Raises TooOften when too many photos came from one person, or from one address."""
    if request.person:
        _hold(f"upload:{request.person.id}", settings.UPLOADS_PER_HOUR)
    _hold(f"upload:{address_of(request)}", settings.UPLOADS_PER_HOUR)


def hold_drawing(request) -> None:
    """Raises TooOften when one person, or one address, asked for too many drawings."""
    _hold(f"drawing:{request.person.id}", settings.DRAWINGS_PER_HOUR)
    _hold(f"drawing:{address_of(request)}", settings.DRAWINGS_PER_HOUR)


def hold_draft(request) -> None:
    """Raises TooOften when areas are kept faster than anybody draws: each is decoded."""
    _hold(f"draft:{request.person.id}", settings.DRAFTS_PER_HOUR)


def hold_password(request) -> None:
    """Raises TooOften when somebody guesses at the password of the session that they have."""
    _hold(f"password:{request.person.id}", PASSWORDS_PER_HOUR)


def hold_message(request) -> None:
    """Raises TooOften when one address wrote to the operator again and again."""
    _hold(f"message:{address_of(request)}", settings.MESSAGES_PER_HOUR)


def hold_comment(request, share_id) -> None:
    """Raises TooOften when one address, or everybody at one link, wrote again and again."""
    _hold(f"comment:{address_of(request)}", settings.COMMENTS_PER_HOUR)
    _hold(f"comment:{share_id}", 5 * settings.COMMENTS_PER_HOUR)


def hold_favourite(request) -> None:
    """Raises TooOften when one address gave hearts again and again."""
    _hold(f"favourite:{address_of(request)}", settings.FAVOURITES_PER_HOUR)


def address_of(request) -> str:
    return counted_as(request.META.get("REMOTE_ADDR") or "")


def _hold(what: str, most: int) -> None:
    if seconds := seconds_to_wait(what, most, HOUR):
        raise TooOften(seconds)
