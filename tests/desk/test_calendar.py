"""My day in a calendar: entries keep their ids, say when they change, and are right on both sides of a clock change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from pdday.clock import now, school_time
from pdday.db import db
from pdday.desk.calendar import Entry, calendar, changes, timezone
from pdday.timetable import seat_actions
from pdday.timetable.models import TimetableState
from pdday.timetable.seat_models import CalendarFeed
from tests.counting import queries, statements
from tests.factories import (
    BEFORE,
    ZONE,
    at,
    enrol,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.timetable.factories import withdraw

MARCH, NOVEMBER = date(2027, 3, 14), date(2027, 11, 7)


@pytest.fixture
def timetable(app):
    timetable = make_timetable(make_day())
    timetable.published_at = BEFORE
    return timetable


@pytest.fixture
def luis(timetable, client):
    """The teacher who sits at `client`."""
    luis = make_staff("Luis Ortega", school=timetable.day.host_school)
    client.sign_in(luis)
    return luis


def run(timetable, title, *, label="A", room=None, **more):
    room = room or make_room(timetable.day.host_school)
    return make_offering(timetable, make_session(timetable.day, title, **more), slot_of(timetable.day, label), room)


def entries(client, address="/my-day/calendar.ics"):
    """The calendar's entries by slot, read back by the library."""
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    return {str(each["UID"]): each for each in Calendar.from_ical(answer.get_data()).walk("VEVENT")}


def of(slot, luis, found):
    return found[f"slot-{slot.id}-staff-{luis.id}@127.0.0.1"]


def make_feed(client):
    client.send("/my-day/calendar/address")
    return f"/calendar/{db.session.scalars(select(CalendarFeed.token)).one()}.ics"


def entry_at(wall, on, zone=ZONE):
    begins = school_time(on, wall, zone)
    return Entry("a@b", 0, "A: Number Talks", begins, begins + timedelta(hours=1), zone, BEFORE)


def test_an_entry_says_what_where_when_and_who_leads(client, timetable, luis):
    rosa = make_staff("Rosa Delgado")
    offering = run(
        timetable, "Talk; listen, repeat", room=make_room(timetable.day.host_school, "Room 5"), presenters=(rosa,)
    )
    enrol(luis, offering)

    entry = of(offering.slot, luis, entries(client))

    assert str(entry["SUMMARY"]) == "A: Talk; listen, repeat"
    assert str(entry["LOCATION"]) == f"Room 5, {timetable.day.host_school.name}"
    assert str(entry["DESCRIPTION"]).startswith("Led by Rosa Delgado.")
    assert (str(entry["STATUS"]), entry["SEQUENCE"]) == ("CONFIRMED", 0)
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (at("9:15"), at("10:15"))
    assert entry["DTSTART"].params["TZID"] == ZONE


def test_the_whole_day_is_in_it_and_nobody_elses(client, timetable, luis):
    offering, other = run(timetable, "Number Talks"), run(timetable, "Art for All", label="B")
    enrol(luis, offering), enrol(make_staff(), other)

    titles = [str(entry["SUMMARY"]) for entry in entries(client).values()]

    assert titles == ["Keynote", "A: Number Talks", "Reflection"]


def test_another_seat_changes_the_entry_and_keeps_its_id(client, timetable, luis):
    had, wanted = run(timetable, "Number Talks"), run(timetable, "Art for All")
    enrol(luis, had)
    before = of(had.slot, luis, entries(client))

    seat_actions.take_seat(wanted, by=luis, now=at("7:00"))

    after = of(had.slot, luis, entries(client))
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert str(after["SUMMARY"]) == "A: Art for All"
    assert after.decoded("LAST-MODIFIED") == at("7:00")


def test_a_session_that_was_withdrawn_is_cancelled_until_there_is_another_seat(client, timetable, luis):
    had, wanted = run(timetable, "Number Talks"), run(timetable, "Art for All")
    enrol(luis, had)
    withdraw(had)
    gone = of(had.slot, luis, entries(client))

    seat_actions.take_seat(wanted, by=luis, now=at("7:00"))

    after = of(had.slot, luis, entries(client))
    assert [str(gone.get("STATUS")), gone["SEQUENCE"]] == ["CANCELLED", 1]
    assert [str(after["SUMMARY"]), str(after.get("STATUS")) == "CANCELLED"] == ["A: Art for All", False]
    assert after["SEQUENCE"] > gone["SEQUENCE"]


def test_a_timetable_without_what_was_withdrawn_raises_the_entry_once_more(client, timetable, luis):
    had = run(timetable, "Number Talks")
    enrol(luis, had)
    withdraw(had)
    gone = of(had.slot, luis, entries(client))
    timetable.state = TimetableState.SUPERSEDED
    db.session.flush()
    newer = make_timetable(timetable.day)
    newer.published_at = BEFORE + timedelta(days=1)
    instead = run(newer, "Art for All")
    enrol(luis, instead)

    after = of(had.slot, luis, entries(client))

    assert [str(after["SUMMARY"]), str(after["STATUS"])] == ["A: Art for All", "CONFIRMED"]
    assert after["SEQUENCE"] > gone["SEQUENCE"]


def test_what_is_withdrawn_after_somebody_left_it_changes_nothing_of_theirs(client, timetable, luis):
    had, wanted = run(timetable, "Number Talks"), run(timetable, "Art for All")
    enrol(luis, had)
    seat_actions.take_seat(wanted, by=luis, now=BEFORE - timedelta(hours=1))
    before = of(had.slot, luis, entries(client))

    withdraw(had)

    assert of(had.slot, luis, entries(client))["SEQUENCE"] == before["SEQUENCE"]


def test_an_entry_was_changed_when_its_session_was_withdrawn(client, timetable, luis):
    had = run(timetable, "Number Talks")
    enrol(luis, had)
    withdraw(had)
    had.session.cancelled_at = BEFORE + timedelta(hours=2)
    db.session.flush()

    gone = of(had.slot, luis, entries(client))

    assert gone.decoded("LAST-MODIFIED") == BEFORE + timedelta(hours=2)


def test_a_new_timetable_raises_only_what_it_changed_and_cancels_what_is_gone(client, timetable, luis):
    in_a, in_b, in_c = (run(timetable, f"Session {label}", label=label) for label in "ABC")
    for each in (in_a, in_b, in_c):
        enrol(luis, each)
    timetable.state = TimetableState.SUPERSEDED
    db.session.flush()
    newer = make_timetable(timetable.day)
    newer.published_at = BEFORE + timedelta(days=1)
    same = make_offering(newer, in_a.session, in_a.slot, in_a.room)
    moved = make_offering(newer, in_b.session, in_b.slot, make_room(timetable.day.host_school, "Gym"))
    enrol(luis, same), enrol(luis, moved)

    found = entries(client)

    said = [
        (of(each.slot, luis, found)["SEQUENCE"], str(of(each.slot, luis, found)["STATUS"]))
        for each in (in_a, in_b, in_c)
    ]
    assert said == [(0, "CONFIRMED"), (1, "CONFIRMED"), (1, "CANCELLED")]
    assert str(of(in_c.slot, luis, found)["SUMMARY"]) == "C: Session C"


def test_a_session_that_came_to_fill_two_slots_cancels_the_second_entry(client, timetable, luis):
    in_a, in_b = run(timetable, "One"), run(timetable, "Two", label="B")
    enrol(luis, in_a), enrol(luis, in_b)
    slots = slot_of(timetable.day, "A"), slot_of(timetable.day, "B")
    session = make_session(timetable.day, "Long", length=2, slots="AB")
    both = make_offering(timetable, session, slots[0], make_room(timetable.day.host_school), more_slots=slots[1:])

    seat_actions.take_seat(both, by=luis, now=at("7:00"))

    found = entries(client)
    assert of(slots[0], luis, found).decoded("DTEND") == at("11:25")
    assert str(of(slots[1], luis, found)["STATUS"]) == "CANCELLED"


def test_before_anything_is_published_the_calendar_is_empty(client, app):
    client.sign_in(make_staff())

    assert entries(client) == {}


def test_the_address_is_read_without_signing_in_and_never_kept_or_indexed(client, timetable, luis, app):
    enrol(luis, run(timetable, "Number Talks"))
    address = make_feed(client)
    client.send("/sign-out")

    answer = client.get(address)

    assert b"Number Talks" in answer.get_data()
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_a_new_address_ends_the_old_one_and_ending_it_ends_both(client, timetable, luis):
    first = make_feed(client)
    second = make_feed(client)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert second in client.get("/my-day/calendar").text

    client.send("/my-day/calendar/address/end")

    assert client.get(second).status_code == 404


def test_who_has_left_the_district_has_no_calendar_any_more(client, timetable, luis):
    address = make_feed(client)

    luis.left_at = now()
    db.session.flush()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("on", [MARCH, NOVEMBER, MARCH - timedelta(days=2), NOVEMBER + timedelta(days=2)])
def test_an_entry_is_at_the_schools_time_on_both_sides_of_the_clock_change(on):
    read = Calendar.from_ical(calendar("PD day", [entry_at(time(9, 15), on)]))

    (event,) = read.walk("VEVENT")
    assert event.decoded("DTSTART") == datetime.combine(on, time(9, 15), tzinfo=ZoneInfo(ZONE))
    assert b"DTSTART;TZID=America/Chicago:" + f"{on:%Y%m%d}T091500".encode() in read.to_ical()


@pytest.mark.parametrize("zone", [ZONE, "America/Phoenix", "Europe/London", "America/St_Johns", "Pacific/Honolulu"])
def test_the_calendars_own_zone_says_the_same_as_ours_at_every_hour(zone):
    theirs, ours = timezone(zone, 2027, 2027).to_tz(lookup_tzid=False), ZoneInfo(zone)
    hours = [datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 365 * 24)]

    wrong = [hour for hour in hours if hour.astimezone(theirs).utcoffset() != hour.astimezone(ours).utcoffset()]

    assert wrong == []


@pytest.mark.parametrize(
    ("states", "count"),
    [([], 0), ([None], 0), (["x"], 0), ([None, "x"], 0), (["x", "x"], 0), (["x", "y"], 1), (["x", None, "x"], 2)],
)
def test_a_change_is_counted_from_when_something_was_there(states, count):
    assert changes(states) == count


def test_a_calendar_costs_the_same_number_of_queries_with_one_place_and_with_four(client, timetable, luis):
    def cost() -> int:
        client.get("/my-day/calendar.ics")
        with statements() as sent:
            client.get("/my-day/calendar.ics")
        return queries(sent)

    enrol(luis, run(timetable, "One"))
    one = cost()
    for label in "BCD":
        enrol(luis, run(timetable, f"Session {label}", label=label))

    assert cost() == one


def test_a_calendar_of_three_days_costs_as_many_queries_as_of_one_and_has_them_all(client, timetable, luis):
    def costs() -> int:
        with statements() as sent:
            client.get("/my-day/calendar.ics")
        return queries(sent)

    mine = run(timetable, "Number Talks")
    enrol(luis, mine)
    one = costs()
    slots = [mine.slot]
    for number in (1, 2):
        later = make_timetable(make_day(timetable.day.host_school))
        later.published_at, later.day.date = BEFORE, later.day.date + timedelta(days=30 * number)
        for slot in later.day.slots:
            slot.begins_at += timedelta(days=30 * number)
            slot.ends_at += timedelta(days=30 * number)
        theirs = run(later, f"Later {number}", label="B")
        enrol(luis, theirs)
        slots.append(theirs.slot)

    found = entries(client)

    assert costs() == one
    assert [str(of(slot, luis, found)["SUMMARY"]) for slot in slots] == ["A: Number Talks", "B: Later 1", "B: Later 2"]
    assert [of(slot, luis, found).decoded("DTSTART") for slot in slots] == [slot.begins_at for slot in slots]
    assert len(found) == 3 * len(slots)  # keynote and reflection besides
