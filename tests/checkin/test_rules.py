from dataclasses import replace

import pytest

from pdday.checkin.models import AttendanceKind, ScanOutcome
from pdday.checkin.rules import (
    AtTheDoor,
    Passing,
    Recognised,
    Standing,
    Stay,
    kind_of_attendance,
    left_for_another_room,
    minutes_away,
    overlaps,
    read_scan,
    stays_ended_by,
    why_not_present,
)
from tests.factories import at

#: A colleague who is enrolled, on time, at a door with seats.
EXPECTED = AtTheDoor(
    at=at("9:10"),
    begins_at=at("9:15"),
    ends_at=at("10:15"),
    recognised=Recognised.KNOWN,
    passing=Passing.ARRIVING,
    standing=Standing.ENROLLED,
    is_in=False,
    is_awaited=True,
    seats=30,
    present=10,
    awaited=20,
)
WALKER = replace(EXPECTED, standing=Standing.FREE, is_awaited=False)
MOVER = replace(WALKER, standing=Standing.ELSEWHERE)


@pytest.mark.parametrize(
    ("door", "outcome"),
    [
        (EXPECTED, ScanOutcome.WELCOME),
        (replace(EXPECTED, recognised=Recognised.UNKNOWN), ScanOutcome.UNKNOWN_BADGE),
        (replace(EXPECTED, recognised=Recognised.REVOKED), ScanOutcome.REVOKED),
        (replace(EXPECTED, is_in=True), ScanOutcome.ALREADY_IN),
        (replace(EXPECTED, is_in=True, recognised=Recognised.REVOKED), ScanOutcome.REVOKED),
        (replace(EXPECTED, is_in=True, passing=Passing.LEAVING), ScanOutcome.LEFT),
        (replace(EXPECTED, is_in=True, passing=Passing.LEAVING, at=at("10:20")), ScanOutcome.LEFT),
        (replace(EXPECTED, passing=Passing.LEAVING), ScanOutcome.WELCOME),
        (replace(EXPECTED, at=at("8:54")), ScanOutcome.TOO_EARLY),
        (replace(EXPECTED, at=at("8:55")), ScanOutcome.WELCOME),
        (replace(EXPECTED, at=at("10:14")), ScanOutcome.WELCOME),
        (replace(EXPECTED, at=at("10:15")), ScanOutcome.TOO_LATE),
        (replace(EXPECTED, standing=Standing.LEADS, present=30), ScanOutcome.WELCOME),
        (replace(WALKER, awaited=19), ScanOutcome.WALK_IN),
        (replace(MOVER, awaited=19), ScanOutcome.ANOTHER_ROOM),
    ],
)
def test_each_try_at_the_door_has_one_outcome(door: AtTheDoor, outcome: ScanOutcome) -> None:
    assert read_scan(door) == outcome


@pytest.mark.parametrize("comer", [WALKER, MOVER])
def test_a_seat_kept_for_somebody_is_not_free_for_others(comer: AtTheDoor) -> None:
    assert read_scan(replace(comer, present=10, awaited=20)) == ScanOutcome.FULL


def test_ten_minutes_into_the_slot_the_seats_of_those_who_stayed_away_are_free() -> None:
    assert read_scan(replace(WALKER, at=at("9:24"))) == ScanOutcome.FULL
    assert read_scan(replace(WALKER, at=at("9:25"))) == ScanOutcome.WALK_IN


def test_nobody_gets_in_beyond_the_last_seat_not_even_enrolled() -> None:
    late = replace(EXPECTED, at=at("9:40"), present=30, awaited=1)

    assert read_scan(late) == ScanOutcome.FULL


def test_an_enrolled_colleague_who_was_elsewhere_needs_a_seat_that_is_really_free() -> None:
    back = replace(EXPECTED, is_awaited=False)

    assert read_scan(back) == ScanOutcome.FULL
    assert read_scan(replace(back, awaited=19)) == ScanOutcome.WELCOME


def test_what_somebody_is_there_as_follows_from_the_timetable() -> None:
    assert {standing: kind_of_attendance(standing) for standing in Standing} == {
        Standing.LEADS: AttendanceKind.PRESENTING,
        Standing.ENROLLED: AttendanceKind.ENROLLED,
        Standing.ELSEWHERE: AttendanceKind.MOVED,
        Standing.FREE: AttendanceKind.WALK_IN,
    }


def stay(arrived: str, left: str | None = None, *, ends: str = "10:15") -> Stay:
    return Stay(
        attendance_id=1, offering_id=1, arrived_at=at(arrived), left_at=at(left) if left else None, ends_at=at(ends)
    )


@pytest.mark.parametrize(
    ("other", "ends"),
    [
        (stay("9:15"), True),
        (stay("9:15", "9:50"), True),
        (stay("9:15", "9:20"), False),
        (stay("9:40"), False),
        (stay("8:10", ends="9:00"), False),
    ],
)
def test_arriving_ends_the_stay_in_the_room_one_was_in(other: Stay, ends: bool) -> None:
    assert stays_ended_by(at("9:30"), [other]) == ([other] if ends else [])


def test_a_scan_told_late_knows_that_the_person_went_on() -> None:
    stays = [stay("8:10", ends="9:00"), stay("9:50"), stay("9:40"), stay("10:20", ends="11:25")]

    assert left_for_another_room(at("9:20"), at("10:15"), stays) == at("9:40")
    assert left_for_another_room(at("9:55"), at("10:15"), stays) is None


@pytest.mark.parametrize(
    ("other", "lies_in_slot"),
    [
        (stay("9:00"), True),
        (stay("9:20", "9:30"), True),
        (stay("8:10", ends="9:00"), False),
        (stay("9:00", "9:10"), False),
        (stay("10:15", ends="11:25"), False),
    ],
)
def test_a_stay_lies_in_the_slot_only_while_it_lasts(other: Stay, lies_in_slot: bool) -> None:
    assert overlaps(other, at("9:15"), at("10:15")) == lies_in_slot


def test_minutes_away_count_only_once_the_session_has_begun() -> None:
    assert minutes_away(at("9:05"), at("9:25"), at("9:15")) == 10
    assert minutes_away(at("9:30"), at("9:42"), at("9:15")) == 12
    assert minutes_away(at("9:00"), at("9:10"), at("9:15")) == 0


@pytest.mark.parametrize(
    ("arrived", "left", "allowed"),
    [
        ("9:15", None, True),
        ("9:00", "10:15", True),
        ("10:15", None, False),
        ("8:40", None, False),
        ("9:30", "9:29", False),
    ],
)
def test_a_time_by_hand_must_lie_in_the_session(arrived: str, left: str | None, allowed: bool) -> None:
    reason = why_not_present(at(arrived), at(left) if left else None, begins_at=at("9:15"), ends_at=at("10:15"))

    assert (reason is None) == allowed
