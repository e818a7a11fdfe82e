"""What templates are told of a drawing and its picture, wherever it is shown."""

import uuid
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from projects import captions, generating
from projects.models import Generation, Status, Type
from projects.views.steps import steps_of


def card_context(shown: Generation) -> dict:
    """Everything that the card of a generation shows, in whichever state it is."""
    usual = generating.usual_seconds(shown.type, shown.project.photo) if shown.is_pending else None
    return {
        "generation": shown,
        "project": shown.project,
        "photo": shown.project.photo,
        "now": timezone.now(),
        "usual": usual,
        "steps": [] if shown.status == Status.SUCCEEDED else steps_of(shown),
        # Asked for by the finished card alone.
        "cost": cache(lambda: generating.cost_of(shown.project)),
        "reference": _reference(shown),
        "card_url": reverse("generation_card", args=[shown.id]),
        **picture_context(shown),
    }


def picture_context(shown: Generation) -> dict:
    """What stands beside a finished picture: words, size, and the ways on from it."""
    return {
        "picture": shown.picture,
        "report_words": captions.words_of(shown.report),
        "keeps_material": settings.EXTERIOR_API_EXTENSIONS,
        "other_types": [choice for choice in Type.choices if choice[0] != shown.type],
        "form_key": uuid.uuid4(),
    }


def _reference(shown: Generation) -> str:
    """A short name for a drawing, to be read out to the operator."""
    return f"{shown.id.hex[:4]}-{shown.id.hex[4:8]}".upper()
