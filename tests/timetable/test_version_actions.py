"""Going back to an earlier timetable: published anew, checked again, told only to those whose day changes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.errors import NotReady, TooLate
from pdday.outbox import Message
from pdday.programme.models import Leave
from pdday.solver.plan import Status
from pdday.solver.score import score
from pdday.timetable import actions, change_actions, hand_changes, place_queries, queries, run_queries, version_actions
from pdday.timetable.change_actions import move_run
from pdday.timetable.models import TimetableState
from pdday.timetable.problem_from_rows import problem_behind
from pdday.timetable.rows_from_plan import plan_of
from tests.factories import at, make_coordinator, make_day, make_room, make_session, make_staff
from tests.timetable.factories import make_gatherings, problem_and, run_of

NOW = at("8:00")


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def dana(day, client):
    dana = make_coordinator("Dana Whitfield")
    client.sign_in(dana)
    return dana


@pytest.fixture
def two(day, dana):
    """Two timetables published one after the other: Ana's session moves, Ben's stays."""
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    fractions, poetry = make_session(day, "Fractions"), make_session(day, "Poetry")
    rooms = make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    published = []
    for letter in "AB":
        problem, plan = problem_and(day, (fractions, letter, rooms[0], (ana,)), (poetry, "C", rooms[1], (ben,)))
        draft = actions.draft(day, problem, plan, by_id=dana.id, now=NOW)
        published.append(actions.publish(draft, by=dana, now=NOW))
    return published


def bring_back(timetable, dana, **more):
    return version_actions.bring_back(timetable, by=dana, now=at("8:30"), why="Room 7 is free after all", **more)


def test_an_earlier_timetable_is_published_as_a_new_version_and_nothing_is_overwritten(two, day, dana):
    first, second = two
    before = place_queries.places_by_person(first)

    third = bring_back(first, dana, over=2)

    assert (third.number, third.made_from, third.why) == (3, first, "Room 7 is free after all")
    assert place_queries.places_by_person(third) == before == place_queries.places_by_person(first)
    assert [each.state for each in (first, second, third)] == [
        TimetableState.SUPERSEDED,
        TimetableState.SUPERSEDED,
        TimetableState.PUBLISHED,
    ]
    assert first.published_at == NOW


def test_only_those_whose_day_changes_back_hear_of_it(two, day, dana):
    heard = len(db.session.scalars(select(Message.id)).all())

    bring_back(two[0], dana)

    told = db.session.scalars(select(Message).order_by(Message.id)).all()[heard:]
    assert [message.body.splitlines()[0] for message in told] == ["Hello Ana,"]
    assert "- 9:15: “Fractions”, Room 7" in told[0].body


def test_it_is_checked_again_by_the_rows_of_today(two, day, dana):
    ana = run_queries.people_of(next(each for each in queries.offerings(two[0]) if each.title == "Fractions"))[0]
    db.session.add(Leave(day_id=day.id, staff_id=ana.staff_id, reported_at=NOW))
    db.session.flush()

    with pytest.raises(NotReady) as refusal:
        bring_back(two[0], dana)

    assert "Ana Cruz is away during “Fractions” in slot A." in str(refusal.value.reasons[0])
    assert [each.number for each in queries.timetables(day)] == [2, 1]


def test_a_draft_and_the_published_one_are_not_gone_back_to(two, dana):
    with pytest.raises(TooLate, match="Draft 2 was never replaced"):
        bring_back(two[1], dana)


def test_the_page_says_what_going_back_changes_and_does_it_once(client, two, day, dana):
    there = f"/timetables/{two[0].id}"

    shown = client.get(there).text
    missing = client.send(f"{there}/return", over="2", why=" ")
    first = client.send(f"{there}/return", over="2", why="Room 7 is free")
    again = client.send(f"{there}/return", over="2", why="Room 7 is free")

    assert "Going back changes one person's day." in shown
    assert '<input type="hidden" name="over" value="2">' in shown
    assert (missing.status_code, 'id="why-error"' in missing.text) == (422, True)
    assert (first.status_code, again.status_code) == (302, 409)
    assert "Draft 3 was published meanwhile." in again.text
    page = client.get(first.location).text
    assert ("Made from draft 1." in page, "Why: Room 7 is free." in page) == (True, True)
    assert [each.number for each in queries.timetables(day)] == [3, 2, 1]


def test_going_back_is_for_coordinators(client, two):
    client.sign_in(make_staff())

    assert client.send(f"/timetables/{two[0].id}/return", over="2", why="Mine").status_code == 403


def test_a_day_brought_back_as_it_was_was_not_changed_and_one_that_had_been_still_is(client, two, day, dana):
    first, _second = two
    poetry = next(each for each in queries.offerings(first) if each.title == "Poetry")
    [ben] = [each.staff for each in run_queries.people_of(poetry)]
    client.sign_in(ben)

    third = bring_back(first, dana)
    as_it_was = client.get(f"/my-day/slots/{poetry.slot_id}/why").text
    gym = make_room(day.host_school, "Gym 2")
    fourth = change_actions.make(
        third, move_run(run_of(third, poetry.session, "C"), poetry.slot, gym), by=dana, now=at("8:40"), why=""
    )
    actions.publish(fourth, by=dana, now=at("8:45"))
    bring_back(third, dana)
    again = bring_back(fourth, dana)

    assert [hand_changes.was_changed(each) for each in (first, third, fourth, again)] == [False, False, True, True]
    assert "How it was decided" in as_it_was
    assert "it had to be changed" not in as_it_was
    assert "it had to be changed" in client.get(f"/my-day/slots/{poetry.slot_id}/why").text


@pytest.mark.parametrize(("above", "status"), [(0.0, Status.OPTIMAL), (5.0, Status.FEASIBLE)])
def test_what_was_proved_of_a_day_holds_of_it_brought_back_as_it_was(two, day, dana, above, status):
    first, _second = two
    problem = problem_behind(first)
    first.fingerprint, first.bound = problem.fingerprint, score(problem, plan_of(first, problem)).total + above
    db.session.flush()

    third = bring_back(first, dana)

    assert (third.bound, third.solver_status) == (first.bound, status)
