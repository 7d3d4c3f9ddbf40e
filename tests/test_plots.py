"""What changes over time, drawn."""

from __future__ import annotations

import pytest

from pdday.plots import Point, plot


def test_a_value_lasts_until_the_next_takes_its_place():
    drawn = plot([Point(0, 0, 100), Point(5, 50, 100), Point(10, 50, 100)], seconds=10).drawing

    assert '<path class="curve" d="M0 100L60 100L60 50L120 50L120 50"/>' in drawn


def test_the_numbers_along_the_side_are_round_and_hold_every_value():
    heights = plot([Point(0, 37_312, 43_871), Point(9, 41_230, 41_811)], seconds=10).heights

    assert heights == (44_000, 42_000, 40_000, 38_000, 36_000)


@pytest.mark.parametrize("value", [0.0, -250.0, 1e6])
def test_a_day_on_which_nothing_changes_is_drawn_all_the_same(value):
    drawn = plot([Point(1, value, value)], seconds=60)

    assert len(drawn.heights) > 1
    assert drawn.heights[-1] <= value <= drawn.heights[0]


def test_what_took_longer_than_it_was_given_still_fits():
    assert plot([Point(0, 1, 2), Point(90, 2, 2)], seconds=60).seconds[-1] == 90


def test_before_anything_was_reached_there_is_nothing_to_draw():
    assert plot([Point(1, None, 5)], seconds=60) is None
