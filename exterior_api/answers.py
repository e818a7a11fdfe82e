"""What a caller is told about a generation, by `get`, by `list` and by the callback alike."""

from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from . import codes
from .errors import ApiError
from .models import Account, Generation
from .prepared import Prepared

IMAGE_URL_SECONDS = 24 * 60 * 60
FIELDS: tuple[str, ...] = ("id", "project_id", "status", "progress", "step", "report", "error", "error_code")
FIELDS += ("project__variations", "images__name")
ONE = Prepared(
    lambda account, generation: Generation.objects.filter(account=account, pk=generation).values(*FIELDS),
    account=-1,
    generation=UUID(int=1),
)

STEPS = {
    "queued": _("Waiting for the renderer"),
    "warming": _("Getting the renderer ready"),
    "camera": _("Finding the camera"),
    "light": _("Reading the light"),
    "plan": _("Laying out the ground"),
    "shading": _("Drawing the surfaces"),
    "composite": _("Fitting the drawing into the photo"),
}


def state(account: Account, generation_id: UUID) -> dict[str, Any]:
    found = _states(ONE.rows(account=account.pk, generation=generation_id))
    if not found:
        raise unknown_generation()
    return found[0]


def states(generations: QuerySet[Generation]) -> list[dict[str, Any]]:
    """The answers about these generations, in their order, by one query."""
    return _states(generations.values(*FIELDS))


def _states(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: dict[UUID, dict[str, Any]] = {}
    for row in found:
        name = row.pop("images__name")
        rows.setdefault(row["id"], row | {"names": []})["names"] += [name] if name else []
    return [_state(row) for row in rows.values()]


def unknown_generation() -> ApiError:
    message = gettext("There is no generation with this id on your account.")
    return ApiError(404, "unknown_generation", message, field="generation_id")


def _state(row: dict[str, Any]) -> dict[str, Any]:
    """Fields that do not apply to the status are left out."""
    state: dict[str, Any] = {
        "generation_id": str(row["id"]),
        "project_id": str(row["project_id"]),
        "status": row["status"],
        "variations": row["project__variations"],
    }
    if row["status"] == Generation.Status.SUCCEEDED:
        state |= {"images": [_image_url(name) for name in row["names"]], "report": row["report"]}
    elif row["status"] == Generation.Status.FAILED:
        state |= {"error": codes.words_of(row["error_code"], row["error"]), "code": row["error_code"]}
    else:
        step = row["step"] or "queued"
        state |= {"progress": round(row["progress"], 3), "step": step, "step_words": _in_words(step)}
    return state


def _image_url(name: str) -> str:
    storage: Any = storages["api"]
    return urljoin(f"{settings.SITE_URL}/", storage.url(name, expire=IMAGE_URL_SECONDS))


@cache
def _in_words(step: str) -> dict[str, str]:
    words = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words[language] = str(STEPS.get(step, step))
    return words
