"""Page 5, by hand; no database."""

from __future__ import annotations

import pytest

from pdday.reports import attendance, drawings
from pdday.reports.counts import Hours, Places, SlotSeats, Turnout
from pdday.reports.shares import Extreme, Rate
from pdday.reports.values import Count, Length, Nothing, Withheld
from tests.reports.counted import NURSE, PARA, TEACHER, counts, figure, row

A, B = SlotSeats(1, "A", 120, 88), SlotSeats(2, "B", 120, 60)


def of_two_slots(**more):
    return counts(
        turnout=((TEACHER, Turnout(60, 58)), (PARA, Turnout(40, 30))),
        places=(
            (TEACHER, 1, Places(60, 50, 5, 2, 3, 1)),
            (TEACHER, 2, Places(55, 40, 0, 5, 10, 0)),
            (PARA, 1, Places(40, 30, 2, 0, 8, 0)),
        ),
        slots=(A, B),
        hours=((TEACHER, Hours(58, 6610, 6000, 6900)), (PARA, Hours(30, 1800, 1650, 1800))),
        **more,
    )


def test_what_became_of_places_is_four_shares_of_all_places():
    page = attendance.page(of_two_slots())

    assert row(page, "places_by_slot", "1")[:5] == (
        Rate(87, 100),
        Rate(7, 100),
        Rate(2, 100),
        Rate(11, 100),
        Count(1),
    )
    assert figure(page, "places_by_slot", "1", 5) == Rate(88, 120)


def test_all_slots_together_are_the_sum_of_the_slots():
    page = attendance.page(of_two_slots())

    assert figure(page, "places_by_slot", "everyone", 0) == Rate(127, 155)
    assert figure(page, "places_by_slot", "everyone", 5) == Rate(148, 240)


def test_hours_are_those_on_certificates_and_what_is_lost_is_counted_before_rounding():
    page = attendance.page(of_two_slots())

    assert figure(page, "places_by_role", "teachers", 5) == Length(6000, 58)
    assert figure(page, "places_by_role", "teachers", 6) == Length(290, 58, 6900)
    assert figure(page, "places_by_role", "everyone", 5).said.said() == "127.50 h"


def test_a_group_of_three_has_its_hours_withheld_and_takes_company():
    counted = counts(
        turnout=((TEACHER, Turnout(60, 58)), (PARA, Turnout(40, 30)), (NURSE, Turnout(3, 3))),
        places=((TEACHER, 1, Places(60, 60)), (PARA, 1, Places(40, 40)), (NURSE, 1, Places(3, 3))),
        slots=(A,),
        hours=((TEACHER, Hours(58, 60, 60, 60)), (NURSE, Hours(3, 3, 3, 3)), (PARA, Hours(30, 30, 30, 30))),
    )

    page = attendance.page(counted)

    assert set(row(page, "places_by_role", "student_services")) == {Withheld()}
    assert set(row(page, "places_by_role", "paraprofessionals")) == {Withheld()}
    assert figure(page, "places_by_role", "teachers", 0) == Rate(60, 60)


def test_hours_of_two_in_a_large_group_are_withheld_too():
    counted = counts(
        turnout=((TEACHER, Turnout(60, 58)), (PARA, Turnout(40, 2))),
        places=((TEACHER, 1, Places(60, 58, no_record=2)), (PARA, 1, Places(40, 2, no_record=38))),
        slots=(A,),
        hours=((TEACHER, Hours(58, 3480, 3480, 3480)), (PARA, Hours(2, 95, 75, 120))),
    )

    page = attendance.page(counted)

    assert row(page, "places_by_role", "paraprofessionals")[5:] == (Withheld(), Withheld())
    assert row(page, "places_by_role", "teachers")[5:] == (Withheld(), Withheld())
    assert figure(page, "places_by_role", "paraprofessionals", 0) == Rate(2, 40)
    assert figure(page, "places_by_role", "everyone", 5) == Length(3555, 60)


def test_a_slot_that_no_door_has_seen_yet_has_no_zero():
    counted = counts(
        turnout=((TEACHER, Turnout(60)),),
        places=((TEACHER, 1, Places(60, no_record=60)),),
        slots=(SlotSeats(1, "A", 60, 0),),
    )

    page = attendance.page(counted)

    assert figure(page, "places_by_slot", "1", 0) == Nothing(attendance.NOT_SEEN)
    assert page.headline.said() == "No door has seen anybody yet."


def test_a_day_without_a_timetable_says_so_kindly():
    page = attendance.page(counts())

    assert page.headline.said() == "No timetable is published yet, so nobody has a place."


def test_none_of_a_dozen_places_without_a_record_is_told_at_the_edge():
    counted = counts(
        turnout=((TEACHER, Turnout(12, 12)),),
        places=((TEACHER, 1, Places(12, 12)),),
        slots=(SlotSeats(1, "A", 60, 12),),
    )

    page = attendance.page(counted)

    assert figure(page, "places_by_slot", "1", 3) == Extreme(12, is_all=False)


def test_the_chart_hatches_what_nobody_knows_and_draws_nothing_withheld():
    page = attendance.page(of_two_slots())

    by_slot, by_role, _ = drawings.charts(page)

    assert by_slot.finding.said() == "73 to 87% of places were used, by slot"
    assert [mark.ink.name for mark in by_slot.rows[0].marks] == ["FULL", "HALF", "LIGHT", "UNKNOWN"]
    assert by_slot.rows[0].marks[-1].right == pytest.approx(1)
    assert by_role.rows[0].value.said() == "83%, 95 of 115"
