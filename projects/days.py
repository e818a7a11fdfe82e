"""Days as people write them: in French the first of a month is the 1er."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language


def written(day: date, form: str) -> str:
    """``form`` begins with the day of the month; a moment is to be in the local time that it is told in."""
    text = date_format(day, form)
    first_in_french = day.day == 1 and (get_language() or "").startswith("fr")
    return f"1er{text.removeprefix('1')}" if first_in_french else text
