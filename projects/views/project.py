import uuid
from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from projects import access, captions, generating, sharing
from projects.models import Generation, Project, Status
from projects.views.contexts import picture_context

STRIP_LENGTH = 48
COMMENTS_SHOWN = 5
PHOTO = "photo"
# What a page shows that was opened before anything was drawn.
NOTHING = "none"


@never_cache
@require_safe
def project(request, project_id):
    shown = access.project_of(request.person, project_id)
    strip = _strip(shown, request.GET.get("upto"))
    wanted = request.GET.get("picture")
    chosen = _chosen(shown, strip["generations"], wanted)
    if request.htmx and wanted == NOTHING and chosen:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "project": shown,
        "photo": shown.photo,
        "generation": chosen,
        "photo_alone": wanted == PHOTO,
        "cost": generating.cost_of(shown),
        "now": timezone.now(),
        "comments": sharing.comments_of(shown)[:COMMENTS_SHOWN],
        "favourites": sharing.favourites_of(shown),
        **strip,
        **_arrived(strip["generations"], chosen, request.GET),
    }
    if chosen:
        context |= picture_context(chosen)
    return render(request, "projects/project.html", context)


@never_cache
@require_safe
def compare(request, project_id):
    """Any two of a project side by side: pictures, or a picture and the photo."""
    shown = access.project_of(request.person, project_id)
    strip = _strip(shown, request.GET.get("upto"))
    drawn = [generation for generation in strip["generations"] if generation.status == Status.SUCCEEDED]
    first = _side(shown, drawn, request.GET.get("a"), 0)
    second = _side(shown, drawn, request.GET.get("b"), 1)
    if first == second and len(drawn) > 1:
        second = next(generation for generation in drawn if generation != first)
    context = {"project": shown, "photo": shown.photo, "choices": drawn, "now": timezone.now(), **strip}
    sides = [("a", "A", first), ("b", "B", second)]
    context["sides"] = [
        {"name": name, "letter": letter, "generation": side, "words": captions.words_of(side.report) if side else ""}
        for name, letter, side in sides
    ]
    context["a"], context["b"] = (side.id if side else PHOTO for side in (first, second))
    return render(request, "projects/compare.html", context)


def _strip(shown: Project, upto: str | None) -> dict:
    """The newest variations of a project, or those up to a number."""
    rows = shown.generations.select_related("mask").prefetch_related("pictures").order_by("-number")
    if upto and upto.isdecimal():
        rows = rows.filter(number__lte=int(upto[:9]))
    found = list(rows[: STRIP_LENGTH + 1])
    older = found[STRIP_LENGTH].number if len(found) > STRIP_LENGTH else None
    return {"generations": found[:STRIP_LENGTH], "older": older, "upto": upto}


def _arrived(strip: list[Generation], chosen: Generation | None, asked: QueryDict) -> dict:
    """What was drawn since the page was opened, and of that what was not said yet; the picture shown stays."""
    now = _milliseconds(timezone.now())
    since, heard = (int(said[:15]) if (said := asked.get(name, "")).isdecimal() else now for name in ("since", "heard"))
    drawn = [one for one in strip if one.status == Status.SUCCEEDED and one != chosen and one.finished]
    arrived = [one for one in drawn if _milliseconds(one.finished) > since]
    return {
        "since": since,
        "heard": now,
        "arrived": arrived,
        "said": [one for one in arrived if _milliseconds(one.finished) > heard],
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _chosen(shown: Project, strip: list[Generation], wanted: str | None) -> Generation | None:
    """The picture asked for, else the newest one."""
    wanted_id = _id(wanted)
    drawn = [generation for generation in strip if generation.status == Status.SUCCEEDED]
    found = next((generation for generation in drawn if generation.id == wanted_id), None)
    if wanted_id and not found:
        found = _drawn(shown).filter(id=wanted_id).first()
    return found or (drawn[0] if drawn else _drawn(shown).order_by("-number").first() if shown.drawn else None)


def _side(shown: Project, drawn: list[Generation], wanted: str | None, position: int) -> Generation | None:
    """What stands on one side of a comparison; None is the photo."""
    if wanted == PHOTO:
        return None
    wanted_id = _id(wanted)
    found = next((generation for generation in drawn if generation.id == wanted_id), None)
    if wanted_id and not found:
        found = _drawn(shown).filter(id=wanted_id).first()
    return found or (drawn[position] if len(drawn) > position else None)


def _drawn(shown: Project):
    drawn = shown.generations.filter(status=Status.SUCCEEDED)
    return drawn.select_related("mask").prefetch_related("pictures")


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
