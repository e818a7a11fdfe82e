"""What the templates of the control room need to say figures."""

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from projects import spans

register = template.Library()

# Full, half and empty, so that it needs no colour.
SHAPES = {
    "good": "M8 1l7 7-7 7-7-7z",
    "note": "M8 1l7 7-7 7-7-7zM8 4l-4 4 4 4 4-4z",
    "watch": "M8 1l7 7-7 7-7-7zM8 3.8V12.2L12.2 8z",
    "bad": "M5 1h6l4 4v6l-4 4H5l-4-4V5z"
    "M4.8 5.9L6.9 8l-2.1 2.1 1.1 1.1L8 9.1l2.1 2.1 1.1-1.1L9.1 8l2.1-2.1-1.1-1.1L8 6.9 5.9 4.8z",
}


@register.simple_tag
def lozenge(level: str):
    return format_html(
        '<svg class="lozenge lozenge--{}" viewBox="0 0 16 16" aria-hidden="true">'
        '<path fill-rule="evenodd" d="{}"/></svg>',
        level,
        SHAPES[level],
    )


@register.simple_tag
def lamp(up: bool | None):
    level, words = {True: ("good", _("up")), False: ("bad", _("down"))}.get(up, ("note", _("not known")))
    return format_html('{}<span class="visually-hidden">{}: </span>', lozenge(level), words)


@register.filter
def grouped(number: float) -> str:
    decimals = 0 if number == int(number) else 1
    return number_format(number, decimals, force_grouping=True)


@register.filter
def total(numbers) -> int:
    return sum(numbers)


@register.filter
def seconds(number: float) -> str:
    return spans.in_words(number, tenths=True)


@register.filter
def ago(moment) -> str:
    return seconds(max((timezone.now() - moment).total_seconds(), 0))


@register.filter
def gap(delta) -> str:
    return seconds(delta.total_seconds())
