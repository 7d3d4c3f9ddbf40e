"""What people hear by mail when a timetable is published, or what they go by changes afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from pdday.checkin.models import Attendance
from pdday.db import db
from pdday.errors import NotReady
from pdday.outbox import Message
from pdday.programme import place_actions, slot_actions
from pdday.programme.rules import PlannedRoom, PlannedSlot
from pdday.programme.vocabulary import RoomSetup
from pdday.timetable import actions
from pdday.timetable.models import TimetableState
from tests.counting import statements
from tests.factories import at, make_coordinator, make_day, make_room, make_session, make_staff, slot_of
from tests.timetable.factories import make_gatherings, problem_and

NOW = at("8:00")


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def dana(day):
    return make_coordinator("Dana Whitfield")


def published(day, dana, *runs):
    problem, plan = problem_and(day, *runs)
    return actions.publish(actions.draft(day, problem, plan, by_id=None, now=NOW), by=dana, now=NOW)


def letters_to(person, *, but=0):
    """What this person was sent, without the first `but` messages."""
    bodies = db.session.scalars(select(Message.body).where(Message.staff_id == person.id).order_by(Message.id))
    return list(bodies)[but:]


def test_the_first_message_tells_everybody_their_own_day_and_the_way_to_it(day, dana, client):
    ana, session, room = make_staff("Ana Cruz"), make_session(day, "Number Talks"), make_room(day.host_school, "Room 7")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))

    published(day, dana, (session, "B", room, (ana,)))

    [told] = letters_to(ana)
    assert told == (
        "Hello Ana,\n\nYour PD day is ready.\n\n- 8:15: “Keynote”, Gym\n- 10:25: “Number Talks”, Room 7\n"
        "- 2:50: “Reflection”, Gym\n\nYour whole day, and why you have each session, is on your page:\n"
        "http://127.0.0.1:8000/my-day\n"
    )
    client.sign_in(ana)
    assert client.get("/my-day").status_code == 200


def test_a_change_is_told_from_what_to_what_in_that_persons_own_day(day, dana):
    ana, session = make_staff("Ana Cruz"), make_session(day, "Number Talks")
    rooms = make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    published(day, dana, (session, "B", rooms[0], (ana,)))

    published(day, dana, (session, "C", rooms[1], (ana,)))

    [told] = letters_to(ana, but=1)
    assert [line for line in told.splitlines() if line.startswith("- ")] == [
        "- 10:25: nothing (until now: “Number Talks”, Room 7)",
        "- 12:55: “Number Talks”, Room 8",
    ]


def test_a_change_of_room_alone_is_told_too(day, dana):
    ana, session = make_staff("Ana Cruz"), make_session(day, "Number Talks")
    rooms = make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    published(day, dana, (session, "B", rooms[0], (ana,)))

    published(day, dana, (session, "B", rooms[1], (ana,)))

    [told] = letters_to(ana, but=1)
    assert "- 10:25: “Number Talks”, Room 8 (until now: “Number Talks”, Room 7)" in told


def test_however_many_people_hear_of_it_the_messages_are_put_in_one_statement(day, dana):
    session, room = make_session(day), make_room(day.host_school, seats=60)
    people = [make_staff() for _ in range(30)]
    make_gatherings(day, make_room(day.host_school, seats=600))

    with statements() as sent:
        published(day, dana, (session, "A", room, tuple(people)))

    assert sum("INSERT INTO message" in statement for statement in sent) == 1
    assert [statement for statement in sent if "SAVEPOINT" in statement] == []


def test_other_times_of_a_slot_are_told_to_those_who_have_a_place_in_it(day, dana):
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    sessions, rooms = (make_session(day), make_session(day)), (make_room(day.host_school), make_room(day.host_school))
    make_gatherings(day, make_room(day.host_school, seats=600))
    published(day, dana, (sessions[0], "A", rooms[0], (ana,)), (sessions[1], "B", rooms[1], (ben,)))
    slot = slot_of(day, "A")
    planned = PlannedSlot("A", slot.kind, time(9, 20), time(10, 20), 60, 5, "morning")

    slot_actions.change_slot(slot, planned, by=dana, now=at("8:30"))
    slot_actions.change_slot(slot, replace(planned, credit_minutes=55), by=dana, now=at("8:31"))

    [told] = letters_to(ana, but=1)
    assert "- “A” is from 9:20 to 10:20 now (until now: 9:15 to 10:15)." in told
    assert letters_to(ben, but=1) == []


def test_a_new_name_on_a_door_is_told_to_those_who_go_there(day, dana):
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    room, other = make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    published(day, dana, (make_session(day), "A", room, (ana,)), (make_session(day), "A", other, (ben,)))

    planned = PlannedRoom("Room 207", 30, None, None, RoomSetup.CLASSROOM, (), True, {})
    place_actions.change_room(day, room, planned, by=dana, now=at("8:30"))

    [told] = letters_to(ana, but=1)
    assert "- Room 7 is called Room 207 now." in told
    assert letters_to(ben, but=1) == []


@pytest.fixture
def begun(day, dana):
    """A published timetable by which Ana has arrived, and the draft that would take its place."""
    ana, session, room = make_staff("Ana Cruz"), make_session(day), make_room(day.host_school)
    make_gatherings(day, make_room(day.host_school, seats=600))
    timetable = published(day, dana, (session, "A", room, (ana,)))
    offering = next(each for each in timetable.offerings if each.session_id)
    attended = Attendance(
        offering_id=offering.id, staff_id=ana.id, kind="enrolled", arrived_at=at("9:16"), recorded_by_id=dana.id
    )
    db.session.add(attended)
    problem, plan = problem_and(day, (session, "B", room, (ana,)))
    return attended, actions.draft(day, problem, plan, by_id=None, now=NOW)


def test_once_people_have_arrived_publishing_needs_a_second_yes(begun, dana):
    _attended, draft = begun

    with pytest.raises(NotReady) as refusal:
        actions.publish(draft, by=dana, now=at("9:30"))

    assert str(refusal.value) == "The day has begun. Check the box that says so, then publish draft 2."
    assert str(refusal.value.reasons[0]).startswith("People who have arrived already: 1.")
    assert draft.state is TimetableState.DRAFT


def test_who_was_where_stays_recorded_when_another_timetable_is_published(begun, dana):
    attended, draft = begun
    before = (attended.offering_id, attended.staff_id, attended.arrived_at, attended.left_at)

    actions.publish(draft, by=dana, now=at("9:30"), after_arrivals=True)

    db.session.expire_all()
    assert (attended.offering_id, attended.staff_id, attended.arrived_at, attended.left_at) == before
    assert draft.state is TimetableState.PUBLISHED


def test_the_page_asks_for_the_second_yes_before_it_publishes(begun, dana, client):
    _attended, draft = begun
    client.sign_in(dana)

    shown = client.get(f"/timetables/{draft.id}/publication").text
    refused = client.send(f"/timetables/{draft.id}/publication", over="1")
    client.send(f"/timetables/{draft.id}/publication", over="1", after_arrivals="yes")

    assert "Publish although the day has begun" in shown
    assert (refused.status_code, "People who have arrived already: 1." in refused.text) == (409, True)
    db.session.expire_all()
    assert draft.state is TimetableState.PUBLISHED


def test_a_new_name_on_a_door_is_told_to_nobody_once_the_day_is_over(day, dana):
    ana, room = make_staff("Ana Cruz"), make_room(day.host_school, "Room 7")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    published(day, dana, (make_session(day), "A", room, (ana,)))

    planned = PlannedRoom("Room 207", 30, None, None, RoomSetup.CLASSROOM, (), True, {})
    place_actions.change_room(day, room, planned, by=dana, now=at("8:30") + timedelta(days=1))

    assert letters_to(ana, but=1) == []
