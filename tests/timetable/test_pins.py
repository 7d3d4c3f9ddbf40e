"""Pins: made with a reason, kept by the next draft, named when they clash, taken away."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pdday import jobs
from pdday.clock import now
from pdday.db import db
from pdday.jobs import JobKind
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.timetable import actions, pin_actions, queries, tasks
from pdday.timetable.models import Pin, PinKind
from pdday.trail import Trail
from pdday.work import Tools
from tests.counting import queries as asked
from tests.counting import statements
from tests.factories import BEFORE, make_coordinator, make_day, make_room, make_session, make_staff, slot_of
from tests.timetable.factories import make_gatherings, make_list, problem_and
from tests.timetable.racing import at_once


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def dana(day, client):
    dana = make_coordinator("Dana Whitfield")
    client.sign_in(dana)
    return dana


def pin(day, session, dana, *, slot=None, room=None, person=None, kind=PinKind.HERE, reason="Caterer"):
    where = {"slot": slot and slot_of(day, slot), "room": room, "person": person}
    return pin_actions.pin(day, session, **where, kind=kind, reason=reason, by=dana, now=BEFORE)


def solve(day):
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600, holds_sessions=False))
    job = jobs.ask(JobKind.SOLVE, day=day, wants={"seconds": 5, "seed": 1}, by=None, now=now())
    db.session.commit()
    return tasks.solve(job.id, Tools())


@pytest.fixture
def small(day):
    """A day that has a plan: one session, one room, one person who asked for it."""
    ana, session = make_staff("Ana Cruz"), make_session(day, "Fractions")
    make_list(day, ana, session)
    room = make_room(day.host_school, "Room 7")
    return ana, session, room


def drafted(result):
    timetable = queries.find_timetable(result["timetable_id"])
    return [(each.title, each.slot.label, each.room.name) for each in queries.offerings(timetable) if each.session_id]


@pytest.mark.slow
@pytest.mark.parametrize("letter", ["B", "D"])
def test_the_next_draft_puts_a_session_where_it_is_pinned(day, dana, small, letter):
    _ana, session, _room = small
    library = make_room(day.host_school, "Library")
    pin(day, session, dana, slot=letter, room=library)

    assert drafted(solve(day)) == [("Fractions", letter, "Library")]


@pytest.mark.slow
def test_the_next_draft_keeps_a_session_out_of_the_slots_it_is_never_in(day, dana, small):
    _ana, session, _room = small
    for letter in "ABD":
        pin(day, session, dana, slot=letter, kind=PinKind.NEVER)

    assert [where for _title, where, _room in drafted(solve(day))] == ["C"]


@pytest.mark.slow
def test_pins_that_no_timetable_can_keep_are_named_with_the_rule(day, dana, small):
    _ana, session, room = small
    other = make_session(day, "Poetry")
    pin(day, session, dana, slot="A", room=room)
    pin(day, other, dana, slot="A", room=room)

    told = solve(day)["conflict"]

    assert [part["rule"] for part in told] == ["ROOM_ONCE"]
    assert [(part["sentence"], part["relax"]) for part in told] == [
        ("“Fractions” and “Poetry” are pinned to the same time in Room 7.", "Move one pin.")
    ]


def test_a_pin_keeps_its_reason_and_who_made_it_and_twice_is_once(day, dana, small):
    _ana, session, room = small

    first = pin(day, session, dana, slot="A", room=room, reason="The caterer delivers here")
    second = pin(day, session, dana, slot="A", room=room)

    assert first is second
    assert (first.reason, first.made_by, first.made_at) == ("The caterer delivers here", dana, BEFORE)
    [entry] = db.session.scalars(select(Trail).where(Trail.did == "pin"))
    assert (entry.by_id, entry.why) == (dana.id, "The caterer delivers here")


def test_a_person_is_pinned_to_a_session_by_form_and_the_reason_is_shown(client, day, dana, small):
    ana, session, _room = small
    fields = {"kind": "here", "session": session.id, "slot": slot_of(day, "A").id, "room": "0", "person": ana.id}

    client.send("/timetable/pins", reason="She coaches the presenter", **fields)

    page = client.get("/timetable/pins").text
    assert ("Ana Cruz" in page, "She coaches the presenter" in page) == (True, True)
    [kept] = queries.pins(day)
    assert (kept.staff_id, kept.room_id, kept.slot.label) == (ana.id, None, "A")


def test_the_page_of_a_run_leads_to_a_pin_that_is_filled_in(client, day, dana, small):
    _ana, session, room = small
    problem, plan = problem_and(day, (session, "C", room, ()))
    draft = actions.draft(day, problem, plan, by_id=None, now=BEFORE)
    run = next(each for each in queries.offerings(draft) if each.session_id)

    page = client.get(f"/timetables/{draft.id}/runs/{run.id}").text
    way = f"/timetable/pins?session={session.id}&slot={slot_of(day, 'C').id}&room={room.id}"
    form = client.get(way).text

    assert way.replace("&", "&amp;") in page
    for row in (session, slot_of(day, "C"), room):
        assert f'<option selected value="{row.id}">' in form


def test_the_table_marks_what_is_pinned_with_the_reason(client, day, dana, small):
    _ana, session, room = small
    pin(day, session, dana, slot="C", reason="The bus comes at one")
    problem, plan = problem_and(day, (session, "C", room, ()))
    draft = actions.draft(day, problem, plan, by_id=None, now=BEFORE)

    page = client.get(f"/timetables/{draft.id}").text

    assert ("pinned" in page, "The bus comes at one" in page) == (True, True)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "here", "reason": ""}, "Say why, so that a colleague can judge it later."),
        ({"kind": "here"}, "Say where “Fractions” is pinned, or who sits in it."),
        ({"kind": "never"}, "“Never” keeps a session out of a slot"),
        ({"kind": "here", "room": "x", "person": "x"}, "the room goes with the session"),
    ],
)
def test_a_pin_that_says_too_little_or_too_much_is_refused_and_stays_typed(client, day, dana, small, fields, told):
    ana, session, room = small
    filled = {"room": room.id if "room" in fields else 0, "person": ana.id if "person" in fields else 0}
    sent = {"session": session.id, "slot": 0, "reason": "Because"} | fields | filled

    page = client.send("/timetable/pins", **sent)

    assert page.status_code in {409, 422}
    assert told in page.text
    assert f'value="{sent["reason"]}"' in page.text
    assert queries.pins(day) == []


def test_a_pin_is_taken_away_and_a_second_click_hears_that_it_was(client, day, dana, small):
    _ana, session, _room = small
    there = f"/timetable/pins/{pin(day, session, dana, slot='A').id}/removal"

    pages = [client.get(client.send(there).location).text for _ in range(2)]

    assert "The pin is taken away." in pages[0]
    assert "That pin had been taken away already." in pages[1]
    assert db.session.scalars(select(Pin)).all() == []
    assert len(db.session.scalars(select(Trail).where(Trail.did == "unpin")).all()) == 1


def test_of_two_who_take_the_same_pin_away_one_is_too_late(app, day, dana, small):
    _ana, session, _room = small
    day_id, pin_id, dana_id, taken = day.id, pin(day, session, dana, slot="A").id, dana.id, []

    def take_away():
        by = db.session.get_one(StaffMember, dana_id)
        taken.append(pin_actions.unpin(db.session.get_one(Day, day_id), pin_id, by=by, now=BEFORE))

    outcomes = at_once(app, [take_away, take_away])

    assert (outcomes, sorted(taken)) == (["done", "done"], [False, True])
    assert len(db.session.scalars(select(Trail).where(Trail.did == "unpin")).all()) == 1


def test_the_page_of_pins_asks_the_database_as_often_for_many_as_for_few(client, day, dana, small):
    def cost():
        client.get("/timetable/pins")
        with statements() as sent:
            client.get("/timetable/pins")
        return asked(sent)

    pin(day, small[1], dana, slot="A")
    few = cost()
    for _ in range(8):
        pin(day, make_session(day), dana, slot="B", room=make_room(day.host_school))

    assert cost() == few


@pytest.mark.parametrize("address", ["/timetable/pins", "/timetable/pins/1/removal"])
def test_pins_are_for_coordinators(client, day, address):
    client.sign_in(make_staff())

    assert client.send(address).status_code == 403
