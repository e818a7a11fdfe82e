"""Zips to take away, of a project or of everything: asked for, waited for and fetched on one page each."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from projects import access, limits, packing, tasks
from projects.models import Export, Project

PACKED_PER_HOUR = 12


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def project_zip(request, project_id):
    return _page(request, access.project_of(request.person, project_id))


@never_cache
@require_safe
def project_zip_file(request, project_id):
    return _file(request, access.project_of(request.person, project_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    return _page(request, None) if request.person else redirect("account_login")


@never_cache
@require_safe
def export_file(request):
    return _file(request, None) if request.person else redirect("account_login")


def _page(request, project: Project | None):
    if request.method == "POST":
        return _ask(request, project)
    context = {"project": project, "export": packing.newest_of(request.person, project), "page_url": _url(project)}
    return render(request, "projects/_export.html" if request.htmx else "projects/export.html", context)


def _ask(request, project: Project | None):
    if wait := limits.seconds_to_wait(f"export:{request.person.id}", PACKED_PER_HOUR, limits.HOUR):
        messages.error(request, limits.TooOften(wait).message)
        return redirect(_url(project))
    try:
        asked = packing.ask(request.person, project, get_language())
    except packing.Busy as busy:
        messages.error(request, _("Another file is being packed. Take that one first, then ask again."))
        return redirect(_url(busy.export.project))
    tasks.soon(tasks.pack, asked.id)
    return redirect(_url(project))


def _file(request, project: Project | None):
    """To a URL of the file that is signed and ends soon."""
    export = packing.newest_of(request.person, project)
    if export is None or export.state != Export.State.READY:
        raise Http404
    name = slugify(project.title if project else _("Everything of yours")) or "garden"
    disposition = {"ResponseContentDisposition": f'attachment; filename="{name}.zip"'}
    return redirect(export.file.storage.url(export.file.name, parameters=disposition))


def _url(project: Project | None) -> str:
    return reverse("project_zip", args=[project.id]) if project else reverse("export")
