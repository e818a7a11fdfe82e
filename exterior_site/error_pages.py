import errno
import logging
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseServerError
from django.template import TemplateDoesNotExist, loader
from django.utils.html import escape
from django.utils.translation import gettext as _
from redis import RedisError

from exterior_site.observability import request_ids

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "5"
AWAY = (OperationalError, InterfaceError, RedisError)
TEMPLATE = "500.html"
BARE = "<!doctype html><title>%(title)s</title><h1>%(title)s</h1><p>%(words)s</p>"
FULL = (errno.ENOSPC, errno.EDQUOT)


def server_error(request):
    """A database or broker that is restarting is no mistake of ours: 503, and whoever asked may ask again."""
    error = sys.exc_info()[1]
    if isinstance(error, OSError) and error.errno in FULL:
        log.error("%s is answered with 503, the disk is full: %s", request.path, error)
        return _again_later(
            _("No room just now"),
            _(
                "There is no room to store anything just now. Nothing was stored, no picture was counted, and what "
                "you have here is kept. Please try again later."
            ),
        )
    if isinstance(error, AWAY) or _is_of_storage(error):
        log.warning("%s is answered with 503: %s", request.path, error)
        return _again_later(
            _("Back in a moment"),
            _("A part of the site is being restarted. Your photos and areas are kept. Please try again in a minute."),
        )
    words = _("Your photos and areas are kept. Please try again in a minute.")
    return HttpResponseServerError(_page(title=_("Something broke on our side"), words=words))


def _is_of_storage(error: BaseException | None) -> bool:
    """S3's client raises errors of its own. Whoever has no S3 need not load it to tell."""
    return error is not None and type(error).__module__.startswith("botocore.")


def _again_later(title: str, words: str) -> HttpResponse:
    page = _page(title=title, words=words)
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})


def _page(**context) -> str:
    """Rendered without the request: what a page needs besides may be what is away."""
    context |= {"request_id": request_ids.current(), "site_name": settings.SITE_NAME}
    try:
        return loader.get_template(TEMPLATE).render(context)
    except (TemplateDoesNotExist, ValueError):
        # A server of the API alone has none; and static files that nobody collected must not hide what happened.
        return BARE % {name: escape(context[name]) for name in ("title", "words")}
