from urllib.parse import urlencode, urlsplit

from django import template
from django.conf import settings
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects import days, ledger, spans
from projects.images import words
from projects.models import PhotoEntry
from projects.models.vocabulary import ANY, SAID

register = template.Library()

# The notes that the ledger writes itself, so that they are found for translation.
KNOWN_NOTES = {
    ledger.GUEST_GIFT: gettext_lazy("First pictures, to try"),
    ledger.MEMBER_GIFT: gettext_lazy("First pictures of your account"),
    ledger.DEMO_GIFT: gettext_lazy("Pictures of the demo account"),
    ledger.USED_AS_GUEST: gettext_lazy("Pictures used before you signed in, taken over"),
}


@register.simple_tag
def icon(name: str):
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("img/icons.svg"), name
    )


@register.filter
def draw_it(type: str) -> str:
    return SAID.get(type, ANY).draw


@register.filter
def drawing_it(type: str) -> str:
    return SAID.get(type, ANY).drawing


@register.filter
def as_another(type: str) -> str:
    return SAID.get(type, ANY).as_another or type


@register.filter(expects_localtime=True)
def day(moment, form: str) -> str:
    return days.written(moment, form) if moment else ""


@register.filter
def percent(part: float) -> str:
    number = _("less than 1") if 0 < part < 0.01 else f"{part * 100:.0f}"
    return _("%(number)s%%") % {"number": number}


@register.filter
def clock(seconds: float | None) -> str:
    """Seconds as 0:38 or 1:02:07."""
    if seconds is None:
        return ""
    whole = max(int(seconds), 0)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


@register.filter
def duration(delta) -> str:
    return spans.in_words(delta.total_seconds())


@register.filter
def ledger_words(entry: PhotoEntry) -> str:
    """One line of the ledger, as a person would say it."""
    if entry.generation is None:
        return KNOWN_NOTES.get(entry.note, entry.note) or _("Pictures from the operator")
    words = {"type": entry.generation.get_type_display(), "number": entry.generation.number}
    words["project"] = entry.generation.project.title or _("A deleted project")
    if entry.kind == PhotoEntry.Kind.REFUND:
        return _("%(project)s: %(type)s\u00a0%(number)s was not drawn, given back") % words
    return _("%(project)s: %(type)s\u00a0%(number)s") % words


@register.filter
def undo(message) -> dict | None:
    """Where a message can be taken back, and the field that says so: "undo:/projects/…/archive/#back"."""
    if not message.extra_tags or not message.extra_tags.startswith("undo:"):
        return None
    url, _hash, field = message.extra_tags.removeprefix("undo:").partition("#")
    return {"url": url, "field": field}


@register.filter
def signed(amount: int) -> str:
    return f"+{amount}" if amount > 0 else f"−{-amount}" if amount < 0 else "0"


@register.simple_tag
def pictures(count: int) -> str:
    """A number of those that are left or taken; what people send is called a photo, and counts for nothing."""
    return ngettext("%(count)s picture", "%(count)s pictures", count) % {"count": count}


@register.simple_tag
def is_last(left: int, cost: int) -> bool:
    """Whether a drawing of this cost takes all that is left, or too much of it for another one."""
    return left - cost < cost <= left


@register.simple_tag
def picture_file(name: str, width: int) -> str:
    return static(f"img/{name}-{width}.avif")


@register.filter
def kept_width(picture, side: int) -> int:
    """Width of a picture as it is kept, no longer than ``side`` on its longer side."""
    return round(picture.width * min(1, side / max(picture.width, picture.height)))


@register.filter
def kept_height(picture, side: int) -> int:
    return round(picture.height * min(1, side / max(picture.width, picture.height)))


@register.simple_tag
def photo_limits() -> dict:
    """What the browser can say about a photo before it sends it."""
    return {
        "bytes": settings.PHOTO_MAX_BYTES,
        "megapixels": settings.PHOTO_MAX_PIXELS // 1_000_000,
        "too_heavy": words.filled(words.PHOTO["too_heavy"]),
    }


@register.simple_tag(takes_context=True)
def sign_in_again(context) -> str:
    """To the login and back: to this page, or when it answers a form, to the page that the form was on."""
    request = context["request"]
    here = urlsplit(request.META.get("HTTP_REFERER", "") if request.method == "POST" else request.get_full_path())
    chosen = QueryDict(here.query, mutable=True)
    if request.method == "POST" and "type" in request.POST:
        chosen["type"] = request.POST["type"]
    back = f"{here.path}?{chosen.urlencode()}".removesuffix("?")
    return f"{reverse('account_login')}?{urlencode({'next': back})}"
