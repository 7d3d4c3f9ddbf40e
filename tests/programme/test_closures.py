"""A room is lost on the morning: closed all day in two taps, and open again."""

from __future__ import annotations

from sqlalchemy import select

from pdday.db import db
from pdday.programme import closure_actions, queries
from pdday.programme.models import Room, RoomClosure
from pdday.staff.models import StaffMember
from pdday.trail import Trail
from tests.factories import (
    BEFORE,
    enrol,
    keep,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.markup import Markup
from tests.programme.factories import put_far_ahead
from tests.timetable.racing import at_once


def closures(room):
    return queries.closures_by_slot(room)


def checked(page):
    """The slots that stand checked."""
    boxes = [each for each in Markup(page).all("input") if each.get("name") == "closing-slots"]
    return [int(each["value"]) for each in boxes if "checked" in each]


def test_every_slot_stands_checked_so_one_button_closes_the_room_all_day(client, day):
    room = make_room(day.host_school, "101")
    page = client.get(f"/programme/rooms/{room.id}").text

    client.send(f"/programme/rooms/{room.id}/closure", **{"closing-slots": checked(page)})

    assert checked(page) == [slot.id for slot in day.slots]
    assert closures(room) == {slot.id: "not available" for slot in day.slots}


def test_a_slot_that_was_closed_before_keeps_its_reason_and_is_not_asked_about(client, day):
    room, first = make_room(day.host_school, "101"), slot_of(day, "A")
    keep(RoomClosure(room_id=room.id, slot_id=first.id, reason="Exams"))

    lost = {"closing-slots": [slot_of(day, "B").id], "closing-reason": "No heat"}
    client.send(f"/programme/rooms/{room.id}/closure", **lost)
    page = client.get(f"/programme/rooms/{room.id}").text

    assert closures(room) == {first.id: "Exams", slot_of(day, "B").id: "No heat"}
    assert checked(page) == [slot.id for slot in day.slots if slot.label not in "AB"]
    assert "Closed: No heat" in page


def test_without_a_slot_nothing_is_closed_and_the_form_of_the_room_stays_as_it_is(client, day):
    room = make_room(day.host_school, "101")

    page = client.send(f"/programme/rooms/{room.id}/closure", **{"closing-reason": "No heat"})

    assert page.status_code == 422
    assert "Choose at least one slot." in page.text
    assert 'value="No heat"' in page.text
    assert 'value="101"' in page.text
    assert closures(room) == {}


def test_whoever_closes_a_room_in_use_comes_to_the_repair_and_else_back_to_the_room(client, day):
    put_far_ahead(day)
    taken, free = make_room(day.host_school, "101"), make_room(day.host_school, "102")
    timetable = make_timetable(day)
    enrol(make_staff("Ana Ruiz"), make_offering(timetable, make_session(day), slot_of(day, "A"), taken))
    wanted = {"closing-slots": [slot_of(day, "A").id]}

    led = [client.send(f"/programme/rooms/{room.id}/closure", **wanted).location for room in (taken, free)]

    assert led == ["/timetable/repair", f"/programme/rooms/{free.id}"]
    assert client.get(led[0]).location == f"/timetables/{timetable.id}/repair"


def test_a_room_opens_again_for_the_day_that_is_shown_and_for_no_other(client, day):
    room, elsewhere = make_room(day.host_school, "101"), slot_of(make_day(day.host_school), "A")
    for slot in (slot_of(day, "A"), slot_of(day, "B"), elsewhere):
        keep(RoomClosure(room_id=room.id, slot_id=slot.id, reason="Exams"))

    there = f"/programme/rooms/{room.id}/opening?day={day.id}"
    pages = [client.get(client.send(there).location).text for _ in range(2)]

    assert ["101 is open all day." in page for page in pages] == [True, True]
    assert closures(room) == {elsewhere.id: "Exams"}
    assert [each.did for each in db.session.scalars(select(Trail))] == ["open_room"]


def test_two_who_close_the_same_room_at_once_close_it_once(app, day, dana):
    room = make_room(day.host_school, "101")
    room_id, slot_ids, dana_id = room.id, {slot.id for slot in day.slots}, dana.id

    def close():
        by = db.session.get_one(StaffMember, dana_id)
        closure_actions.close_room(db.session.get_one(Room, room_id), slot_ids, why="No heat", by=by, now=BEFORE)

    outcomes = at_once(app, [close, close])

    assert outcomes == ["done", "done"]
    assert closures(db.session.get_one(Room, room_id)).keys() == slot_ids
    assert len(db.session.scalars(select(Trail).where(Trail.did == "close_room")).all()) == 1
