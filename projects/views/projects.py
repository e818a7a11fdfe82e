"""All projects of a person: found, sorted, put away, thrown away and brought back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from projects import access, cursors, generating, limits, tasks
from projects.forms import FindForm, TitleForm
from projects.models import Picture, Project, with_counts

# With the card of a new one, full rows of two, three and four. More come as the page is scrolled.
PAGE_LENGTH = 11


@never_cache
@require_safe
def projects(request):
    form = FindForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    mine = access.projects_of(request.person)
    shelf = mine.filter(archived__isnull=not asked["archived"])
    if asked["client"]:
        shelf = shelf.filter(folder=asked["client"])
    sort = cursors.SORTS[asked["sort"]]
    found = sort.after(shelf.named_like(asked["q"]), request.GET.get("before", ""))
    page = list(found[: PAGE_LENGTH + 1])
    shown = _counted(page[:PAGE_LENGTH])
    context = {
        "cards": _cards(shown),
        **_older(asked, sort.cursor_of(shown[-1]) if len(page) > PAGE_LENGTH else ""),
        "pending": any(project.pending for project in shown),
        "asked": asked,
        "sorts": cursors.SORTS.values(),
        "folders": list(request.person.folders.all()) if request.person else [],
        "first_page": not request.GET.get("before"),
        "other_shelf": mine.filter(archived__isnull=asked["archived"]).exists(),
    }
    return render(request, "projects/projects.html", context)


@require_POST
def rename(request, project_id):
    shown = access.project_of(request.person, project_id)
    form = TitleForm(request.POST, instance=shown)
    if form.is_valid():
        form.save()
    return _back(request, reverse("project", args=[project_id]))


@require_POST
def duplicate(request, project_id):
    """Another project on the same photo, with its area and without its pictures."""
    shown = access.project_of(request.person, project_id)
    try:
        limits.hold_upload(request)
    except limits.TooOften as error:
        messages.error(request, error.message)
        return redirect("project", shown.id)
    made = generating.duplicate(shown)
    if generating.has_tiles(made.photo):
        tasks.soon(tasks.make_tiles, made.photo_id)
    words = _("This is a copy of “%(title)s”, with its photo and area. It took none of your pictures.")
    messages.success(request, words % {"title": shown.title})
    return redirect("draw", made.id)


@require_POST
def archive(request, project_id):
    """Out of the way, or with ``back`` among the others again."""
    shown = access.project_of(request.person, project_id)
    back = "back" in request.POST
    Project.objects.filter(id=shown.id).update(archived=None if back else timezone.now())
    undo = f"undo:{reverse('archive', args=[shown.id])}" + ("" if back else "#back")
    words = _("“%(title)s” is among your projects again.") if back else _("“%(title)s” is in the archive.")
    messages.success(request, words % {"title": shown.title}, extra_tags=undo)
    return _back(request, reverse("projects"))


@require_POST
def delete(request, project_id):
    shown = access.project_of(request.person, project_id)
    Project.objects.filter(id=shown.id).update(deleted=timezone.now())
    undo = f"undo:{reverse('restore', args=[shown.id])}"
    messages.success(request, _("“%(title)s” is deleted.") % {"title": shown.title}, extra_tags=undo)
    return _back(request, reverse("projects"))


@require_POST
def restore(request, project_id):
    """Take a deletion back. Asked for a second time, it has nothing left to do."""
    kept = access.projects_of(request.person).filter(id=project_id).first()
    shown = kept or access.deleted_project_of(request.person, project_id)
    Project.objects.filter(id=shown.id).update(deleted=None)
    messages.success(request, _("“%(title)s” is back.") % {"title": shown.title})
    return _back(request, reverse("projects"))


def _older(asked: dict, cursor: str) -> dict:
    query = {"q": asked["q"], "sort": asked["sort"], "archived": "1" if asked["archived"] else ""}
    query |= {"client": asked["client"] or "", "before": cursor}
    return {"older": cursor, "older_url": "?" + urlencode({name: value for name, value in query.items() if value})}


def _counted(page: list[Project]) -> list[Project]:
    """With counts and covers. Asked for apart: a database that sorts would count for every row it sorts."""
    counted = with_counts(Project.objects.all()).in_bulk([project.id for project in page])
    return [counted[project.id] for project in page]


def _cards(shown: list[Project]) -> list[dict]:
    covers = Picture.objects.filter(generation__in=[project.cover_id for project in shown if project.cover_id])
    by_generation = {picture.generation_id: picture for picture in covers.order_by("-position")}
    return [{"project": project, "cover": by_generation.get(project.cover_id)} for project in shown]


def _back(request, otherwise: str):
    """To where the form was, if it says so and that is here."""
    wanted = request.POST.get("next", "")
    # A word without a slash would be taken for the name of a view.
    here = "/" in wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return redirect(wanted if here else otherwise)
