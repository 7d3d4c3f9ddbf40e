"""School time and UTC: what the wall shows on ordinary days and when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from pdday.clock import minutes_between, now, on_the_wall, school_time

CHICAGO = "America/Chicago"


@pytest.mark.parametrize(
    ("day", "hour_in_utc"),
    [
        (date(2027, 3, 12), 15),  # two days before the clocks go forward
        (date(2027, 3, 15), 14),
        (date(2027, 11, 5), 14),  # two days before they go back
        (date(2027, 11, 8), 15),
    ],
)
def test_nine_on_the_wall_is_another_hour_in_utc_after_the_clocks_change(day: date, hour_in_utc: int):
    assert school_time(day, time(9, 0), CHICAGO) == datetime(day.year, day.month, day.day, hour_in_utc, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2027, 3, 13), date(2027, 3, 15), date(2027, 11, 6), date(2027, 11, 8)])
def test_the_wall_shows_what_was_set(day: date):
    moment = school_time(day, time(14, 5), CHICAGO)

    assert on_the_wall(moment, CHICAGO).replace(tzinfo=None) == datetime.combine(day, time(14, 5))


def test_a_time_that_the_clock_skips_is_refused():
    with pytest.raises(ValueError, match="02:30 does not exist on 2027-03-14"):
        school_time(date(2027, 3, 14), time(2, 30), CHICAGO)


def test_minutes_are_whole_and_know_their_direction():
    nine = school_time(date(2027, 3, 12), time(9, 0), CHICAGO)

    assert minutes_between(nine, nine + timedelta(minutes=9, seconds=59)) == 9
    assert minutes_between(nine + timedelta(minutes=10), nine) == -10


def test_now_is_aware_and_in_utc():
    assert now().utcoffset() == timedelta(0)
