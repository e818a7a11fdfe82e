import uuid
from datetime import datetime

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from projects import access, generating
from projects.forms import TitleForm
from projects.models import Generation, Project, Status
from projects.views.generation import picture_context

PAGE_LENGTH = 24


@never_cache
@require_safe
def projects(request):
    mine = access.projects_of(request.person)
    if before := _moment(request.GET.get("before")):
        mine = mine.filter(created__lt=before)
    page = list(mine.with_covers()[: PAGE_LENGTH + 1])
    cards = [_card(project) for project in page[:PAGE_LENGTH]]
    older = page[PAGE_LENGTH - 1].created.isoformat() if len(page) > PAGE_LENGTH else ""
    pending = any(card["pending"] for card in cards)
    return render(request, "projects/projects.html", {"cards": cards, "older": older, "pending": pending})


@never_cache
@require_safe
def project(request, project_id):
    shown = access.project_of(request.person, project_id)
    generations = list(shown.generations.select_related("mask").prefetch_related("pictures").order_by("-number"))
    chosen = _chosen(generations, request.GET.get("picture"))
    context = {
        "project": shown,
        "photo": shown.photo,
        "generations": generations,
        "generation": chosen,
        "photo_alone": request.GET.get("picture") == "photo",
        "pending": [generation for generation in generations if generation.is_pending],
        "drawn": sum(generation.status == Status.SUCCEEDED for generation in generations),
        "cost": generating.cost_of(shown),
        "now": timezone.now(),
        "title_form": TitleForm(instance=shown),
    }
    if chosen:
        context |= picture_context(chosen)
    return render(request, "projects/project.html", context)


@require_POST
def rename(request, project_id):
    shown = access.project_of(request.person, project_id)
    form = TitleForm(request.POST, instance=shown)
    if form.is_valid():
        form.save()
    return redirect("project", project_id)


def _card(project: Project) -> dict:
    generations = list(project.generations.all())
    drawn = [generation for generation in generations if generation.status == Status.SUCCEEDED]
    pictures = [picture for generation in drawn for picture in generation.pictures.all()]
    return {
        "project": project,
        "cover": pictures[0] if pictures else None,
        "drawn": len(drawn),
        "pending": sum(generation.is_pending for generation in generations),
    }


def _chosen(generations: list[Generation], wanted: str | None) -> Generation | None:
    """The picture asked for, else the newest one."""
    drawn = [generation for generation in generations if generation.status == Status.SUCCEEDED]
    try:
        wanted_id = uuid.UUID(wanted or "")
    except ValueError:
        wanted_id = None
    return next((g for g in drawn if g.id == wanted_id), drawn[0] if drawn else None)


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None
