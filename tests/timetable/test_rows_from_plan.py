"""A plan becomes a draft's rows, and the rows become the same plan again."""

from __future__ import annotations

import pytest

from pdday.db import db
from pdday.programme.models import Away, Leave
from pdday.solver import Rule, check
from pdday.timetable import queries
from pdday.timetable.models import EnrolmentSource
from pdday.timetable.problem_from_rows import problem_of
from pdday.timetable.rows_from_plan import expected_at_gatherings, make_draft, plan_of
from tests.factories import BEFORE, make_day, make_room, make_session, make_staff, slot_of
from tests.timetable.factories import make_gatherings, make_list, problem_and


@pytest.fixture
def day(app):
    return make_day()


def drafted(day, *runs):
    problem, plan = problem_and(day, *runs)
    return make_draft(day, problem, plan, measures={}, by_id=None, now=BEFORE)


def places(timetable):
    return {
        (place.staff_id, place.source, place.rank, tuple(sorted(slot.slot_id for slot in place.slots)))
        for place in queries.enrolments(timetable)
    }


def test_presenters_and_attendees_get_their_places(day):
    presenter, keen, other = make_staff(), make_staff(), make_staff()
    session, room = make_session(day, presenters=(presenter,)), make_room(day.host_school)
    make_list(day, keen, session)

    timetable = drafted(day, (session, "B", room, (keen, other)))

    slot = (slot_of(day, "B").id,)
    assert places(timetable) == {
        (presenter.id, EnrolmentSource.PRESENTING, None, slot),
        (keen.id, EnrolmentSource.WISH, 1, slot),
        (other.id, EnrolmentSource.FILL, None, slot),
    }


def test_a_long_session_takes_its_slots_in_room_and_day(day):
    person, room = make_staff(), make_room(day.host_school)
    session = make_session(day, slots="AB", length=2)

    timetable = drafted(day, (session, "A", room, (person,)))

    both = (slot_of(day, "A").id, slot_of(day, "B").id)
    assert [tuple(each.slot_id for each in offering.slots) for offering in queries.offerings(timetable)] == [both]
    assert places(timetable) == {(person.id, EnrolmentSource.FILL, None, both)}


def test_an_offering_has_the_seats_of_the_smaller_of_room_and_session(day):
    wide, narrow = make_room(day.host_school, seats=60), make_room(day.host_school, seats=12)
    sessions = make_session(day, most_people=25), make_session(day, most_people=25)

    timetable = drafted(day, (sessions[0], "A", wide, ()), (sessions[1], "A", narrow, ()))

    assert {offering.room_id: offering.seats for offering in queries.offerings(timetable)} == {
        wide.id: 25,
        narrow.id: 12,
    }


def test_everyone_has_a_place_in_slots_for_everyone_but_those_away_or_on_leave(day):
    here, on_leave, late = make_staff(), make_staff(), make_staff()
    db.session.add(Leave(day_id=day.id, staff_id=on_leave.id, reported_at=BEFORE))
    db.session.add(Away(staff_id=late.id, slot_id=slot_of(day, "Keynote").id))
    make_gatherings(day, make_room(day.host_school, seats=600))

    timetable = drafted(day)

    keynote, reflection = slot_of(day, "Keynote").id, slot_of(day, "Reflection").id
    assert places(timetable) == {
        (here.id, EnrolmentSource.EVERYONE, None, (keynote,)),
        (here.id, EnrolmentSource.EVERYONE, None, (reflection,)),
        (late.id, EnrolmentSource.EVERYONE, None, (reflection,)),
    }


def test_the_rows_read_back_keep_every_rule(day):
    presenter, keen = make_staff(), make_staff()
    session, room = make_session(day, presenters=(presenter,)), make_room(day.host_school)
    make_list(day, keen, session)
    timetable = drafted(day, (session, "C", room, (keen,)))

    problem = problem_of(day)
    broken = {each.rule for each in check(problem, plan_of(timetable, problem)) if isinstance(each.rule, Rule)}

    assert broken == set()


def test_drafts_are_numbered_as_they_are_made(day):
    assert [drafted(day).number, drafted(day).number] == [1, 2]


def test_who_is_expected_is_told_by_gathering(day):
    person = make_staff()
    make_gatherings(day, make_room(day.host_school))

    expected = expected_at_gatherings(day, queries.gatherings(day), queries.people(day))

    assert [[each.id for each in people] for people in expected.values()] == [[person.id], [person.id]]
