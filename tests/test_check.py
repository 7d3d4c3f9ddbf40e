"""`pdday check` finds what cannot be: each false state is made by plain SQL, behind every rule's back."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pdday.db import db
from pdday.desk.check import check
from pdday.programme.models import Away, Leave
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering
from pdday.timetable.seat_models import CalendarFeed, Exchange, ExchangeState, Waiting
from tests.checking import Morning, attend, found, make_morning, run_sql, run_sql_without_foreign_keys
from tests.factories import (
    BEFORE,
    enrol,
    keep,
    make_coordinator,
    make_day,
    make_staff,
    slot_of,
)

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


@pytest.fixture
def morning(app: Flask) -> Morning:
    return make_morning()


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

    sentence = f"Enrollment {place.id} does not fill slot B, which its offering does."
    assert found("other_slots") == [("enrolment", place.id, sentence)]


def test_an_enrolment_that_fills_a_slot_which_its_offering_does_not(morning: Morning):
    place = enrol(morning.ana, morning.offer("B"))
    db.session.flush()

    run_sql_without_foreign_keys(
        f"UPDATE enrolment_slot SET slot_id = {slot_of(morning.day, 'C').id} WHERE enrolment_id = {place.id}"
    )

    assert f"Enrollment {place.id} fills slot C, which its offering does not." in {
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
