"""What a caller is told about a generation, by `get` and by the callback alike."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from .models import Generation

IMAGE_URL_SECONDS = 24 * 60 * 60
LANGUAGES = ("en", "fr")

STEPS = {
    "queued": _("Waiting for the renderer"),
    "warming": _("Getting the renderer ready"),
    "camera": _("Finding the camera"),
    "light": _("Reading the light"),
    "plan": _("Laying out the ground"),
    "shading": _("Drawing the surfaces"),
    "composite": _("Fitting the drawing into the photo"),
}


def state_of(generation: Generation) -> dict[str, Any]:
    """Fields that do not apply to the status are left out."""
    state: dict[str, Any] = {
        "generation_id": str(generation.id),
        "project_id": str(generation.project_id),
        "status": generation.status,
        "variations": _variations(generation),
    }
    if generation.status == Generation.Status.SUCCEEDED:
        state["images"] = [image_url(name) for name in generation.images.values_list("name", flat=True)]
        state["report"] = generation.report
    elif generation.status == Generation.Status.FAILED:
        state |= {"error": generation.error, "code": generation.error_code}
    else:
        step = generation.step or "queued"
        state |= {"progress": round(generation.progress, 3), "step": step, "step_words": _in_words(step)}
    return state


def image_url(name: str) -> str:
    seconds = getattr(settings, "EXTERIOR_API_IMAGE_URL_SECONDS", IMAGE_URL_SECONDS)
    return urljoin(f"{settings.SITE_URL}/", storages["api"].url(name, expire=seconds))


def _variations(generation: Generation) -> int:
    made = Generation.objects.filter(project_id=generation.project_id, parent__isnull=False)
    return made.exclude(status=Generation.Status.FAILED).count()


def _in_words(step: str) -> dict[str, str]:
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = str(STEPS.get(step, step))
    return words
