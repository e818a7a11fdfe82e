import contextlib
import uuid

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects import access, generating, ledger, limits, tasks
from projects.forms import DrawingForm
from projects.images import ImageError
from projects.ledger import NoPhotosLeft
from projects.models import Generation, Mask, Photo, Project, Type


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request, project_id):
    project = access.project_of(request.person, project_id)
    form = DrawingForm(request.POST, request.FILES) if request.method == "POST" else DrawingForm()
    too_often = None
    if form.is_valid():
        try:
            limits.hold_drawing(request)
            generation = _submit(request.person, project, form)
        except limits.TooOften as error:
            form.add_error(None, error.message)
            generation, too_often = None, error
        if generation:
            tasks.soon(tasks.send, generation.id)
            project.touch()
            return redirect("generation", generation.id)
    if form.is_bound:
        _keep_drawing(project.photo, request.FILES.get("mask"))
    status = 422 if form.errors else 200
    response = render(request, "projects/draw.html", _context(request, project, form), status=status)
    return too_often.mark(response) if too_often else response


def _submit(person, project: Project, form: DrawingForm) -> Generation | None:
    asked = form.cleaned_data
    mask = None
    if not asked["mask"]:
        mask = access.mask_of(project, asked["use_mask"])
    parent = project.generations.filter(id=asked["after"]).first() if asked["after"] else None
    try:
        return generating.submit(
            person,
            project,
            asked["type"],
            asked["form_key"],
            mask_file=asked["mask"],
            mask=mask,
            parent=parent,
            options=form.options,
        )
    except ImageError as error:
        form.add_error("mask", error.message)
    except NoPhotosLeft:
        form.add_error(None, _("Your area is kept."))
    return None


def _keep_drawing(photo: Photo, file) -> None:
    # The browser does not fill a file field again, so a form that comes back brings its area as the draft.
    if file:
        with contextlib.suppress(ImageError):
            generating.save_draft(photo, file)


def _context(request, project: Project, form: DrawingForm) -> dict:
    photo = project.photo
    after = _after(project, form["after"].value() or request.GET.get("after"))
    last = after.mask if after else _last_mask(project)
    cost, left = generating.cost_of(project), ledger.photos_left(request.person)
    return {
        "project": project,
        "photo": photo,
        "form": form,
        "form_key": uuid.uuid4(),
        "types": _type_cards(form["type"].value() or request.GET.get("type") or (after.type if after else "")),
        "after": after,
        "last_mask": last,
        "cost": cost,
        "photos_left": left,
        "left_after": left - cost,
        "preview_url": photo.preview.url,
        "thumbnail_url": photo.thumbnail.url,
        "tiles_url": reverse("tile", args=[photo.id]) + "?x={x}&y={y}" if generating.has_tiles(photo) else "",
        "draft_url": reverse("draft", args=[photo.id]),
        "ground_url": reverse("ground", args=[photo.id]),
        "last_mask_url": last.file.url if last else "",
        "asks_only_inside": settings.EXTERIOR_ONLY_INSIDE,
        "only_inside": _only_inside(form, after),
    }


def _only_inside(form: DrawingForm, after: Generation | None) -> bool:
    if form.is_bound and form["asks_only_inside"].value():
        return bool(form["only_inside"].value())
    return after.options.get("only_inside", True) if after else True


def _after(project: Project, generation_id) -> Generation | None:
    try:
        wanted = uuid.UUID(str(generation_id))
    except ValueError:
        return None
    return project.generations.select_related("mask").filter(id=wanted).first()


def _last_mask(project: Project) -> Mask | None:
    last = project.generations.select_related("mask").order_by("-number").first()
    return last.mask if last else None


def _type_cards(chosen: str) -> list[dict]:
    return [
        {
            "value": value,
            "label": label,
            "chosen": value == chosen,
            "picture": f"img/types/{value.lower()}.avif",
            "small": f"img/types/{value.lower()}-288.avif",
        }
        for value, label in Type.choices
    ]
