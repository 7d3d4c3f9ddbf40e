"""Records that somebody says are not right, and what a coordinator makes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from pdday.checkin.models import Attendance
from pdday.checkin.rules import Passing
from pdday.credit import actions, record_actions, record_queries
from pdday.credit.models import CreditedMinutes, Dispute
from pdday.db import db
from pdday.errors import Refused
from pdday.outbox import Message
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering
from tests.checkin.factories import TheDay, forget, make_door, make_published_day, scan_name
from tests.factories import at, enrol, keep, make_coordinator, make_staff


@pytest.fixture
def the_day(app: Flask) -> TheDay:
    return make_published_day()


@pytest.fixture
def door(the_day: TheDay) -> Offering:
    return make_door(the_day)


@pytest.fixture
def luis(door: Offering) -> StaffMember:
    luis = make_staff("Luis Ortega")
    enrol(luis, door)
    return luis


def test_scenario_31_a_corrected_record_keeps_old_and_new_values_who_and_why_and_is_credited_anew(
    the_day: TheDay, door: Offering, luis: StaffMember
) -> None:
    """Scenario 31: given a disputed record, when the coordinator corrects it, everything is kept and issued anew."""
    dana = make_coordinator()
    scan_name(door, luis, "9:45")
    actions.award(the_day.day, now=at("16:00"))
    record_actions.dispute(door, "I was there from the start.", by=luis, now=at("16:10"))

    record_actions.correct(
        door, luis, arrived_at=at("9:15"), left_at=None, by=dana, why="The scanner was broken.", now=at("16:30")
    )
    forget()

    stands = record_queries.record_of(door, luis)
    assert stands.award
    assert stands.dispute is None
    assert (stands.award.minutes, stands.award.version) == (60, 2)
    assert [
        (change.did, change.by, change.why, change.at)
        for change in record_queries.changes_of(door, luis)
        if change.did == "record_attendance_by_hand"
    ] == [("record_attendance_by_hand", "Dana Whitfield", "The scanner was broken.", at("16:30"))]
    versions = {
        change.did: (change.former, change.now) for change in record_queries.changes_of(door, luis) if change.former
    }
    assert {
        did: (former.arrived_at, now.arrived_at, former.minutes, now.minutes, now.number)
        for did, (former, now) in versions.items()
        if former and now
    } == {
        "record_attendance_by_hand": (at("9:45"), at("9:15"), None, None, None),
        "reissue_credit": (None, None, 30, 60, 2),
    }
    (letter,) = db.session.scalars(select(Message).where(Message.staff_id == luis.id))
    assert "60 minutes of it count now." in letter.body
    assert "The scanner was broken." in letter.body


def test_scenario_31_through_the_pages(the_day: TheDay, door: Offering, luis: StaffMember, client) -> None:
    """Scenario 31, as its people see it: Luis says so on his day, Dana corrects it, both read what was and what is."""
    # The day is behind us by the wall's clock too.
    put_behind_us(the_day)
    its_end = door.slot.ends_at
    come_late(door, luis, minutes=30)
    actions.award(the_day.day, now=its_end)
    dana = make_coordinator()
    record_actions.dispute(door, "I was there from the start.", by=luis, now=its_end)

    client.sign_in(dana)
    pile = client.get("/hours").text
    client.send(
        f"/hours/{door.id}/people/{luis.id}/correction", right="there", arrived="09:15", left="", why="Scanner broken."
    )
    page = client.get(f"/hours/{door.id}/people/{luis.id}").text

    assert "Luis Ortega" in pile
    assert "I was there from the start." in pile
    assert "from 9:45 to the end" in page
    assert "30 minutes counted, version 1" in page
    assert "1 h counted, version 2" in page
    assert "Scanner broken." in page
    assert f'href="/staff/{luis.id}/hours.csv"' in page
    assert "Nobody disputes their record." in client.get("/hours").text
    client.sign_in(luis)
    assert "1 h counted" in client.get("/my-day").text


def put_behind_us(the_day: TheDay) -> None:
    """Move the day's slots far into the past, for pages go by the clock on the wall."""
    for slot in the_day.day.slots:
        slot.begins_at -= timedelta(days=400)
        slot.ends_at -= timedelta(days=400)


def come_late(door: Offering, person: StaffMember, *, minutes: int) -> None:
    """`person` was found by name so many minutes after the door's slot began."""
    arrived = door.slot.begins_at + timedelta(minutes=minutes)
    keep(
        Attendance(
            offering_id=door.id,
            staff_id=person.id,
            kind="enrolled",
            arrived_at=arrived,
            recorded_by_id=make_coordinator("Rosa Delgado").id,
        )
    )


def test_said_again_the_newer_words_stand(door: Offering, luis: StaffMember) -> None:
    record_actions.dispute(door, "I was there.", by=luis, now=at("10:30"))

    record_actions.dispute(door, "I was there from 9:15.", by=luis, now=at("10:31"))

    assert [(each.words, each.disputed_at) for each in db.session.scalars(select(Dispute))] == [
        ("I was there from 9:15.", at("10:30"))
    ]


def test_the_database_holds_one_open_dispute_of_a_record(door: Offering, luis: StaffMember) -> None:
    keep(Dispute(offering_id=door.id, staff_id=luis.id, words="I was there.", disputed_at=at("10:30")))

    with pytest.raises(IntegrityError):
        keep(Dispute(offering_id=door.id, staff_id=luis.id, words="I was there.", disputed_at=at("10:30")))


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (at("10:00"), "It is not over yet. Tell the steward at the door if something is wrong now."),
        (at("10:16") + timedelta(days=14), "Two weeks have passed since then. Ask the coordinator of the day."),
    ],
)
def test_a_record_is_disputed_from_its_end_for_two_weeks(
    door: Offering, luis: StaffMember, when: object, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        record_actions.dispute(door, "I was there.", by=luis, now=when)

    assert str(refused.value) == reason


def test_somebody_whom_no_door_saw_is_put_on_record_and_credited(
    the_day: TheDay, door: Offering, luis: StaffMember
) -> None:
    dana = make_coordinator()

    stands = record_actions.correct(
        door, luis, arrived_at=at("9:15"), left_at=at("9:55"), by=dana, why="On the paper list.", now=at("16:00")
    )

    assert stands.award is not None
    assert (stands.award.minutes, stands.award.version) == (40, 1)


def test_nobody_is_put_on_record_in_a_session_that_is_still_ahead(
    the_day: TheDay, door: Offering, luis: StaffMember
) -> None:
    dana = make_coordinator()

    with pytest.raises(Refused) as refused:
        record_actions.correct(
            door, luis, arrived_at=at("9:15"), left_at=None, by=dana, why="Slipped a day.", now=at("9:14")
        )

    assert str(refused.value) == f"“{door.title}” is still ahead then, so nobody has been there yet."
    assert db.session.scalars(select(CreditedMinutes)).all() == []


def test_somebody_who_was_not_there_goes_off_the_record_with_the_minutes(
    the_day: TheDay, door: Offering, luis: StaffMember
) -> None:
    dana = make_coordinator()
    scan_name(door, luis, "9:15")
    actions.award(the_day.day, now=at("16:00"))

    record_actions.take_off(door, luis, by=dana, why="It was his brother.", now=at("16:30"))
    forget()

    assert db.session.scalars(select(CreditedMinutes)).all() == []
    (change,) = record_queries.changes_of(door, luis)
    assert change.former
    assert (change.former.arrived_at, change.now, change.why) == (at("9:15"), None, "It was his brother.")


def test_a_correction_recounts_the_whole_day_of_its_person(the_day: TheDay, door: Offering, luis: StaffMember) -> None:
    dana, next_door = make_coordinator(), make_door(the_day)
    scan_name(door, luis, "9:15")
    scan_name(next_door, luis, "9:45")
    actions.award(the_day.day, now=at("16:00"))

    record_actions.take_off(next_door, luis, by=dana, why="He only looked in.", now=at("16:30"))

    stands = record_queries.record_of(door, luis)
    assert stands.award is not None
    assert (stands.award.minutes, stands.award.version) == (60, 2)


def test_a_dispute_can_be_settled_without_a_change(door: Offering, luis: StaffMember) -> None:
    dana = make_coordinator()
    record_actions.dispute(door, "I was there.", by=luis, now=at("10:30"))

    record_actions.leave_as_it_is(door, luis, by=dana, why="You were in Room 7.", now=at("16:30"))

    assert [(each.settled_by_id, each.answer) for each in db.session.scalars(select(Dispute))] == [
        (dana.id, "You were in Room 7.")
    ]
    with pytest.raises(Refused, match="does not dispute this record"):
        record_actions.leave_as_it_is(door, luis, by=dana, why="You were in Room 7.", now=at("16:31"))


def test_counting_the_hours_says_how_many(the_day: TheDay, door: Offering, luis: StaffMember, client) -> None:
    scan_name(door, luis, "9:15")
    client.sign_in(make_coordinator())

    first, second = client.send("/hours/awards"), client.send("/hours/awards")

    assert (first.location, second.location) == ("/hours", "/hours")
    assert db.session.scalars(select(CreditedMinutes.minutes)).all() == [60]
    assert "Nothing has changed." in client.get("/hours").text


def test_what_was_typed_is_kept_when_the_time_cannot_be(
    the_day: TheDay, door: Offering, luis: StaffMember, client
) -> None:
    put_behind_us(the_day)
    scan_name(door, luis, "9:15", passing=Passing.ARRIVING)
    client.sign_in(make_coordinator())

    answer = client.send(
        f"/hours/{door.id}/people/{luis.id}/correction", right="there", arrived="11:00", left="", why="Came late."
    )

    assert answer.status_code == 409
    assert "Enter a time before its end." in answer.text
    assert 'value="11:00"' in answer.text
    assert 'value="Came late."' in answer.text


def test_a_record_of_somebody_else_is_not_shown(the_day: TheDay, door: Offering, luis: StaffMember, client) -> None:
    client.sign_in(make_staff("Mei Tanaka"))

    assert client.get(f"/my-day/records/{door.id}").status_code == 404


def test_a_correction_said_twice_is_told_once(the_day: TheDay, door: Offering, luis: StaffMember) -> None:
    dana = make_coordinator()
    said = {"arrived_at": at("9:20"), "left_at": None, "by": dana, "why": "on the list", "now": at("17:00")}

    for _ in range(2):
        record_actions.correct(door, luis, **said)

    assert db.session.scalar(select(func.count()).select_from(Message).where(Message.staff_id == luis.id)) == 1
