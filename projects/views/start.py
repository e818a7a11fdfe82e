from django.conf import settings
from django.core.files import File
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects import generating, tasks
from projects.forms import PhotoForm
from projects.images import ImageError
from projects.models import Project
from projects.people import ensure_person
from projects.samples import SAMPLES


@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if form.is_valid():
        try:
            project = _start(request, form.cleaned_data)
        except ImageError as error:
            form.add_error("photo", error.message)
        else:
            tasks.soon(tasks.find_camera, project.photo_id)
            return redirect("draw", project.id)
    context = {"form": form, "samples": SAMPLES.values(), "megapixels": settings.PHOTO_MAX_PIXELS // 1_000_000}
    return render(request, "projects/start.html", context, status=422 if form.errors else 200)


def _start(request, chosen: dict) -> Project:
    person = ensure_person(request)
    if photo := chosen["photo"]:
        day = date_format(timezone.localdate(), "MONTH_DAY_FORMAT")
        return generating.start_project(person, photo, title=_("Garden, %(day)s") % {"day": day})
    sample = SAMPLES[chosen["sample"]]
    with sample.path.open("rb") as file:
        return generating.start_project(person, File(file), title=str(sample.title))
