"""Spans of time in words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

DAY = 24 * 3600


def in_words(seconds: float, tenths: bool = False) -> str:
    """38 s, 2 min 5 s, 1 h 4 min, 2 d 3 h; with ``tenths`` also 3.8 s."""
    if tenths and 0 < seconds < 10:
        return _("%(s)s s") % {"s": number_format(seconds, 1)}
    whole = max(round(seconds), 0)
    if whole < 60:
        return _("%(s)s s") % {"s": whole}
    if whole < 3600:
        return _("%(m)s min %(s)s s") % {"m": whole // 60, "s": whole % 60}
    if whole < DAY:
        return _("%(h)s h %(m)s min") % {"h": whole // 3600, "m": whole % 3600 // 60}
    return _("%(d)s d %(h)s h") % {"d": whole // DAY, "h": whole % DAY // 3600}
