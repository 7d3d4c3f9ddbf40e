"""`pdday check` finds what cannot be: each false state is made by plain SQL, behind every rule's back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from pdday.checkin.models import Attendance, AttendanceKind, Badge, Scan, ScanMethod, ScanOutcome
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.desk.check import check
from pdday.feedback.models import Answer, TicketHandedIn
from pdday.programme.models import Away, Day, Leave
from pdday.programme.vocabulary import Feature
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, Timetable
from pdday.timetable.seat_models import CalendarFeed, Exchange, ExchangeState, Waiting
from pdday.words import Sentence
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

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


@dataclass
class Morning:
    """A published day on which Lena presents “Number Talks” in slot A and Ana sits in it."""

    day: Day
    timetable: Timetable
    offering: Offering
    lena: StaffMember
    ana: StaffMember

    def offer(self, slot: str, *, title: str = "Fractions", seats: int = 30) -> Offering:
        session = make_session(self.day, title)
        return make_offering(
            self.timetable, session, slot_of(self.day, slot), make_room(self.day.host_school), seats=seats
        )


@pytest.fixture
def morning(app: Flask) -> Morning:
    day = make_day()
    timetable, lena, ana = make_timetable(day), make_staff("Lena Ortiz"), make_staff("Ana Reyes")
    session = make_session(day, "Number Talks", presenters=(lena,), room_needs=(Feature.PROJECTOR,))
    room = make_room(day.host_school, "Room 12", seats=2, features=(Feature.PROJECTOR,), posted_limit=2)
    offering = make_offering(timetable, session, slot_of(day, "A"), room)
    enrol(ana, offering)
    return Morning(day, timetable, offering, lena, ana)


def attend(person: StaffMember, offering: Offering, *, arrived: str = "9:10", left: str | None = None) -> Attendance:
    scan = keep(
        Scan(
            scan_id=f"{person.id}-{offering.id}",
            offering_id=offering.id,
            staff_id=person.id,
            method=ScanMethod.NAME,
            outcome=ScanOutcome.WELCOME,
            scanned_at=at(arrived),
            received_at=at(arrived),
        )
    )
    return keep(
        Attendance(
            offering_id=offering.id,
            staff_id=person.id,
            kind=AttendanceKind.ENROLLED,
            arrived_at=at(arrived),
            left_at=at(left) if left else None,
            scan_id=scan.id,
        )
    )


def found(what: str) -> list[tuple[str, int | str, str]]:
    """What the check says of this kind: table, row and sentence."""
    db.session.flush()
    return [(each.thing, each.id, str(each.sentence)) for each in check() if each.what == what]


def run_sql(statement: str, **values: object) -> None:
    db.session.flush()
    db.session.execute(text(statement), values)


def run_sql_without_foreign_keys(statement: str) -> None:
    db.session.commit()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            steps = ("COMMIT", "PRAGMA foreign_keys=OFF", statement, "PRAGMA foreign_keys=ON", "BEGIN")
        else:
            role = "SET session_replication_role"
            steps = (f"{role} = replica", statement, f"{role} = origin", "COMMIT", "BEGIN")
        for step in steps:
            connection.exec_driver_sql(step)


def test_a_day_without_anything_false_has_nothing_to_report(morning: Morning):
    attend(morning.ana, morning.offering)
    for label in "BCD":
        door = morning.offer(label, title=f"Session {label}")
        enrol(morning.ana, door)
        enrol(morning.lena, door)
    coordinators = select(StaffMember).where(StaffMember.id.not_in([morning.ana.id, morning.lena.id]))
    for person in db.session.scalars(coordinators).all():
        keep(Leave(day_id=morning.day.id, staff_id=person.id, reported_at=BEFORE))

    assert check() == []


def test_more_people_than_seats(morning: Morning):
    enrol(make_staff(), morning.offering)
    assert found("too_many_people") == []

    enrol(make_staff(), morning.offering)

    sentence = "“Number Talks” has 3 people on 2 seats."
    assert found("too_many_people") == [("offering", morning.offering.id, sentence)]


def test_presenters_take_no_seat(morning: Morning):
    enrol(make_staff(), morning.offering)

    assert found("too_many_people") == []


def test_more_seats_than_the_room_has(morning: Morning):
    run_sql("UPDATE room SET seats = 1, posted_limit = NULL WHERE name = 'Room 12'")

    sentence = "“Number Talks” promises 2 seats, but Room 12 holds 1."
    assert found("more_seats_than_the_room") == [("offering", morning.offering.id, sentence)]


def test_more_seats_than_the_sign_at_the_door_allows(morning: Morning):
    assert found("more_seats_than_the_room") == []

    run_sql("UPDATE room SET posted_limit = 1 WHERE name = 'Room 12'")

    assert [row for _, row, _ in found("more_seats_than_the_room")] == [morning.offering.id]


def test_what_was_true_of_a_superseded_timetable_is_history(morning: Morning):
    run_sql("UPDATE room SET seats = 1, posted_limit = NULL WHERE name = 'Room 12'")

    run_sql("UPDATE timetable SET state = 'superseded'")

    assert found("more_seats_than_the_room") == []


def test_one_person_in_two_places(morning: Morning):
    elsewhere = enrol(morning.ana, morning.offer("B"))
    assert found("two_places") == []

    run_sql("UPDATE offering_slot SET slot_id = :a WHERE offering_id = :id", **a_and(morning, elsewhere.offering_id))

    assert found("two_places") == [("enrolment", elsewhere.id, "Ana Reyes is in two places in slot A.")]


def a_and(morning: Morning, offering_id: int) -> dict[str, int]:
    """For a statement that moves an offering to slot A: what would forbid it is cleared away first."""
    run_sql("DELETE FROM enrolment_slot WHERE offering_id = :id", id=offering_id)
    return {"a": slot_of(morning.day, "A").id, "id": offering_id}


def test_an_enrolment_that_does_not_fill_its_offerings_slot(morning: Morning):
    place = enrol(morning.ana, morning.offer("B"))
    assert found("other_slots") == []

    run_sql("DELETE FROM enrolment_slot WHERE enrolment_id = :id", id=place.id)

    sentence = f"Enrolment {place.id} does not fill slot B, which its offering does."
    assert found("other_slots") == [("enrolment", place.id, sentence)]


def test_an_enrolment_that_fills_a_slot_which_its_offering_does_not(morning: Morning):
    place = enrol(morning.ana, morning.offer("B"))
    db.session.flush()

    run_sql_without_foreign_keys(
        f"UPDATE enrolment_slot SET slot_id = {slot_of(morning.day, 'C').id} WHERE enrolment_id = {place.id}"
    )

    assert f"Enrolment {place.id} fills slot C, which its offering does not." in {
        said for *_, said in found("other_slots")
    }


def test_an_offering_whose_slot_and_room_contradict_themselves(morning: Morning):
    assert found("contradicts_itself") == []

    run_sql("UPDATE offering SET slot_id = :b WHERE id = :id", b=slot_of(morning.day, "B").id, id=morning.offering.id)

    assert [row for _, row, _ in found("contradicts_itself")] == [morning.offering.id]


def test_an_offering_with_no_slot_at_all(morning: Morning):
    offering = morning.offer("B")

    run_sql("DELETE FROM offering_slot WHERE offering_id = :id", id=offering.id)

    assert [row for _, row, _ in found("contradicts_itself")] == [offering.id]


def test_a_room_without_what_its_session_needs(morning: Morning):
    assert found("room_lacks_a_feature") == []

    run_sql("UPDATE room SET features = '[\"wifi_ok\"]' WHERE name = 'Room 12'")
    db.session.expire_all()

    sentence = "“Number Talks” is in Room 12, which lacks: projector."
    assert found("room_lacks_a_feature") == [("offering", morning.offering.id, sentence)]


def test_a_presenter_who_is_not_there(morning: Morning):
    assert found("presenter_absent") == []

    run_sql("DELETE FROM enrolment WHERE staff_id = :id", id=morning.lena.id)

    sentence = "Lena Ortiz presents “Number Talks” and is not there."
    assert found("presenter_absent") == [("offering", morning.offering.id, sentence)]


def places_missing(person: StaffMember) -> list[str]:
    return [said for thing, row, said in found("no_place") if (thing, row) == ("staff_member", person.id)]


def test_a_free_person_without_a_place(morning: Morning):
    for label in "BC":
        enrol(morning.ana, morning.offer(label))

    assert places_missing(morning.ana) == ["Ana Reyes is free in slot D and has no place."]


def test_whoever_is_away_needs_no_place(morning: Morning):
    keep(Away(staff_id=morning.ana.id, slot_id=slot_of(morning.day, "D").id))

    assert places_missing(morning.ana) == [
        "Ana Reyes is free in slot B and has no place.",
        "Ana Reyes is free in slot C and has no place.",
    ]


def test_whoever_is_on_leave_or_has_left_needs_no_place(morning: Morning):
    keep(Leave(day_id=morning.day.id, staff_id=morning.ana.id, reported_at=BEFORE))
    morning.lena.left_at = BEFORE

    assert (places_missing(morning.ana), places_missing(morning.lena)) == ([], [])


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

    sentence = "3 people were in Room 12 for “Number Talks”; its sign says 2."
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


def make_waiting(morning: Morning, person: StaffMember, offering: Offering) -> Waiting:
    waits = Waiting(staff_id=person.id, session_id=offering.session_id, slot_id=offering.slot_id, asked_at=BEFORE)
    return keep(waits)


def test_somebody_who_waits_for_what_they_have(morning: Morning):
    waits = make_waiting(morning, morning.ana, morning.offering)

    assert found("waits_for_a_seat_they_have") == [
        ("waiting", waits.id, "Ana Reyes waits for “Number Talks” and has a place in it.")
    ]


def test_somebody_who_waits_on_another_day(morning: Morning):
    waits = make_waiting(morning, make_staff("Luis Ortega"), morning.offering)
    run_sql("UPDATE waiting SET slot_id = :slot", slot=slot_of(make_day(), "B").id)

    assert found("waits_on_another_day") == [
        ("waiting", waits.id, "Luis Ortega waits for a session of one day in a slot of another.")
    ]


def make_exchange(morning: Morning, **more: Any) -> Exchange:
    wanted = morning.offer("A", title="Number Sense")
    return keep(
        Exchange(
            timetable_id=morning.timetable.id,
            asker_id=morning.ana.id,
            colleague_id=morning.lena.id,
            offers_id=morning.offering.id,
            wants_id=wanted.id,
            asked_at=BEFORE,
            expires_at=BEFORE,
            **more,
        )
    )


def test_an_exchange_with_a_seat_of_another_timetable(morning: Morning):
    exchange = make_exchange(morning)
    run_sql("UPDATE exchange SET wants_id = offers_id")

    assert found("exchange_of_nothing") == [
        ("exchange", exchange.id, f"Exchange {exchange.id} names seats of another timetable, or one seat twice.")
    ]


def test_an_accepted_exchange_that_moved_nobody(morning: Morning):
    make_exchange(morning)
    accepted = make_exchange(morning, state=ExchangeState.ACCEPTED, answered_at=BEFORE)

    told = f"Exchange {accepted.id} was accepted, and no change of seats is on record."
    assert found("exchange_without_change") == [("exchange", accepted.id, told)]


def test_a_calendar_address_given_to_somebody_who_has_left(morning: Morning):
    keep(CalendarFeed(staff_id=morning.ana.id, token="abcdEFGH12345678", made_at=BEFORE))
    run_sql("UPDATE staff_member SET left_at = '2020-01-01 00:00:00' WHERE id = :id", id=morning.ana.id)

    assert found("stranger's_calendar") == [
        ("calendar_feed", morning.ana.id, "Ana Reyes was given a calendar address after leaving the district.")
    ]


def test_the_coordinators_table_is_read_and_never_changed(morning: Morning):
    make_coordinator()
    db.session.commit()

    check()

    assert not db.session.new | db.session.dirty | db.session.deleted
