"""Spans of time and parts of a whole, as pages and the control room say them."""

from datetime import timedelta

import pytest

from projects.templatetags import control_room, pages


@pytest.mark.parametrize(
    ("seconds", "on_a_page", "on_a_clock", "to_an_operator"),
    [
        (0, "0 s", "0:00", "0 s"),
        (9.5, "10 s", "0:09", "9.5 s"),
        (59.4, "59 s", "0:59", "59 s"),
        (72, "1 min 12 s", "1:12", "1 min 12 s"),
        (3600, "1 h 0 min", "1:00:00", "1 h 0 min"),
        (7509, "2 h 5 min", "2:05:09", "2 h 5 min"),
        (26 * 3600, "1 d 2 h", "26:00:00", "1 d 2 h"),
    ],
)
def test_a_span_of_time_is_said_in_two_units_at_most(seconds, on_a_page, on_a_clock, to_an_operator):
    span = timedelta(seconds=seconds)
    assert pages.duration(span) == on_a_page
    assert pages.clock(seconds) == on_a_clock
    assert control_room.seconds(seconds) == control_room.gap(span) == to_an_operator


@pytest.mark.parametrize(
    ("part", "said"), [(0, "0%"), (0.004, "less than 1%"), (0.0099, "less than 1%"), (0.034, "3%")]
)
def test_a_small_part_is_not_said_to_be_none_and_none_is_no_small_part(part, said):
    assert pages.percent(part) == said
