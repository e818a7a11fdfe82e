"""A person's clients, as folders over their projects."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from projects import access, sharing
from projects.forms import FolderForm, PlaceForm
from projects.models import ClientFolder
from projects.people import ensure_person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def folders(request):
    form = FolderForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = _made(form, "name", ensure_person(request), form.cleaned_data["name"])
        if made:
            return redirect("folders")
    own = sharing.folders_with_counts(request.person) if request.person else ClientFolder.objects.none()
    context = {"form": form, "folders": own}
    return render(request, "projects/folders.html", context, status=422 if form.errors else 200)


@require_POST
def rename(request, folder_id):
    folder = access.folder_of(request.person, folder_id)
    form = FolderForm(request.POST)
    if form.is_valid():
        try:
            sharing.rename_folder(folder, form.cleaned_data["name"])
        except sharing.NameTaken:
            messages.error(request, _("You have a client of this name already."))
    return redirect("folders")


@require_POST
def delete(request, folder_id):
    folder = access.folder_of(request.person, folder_id)
    folder.delete()
    messages.success(request, _("“%(name)s” is deleted. Its projects are kept.") % {"name": folder.name})
    return redirect("folders")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place(request, project_id):
    """To which client a project belongs."""
    project = access.project_of(request.person, project_id)
    form = PlaceForm(request.POST if request.method == "POST" else None, owner=request.person)
    if form.is_valid():
        folder, name = form.cleaned_data["folder"], form.cleaned_data["name"]
        if name:
            folder = sharing.folder_named(request.person, name) or _made(form, "name", request.person, name)
        if not form.errors:
            sharing.move_project(project, folder)
            return redirect("project", project.id)
    context = {"form": form, "project": project, "folders": request.person.folders.all()}
    return render(request, "projects/place.html", context, status=422 if form.errors else 200)


def _made(form, field: str, person, name: str) -> ClientFolder | None:
    try:
        return sharing.make_folder(person, name)
    except sharing.NameTaken:
        form.add_error(field, _("You have a client of this name already."))
    except sharing.TooManyFolders:
        form.add_error(field, _("You have as many clients as there can be. Delete one first."))
    return None
