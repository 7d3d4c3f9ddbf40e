from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from pdday.checkin import actions, badge_actions, queries
from pdday.checkin.actions import Verdict
from pdday.checkin.models import Attendance, AttendanceKind, Badge, Scan, ScanMethod, ScanOutcome
from pdday.checkin.rules import Passing
from pdday.db import db
from pdday.errors import Refused
from pdday.programme.models import Leave
from pdday.timetable.models import EnrolmentSource, Offering, TimetableState
from pdday.trail import Trail
from tests.checkin.factories import (
    forget,
    make_badge,
    make_door,
    make_published_day,
    scan_name,
    scan_token,
)
from tests.factories import (
    BEFORE,
    at,
    enrol,
    keep,
    make_coordinator,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.timetable.factories import withdraw


def count_of(row: type) -> int:
    return db.session.scalar(select(func.count()).select_from(row)) or 0


def attendance(door: Offering, person: object) -> Attendance:
    found = queries.find_attendance(door.id, person.id)  # type: ignore[attr-defined]
    assert found is not None
    return found


def test_an_enrolled_colleague_is_welcome_and_is_recorded_as_there(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    door = make_door(the_day)
    enrol(luis, door)
    badge = make_badge(the_day, luis)

    verdict = scan_token(door, badge.token, "9:12")

    assert verdict == Verdict(ScanOutcome.WELCOME, staff_id=luis.id, since=at("9:12"))
    there = attendance(door, luis)
    assert (there.kind, there.arrived_at, there.left_at) == (AttendanceKind.ENROLLED, at("9:12"), None)


def test_a_second_scan_says_when_the_first_was(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    door = make_door(the_day)
    enrol(luis, door)
    scan_name(door, luis, "9:12")

    verdict = scan_name(door, luis, "9:30")

    assert verdict == Verdict(ScanOutcome.ALREADY_IN, staff_id=luis.id, since=at("9:12"))
    assert (count_of(Scan), count_of(Attendance)) == (2, 1)


def test_the_same_scan_sent_twice_is_one_scan_with_one_verdict(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    door = make_door(the_day)
    enrol(luis, door)
    first = scan_name(door, luis, "9:12", scan_id="tablet-3:17")
    forget()

    again = scan_name(door, luis, "9:30", scan_id="tablet-3:17")

    assert again == first
    assert (count_of(Scan), count_of(Attendance)) == (1, 1)


def test_a_refused_scan_is_kept_but_nobody_is_there(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    door = make_door(the_day)

    outcomes = [
        scan_token(door, "not of this district", "9:12").outcome,
        scan_name(door, luis, "8:30").outcome,
        scan_name(door, luis, "10:15").outcome,
    ]

    assert outcomes == [ScanOutcome.UNKNOWN_BADGE, ScanOutcome.TOO_EARLY, ScanOutcome.TOO_LATE]
    assert (count_of(Scan), count_of(Attendance)) == (3, 0)
    assert db.session.scalars(select(Scan.token).order_by(Scan.id)).first() == "not of this district"


def test_a_badge_of_another_day_is_unknown(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    last_year = keep(Badge(day_id=make_day().id, staff_id=luis.id, token="last year", made_at=BEFORE))

    verdict = scan_token(make_door(the_day), last_year.token, "9:12")

    assert verdict == Verdict(ScanOutcome.UNKNOWN_BADGE)


def test_a_revoked_badge_does_not_open_a_door(app: Flask) -> None:
    the_day, luis, dana = make_published_day(), make_staff("Luis Ortega"), make_coordinator()
    badge, door = make_badge(the_day, luis), make_door(the_day)
    badge_actions.revoke_badge(badge, by=dana, why="lost in the car park", now=at("8:00"))

    verdict = scan_token(door, badge.token, "9:12")

    assert verdict == Verdict(ScanOutcome.REVOKED, staff_id=luis.id)
    assert count_of(Attendance) == 0


def test_somebody_enrolled_elsewhere_moves_in_while_seats_are_free(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    own, other = make_door(the_day), make_door(the_day)
    enrol(luis, own)

    verdict = scan_name(other, luis, "9:12")

    assert verdict == Verdict(ScanOutcome.ANOTHER_ROOM, luis.id, since=at("9:12"), belongs_in_id=own.id)
    assert attendance(other, luis).kind is AttendanceKind.MOVED
    assert len(own.enrolments) == 1


@pytest.mark.parametrize("source", [EnrolmentSource.WISH, EnrolmentSource.PRESENTING])
def test_nobody_belongs_in_a_session_that_was_withdrawn(app: Flask, source: EnrolmentSource) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    own, other = make_door(the_day), make_door(the_day)
    enrol(luis, own, source=source)
    withdraw(own)

    verdict = scan_name(other, luis, "9:12")

    assert verdict == Verdict(ScanOutcome.WALK_IN, luis.id, since=at("9:12"))
    assert attendance(other, luis).kind is AttendanceKind.WALK_IN


def test_a_walk_in_gets_the_last_free_seat_and_the_next_one_does_not(app: Flask) -> None:
    door = make_door(make_published_day(), seats=2)
    enrol(make_staff("Luis Ortega"), door)

    outcomes = [scan_name(door, make_staff(), "9:12").outcome for _ in range(2)]

    assert outcomes == [ScanOutcome.WALK_IN, ScanOutcome.FULL]


@pytest.mark.parametrize("reason", ["moved", "on leave", "left again"])
def test_the_seat_of_somebody_who_will_not_come_is_free(app: Flask, reason: str) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    door, other = make_door(the_day, seats=1), make_door(the_day)
    enrol(luis, door)
    match reason:
        case "moved":
            scan_name(other, luis, "9:10")
        case "on leave":
            keep(Leave(day_id=the_day.day.id, staff_id=luis.id, reported_at=BEFORE))
        case "left again":
            scan_name(door, luis, "9:00")
            scan_name(door, luis, "9:05", passing=Passing.LEAVING)

    assert scan_name(door, make_staff(), "9:12").outcome is ScanOutcome.WALK_IN


def test_a_room_that_shrank_is_never_filled_beyond_its_posted_limit(app: Flask) -> None:
    the_day = make_published_day()
    room = make_room(the_day.day.host_school, seats=30, posted_limit=1)
    door = make_door(the_day, seats=30, room=room)
    people = [make_staff(), make_staff()]
    for person in people:
        enrol(person, door)

    outcomes = [scan_name(door, person, "9:12").outcome for person in people]

    assert outcomes == [ScanOutcome.WELCOME, ScanOutcome.FULL]


def test_those_who_lead_are_recorded_too_and_take_no_seat(app: Flask) -> None:
    the_day, rosa, luis = make_published_day(), make_staff("Rosa Delgado"), make_staff("Luis Ortega")
    door = make_door(the_day, seats=1, presenters=(rosa,))
    enrol(luis, door)

    verdicts = [scan_name(door, rosa, "9:00").outcome, scan_name(door, luis, "9:10").outcome]

    assert verdicts == [ScanOutcome.WELCOME, ScanOutcome.WELCOME]
    assert attendance(door, rosa).kind is AttendanceKind.PRESENTING


def test_a_plenary_has_a_door_like_any_other(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    gym = make_room(the_day.day.host_school, "Gym", seats=620)
    keynote = make_offering(the_day.timetable, None, slot_of(the_day.day, "Keynote"), gym)
    enrol(luis, keynote)

    assert scan_name(keynote, luis, "7:58").outcome is ScanOutcome.WELCOME


def test_nobody_is_in_two_rooms(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    first, second = make_door(the_day), make_door(the_day)
    enrol(luis, first)
    scan_name(first, luis, "9:12")

    scan_name(second, luis, "9:40")

    assert attendance(first, luis).left_at == at("9:40")
    assert attendance(second, luis).left_at is None


def test_the_next_slots_door_ends_a_stay_that_was_not_over(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    in_a, in_b = make_door(the_day, "A"), make_door(the_day, "B")
    scan_name(in_a, luis, "9:12")

    scan_name(in_b, luis, "10:08")

    assert attendance(in_a, luis).left_at == at("10:08")


def test_somebody_who_stayed_to_the_end_has_no_time_of_leaving(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    in_a, in_b = make_door(the_day, "A"), make_door(the_day, "B")
    scan_name(in_a, luis, "9:12")

    scan_name(in_b, luis, "10:24")

    assert attendance(in_a, luis).left_at is None


def test_coming_back_continues_the_same_attendance_less_the_minutes_away(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    first, second = make_door(the_day), make_door(the_day)
    scan_name(first, luis, "9:12")
    scan_name(second, luis, "9:30")

    scan_name(first, luis, "9:45")

    there = attendance(first, luis)
    assert (there.arrived_at, there.left_at, there.minutes_away) == (at("9:12"), None, 15)
    assert attendance(second, luis).left_at == at("9:45")


def test_a_door_that_was_offline_tells_later_and_its_own_times_count(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    offline, online = make_door(the_day), make_door(the_day)
    enrol(luis, offline)
    scan_name(online, luis, "9:40")

    verdict = scan_name(offline, luis, "9:12", heard="10:40")

    assert verdict.outcome is ScanOutcome.WELCOME
    assert (attendance(offline, luis).arrived_at, attendance(offline, luis).left_at) == (at("9:12"), at("9:40"))
    assert attendance(online, luis).left_at is None


def test_two_devices_at_one_door_keep_the_earlier_arrival(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    door = make_door(the_day)
    scan_name(door, luis, "9:20")

    scan_name(door, luis, "9:12", heard="9:50")

    assert attendance(door, luis).arrived_at == at("9:12")


def test_a_device_whose_clock_runs_ahead_is_taken_back_to_ours(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    door = make_door(the_day)

    scan_name(door, luis, "9:50", heard="9:12")

    assert attendance(door, luis).arrived_at == at("9:12")


def test_leaving_early_is_recorded_and_a_departure_after_the_end_is_too(app: Flask) -> None:
    the_day, luis, mei = make_published_day(), make_staff("Luis Ortega"), make_staff("Mei Tanaka")
    door = make_door(the_day)
    for person in (luis, mei):
        scan_name(door, person, "9:12")

    outcomes = [
        scan_name(door, luis, "9:50", passing=Passing.LEAVING).outcome,
        scan_name(door, mei, "10:17", passing=Passing.LEAVING).outcome,
    ]

    assert outcomes == [ScanOutcome.LEFT, ScanOutcome.LEFT]
    assert attendance(door, luis).left_at == at("9:50")
    assert attendance(door, mei).left_at == at("10:17")


def test_a_draft_has_no_door(app: Flask) -> None:
    day = make_day()
    draft = make_timetable(day, state=TimetableState.DRAFT)
    door = make_offering(draft, make_session(day), slot_of(day, "A"), make_room(day.host_school))

    with pytest.raises(Refused):
        scan_name(door, make_staff(), "9:12")

    assert count_of(Scan) == 0


def test_a_scan_reads_a_badge_or_a_name_and_not_both(app: Flask) -> None:
    door = make_door(make_published_day())

    with pytest.raises(ValueError, match="either a badge or a name"):
        actions.scan(door, scan_id="1", method=ScanMethod.NAME, scanned_at=at("9:12"), by=None, now=at("9:12"))


def test_a_coordinator_records_by_hand_who_was_there_and_why_it_is_known(app: Flask) -> None:
    the_day, luis, dana = make_published_day(), make_staff("Luis Ortega"), make_coordinator()
    door = make_door(the_day)
    enrol(luis, door)

    there = actions.record_by_hand(door, luis, arrived_at=at("9:15"), by=dana, why="on the paper list", now=at("16:00"))

    assert (there.kind, there.recorded_by_id, there.scan_id) == (AttendanceKind.ENROLLED, dana.id, None)
    entry = db.session.scalars(select(Trail)).one()
    assert (entry.did, entry.by_id, entry.why) == ("record_attendance_by_hand", dana.id, "on the paper list")
    assert entry.facts["former"] is None


def test_a_correction_keeps_the_old_times_in_the_trail(app: Flask) -> None:
    the_day, luis, dana = make_published_day(), make_staff("Luis Ortega"), make_coordinator()
    door = make_door(the_day)
    scan_name(door, luis, "9:40")

    actions.record_by_hand(
        door, luis, arrived_at=at("9:15"), left_at=at("10:00"), by=dana, why="scanner was late", now=at("16:00")
    )

    assert (attendance(door, luis).arrived_at, attendance(door, luis).left_at) == (at("9:15"), at("10:00"))
    entry = db.session.scalars(select(Trail)).one()
    assert entry.facts["former"] == {"arrived_at": at("9:40").isoformat(), "left_at": None}


def test_impossible_times_by_hand_are_refused(app: Flask) -> None:
    the_day, luis, dana = make_published_day(), make_staff("Luis Ortega"), make_coordinator()
    door = make_door(the_day)

    with pytest.raises(Refused, match="outside the session's time"):
        actions.record_by_hand(door, luis, arrived_at=at("11:00"), by=dana, why="?", now=at("16:00"))

    assert count_of(Attendance) == 0


def test_undoing_a_slip_at_the_wrong_door_puts_the_person_back(app: Flask) -> None:
    the_day, luis, dana = make_published_day(), make_staff("Luis Ortega"), make_coordinator()
    right, wrong = make_door(the_day), make_door(the_day)
    scan_name(right, luis, "9:12")
    scan_name(wrong, luis, "9:13")

    actions.undo(attendance(wrong, luis), by=dana, why="wrong tablet", now=at("9:14"))

    assert queries.find_attendance(wrong.id, luis.id) is None
    assert attendance(right, luis).left_at is None
    assert count_of(Scan) == 2
    entry = db.session.scalars(select(Trail)).one()
    assert (entry.did, entry.why) == ("undo_attendance", "wrong tablet")
