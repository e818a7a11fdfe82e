"""What a stranger sees who was given a link. Nothing here tells whose a link is, or was."""

from functools import wraps

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import limits, sharing
from projects.forms import CommentForm
from projects.models import Generation, ShareLink, Status
from projects.views import cursors
from projects.views.generation import picture_context

COMMENTS_SHOWN = 30
VISITOR, VISITOR_SALT = "visitor", "projects.views.shared"
VISITOR_SECONDS = 180 * 24 * 60 * 60
CARD_SECONDS = 60 * 60


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


@never_cache
@require_safe
@for_holders
def shared(request, share):
    is_owner = bool(request.person) and request.person == share.project.owner
    if request.method == "GET" and not is_owner and "Sec-Purpose" not in request.headers:
        sharing.count_view(share, limits.address_of(request), request.headers.get("User-Agent", ""))
    return _page(request, share, CommentForm(auto_id="comment-%s"), is_owner=is_owner)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_holders
def comment(request, share):
    if request.method != "POST":
        # Where a form that came back leads when the language is changed, or the address is copied.
        return redirect(_url(share))
    if not share.takes_comments:
        raise Http404
    form = CommentForm(request.POST, auto_id="comment-%s")
    if not form.is_valid():
        return _page(request, share, form, status=422)
    try:
        limits.hold_comment(request, share.id)
        sharing.comment(share, form.cleaned_data["name"], form.cleaned_data["text"])
    except limits.TooOften as error:
        form.add_error(None, error.message)
        return error.mark(_page(request, share, form))
    except sharing.TooManyAnswers:
        form.add_error(None, _("This page has all the comments that it can take. Yours was not kept."))
        return _page(request, share, form, status=422)
    messages.success(request, _("Your words are there for whoever sent you this page."))
    return redirect(f"{_url(share)}#said")


@never_cache
@require_POST
@for_holders
def favourite(request, share):
    """A visitor likes one of the pictures, or with ``back`` no longer."""
    liked = _one_of(share, request.POST.get("generation"))
    if liked is None:
        raise Http404
    shown = _one_of(share, request.POST.get("picture")) or liked
    back = redirect(f"{_url(share)}?picture={shown.id}#variations")
    visitor = _visitor(request)
    try:
        limits.hold_favourite(request)
        if "back" not in request.POST:
            visitor = visitor or sharing.new_visitor()
            sharing.like(share, liked, visitor)
        elif visitor:
            sharing.like_no_more(share, liked, visitor)
    except limits.TooOften as error:
        messages.error(request, error.message)
    except sharing.TooManyAnswers:
        messages.error(request, _("This page has all the hearts that it can take. Yours was not kept."))
    if visitor:
        back.set_signed_cookie(
            VISITOR,
            visitor,
            salt=VISITOR_SALT,
            max_age=VISITOR_SECONDS,
            path=reverse("shared", args=["x"]).removesuffix("x/"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return back


@never_cache
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def embed(request, token):
    """Before and after alone, for other people's pages: the one view of the site that may stand in a frame."""
    response = _embedded(request, token)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@for_holders
def _embedded(request, share):
    return render(request, "projects/shared_embed.html", _shown(request, share))


@require_safe
@for_holders
def card(request, share):
    """The preview picture, for programs that bring no cookie and follow no signature."""
    content = sharing.card(share)
    if content is None:
        raise Http404
    headers = {
        "Cache-Control": f"private, max-age={CARD_SECONDS}",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def _page(request, share: ShareLink, form: CommentForm, status: int = 200, is_owner: bool = False):
    newest = cursors.SORTS[cursors.NEWEST]
    said = list(newest.after(share.comments.kept(), request.GET.get("before", ""))[: COMMENTS_SHOWN + 1])
    context = _shown(request, share) | {
        "form": form,
        "comments": said[:COMMENTS_SHOWN],
        "older": newest.cursor_of(said[COMMENTS_SHOWN - 1]) if len(said) > COMMENTS_SHOWN else "",
        "liked": sharing.liked_by(share, _visitor(request)),
        "is_owner": is_owner,
    }
    return render(request, "projects/shared.html", context, status=status)


def _shown(request, share: ShareLink) -> dict:
    """Everything about the pictures of a link; the one asked for stands first, or the owner's favourite."""
    rows = share.generations.filter(status=Status.SUCCEEDED).select_related("mask").prefetch_related("pictures")
    generations = [generation for generation in rows.order_by("-favourite", "-number") if generation.picture]
    if not generations:
        raise Http404
    wanted = request.GET.get("picture") or request.POST.get("picture")
    shown = next((generation for generation in generations if str(generation.id) == wanted), generations[0])
    token = sharing.token_for(share)
    return {
        "share": share,
        "token": token,
        "url": settings.SITE_URL + reverse("shared", args=[token]),
        "card_url": settings.SITE_URL + reverse("shared_card", args=[token]),
        "project": share.project,
        "photo": share.project.photo,
        "brand": _brand(share),
        "generation": shown,
        "generations": generations,
        **picture_context(shown),
    }


def _one_of(share: ShareLink, generation_id: str | None) -> Generation | None:
    return next((one for one in share.generations.all() if str(one.id) == generation_id), None)


def _brand(share: ShareLink):
    # Their row may be missing, which the reverse side of a one-to-one answers with an AttributeError.
    return getattr(share.project.owner, "brand", None)


def _visitor(request) -> str | None:
    return request.get_signed_cookie(VISITOR, default=None, salt=VISITOR_SALT, max_age=VISITOR_SECONDS)


def _url(share: ShareLink) -> str:
    return reverse("shared", args=[sharing.token_for(share)])


def _speak_its_language(request, share: ShareLink) -> None:
    """Programs that fetch a preview say nothing of languages: they get the one that the link was made in."""
    if "Accept-Language" not in request.headers and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(share.language)
        request.LANGUAGE_CODE = share.language
