"""Coordinators' pages of sites and rooms, as a coordinator who makes a day meets them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.programme import place_actions
from pdday.programme.models import Gathering, Room, RoomClosure
from pdday.programme.rules import PlannedRoom
from pdday.programme.vocabulary import RoomSetup
from pdday.staff.models import School, Travel
from tests.factories import (
    enrol,
    keep,
    make_coordinator,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.programme.factories import ROOM, put_far_ahead
from tests.programme.reading import fresh


def test_what_a_room_is_and_offers_is_named_once(client, day):
    make_room(day.host_school, "Gym", features=("gym", "projector")).setup = RoomSetup.GYM

    page = client.get("/programme/sites").text
    assert (page.count(">Projector<"), page.count(">Gym\n")) == (1, 1)


def test_shrinking_a_room_lists_who_is_over_and_offers_no_more_seats_than_it_has(client, day):
    put_far_ahead(day)
    room = make_room(day.host_school, "101", seats=3)
    offering = make_offering(make_timetable(day), make_session(day, "Number Talks"), slot_of(day, "A"), room)
    for name in ("Ana Ruiz", "Ben Okafor", "Cy Young"):
        enrol(make_staff(name), offering)

    page = client.send(f"/programme/rooms/{room.id}", **ROOM | {"seats": "2"}, holds_sessions="y")
    shown = client.get(page.location)

    assert "“Number Talks” in A: 3 people, 2 seats, so 1 too many." in shown.text
    assert all(name in shown.text for name in ("Ana Ruiz", "Ben Okafor", "Cy Young"))
    assert (fresh(room).seats, offering.seats, len(offering.enrolments)) == (2, 2, 3)


def test_shrinking_a_room_leaves_a_day_that_was_held_as_it_was(day):
    room = make_room(day.host_school, "101", seats=3)
    offering = make_offering(make_timetable(day), make_session(day, "Number Talks"), slot_of(day, "A"), room)
    for _ in range(3):
        enrol(make_staff(), offering)
    smaller = PlannedRoom(
        name="101",
        seats=2,
        posted_limit=None,
        area_square_feet=None,
        setup=RoomSetup.PODS,
        features=(),
        holds_sessions=True,
        closures={},
    )
    held = slot_of(day, "A").ends_at + timedelta(days=1)

    over = place_actions.change_room(day, room, smaller, by=make_coordinator("Ana Cruz"), now=held)

    assert (over, room.seats, offering.seats) == ([], 2, 3)


def test_a_posted_limit_below_the_people_counts_as_shrinking(client, day):
    put_far_ahead(day)
    room = make_room(day.host_school, "101", seats=30)
    offering = make_offering(make_timetable(day), make_session(day, "Number Talks"), slot_of(day, "A"), room)
    for _ in range(2):
        enrol(make_staff(), offering)

    page = client.send(f"/programme/rooms/{room.id}", **ROOM | {"posted_limit": "1"}, holds_sessions="y")

    assert "2 people, 1 seat, so 1 too many." in client.get(page.location).text


def test_a_room_is_closed_in_a_slot_with_a_reason_and_opened_again(client, day):
    room = make_room(day.host_school, "101")
    field = f"closed_in_{slot_of(day, 'B').id}"

    client.send(f"/programme/rooms/{room.id}", **ROOM, **{field: "Fire drill"})
    closed = [(each.slot_id, each.reason) for each in db.session.scalars(select(RoomClosure))]
    page = client.get(f"/programme/rooms/{room.id}").text
    client.send(f"/programme/rooms/{room.id}", **ROOM, **{field: ""})

    assert closed == [(slot_of(day, "B").id, "Fire drill")]
    assert "Fire drill" in page
    assert db.session.scalars(select(RoomClosure)).all() == []


def test_whoever_closes_a_room_that_people_have_a_place_in_reads_where_that_is_repaired(client, day):
    put_far_ahead(day)
    taken, free = make_room(day.host_school, "101"), make_room(day.host_school, "102")
    enrol(
        make_staff("Ana Ruiz"),
        make_offering(make_timetable(day), make_session(day, "Number Talks"), slot_of(day, "A"), taken),
    )
    flooded = {f"closed_in_{slot_of(day, 'A').id}": "The pipe burst"}

    pages = []
    for room in (taken, taken, free):
        told = client.send(f"/programme/rooms/{room.id}", **ROOM | {"name": room.name}, **flooded, holds_sessions="y")
        pages.append(client.get(told.location).text)

    assert ["then “Repair…”" in page for page in pages] == [True, False, False]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("seats", "0"), ("seats", "many"), ("seats", "9" * 30), ("posted_limit", "-1"), ("name", " "), ("setup", "tent")],
)
def test_a_wrong_field_of_a_room_is_told_there_and_nothing_is_saved(client, day, field, typed):
    page = client.send(f"/programme/sites/{day.host_school_id}/rooms", **ROOM | {field: typed})

    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert db.session.scalars(select(Room)).all() == []


def test_a_room_of_the_same_name_at_the_same_site_is_refused(client, day):
    make_room(day.host_school, "101")

    page = client.send(f"/programme/sites/{day.host_school_id}/rooms", **ROOM)

    assert page.status_code == 409
    assert "has a room “101” already." in page.text


def test_a_room_in_a_gathering_is_not_removed_and_a_free_one_is(client, day):
    gym, spare = make_room(day.host_school, "Gym"), make_room(day.host_school, "Spare")
    keep(Gathering(slot_id=slot_of(day, "Keynote").id, room_id=gym.id, title="Welcome"))

    refused = client.send(f"/programme/rooms/{gym.id}/removal")
    client.send(f"/programme/rooms/{spare.id}/removal")

    assert "“Welcome” meets there in “Keynote”." in refused.text
    assert [room.name for room in db.session.scalars(select(Room))] == ["Gym"]


def test_sites_keep_their_travel_minutes_both_ways(client, day):
    other = day.host_school

    client.send(
        "/programme/sites", name="Lowry Middle", short_name="Lowry", level="middle", **{f"minutes_to_{other.id}": "12"}
    )
    lowry = db.session.scalar(select(School).where(School.short_name == "Lowry"))

    assert [each.minutes for each in db.session.scalars(select(Travel))] == [12]
    assert 'value="12"' in client.get(f"/programme/sites/{other.id}").text
    assert 'value="12"' in client.get(f"/programme/sites/{lowry.id}").text


def test_a_site_is_removed_only_when_nothing_belongs_to_it(client, day):
    client.send(
        "/programme/sites", name="Annex", short_name="Annex", level="high", **{f"minutes_to_{day.host_school_id}": "3"}
    )
    annex = db.session.scalar(select(School).where(School.short_name == "Annex"))

    client.send(f"/programme/sites/{annex.id}/removal")
    refused = client.send(f"/programme/sites/{day.host_school_id}/removal")

    assert db.session.scalar(select(School).where(School.short_name == "Annex")) is None
    assert "A day is held there." in refused.text


def test_a_site_called_like_another_is_refused_and_what_was_typed_stays(client, day):
    page = client.send("/programme/sites", name=day.host_school.name.upper(), short_name="Other", level="high")

    assert page.status_code == 409
    assert 'value="Other"' in page.text
