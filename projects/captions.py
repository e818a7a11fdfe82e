"""The caption that goes along with a picture. It names no person and no place: whoever gets the file reads it."""

import re

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from projects.images import honest
from projects.models import Generation


def xmp_of(generation: Generation, language: str = "") -> bytes:
    """What is written into the file of a picture: its caption in every language of the site, that of the page first.

    Where there is no page, ``language`` is the person's own.
    """
    captions = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            captions[code] = _caption_of(generation)
    first = language or get_language()
    default = first if first in captions else settings.LANGUAGE_CODE
    return honest.packet(captions, default, settings.SITE_NAME, settings.PICTURE_SOURCE_TYPE)


def _caption_of(generation: Generation) -> str:
    said = {"type": generation.get_type_display(), "words": words_of(generation.report)}
    return (_("Visualisation, not to scale. Drawn into a photo by computer: %(type)s. %(words)s") % said).strip()


def words_of(report: dict) -> str:
    """What was drawn, in the language of the page, or in English when the report has no other."""
    words = report.get("words") if isinstance(report, dict) else None
    if not isinstance(words, dict):
        return ""
    said = str(words.get(get_language()) or words.get("en") or "")
    # A figure stays beside its unit.
    return re.sub(r"(?<=\d) (?=m²|m\b)", "\u00a0", said)
