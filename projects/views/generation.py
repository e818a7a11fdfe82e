from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from projects import access, generating, limits, tasks
from projects.forms import NoteForm, TypeForm
from projects.ledger import NoPhotosLeft
from projects.models import Generation, Status
from projects.views.contexts import card_context


@never_cache
@require_safe
def generation(request, generation_id):
    shown = access.generation_of(request.person, generation_id)
    return render(request, "projects/generation.html", card_context(shown))


@never_cache
@require_safe
def card(request, generation_id):
    """The easel and the brief alone, for the page to swap in; once it is final it asks for no more."""
    shown = access.generation_of(request.person, generation_id)
    return render(request, "projects/_generation_answer.html", card_context(shown))


@require_POST
def vary(request, generation_id):
    """Another picture on the same area, of the same type or another."""
    before = access.generation_of(request.person, generation_id)
    form = TypeForm(request.POST)
    if not form.is_valid():
        return redirect("generation", before.id)
    try:
        limits.hold_drawing(request)
        asked = generating.submit(
            request.person,
            before.project,
            form.cleaned_data["type"],
            form.cleaned_data["form_key"],
            mask=before.mask,
            parent=before if before.status == Status.SUCCEEDED else before.parent,
            options=_options_after(before, form.cleaned_data),
        )
    except NoPhotosLeft:
        messages.error(request, _("You have used all your pictures. What was drawn is kept, and your areas too."))
        return redirect("photos_left")
    except limits.TooOften as error:
        messages.error(request, error.message)
        return redirect("generation", before.id)
    tasks.soon(tasks.send, asked.id)
    before.project.touch()
    return redirect("generation", asked.id)


def _options_after(before: Generation, asked: dict) -> dict:
    """What was said about the area holds again; the material only when it is asked for, or failed to come."""
    options = {name: value for name, value in before.options.items() if name != "keep_material"}
    once_more = before.status == Status.FAILED and before.options.get("keep_material")
    if (asked["keep_material"] or once_more) and asked["type"] == before.type:
        options["keep_material"] = True
    return options


@require_POST
def favourite(request, generation_id):
    """Mark as a favourite, or with ``back`` no longer."""
    shown = access.generation_of(request.person, generation_id)
    shown.favourite = "back" not in request.POST
    shown.save(update_fields=["favourite"])
    if not request.htmx:
        return redirect(_picture_url(shown))
    return render(request, "projects/_favourite_answer.html", {"generation": shown, "here": request.POST.get("here")})


@require_POST
def note(request, generation_id):
    shown = access.generation_of(request.person, generation_id)
    form = NoteForm(request.POST, instance=shown)
    if form.is_valid():
        Generation.objects.filter(id=shown.id).update(note=form.cleaned_data["note"])
    if not request.htmx:
        return redirect(_picture_url(shown))
    context = {"generation": shown, "note_form": form, "kept": form.is_valid()}
    return render(request, "projects/_note.html", context, status=200 if form.is_valid() else 422)


def _picture_url(shown: Generation) -> str:
    return f"{reverse('project', args=[shown.project_id])}?picture={shown.id}"
