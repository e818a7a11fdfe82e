"""What a stranger sees who was given a link, and may answer. Nothing here tells whose a link is, or was."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import cursors, limits, sharing
from projects.forms import CommentForm
from projects.models import Generation, ShareLink, Status
from projects.views.contexts import picture_context
from projects.views.holders import for_holders, keep_visitor, url_of, visitor_of

COMMENTS_SHOWN = 30


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
        return redirect(url_of(share))
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
    return redirect(f"{url_of(share)}#said")


@never_cache
@require_POST
@for_holders
def favourite(request, share):
    """A visitor likes one of the pictures, or with ``back`` no longer."""
    liked = _one_of(share, request.POST.get("generation"))
    if liked is None:
        raise Http404
    shown = _one_of(share, request.POST.get("picture")) or liked
    back = redirect(f"{url_of(share)}?picture={shown.id}#variations")
    visitor = visitor_of(request)
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
        keep_visitor(back, visitor)
    return back


def _page(request, share: ShareLink, form: CommentForm, status: int = 200, is_owner: bool = False):
    newest = cursors.SORTS[cursors.NEWEST]
    said = list(newest.after(share.comments.kept(), request.GET.get("before", ""))[: COMMENTS_SHOWN + 1])
    context = shown_of(request, share) | {
        "form": form,
        "comments": said[:COMMENTS_SHOWN],
        "older": newest.cursor_of(said[COMMENTS_SHOWN - 1]) if len(said) > COMMENTS_SHOWN else "",
        "liked": sharing.liked_by(share, visitor_of(request)),
        "is_owner": is_owner,
    }
    return render(request, "projects/shared.html", context, status=status)


def shown_of(request, share: ShareLink) -> dict:
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
