"""Coordinators' pages of the frame, as a coordinator who makes a day from nothing meets them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.programme import queries
from pdday.programme.models import Day, LunchWave, Room, Slot, Strand
from pdday.programme.vocabulary import PhaseKind, SlotKind
from tests.factories import (
    ZONE,
    enrol,
    keep,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.programme.factories import ROOM
from tests.programme.reading import did

NEW_DAY = {"name": "Learning Together", "date": "2027-03-12", "time_zone": ZONE}
SLOT_A = {
    "label": "A",
    "kind": "breakout",
    "begins": "09:15",
    "ends": "10:15",
    "credit_minutes": "60",
    "feedback_minutes": "5",
    "block": "morning",
}


def the_day() -> Day:
    db.session.expire_all()
    return queries.find_current_day(now=now())


def test_a_coordinator_makes_a_day_from_nothing(client, dana):
    site = dana.home_school_id
    assert "No day is planned yet" in client.get("/programme").text

    client.send("/programme/days", **NEW_DAY, host_school_id=str(site))
    client.send("/programme/phases", proposing_begins="2027-01-04", proposing_ends="2027-01-15")
    client.send("/programme/slots", **SLOT_A)
    client.send(
        "/programme/slots",
        **SLOT_A
        | {
            "label": "Keynote",
            "kind": "plenary",
            "begins": "08:15",
            "ends": "09:00",
            "credit_minutes": "45",
            "block": "",
        },
    )
    client.send(
        "/programme/slots",
        **SLOT_A
        | {"label": "Lunch", "kind": "lunch", "begins": "11:25", "ends": "12:10", "credit_minutes": "0", "block": ""},
    )
    client.send("/programme/strands", name="Math and Numeracy")
    client.send(f"/programme/sites/{site}/rooms", **ROOM, holds_sessions="y", features=["projector", "quiet"])
    room, keynote, lunch = db.session.scalar(select(Room)), *_slots("Keynote", "Lunch")
    client.send(
        "/programme/gatherings", title="Welcome", slot_id=str(keynote.id), room_id=str(room.id), school_ids=[str(site)]
    )
    client.send("/programme/lunches", **{f"lunch_of_{site}": str(lunch.id)})

    day = the_day()
    assert (day.name, day.date, day.time_zone) == ("Learning Together", date(2027, 3, 12), ZONE)
    assert [(phase.kind, phase.begins_on) for phase in day.phases] == [(PhaseKind.PROPOSING, date(2027, 1, 4))]
    assert [(slot.position, slot.label, slot.credit_minutes) for slot in day.slots] == [
        (1, "Keynote", 45),
        (2, "A", 60),
        (3, "Lunch", 0),
    ]
    assert f"{on_the_wall(day.slots[1].begins_at, ZONE):%H:%M}" == "09:15"
    assert (room.seats, room.features, room.holds_sessions) == (30, ("projector", "quiet"), True)
    page = client.get("/programme").text
    assert "No session has been accepted yet." in page
    assert "has no room in “Keynote”" not in page
    assert db.session.scalars(select(LunchWave.slot_id)).all() == [lunch.id]
    assert did() == [
        "make_day",
        "set_phases",
        "add_slot",
        "add_slot",
        "add_slot",
        "add_strand",
        "add_room",
        "set_gathering",
        "set_lunches",
    ]


def _slots(*labels: str) -> list[Slot]:
    return [slot_of(the_day(), label) for label in labels]


def test_a_day_sent_twice_is_made_once(client, dana):
    client.send("/programme/days", **NEW_DAY, host_school_id=str(dana.home_school_id))
    again = client.send("/programme/days", **NEW_DAY, host_school_id=str(dana.home_school_id))

    assert again.status_code == 409
    assert "There is a day “Learning Together” on Friday, March 12 already." in again.text
    assert len(db.session.scalars(select(Day)).all()) == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("date", "someday"),
        ("date", "0212-03-12"),
        ("time_zone", "CST"),
        ("time_zone", "../etc/passwd"),
        ("host_school_id", "99"),
    ],
)
def test_a_wrong_field_of_the_day_says_so_and_what_was_typed_stays(client, dana, field, typed):
    fields = NEW_DAY | {"host_school_id": str(dana.home_school_id), "name": "My own day"} | {field: typed}

    page = client.send("/programme/days", **fields)

    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert field == "name" or "My own day" in page.text
    assert db.session.scalar(select(Day)) is None


def test_a_day_that_moves_keeps_its_times_on_the_wall(client, day, dana):
    client.send("/programme/day", **NEW_DAY | {"date": "2027-11-05"}, host_school_id=str(dana.home_school_id))

    walls = {slot.label: f"{on_the_wall(slot.begins_at, ZONE):%Y-%m-%d %H:%M}" for slot in the_day().slots}
    assert walls["A"] == "2027-11-05 09:15"


def test_a_day_cannot_move_to_where_the_clock_leaves_its_time_out(client, day, dana):
    slot = slot_of(day, "A")
    client.send(f"/programme/slots/{slot.id}", **SLOT_A | {"begins": "02:15", "ends": "03:30"})

    page = client.send("/programme/day", **NEW_DAY | {"date": "2027-03-14"}, host_school_id=str(dana.home_school_id))

    assert page.status_code == 409
    assert "On this day the clocks change, and 02:15 is left out." in page.text
    assert the_day().date == date(2027, 3, 12)


def test_an_overlapping_breakout_is_refused_at_its_field_and_stays_typed(client, day):
    page = client.send("/programme/slots", **SLOT_A | {"label": "Extra", "begins": "09:30", "ends": "10:30"})

    assert page.status_code == 422
    assert "At this time everyone is in “A”, from 09:15 to 10:15." in page.text
    assert 'value="Extra"' in page.text
    assert len(the_day().slots) == 6


def test_a_slot_sent_twice_is_there_once(client, day):
    extra = SLOT_A | {"label": "E", "begins": "16:00", "ends": "17:00"}

    statuses = [client.send("/programme/slots", **extra).status_code for _ in range(2)]

    assert statuses == [302, 422]
    assert [slot.label for slot in the_day().slots] == ["Keynote", "A", "B", "C", "D", "Reflection", "E"]


def test_slots_stand_in_the_order_of_their_times_after_a_change(client, day):
    slot = slot_of(day, "A")

    client.send(f"/programme/slots/{slot.id}", **SLOT_A | {"begins": "15:30", "ends": "16:30"})

    assert [(slot.position, slot.label) for slot in the_day().slots] == [
        (1, "Keynote"),
        (2, "B"),
        (3, "C"),
        (4, "D"),
        (5, "Reflection"),
        (6, "A"),
    ]


def test_a_slot_is_removed_unless_sessions_or_a_timetable_need_it(client, day):
    free, used = slot_of(day, "D"), slot_of(day, "A")
    session = make_session(day, "Number Talks", slots="A")
    make_offering(make_timetable(day), session, used, make_room(day.host_school))

    client.send(f"/programme/slots/{free.id}/removal")
    refused = client.send(f"/programme/slots/{used.id}/removal")

    assert [slot.label for slot in the_day().slots] == ["Keynote", "A", "B", "C", "Reflection"]
    assert refused.status_code == 409
    assert "Sessions may run in “A”." in refused.text
    assert "Timetables use it" in refused.text


def test_a_day_in_the_past_is_made_and_says_so(client, dana):
    where = str(dana.home_school_id)

    client.send("/programme/days", **NEW_DAY | {"date": "2020-03-13"}, host_school_id=where)
    past = client.get("/programme").text
    client.send("/programme/day", **NEW_DAY | {"date": "2090-03-13"}, host_school_id=where)

    assert "Friday, March 13, 2020 is over: nobody can propose or choose for it." in past
    assert "is over" not in client.get("/programme").text


def test_neither_room_nor_slot_nor_day_speaks_of_people_who_were_there_on_a_day_that_is_over(client, day):
    room = make_room(day.host_school)
    enrol(make_staff(), make_offering(make_timetable(day), make_session(day), slot_of(day, "A"), room))
    addresses = [f"/programme/rooms/{room.id}", f"/programme/slots/{slot_of(day, 'A').id}", "/programme/day"]

    told = {}
    for year in (2090, 2020):
        day.date = date(year, 3, 13)
        told[year] = ["People who have a place here: 1." in client.get(address).text for address in addresses]

    assert told == {2090: [True, True, True], 2020: [False, False, False]}


def test_a_published_slot_says_how_many_people_a_change_reaches(client, day):
    day.date = date(2090, 3, 13)
    session = make_session(day, presenters=(make_staff(),))
    offering = make_offering(make_timetable(day), session, slot_of(day, "A"), make_room(day.host_school))
    enrol(make_staff(), offering)

    assert "People who have a place here: 2." in client.get(f"/programme/slots/{slot_of(day, 'A').id}").text
    assert "People who have a place" not in client.get(f"/programme/slots/{slot_of(day, 'B').id}").text


def test_strands_are_put_in_order_by_buttons_even_when_all_twelve_are_there(client, day):
    for number in range(2, 13):
        client.send("/programme/strands", name=f"Theme {number}")
    last = max(the_day().strands, key=lambda strand: strand.number)

    client.send(f"/programme/strands/{last.id}/step-up")

    assert [strand.name for strand in the_day().strands][-2:] == ["Theme 12", "Theme 11"]
    assert client.send("/programme/strands", name="One more").status_code == 409


def test_a_strand_with_proposals_stays_and_an_empty_one_goes(client, day):
    make_session(day)
    empty = keep(Strand(day=day, number=2, name="Empty"))

    refused = client.send(f"/programme/strands/{day.strands[0].id}/removal")
    client.send(f"/programme/strands/{empty.id}/removal")

    assert "Proposals of this strand: 1." in refused.text
    assert [strand.number for strand in the_day().strands] == [1]


def test_a_school_meets_in_one_room_per_slot_the_one_chosen_last(client, day):
    gym, library = make_room(day.host_school, "Gym"), make_room(day.host_school, "Library")
    fields = {"slot_id": str(slot_of(day, "Keynote").id), "school_ids": [str(day.host_school_id)]}

    client.send("/programme/gatherings", **fields, title="Welcome", room_id=str(gym.id))
    client.send("/programme/gatherings", **fields, title="Overflow", room_id=str(library.id))

    met = {each.title: [one.school_id for one in each.schools] for each in queries.gatherings_of(the_day())}
    assert met == {"Welcome": [], "Overflow": [day.host_school_id]}


def test_a_room_has_one_gathering_in_a_slot(client, day):
    gym = make_room(day.host_school, "Gym")
    fields = {"slot_id": str(slot_of(day, "Keynote").id), "room_id": str(gym.id)}

    client.send("/programme/gatherings", **fields, title="Welcome")
    again = client.send("/programme/gatherings", **fields, title="Welcome")

    assert again.status_code == 409
    assert len(queries.gatherings_of(the_day())) == 1


def test_lunch_waves_are_chosen_by_school_and_cleared_again(client, day):
    lunch = {"label": "Lunch", "kind": "lunch", "begins": "11:30", "ends": "12:15", "credit_minutes": "0"}
    client.send("/programme/slots", **SLOT_A | lunch | {"block": ""})
    slot, field = slot_of(the_day(), "Lunch"), f"lunch_of_{day.host_school_id}"

    client.send("/programme/lunches", **{field: str(slot.id)})
    chosen = queries.lunch_slot_by_school(day)
    refused = client.send(f"/programme/slots/{slot.id}/removal")
    client.send("/programme/lunches", **{field: "0"})

    assert chosen == {day.host_school_id: slot.id}
    assert "Schools have their lunch in “Lunch”." in refused.text
    assert queries.lunch_slot_by_school(day) == {}


def test_a_phase_that_lasts_into_the_day_is_marked_on_the_programme(client, day):
    client.send("/programme/phases", proposing_begins="2027-01-04", proposing_ends="2027-01-15")
    before = client.get("/programme").text
    client.send("/programme/phases", proposing_begins="2027-01-04", proposing_ends=day.date.isoformat())

    assert "not over before the day" not in before
    assert "not over before the day" in client.get("/programme").text


def test_phases_that_overlap_are_told_at_the_field_and_stay_typed(client, day):
    typed = {
        "proposing_begins": "2027-01-04",
        "proposing_ends": "2027-01-15",
        "reviewing_begins": "2027-01-15",
        "reviewing_ends": "2027-01-20",
    }

    page = client.send("/programme/phases", **typed)

    assert page.status_code == 422
    assert 'id="reviewing_begins-error"' in page.text
    assert "The phase before lasts until Friday, January 15. Begin a day later." in page.text
    assert 'value="2027-01-20"' in page.text
    assert the_day().phases == []


def test_nobody_but_coordinators_changes_the_frame(client, day):
    client.sign_in(make_staff())

    assert client.send("/programme/slots", **SLOT_A | {"label": "Z"}).status_code == 403
    assert client.send("/programme/strands", name="Mine").status_code == 403
    assert [strand.name for strand in the_day().strands] == ["Belonging and Climate"]


@pytest.mark.parametrize(
    ("kinds", "has_room", "offered", "told"),
    [
        ((), True, "/programme/slots/new", "First add a slot in which everyone meets"),
        ((SlotKind.PLENARY,), False, "/programme/sites", "First add a room in which people can meet."),
        ((SlotKind.PLENARY,), True, "/programme/gatherings/new", "each school needs a room."),
    ],
)
def test_a_gathering_is_offered_once_there_is_a_slot_and_a_room_for_it(
    client, day, kinds: tuple[SlotKind, ...], has_room: bool, offered: str, told: str
):
    for slot in list(day.slots):
        if slot.kind not in (*kinds, SlotKind.BREAKOUT):
            db.session.delete(slot)
    if has_room:
        make_room(day.host_school)

    page = client.get("/programme").text

    gatherings = page[page.index('aria-labelledby="gatherings"') :]
    gatherings = gatherings[: gatherings.index("</section>")]
    assert told in gatherings
    assert offered in gatherings


def test_a_first_gathering_that_cannot_be_set_yet_says_what_comes_before_it(client, day):
    page = client.get("/programme/gatherings/new").text

    assert "First add a room in which people can meet." in page
