"""Whoever is on no roster is let in by name, on a real seat; afterwards a coordinator says who it was."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from pdday.checkin import doors, guest_actions, queries
from pdday.checkin.models import Attendance, AttendanceKind, Guest
from pdday.db import db
from pdday.errors import Refused
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import Duty
from pdday.timetable.models import Offering
from pdday.trail import Trail
from tests.checkin.factories import TheDay, begin_now, make_door, make_published_day, scan_name
from tests.factories import at, enrol, make_coordinator, make_room, make_staff
from tests.reader import Reader

KEY = "made-with-this-form-000001"


@pytest.fixture
def the_day(app: Flask) -> TheDay:
    return make_published_day()


def let_in(door: Offering, *, key: str = KEY, when: str = "9:16", name: str = "Pat Rivera") -> Guest:
    steward = make_staff(duties=(Duty.STEWARD,))
    return guest_actions.let_in(door, guest_key=key, name=name, comes_from="County office", by=steward, now=at(when))


def number_of_guests() -> int:
    return db.session.scalar(select(func.count(Guest.id))) or 0


def test_a_guest_sits_on_a_seat_that_nobody_else_can_have(the_day: TheDay):
    door = make_door(the_day, seats=1)

    let_in(door)

    (counted,) = [each for each in doors.doors(the_day.timetable) if each.offering is door]
    assert (queries.present_count(door), counted.present) == (1, 1)
    assert scan_name(door, make_staff(), "9:30").outcome == "full"


def test_given_a_room_posted_for_30_a_31st_guest_is_refused_with_alternatives(the_day: TheDay):
    room = make_room(the_day.day.host_school, seats=40)
    room.posted_limit = 30
    door, other = make_door(the_day, seats=40, room=room), make_door(the_day, seats=20)
    other.session.proposal.title = "Number Talks"
    for number in range(30):
        let_in(door, key=f"{KEY}-{number}")

    with pytest.raises(Refused) as refused:
        let_in(door, key=f"{KEY}-31")

    assert "30 of 30 seats are taken. Free at the same time: “Number Talks”." in str(refused.value)
    assert number_of_guests() == 30


def test_seats_kept_for_colleagues_are_not_given_to_guests(the_day: TheDay):
    door = make_door(the_day, seats=1)
    enrol(make_staff(), door)

    with pytest.raises(Refused):
        let_in(door)

    assert let_in(door, when="9:30").name == "Pat Rivera"


def test_a_form_sent_twice_is_one_guest(the_day: TheDay):
    door = make_door(the_day)

    assert let_in(door) is let_in(door)
    assert number_of_guests() == 1


@pytest.mark.parametrize("when", ["7:00", "11:00"])
def test_guests_come_while_doors_are_open(the_day: TheDay, when: str):
    with pytest.raises(Refused):
        let_in(make_door(the_day), when=when)


def test_a_guest_who_turns_out_to_be_a_colleague_was_there_from_then_on(the_day: TheDay):
    door, luis, dana = make_door(the_day), make_staff("Luis Ortega"), make_coordinator()
    guest = let_in(door, name="Louis Ortega")

    for _ in range(2):
        guest_actions.was(guest, luis, by=dana, now=at("16:00"))

    there = db.session.scalars(select(Attendance)).one()
    assert (there.staff_id, there.kind, there.arrived_at) == (luis.id, AttendanceKind.WALK_IN, at("9:16"))
    assert queries.present_count(door) == 1
    assert [each.did for each in db.session.scalars(select(Trail).order_by(Trail.id))] == [
        "record_attendance_by_hand",
        "settle_guest",
    ]


def test_what_one_coordinator_said_another_does_not_change_unseen(the_day: TheDay):
    guest, dana = let_in(make_door(the_day)), make_coordinator()
    guest_actions.leave_a_guest(guest, by=dana, why="A board member.", now=at("16:00"))

    with pytest.raises(Refused, match="Somebody has said already who Pat Rivera was"):
        guest_actions.was(guest, make_staff(), by=dana, now=at("16:01"))


# --- In the browser, as forms


def steward_at(client: Reader, the_day: TheDay) -> Offering:
    begin_now(the_day)
    client.sign_in(make_staff("Rosa Delgado", duties=(Duty.STEWARD,)))
    return make_door(the_day)


def test_a_steward_lets_a_guest_in_at_the_door(client: Reader, the_day: TheDay):
    door = steward_at(client, the_day)

    page = client.get(f"/doors/{door.id}?by=name&q=Rivera").text
    key = re.search(r'name="guest_key" value="([^"]+)"', page)
    assert key is not None
    client.send(f"/doors/{door.id}/guests?by=name", guest_key=key.group(1), guest_name="  Pat   Rivera ", comes_from="")

    assert "Let them in as a guest, below." in page
    assert db.session.scalars(select(Guest.name)).all() == ["Pat Rivera"]


def test_a_guest_without_a_name_is_asked_for_it_and_the_rest_is_kept(client: Reader, the_day: TheDay):
    door = steward_at(client, the_day)

    answer = client.send(f"/doors/{door.id}/guests?by=name", guest_key=KEY, guest_name=" ", comes_from="County office")

    assert answer.status_code == 422
    assert "Ask for the name." in answer.text
    assert 'value="County office"' in answer.text
    assert number_of_guests() == 0


def test_a_coordinator_finds_out_afterwards_who_the_guests_were(client: Reader, the_day: TheDay):
    door, luis = make_door(the_day), make_staff("Luis Ortega")
    guest, board = let_in(door, name="Louis Ortega"), let_in(door, key=KEY + "-2", name="Ann Board")
    client.sign_in(make_coordinator())

    found = client.get(f"/guests?guest={guest.id}&name=Ortega").text
    client.send(f"/guests/{guest.id}/colleague/{luis.id}")
    client.send(f"/guests/{board.id}/dismissal", why="Member of the school board")
    after = client.get("/guests").text

    assert f'action="/guests/{guest.id}/colleague/{luis.id}"' in found
    assert ("was Luis Ortega" in after, "Member of the school board" in after, "who was it?" in after) == (
        True,
        True,
        False,
    )


def test_colleagues_who_are_no_stewards_let_no_guest_in_nor_see_them(client: Reader, the_day: TheDay):
    door: Offering = make_door(the_day)
    anybody: StaffMember = make_staff()
    client.sign_in(anybody)

    assert client.send(f"/doors/{door.id}/guests", guest_key=KEY, guest_name="Pat").status_code == 403
    assert client.get("/guests").status_code == 403
