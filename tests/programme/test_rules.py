"""Whether a slot fits into a day, and phases follow each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from pdday.programme import rules
from pdday.programme.models import Day, Phase, Slot, Strand
from pdday.programme.rules import PlannedSlot
from pdday.programme.vocabulary import PhaseKind, SlotKind
from tests.factories import THE_DATE, ZONE, at

A = PlannedSlot("A", SlotKind.BREAKOUT, time(9, 15), time(10, 15), 60, 5, "morning")


def a_day(*slots: Slot, on: date = THE_DATE) -> Day:
    return Day(name="PD Day", date=on, time_zone=ZONE, slots=list(slots), phases=[], strands=[])


def a_slot(label: str, kind: SlotKind, begins: str, ends: str) -> Slot:
    return Slot(label=label, kind=kind, begins_at=at(begins), ends_at=at(ends))


def test_a_slot_that_fits_is_told_nothing():
    assert rules.why_not_slot(a_day(a_slot("B", SlotKind.BREAKOUT, "10:15", "11:15")), A) == {}


def test_two_breakouts_at_the_same_time_are_refused_by_name_and_time():
    day = a_day(a_slot("B", SlotKind.BREAKOUT, "10:00", "11:00"))

    wrong = rules.why_not_slot(day, A)

    assert {field: str(told) for field, told in wrong.items()} == {
        "begins": "At this time everyone is in “B”, from 10:00 to 11:00. Choose another time."
    }


def test_lunch_waves_may_lie_beside_team_time_and_breakouts():
    day = a_day(a_slot("B", SlotKind.BREAKOUT, "10:00", "11:00"))
    lunch = replace(A, label="Lunch 1", kind=SlotKind.LUNCH, begins=time(10), ends=time(10, 45), credit_minutes=0)

    assert rules.why_not_slot(day, lunch) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends": time(9, 15)}, "ends"),
        ({"ends": time(9, 0)}, "ends"),
        ({"credit_minutes": 61}, "credit_minutes"),
        ({"feedback_minutes": 61}, "feedback_minutes"),
        ({"block": None}, "block"),
        ({"label": "b"}, "label"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(change: dict[str, object], field: str):
    day = a_day(a_slot("B", SlotKind.BREAKOUT, "13:00", "14:00"))

    assert list(rules.why_not_slot(day, replace(A, **change))) == [field]


def test_a_time_that_the_spring_clock_change_leaves_out_is_refused_in_a_sentence():
    spring = a_day(on=date(2027, 3, 14))

    wrong = rules.why_not_slot(spring, replace(A, begins=time(2, 30), ends=time(3, 30)))

    assert str(wrong["begins"]) == (
        "On this day the clocks change, and 02:30 is left out. Choose an earlier or a later time."
    )


def test_a_slot_over_the_autumn_clock_change_is_as_long_as_it_really_is():
    autumn = a_day(on=date(2027, 11, 7))
    night = replace(A, begins=time(0, 30), ends=time(2, 30), credit_minutes=180)

    assert rules.why_not_slot(autumn, night) == {}


def test_gaps_are_counted_from_the_latest_end_so_that_parallel_lunches_have_none():
    slots = [
        a_slot("B", SlotKind.BREAKOUT, "10:25", "11:25"),
        a_slot("Lunch 1", SlotKind.LUNCH, "11:25", "12:10"),
        a_slot("Team time", SlotKind.TEAM_TIME, "11:25", "12:00"),
        a_slot("C", SlotKind.BREAKOUT, "12:20", "13:20"),
    ]

    assert [line.gap_minutes for line in rules.lines(slots)] == [0, 0, 0, 10]


def test_phases_may_be_left_out_but_not_be_half_dated_turned_round_or_overlap():
    planned = {
        PhaseKind.ASKING: (date(2027, 1, 1), None),
        PhaseKind.PROPOSING: (date(2027, 1, 20), date(2027, 1, 10)),
        PhaseKind.REVIEWING: (None, None),
        PhaseKind.CHOOSING: (date(2027, 2, 1), date(2027, 2, 12)),
        PhaseKind.DRAFTING: (date(2027, 2, 12), date(2027, 2, 18)),
    }

    assert list(rules.why_not_phases(planned)) == ["asking_ends", "proposing_ends", "drafting_begins"]


def test_a_new_strand_gets_the_first_number_that_is_free():
    assert rules.first_free_number([Strand(number=1), Strand(number=3)]) == 2
    assert rules.first_free_number([Strand(number=number) for number in range(1, 13)]) is None


@pytest.mark.parametrize(("zone", "known"), [("America/Chicago", True), ("EST", False), ("America/Atlantis", False)])
def test_a_zone_is_named_by_a_city(zone: str, known: bool):
    assert rules.is_time_zone(zone) is known


def test_the_day_people_speak_of_is_the_nearest_and_of_two_the_later_one():
    autumn, spring = a_day(on=date(2026, 10, 9)), a_day(on=date(2027, 3, 12))
    days = [autumn, spring]

    assert rules.current_day([], now=at("9:00")) is None
    assert rules.current_day(days, now=at("9:00")) is spring
    assert rules.current_day(days, now=datetime(2026, 11, 1, 12, tzinfo=UTC)) is autumn
    assert rules.current_day(days, now=datetime(2026, 12, 25, 12, tzinfo=UTC)) is spring


def test_a_fortnight_after_a_day_the_next_one_is_spoken_of_once_its_phases_have_begun():
    autumn, summer = a_day(on=date(2026, 10, 9)), a_day(on=date(2027, 6, 11))
    summer.phases = [Phase(kind=PhaseKind.ASKING, begins_on=date(2026, 10, 19), ends_on=date(2026, 11, 1))]
    spoken_of = {
        on: rules.current_day([autumn, summer], now=datetime(2026, 10, on, 12, tzinfo=UTC)) for on in (18, 22, 23)
    }

    assert spoken_of == {18: autumn, 22: autumn, 23: summer}
    summer.phases[0].begins_on = date(2026, 11, 1)
    assert rules.current_day([autumn, summer], now=datetime(2026, 10, 23, 12, tzinfo=UTC)) is autumn


def test_the_evening_of_a_day_still_belongs_to_it_where_it_is_held():
    fall, next_day = a_day(on=date(2027, 3, 12)), a_day(on=date(2027, 3, 13))

    assert rules.current_day([fall, next_day], now=datetime(2027, 3, 13, 3, tzinfo=UTC)) is fall
