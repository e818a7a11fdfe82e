"""What an owner does about sharing: links made, copied and ended, and what visitors said taken away."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from projects import access, cursors, sharing, tasks
from projects.forms import ShareForm
from projects.models import Project, ShareLink, Status

# The newest pictures that a link can be made of, and what is shown of the links that were made.
MOST_SHOWN = 24
LINKS_SHOWN = 60
COMMENTS_SHOWN = 30
TICKED_AT_FIRST = 4
# Height of the line of words below the pictures of an embedded page.
EMBED_LINE = 76
EMBED_WIDTH = 960


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share(request, project_id):
    project = access.project_of(request.person, project_id)
    client = {"prepared_for": project.folder.name if project.folder else ""}
    form = ShareForm(request.POST if request.method == "POST" else None, drawn=_drawn(project), initial=client)
    if form.is_valid():
        chosen = form.cleaned_data
        generations, days = list(chosen.pop("generations"))[:MOST_SHOWN], chosen.pop("days")
        try:
            made = sharing.make_link(project, generations, int(days) or None, get_language() or "en", **chosen)
        except sharing.TooManyLinks:
            form.add_error(None, _("This project has as many working links as it can have. End one first."))
        else:
            tasks.soon(tasks.make_card, made.id)
            messages.success(request, _("The link is made. Copy it and send it to whom you like."))
            return redirect("share", project.id)
    context = _context(request, project, form)
    return render(request, "projects/share.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request, share_id):
    ended = access.share_of(request.person, share_id)
    sharing.revoke(ended)
    messages.success(request, _("The link is ended. Whoever opens it now finds nothing."))
    return redirect("share", ended.project_id)


@require_POST
def remove_comment(request, comment_id):
    """Away from the page and from here, or with ``back`` there again."""
    said = access.comment_of(request.person, comment_id)
    back = "back" in request.POST
    sharing.remove_comment(said, back)
    words = _("The comment is there again.") if back else _("The comment is removed.")
    undo = "" if back else f"undo:{reverse('remove_comment', args=[said.id])}#back"
    messages.success(request, words, extra_tags=undo)
    return redirect(f"{reverse('share', args=[said.share.project_id])}#said")


@require_POST
def remove_favourites(request, generation_id):
    """The hearts that visitors gave one picture."""
    shown = access.generation_of(request.person, generation_id)
    sharing.remove_favourites(shown.project, shown)
    messages.success(request, _("The hearts of this picture are removed."))
    return redirect(f"{reverse('share', args=[shown.project_id])}#said")


def _drawn(project: Project):
    drawn = project.generations.filter(status=Status.SUCCEEDED)
    return drawn.prefetch_related("pictures").order_by("-favourite", "-number")


def _context(request, project: Project, form: ShareForm) -> dict:
    pictures = [generation for generation in _drawn(project)[:MOST_SHOWN] if generation.picture]
    newest = cursors.SORTS[cursors.NEWEST]
    said = list(newest.after(sharing.comments_of(project), request.GET.get("before", ""))[: COMMENTS_SHOWN + 1])
    links = project.shares.prefetch_related("generations")[:LINKS_SHOWN]
    working_first = sorted(links, key=lambda link: link.is_expired)
    return {
        "project": project,
        "photo": project.photo,
        "form": form,
        "pictures": pictures,
        "ticked": _ticked(request, form, pictures, links),
        "links": [_described(project, link) for link in working_first if not link.revoked],
        "comments": said[:COMMENTS_SHOWN],
        "older": newest.cursor_of(said[COMMENTS_SHOWN - 1]) if len(said) > COMMENTS_SHOWN else "",
        "favourites": sharing.favourites_of(project),
        "brand": sharing.brand_of(request.person),
    }


def _ticked(request, form: ShareForm, pictures: list, links) -> set[str]:
    """Ids of the pictures that are chosen: sent, else looked at, else in the newest link, else the first few."""
    if form.is_bound:
        return set(form.data.getlist("generations"))
    known = [str(generation.id) for generation in pictures]
    looked_at = request.GET.get("picture")
    if looked_at in known:
        return {looked_at}
    newest = next((link for link in links if not link.revoked), None)
    shared = {str(generation.id) for generation in newest.generations.all()} if newest else set()
    return shared & set(known) or set(known[:TICKED_AT_FIRST])


def _described(project: Project, link: ShareLink) -> dict:
    token = sharing.token_for(link)
    photo = project.photo
    height = round(EMBED_WIDTH * photo.height / photo.width) + EMBED_LINE
    frame = format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" '
        'style="width: 100%; height: auto; aspect-ratio: {} / {}; border: 0"></iframe>',
        settings.SITE_URL + reverse("shared_embed", args=[token]),
        project.title,
        EMBED_WIDTH,
        height,
        EMBED_WIDTH,
        height,
    )
    return {"share": link, "url": settings.SITE_URL + reverse("shared", args=[token]), "frame": frame}
