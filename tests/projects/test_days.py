from datetime import date

import pytest
from django.utils import translation

from projects import days


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("fr", date(2026, 12, 1), "1er décembre 2026"),
        ("fr", date(2026, 12, 11), "11 décembre 2026"),
        ("fr", date(2026, 12, 21), "21 décembre 2026"),
        ("en", date(2026, 12, 1), "1 December 2026"),
    ],
)
def test_the_first_of_a_month_is_written_as_people_write_it(language, day, said):
    with translation.override(language):
        assert days.written(day, "j F Y") == said
