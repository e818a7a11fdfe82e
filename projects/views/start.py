from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from projects import days, generating, images, limits, tasks
from projects.forms import PhotoForm
from projects.images import ImageError, words
from projects.models import Project, Type
from projects.people import ensure_person
from projects.samples import SAMPLES


@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    too_often = None
    if form.is_valid():
        try:
            limits.hold_upload(request)
            project = _start(request, form.cleaned_data)
        except ImageError as error:
            form.add_error("photo", error.message)
        except limits.TooOften as error:
            form.add_error("photo", error.message)
            too_often = error
        else:
            tasks.soon(tasks.find_camera, project.photo_id)
            if generating.has_tiles(project.photo):
                tasks.soon(tasks.make_tiles, project.photo_id)
            return redirect(_studio_of(project, form.cleaned_data["type"]))
    context = {"form": form, "samples": SAMPLES.values(), "wanted": form["type"].value() or request.GET.get("type", "")}
    response = render(request, "projects/start.html", context, status=422 if form.errors else 200)
    return too_often.mark(response) if too_often else response


@never_cache
@require_safe
def too_large(request):
    """What comes instead of the answer to a request that brings too much."""
    return render(request, "413.html", {"trouble": words.filled(words.TOO_LARGE)}, status=413)


def _studio_of(project: Project, wanted: str) -> str:
    """With the type that was chosen on the way, if there was one."""
    chosen = f"?type={wanted}" if wanted in Type.values else ""
    return reverse("draw", args=[project.id]) + chosen


def _start(request, chosen: dict) -> Project:
    if photo := chosen["photo"]:
        day = days.written(timezone.localdate(), "j F")
        decoded, title = images.read_photo(photo), _("Garden, %(day)s") % {"day": day}
    else:
        sample = SAMPLES[chosen["sample"]]
        with sample.path.open("rb") as file:
            decoded, title = images.read_photo(file), str(sample.title)
    # A guest is made for a photo that can be used, and for no other.
    person = ensure_person(request)
    return generating.start_project(person, decoded, title=generating.untaken_title(person, title))
