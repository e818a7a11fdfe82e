"""Who holds a link: what it opens for them, in which language, and by which mark they are known again."""

from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from projects import sharing
from projects.models import ShareLink

VISITOR, VISITOR_SALT = "visitor", "projects.views.shared"
VISITOR_SECONDS = 180 * 24 * 60 * 60


def for_holders(view):
    """The view with the link that the URL's token opens; else a page with 404, or 410 where its time is over."""

    @wraps(view)
    def opened(request, token):
        try:
            share = sharing.open_link(token)
            if share is None:
                raise Http404
            _speak_its_language(request, share)
            response = view(request, share)
        except sharing.Expired:
            response = render(request, "projects/shared_gone.html", {"expired": True}, status=410)
        except Http404:
            # Not the site's own page, which speaks to somebody who lost their way to their own work.
            response = render(request, "projects/shared_gone.html", status=404)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


def url_of(share: ShareLink) -> str:
    return reverse("shared", args=[sharing.token_for(share)])


def visitor_of(request) -> str | None:
    return request.get_signed_cookie(VISITOR, default=None, salt=VISITOR_SALT, max_age=VISITOR_SECONDS)


def keep_visitor(response: HttpResponse, visitor: str) -> None:
    response.set_signed_cookie(
        VISITOR,
        visitor,
        salt=VISITOR_SALT,
        max_age=VISITOR_SECONDS,
        path=reverse("shared", args=["x"]).removesuffix("x/"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _speak_its_language(request, share: ShareLink) -> None:
    """Programs that fetch a preview say nothing of languages: they get the one that the link was made in."""
    if "Accept-Language" not in request.headers and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(share.language)
        request.LANGUAGE_CODE = share.language
