"""One person on the day, as a coordinator notes it: absent, and whom they are never or always with."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from pdday.db import db
from pdday.preferences import person_actions, person_queries
from pdday.preferences.models import Company, CompanyKind, CompanyMember
from pdday.programme.models import Away, Day, Leave
from pdday.staff.models import StaffMember
from pdday.timetable.problem_from_rows import problem_of, staff_key
from pdday.trail import Trail
from tests.factories import (
    BEFORE,
    keep,
    make_coordinator,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.timetable.racing import at_once


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def dana(day, client):
    """The coordinator who sits at `client`."""
    dana = make_coordinator("Dana Whitfield")
    client.sign_in(dana)
    return dana


def pairs(day, person):
    return [(each.kind, other) for each, other in person_queries.pairs(day, person)]


def done(verb):
    return db.session.scalar(select(func.count()).select_from(Trail).where(Trail.did == verb))


def test_somebody_ill_is_absent_all_day_is_planned_nowhere_and_comes_after_all(client, day, dana):
    ana = make_staff("Ana Cruz")
    make_session(day, "Fractions")

    pages = [client.get(client.send(f"/staff/{ana.id}/leave").location).text for _ in range(2)]
    slots = problem_of(day).attendee(staff_key(ana.id)).slots
    client.send(f"/staff/{ana.id}/leave/removal")

    assert ["Ana Cruz is absent all day." in page for page in pages] == [True, True]
    assert slots == frozenset()
    assert db.session.scalars(select(Leave)).all() == []
    assert (done("report_leave"), done("end_leave")) == (1, 1)


def test_of_somebody_absent_the_page_says_what_they_lead_and_leads_to_the_repair_of_what_is_out(client, day, dana):
    ana = make_staff("Ana Cruz")
    session = make_session(day, "Fractions", presenters=(ana,))
    before = client.get(f"/staff/{ana.id}/on-the-day").text
    make_offering(make_timetable(day), session, slot_of(day, "A"), make_room(day.host_school))

    page = client.get(client.send(f"/staff/{ana.id}/leave").location).text

    assert "They lead a session that day." in before
    assert "/timetable/repair" not in before
    assert f"/proposals/{session.proposal_id}/presenters" in page
    assert "/timetable/repair" in page


def test_somebody_is_away_in_the_slots_that_are_checked_and_in_no_other(client, day, dana):
    ana = make_staff("Ana Cruz")
    keep(Away(staff_id=ana.id, slot_id=slot_of(day, "A").id))

    for _ in range(2):
        client.send(f"/staff/{ana.id}/away", away=[slot_of(day, "B").id, slot_of(day, "C").id])

    away = db.session.scalars(select(Away.slot_id).where(Away.staff_id == ana.id)).all()
    assert set(away) == {slot_of(day, "B").id, slot_of(day, "C").id}
    assert done("set_away") == 1


@pytest.mark.parametrize("kind", [CompanyKind.APART, CompanyKind.JOINED])
def test_two_people_are_kept_apart_or_together_until_that_is_taken_away(client, day, dana, kind):
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    make_session(day, "Fractions")

    client.send(f"/staff/{ana.id}/pairs", kind=kind.value, other=ben.id)
    client.send(f"/staff/{ben.id}/pairs", kind=kind.value, other=ana.id)
    kept = pairs(day, ana)
    planned = getattr(problem_of(day), kind.value)
    company = db.session.scalars(select(Company)).one()
    there = f"/staff/{ben.id}/pairs/{company.id}/removal"
    pages = [client.get(client.send(there).location).text for _ in range(2)]

    assert kept == [(kind, ben)]
    assert [set(each) for each in planned] == [{staff_key(ana.id), staff_key(ben.id)}]
    assert "Taken away." in pages[0]
    assert "That had been taken away already." in pages[1]
    assert db.session.scalars(select(CompanyMember)).all() == []
    assert (done("pair"), done("part")) == (1, 1)


def test_the_trail_tells_that_there_was_an_instruction_and_of_nobody_whom_it_was_about(client, day, dana):
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")

    client.send(f"/staff/{ana.id}/pairs", kind="apart", other=ben.id)

    entry = db.session.scalars(select(Trail).where(Trail.did == "pair")).one()
    assert (entry.thing, entry.by_id, entry.facts, entry.why) == ("company", dana.id, {"kind": "apart"}, None)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "joined"}, "have the opposite instruction already. Take that one away first."),
        ({"kind": "joined", "other": 0}, "Choose the other person."),
        ({"kind": ""}, "Choose one of the two."),
    ],
)
def test_an_instruction_that_makes_no_sense_is_refused_and_stays_typed(client, day, dana, fields, told):
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    client.send(f"/staff/{ana.id}/pairs", kind="apart", other=ben.id)

    page = client.send(f"/staff/{ana.id}/pairs", **{"other": ben.id, **fields})

    assert told in page.text
    assert pairs(day, ana) == [(CompanyKind.APART, ben)]


def test_an_instruction_about_somebody_else_is_not_taken_away_from_this_page(client, day, dana):
    ana, ben, cy = make_staff("Ana Cruz"), make_staff("Ben Okafor"), make_staff("Cy Young")
    client.send(f"/staff/{ana.id}/pairs", kind="apart", other=ben.id)
    company = db.session.scalars(select(Company)).one()

    client.send(f"/staff/{cy.id}/pairs/{company.id}/removal")

    assert pairs(day, ana) == [(CompanyKind.APART, ben)]


def test_two_coordinators_who_say_the_same_at_once_say_it_once(app, day, dana):
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    day_id, ana_id, ben_id, dana_id = day.id, ana.id, ben.id, dana.id

    def say(one, other):
        by, known = db.session.get_one(StaffMember, dana_id), db.session.get_one(Day, day_id)
        people = db.session.get_one(StaffMember, one), db.session.get_one(StaffMember, other)
        person_actions.report_leave(known, people[0], by=by, now=BEFORE)
        person_actions.pair(known, *people, CompanyKind.APART, by=by, now=BEFORE)

    outcomes = at_once(app, [lambda: say(ana_id, ben_id), lambda: say(ana_id, ben_id)])

    assert outcomes == ["done", "done"]
    assert db.session.scalar(select(func.count()).select_from(Company)) == 1
    assert (done("report_leave"), done("pair")) == (1, 1)
