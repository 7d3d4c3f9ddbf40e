from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdday.credit.rules import (
    MINUTE,
    CreditRule,
    CreditSlot,
    LeadingEarns,
    Presence,
    WithoutDeparture,
    credited_minutes,
    event_total,
)
from tests.factories import at

A = CreditSlot(slot_id=1, begins_at=at("9:00"), ends_at=at("10:00"), credit_minutes=60)
B = CreditSlot(slot_id=2, begins_at=at("10:10"), ends_at=at("11:10"), credit_minutes=60)
#: Fifteen of its sixty minutes are a welcome, which earns nothing.
KEYNOTE = CreditSlot(slot_id=3, begins_at=at("8:00"), ends_at=at("9:00"), credit_minutes=45)


def there(
    arrived: str,
    left: str | None = None,
    *,
    attendance_id: int = 1,
    slots: tuple[CreditSlot, ...] = (A,),
    away: int = 0,
    leads: bool = False,
) -> Presence:
    return Presence(
        attendance_id=attendance_id,
        slots=slots,
        arrived_at=at(arrived),
        left_at=at(left) if left else None,
        minutes_away=away,
        leads=leads,
    )


def minutes(*day: Presence, rule: CreditRule | None = None) -> list[int]:
    """Each presence's credited minutes, in the order given."""
    credited = credited_minutes(day, rule or CreditRule())
    return [credited[presence.attendance_id].minutes for presence in day]


@pytest.mark.parametrize(
    ("arrived", "left", "earned"),
    [
        ("8:50", None, 60),
        ("9:00", "10:00", 60),
        ("9:00", "10:30", 60),
        ("9:10", None, 60),
        ("9:11", None, 49),
        ("9:12", None, 48),
        ("9:00", "9:55", 60),
        ("9:00", "9:54", 54),
        ("9:20", "9:40", 20),
        ("8:45", "8:55", 0),
    ],
)
def test_small_delays_are_forgiven_and_larger_ones_count_to_the_minute(
    arrived: str, left: str | None, earned: int
) -> None:
    assert minutes(there(arrived, left)) == [earned]


def test_an_offering_gives_no_more_than_its_credit_minutes() -> None:
    assert minutes(there("8:00", slots=(KEYNOTE,))) == [45]


def test_a_double_session_earns_both_slots_but_not_the_break() -> None:
    assert minutes(there("9:00", slots=(A, B))) == [120]
    assert minutes(there("9:00", "10:30", slots=(A, B))) == [80]
    assert minutes(there("10:00", slots=(A, B))) == [60]


def test_minutes_in_two_rooms_add_up_and_none_counts_twice() -> None:
    moved = there("9:00", "9:30"), there("9:30", attendance_id=2)

    assert minutes(*moved) == [30, 30]


def test_moving_within_the_grace_gives_the_whole_slot_to_the_room_one_stayed_in() -> None:
    moved = there("9:00", "9:08"), there("9:08", attendance_id=2)

    assert minutes(*moved) == [0, 60]


def test_a_room_entered_later_has_the_minutes_that_two_records_claim() -> None:
    claimed_twice = there("9:00"), there("9:40", attendance_id=2)

    assert minutes(*claimed_twice) == [40, 20]


def test_three_records_of_the_same_minutes_are_one_person() -> None:
    day = there("9:00"), there("9:20", "9:40", attendance_id=2), there("9:30", "9:50", attendance_id=3)

    assert minutes(*day) == [30, 10, 20]


def test_going_to_another_room_and_back_is_subtracted_once() -> None:
    day = there("9:00", away=20), there("9:20", "9:40", attendance_id=2)

    assert minutes(*day) == [40, 20]


def test_minutes_away_without_another_room_earn_nothing() -> None:
    assert minutes(there("9:00", away=25)) == [35]


def test_two_halves_of_a_keynote_are_not_worth_more_than_the_keynote() -> None:
    day = there("8:00", "8:30", slots=(KEYNOTE,)), there("8:30", slots=(KEYNOTE,), attendance_id=2)

    assert minutes(*day) == [30, 15]


def test_without_a_departure_a_strict_rule_waits() -> None:
    strict = CreditRule(without_departure=WithoutDeparture.PENDING)

    assert minutes(there("9:00"), rule=strict) == [0]
    assert minutes(there("9:00", "10:00"), rule=strict) == [60]


def test_leading_earns_the_same_unless_the_state_bars_it() -> None:
    barred = CreditRule(leading_earns=LeadingEarns.NOTHING)

    assert minutes(there("8:50", leads=True)) == [60]
    assert minutes(there("8:50", leads=True), rule=barred) == [0]


def test_only_the_days_total_is_rounded_and_always_down() -> None:
    assert event_total([45, 48, 60, 60, 45, 20]) == 270
    assert event_total([14]) == 0
    assert event_total([48, 48, 48]) == 135


@pytest.mark.parametrize(
    ("presence", "rule", "sentence"),
    [
        (
            there("9:04"),
            CreditRule(),
            "There from beginning to end, small delays forgiven: all 60 credit minutes.",
        ),
        (there("9:12"), CreditRule(), "Came 12 minutes after the beginning: 48 of 60 credit minutes."),
        (there("9:01"), CreditRule(grace_in_minutes=0), "Came 1 minute after the beginning: 59 of 60 credit minutes."),
        (there("9:00", "9:40"), CreditRule(), "Left 20 minutes before the end: 40 of 60 credit minutes."),
        (
            there("9:15", "9:45"),
            CreditRule(),
            "Came 15 minutes after the beginning and left 15 minutes before the end: 30 of 60 credit minutes.",
        ),
        (there("9:00", away=7), CreditRule(), "Out of the room for a part of the time: 53 of 60 credit minutes."),
        (
            there("9:00"),
            CreditRule(without_departure=WithoutDeparture.PENDING),
            "When they left is not recorded. The minutes count as soon as the presenter confirms it.",
        ),
        (
            there("9:00", leads=True),
            CreditRule(leading_earns=LeadingEarns.NOTHING),
            "Leading a session earns no credit under this rule.",
        ),
        (
            there("9:00", slots=(CreditSlot(9, at("9:00"), at("10:00"), credit_minutes=0),)),
            CreditRule(),
            "This part of the day carries no credit.",
        ),
    ],
)
def test_every_award_says_why(presence: Presence, rule: CreditRule, sentence: str) -> None:
    assert str(credited_minutes([presence], rule)[1].explanation) == sentence


STAYS = st.tuples(st.integers(-20, 70), st.integers(0, 70), st.booleans(), st.integers(0, 30))


@given(st.lists(STAYS, min_size=1, max_size=4))
def test_however_somebody_wanders_a_slot_never_earns_more_than_it_lasts(
    stays: list[tuple[int, int, bool, int]],
) -> None:
    day = [
        Presence(
            attendance_id=number,
            slots=(A,),
            arrived_at=A.begins_at + arrived * MINUTE,
            left_at=A.begins_at + (arrived + stayed) * MINUTE if left else None,
            minutes_away=away,
        )
        for number, (arrived, stayed, left, away) in enumerate(stays)
    ]

    credited = credited_minutes(day)

    assert all(each.minutes >= 0 for each in credited.values())
    assert sum(each.minutes for each in credited.values()) <= A.credit_minutes
    assert all(credited_minutes(order) == credited for order in permutations(day))
