"""My day is the whole day: team time, lunch and open slots stand in it, and the ways between sites."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from pdday.checkin.models import Attendance
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.desk.queries import my_day
from pdday.programme.models import Away, LunchWave, Slot
from pdday.programme.vocabulary import SlotKind
from pdday.staff.models import Travel
from pdday.words import Sentence
from tests.desk.test_views import attend
from tests.factories import (
    at,
    enrol,
    make_day,
    make_offering,
    make_room,
    make_school,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)

TOLD = Sentence("Present for a part of the time.")


@pytest.fixture
def timetable(app):
    return make_timetable(make_day())


@pytest.fixture
def luis(timetable, client):
    """The teacher who sits at `client`, at home in the host school."""
    luis = make_staff("Luis Ortega", school=timetable.day.host_school)
    client.sign_in(luis)
    return luis


def run(timetable, label, *, school=None):
    room = make_room(school or timetable.day.host_school)
    return make_offering(timetable, make_session(timetable.day), slot_of(timetable.day, label), room)


def slot_for(timetable, label, kind, begins, ends):
    position = 7 + len(label)
    slot = Slot(position=position, label=label, kind=kind, begins_at=at(begins), ends_at=at(ends), credit_minutes=0)
    timetable.day.slots.append(slot)
    db.session.flush()
    return slot


def titles(person, timetable):
    return [stop.title for stop in my_day(person, timetable).stops]


def test_team_time_and_what_everyone_has_stand_in_the_day(client, timetable, luis):
    in_a = run(timetable, "A")
    enrol(luis, in_a)
    slot_for(timetable, "Team time", SlotKind.TEAM_TIME, "15:15", "16:00")

    assert titles(luis, timetable) == ["Keynote", in_a.title, "B", "C", "D", "Reflection", "Team time"]
    assert "Team time, until 4:00" in client.get("/my-day").text


def test_a_slot_without_a_session_says_so(client, timetable, luis):
    enrol(luis, run(timetable, "A"))

    assert "Slot B: no session yet, until 11:25" in client.get("/my-day").text


def test_only_the_lunch_of_ones_own_school_is_in_the_day(timetable, luis):
    enrol(luis, run(timetable, "A"))
    first = slot_for(timetable, "First lunch", SlotKind.LUNCH, "11:30", "12:00")
    slot_for(timetable, "Second lunch", SlotKind.LUNCH, "12:00", "12:30")
    db.session.add(LunchWave(day_id=timetable.day_id, school_id=luis.home_school_id, slot_id=first.id))

    assert [title for title in titles(luis, timetable) if "lunch" in title] == ["First lunch"]


def test_team_time_during_ones_own_lunch_is_for_the_others(timetable, luis):
    enrol(luis, run(timetable, "A"))
    lunch = slot_for(timetable, "Lunch", SlotKind.LUNCH, "11:30", "12:00")
    slot_for(timetable, "Team time of the second wave", SlotKind.TEAM_TIME, "11:30", "12:00")
    slot_for(timetable, "Team time of the first wave", SlotKind.TEAM_TIME, "12:00", "12:30")
    db.session.add(LunchWave(day_id=timetable.day_id, school_id=luis.home_school_id, slot_id=lunch.id))

    assert [title for title in titles(luis, timetable) if "wave" in title] == ["Team time of the first wave"]


def test_what_one_is_away_for_is_not_in_the_day(timetable, luis):
    in_a = run(timetable, "A")
    enrol(luis, in_a)
    db.session.add_all(Away(staff_id=luis.id, slot_id=slot_of(timetable.day, label).id) for label in "BCD")

    assert titles(luis, timetable) == ["Keynote", in_a.title, "Reflection"]


def test_the_way_to_another_site_is_told_where_it_is_due(client, timetable, luis):
    host, lowry = timetable.day.host_school_id, make_school("Lowry")
    db.session.add(Travel(from_school_id=min(host, lowry.id), to_school_id=max(host, lowry.id), minutes=7))
    for label, school in (("A", None), ("B", None), ("C", lowry), ("D", lowry)):
        enrol(luis, run(timetable, label, school=school))

    ways = [stop.way and (stop.way.minutes, stop.way.to) for stop in my_day(luis, timetable).stops]

    assert ways == [None, None, None, (7, "Lowry"), None, None]
    assert client.get("/my-day").text.count("7 minutes on the way to Lowry.") == 1


def test_the_days_credit_is_rounded_down_once_and_says_so(client, timetable, luis):
    for label, minutes in (("A", 55), ("B", 52)):
        offering = run(timetable, label)
        enrol(luis, offering)
        attend(luis, offering, "9:20", minutes=minutes, told=TOLD)

    page = client.get("/my-day").text

    assert "1 h 45 counted so far" in page
    assert "1 h 47 so far; the sum of the day is rounded down once, to a quarter of an hour." in page


def test_credit_of_a_day_that_is_over_is_complete_once_nothing_waits(client, timetable, luis):
    timetable.day.date = date(2025, 8, 14)
    first, second = run(timetable, "A"), run(timetable, "B")
    for offering in (first, second):
        enrol(luis, offering)
    attend(luis, first, "9:20", minutes=52, told=TOLD)
    attend(luis, second, "10:20")
    waits = client.get("/my-day").text
    (arrival,) = db.session.scalars(select(Attendance.id).where(Attendance.offering_id == second.id))
    db.session.add(
        CreditedMinutes(attendance_id=arrival, minutes=55, rule="test", explanation=TOLD, decided_at=at("16:00"))
    )

    page = client.get("/my-day").text

    assert ("counted so far" in waits, "counted so far" in page) == (True, False)
    assert "1 h 47 in all; the sum of the day is rounded down once, to a quarter of an hour." in page


def test_a_sum_that_needs_no_rounding_needs_no_words(client, timetable, luis):
    offering = run(timetable, "A")
    enrol(luis, offering)
    attend(luis, offering, "9:20", minutes=60, told=TOLD)

    assert "rounded down" not in client.get("/my-day").text
