"""What `pdday check` finds in arrivals, badges, answers and hours: each false state is made by plain SQL."""

from __future__ import annotations

import pytest
from flask import Flask

from pdday.checkin.models import Badge
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.feedback.models import Answer, TicketHandedIn
from pdday.words import Sentence
from tests.checking import Morning, attend, found, make_morning, run_sql, run_sql_without_foreign_keys
from tests.factories import (
    BEFORE,
    at,
    keep,
    make_offering,
    make_room,
    make_staff,
    slot_of,
)

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


@pytest.fixture
def morning(app: Flask) -> Morning:
    return make_morning()


def test_attendance_of_nobody(morning: Morning):
    attendance = attend(make_staff(), morning.offering)
    assert found("points_nowhere") == []

    run_sql_without_foreign_keys(f"UPDATE attendance SET staff_id = 987654 WHERE id = {attendance.id}")

    sentence = f"attendance {attendance.id} names a row of staff_member that is not there."
    assert found("points_nowhere") == [("attendance", attendance.id, sentence)]


def test_a_row_with_a_key_of_two_parts_is_named_by_both(morning: Morning):
    ticket = keep(TicketHandedIn(offering_id=morning.offering.id, staff_id=morning.ana.id))
    key = f"987654/{ticket.staff_id}"

    run_sql_without_foreign_keys("UPDATE ticket_handed_in SET offering_id = 987654")

    sentence = f"ticket_handed_in {key} names a row of offering that is not there."
    assert found("points_nowhere") == [("ticket_handed_in", key, sentence)]


def test_attendance_that_rests_on_somebody_elses_scan(morning: Morning):
    attendance = attend(morning.ana, morning.offering)
    assert found("no_evidence") == []

    run_sql("UPDATE scan SET staff_id = :lena", lena=morning.lena.id)

    assert [row for _, row, _ in found("no_evidence")] == [attendance.id]


def test_attendance_that_rests_on_a_scan_at_another_door(morning: Morning):
    attendance = attend(morning.ana, morning.offering)

    run_sql("UPDATE scan SET offering_id = :other", other=morning.offer("B").id)

    assert [row for _, row, _ in found("no_evidence")] == [attendance.id]


@pytest.mark.parametrize("arrived", ["8:00", "10:20"])
def test_attendance_outside_its_time(morning: Morning, arrived: str):
    attendance = attend(morning.ana, morning.offering)
    assert found("outside_its_time") == []

    run_sql("UPDATE attendance SET arrived_at = :then", then=_as_kept(arrived))
    db.session.expire_all()

    assert [row for _, row, _ in found("outside_its_time")] == [attendance.id]


def _as_kept(wall: str) -> str:
    return at(wall).strftime("%Y-%m-%d %H:%M:%S.%f")


def test_one_person_in_two_rooms(morning: Morning):
    attend(morning.ana, morning.offering, left="9:40")
    later = attend(morning.ana, morning.offer("A"), arrived="9:40")
    assert found("two_rooms") == []

    run_sql("UPDATE attendance SET left_at = NULL")
    db.session.expire_all()

    sentence = "Ana Reyes was in “Number Talks” and in “Fractions” at the same time."
    assert found("two_rooms") == [("attendance", later.id, sentence)]


def test_whoever_goes_on_to_the_next_slot_without_a_farewell_is_in_one_room(morning: Morning):
    attend(morning.ana, morning.offering)
    attend(morning.ana, morning.offer("B"), arrived="10:10")

    assert found("two_rooms") == []


def test_a_session_attended_twice(morning: Morning):
    repeat = make_offering(
        morning.timetable, morning.offering.session, slot_of(morning.day, "B"), make_room(morning.day.host_school)
    )
    attend(morning.ana, morning.offering)
    assert found("attended_twice") == []

    again = attend(morning.ana, repeat, arrived="10:20")

    assert found("attended_twice") == [("attendance", again.id, "Ana Reyes attended “Number Talks” twice.")]


def test_more_people_in_a_room_than_its_sign_says(morning: Morning):
    attend(morning.ana, morning.offering, left="9:30")
    attend(make_staff(), morning.offering)
    attend(make_staff(), morning.offering, arrived="9:30")
    assert found("over_the_posted_limit") == []

    run_sql("UPDATE attendance SET left_at = NULL")
    db.session.expire_all()

    sentence = "3 people in Room 12 at once for “Number Talks”; its sign says 2."
    assert found("over_the_posted_limit") == [("offering", morning.offering.id, sentence)]


def test_a_valid_badge_of_somebody_who_has_left(morning: Morning):
    badge = keep(Badge(day_id=morning.day.id, staff_id=morning.ana.id, token="t", made_at=at("7:00")))
    assert found("stranger's_badge") == []

    morning.ana.left_at = BEFORE

    sentence = f"Badge {badge.id} is valid, but Ana Reyes had left the district."
    assert found("stranger's_badge") == [("badge", badge.id, sentence)]


def test_more_answers_than_exit_tickets(morning: Morning):
    keep(TicketHandedIn(offering_id=morning.offering.id, staff_id=morning.ana.id))
    keep(Answer(key="a", offering_id=morning.offering.id, batch=1))
    assert found("more_answers_than_tickets") == []

    keep(Answer(key="b", offering_id=morning.offering.id, batch=1))

    sentence = f"Offering {morning.offering.id} has 2 answers from 1 exit tickets."
    assert found("more_answers_than_tickets") == [("offering", morning.offering.id, sentence)]


def test_more_minutes_than_the_slot_gives(morning: Morning):
    attendance = attend(morning.ana, morning.offering)
    told = Sentence("Present for the whole session.")
    keep(CreditedMinutes(attendance_id=attendance.id, minutes=60, rule="r", explanation=told, decided_at=at("16:00")))
    assert found("too_many_minutes") == []

    run_sql("UPDATE credited_minutes SET minutes = 61")

    sentence = f"Attendance {attendance.id} earns 61 minutes where its slots give 60."
    assert found("too_many_minutes") == [("credited_minutes", attendance.id, sentence)]
