from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from exterior_api.accounts import FIRST_PHOTOS
from exterior_api.models import Delivery, PhotoEntry

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("img/icons.svg"), name
    )


@register.filter
def signed(photos: int) -> str:
    return f"+{photos}" if photos > 0 else f"−{-photos}"


@register.filter
def codes(text: str) -> SafeString:
    """The words of the OpenAPI document, which sets names between backticks."""
    parts = enumerate(text.split("`"))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", part) if place % 2 else part,) for place, part in parts)
    )


@register.filter
def took(milliseconds: int) -> str:
    return f"{milliseconds} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


@register.filter
def entry_words(entry: PhotoEntry) -> str:
    if entry.entry == PhotoEntry.Entry.CHARGE:
        return _("Taken by a generation")
    if entry.entry == PhotoEntry.Entry.REFUND:
        return _("Given back: the generation failed")
    return _("First photos of this account") if entry.note == FIRST_PHOTOS else _("Given by the operator")


@register.filter
def outcome_words(delivery: Delivery) -> str:
    """What the last attempt was answered, and what comes next."""
    answer = _answer(delivery)
    if delivery.status == Delivery.Status.DELIVERED:
        return answer
    if delivery.status == Delivery.Status.GIVEN_UP:
        return _("{answer}, given up").format(answer=answer)
    return _("{answer}, tried again later").format(answer=answer) if delivery.tries else _("on its way")


@register.filter
def outcome_mark(delivery: Delivery) -> str:
    if delivery.status == Delivery.Status.DELIVERED:
        return "code"
    return "code code--bad" if delivery.tries else "code code--wait"


def _answer(delivery: Delivery) -> str:
    # The list brings both along with each row.
    status, error = getattr(delivery, "last_status", None), getattr(delivery, "last_error", "")
    return str(status) if status else error or _("no answer")
