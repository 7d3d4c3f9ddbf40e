"""What a timetable's page tells of changes by hand: who changed what, when and why."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.timetable import actions, change_actions, hand_changes, queries
from pdday.timetable.change_actions import add_run, drop_run, move_person, move_run
from pdday.trail import STRUCK_WHY, Trail, record, strike
from tests.factories import at, make_coordinator, make_day, make_room, make_session, make_staff, slot_of
from tests.timetable.factories import make_gatherings, problem_and, run_of


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def dana(day):
    return make_coordinator("Dana Whitfield")


@pytest.fixture
def rooms(day):
    return make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8")


@pytest.fixture
def session(day):
    return make_session(day, "Fractions", runs=(1, 2))


@pytest.fixture
def draft(day, rooms, session):
    """Ana in Fractions (slot A, Room 7)."""
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600, holds_sessions=False))
    problem, plan = problem_and(day, (session, "A", rooms[0], (make_staff("Ana Cruz"),)))
    return actions.draft(day, problem, plan, by_id=None, now=at("8:00"))


def make(timetable, change, dana, why=""):
    return change_actions.make(timetable, change, by=dana, now=at("9:00"), why=why)


def told(timetable):
    return [(str(each.what), each.by, each.why) for each in hand_changes.changes_in(timetable)]


def test_of_a_draft_that_nobody_changed_there_is_nothing_to_tell(day, draft):
    assert (told(draft), hand_changes.changed_by_hand(day)) == ([], set())


def test_each_change_is_told_with_who_made_it_and_why_in_the_order_they_were_made(day, dana, rooms, session, draft):
    ana = next(each for each in queries.people(day) if each.last_name == "Cruz")

    make(draft, move_run(run_of(draft, session), slot_of(day, "B"), rooms[1]), dana, "Projector broke")
    make(draft, move_person(ana, None, run_of(draft, session)), dana)
    make(draft, move_person(ana, run_of(draft, session)), dana, "Carpool")
    make(draft, add_run(session, slot_of(day, "C"), rooms[0]), dana)
    make(draft, drop_run(run_of(draft, session, "C")), dana)

    assert told(draft) == [
        ("“Fractions” moved from slot A, Room 7, to slot B, Room 8.", "Dana Whitfield", "Projector broke"),
        ("Ana Cruz has no place any more in “Fractions” in slot B.", "Dana Whitfield", None),
        ("Ana Cruz has a place in “Fractions” in slot B.", "Dana Whitfield", "Carpool"),
        ("“Fractions” runs once more, in slot C, Room 7.", "Dana Whitfield", None),
        ("“Fractions” is not held in slot C.", "Dana Whitfield", None),
    ]
    assert hand_changes.changed_by_hand(day) == {draft.id}


def test_a_change_whose_entry_was_struck_says_that(day, dana, rooms, session, draft):
    make(draft, move_run(run_of(draft, session), slot_of(day, "B"), rooms[1]), dana, "Ana's bus")
    strike(db.session.scalars(select(Trail.id).where(Trail.did == hand_changes.CHANGED)).all())

    [(what, by, why)] = told(draft)

    assert (what, by) == ("What it was is struck: it named somebody whose data are gone.", "Dana Whitfield")
    assert why is None


def test_the_page_tells_of_a_struck_change_in_words_alone(client, day, dana, rooms, session, draft):
    client.sign_in(dana)
    make(draft, move_run(run_of(draft, session), slot_of(day, "B"), rooms[1]), dana, "Ana's bus")
    strike(db.session.scalars(select(Trail.id).where(Trail.did == hand_changes.CHANGED)).all())
    db.session.commit()

    page = client.get(f"/timetables/{draft.id}").text

    assert ["What it was is struck" in page, "Dana Whitfield" in page, STRUCK_WHY in page] == [True, True, False]


def test_a_change_of_which_the_trail_names_nobody_is_told_too(client, day, dana, draft):
    client.sign_in(dana)
    record(hand_changes.CHANGED, draft, by=None, at=at("9:00"), why="By a script")
    db.session.commit()

    assert [(by, why) for _what, by, why in told(draft)] == [(None, "By a script")]
    assert "9:00 am: By a script" in client.get(f"/timetables/{draft.id}").text


def test_the_page_of_a_draft_and_the_table_of_drafts_say_that_it_was_changed_by_hand(
    client, day, dana, rooms, session, draft
):
    client.sign_in(dana)
    before = client.get(f"/timetables/{draft.id}").text, client.get("/assignment").text
    make(draft, move_run(run_of(draft, session), slot_of(day, "B"), rooms[1]), dana, "Projector broke")
    db.session.commit()

    page, table = client.get(f"/timetables/{draft.id}").text, client.get("/assignment").text

    assert ["by hand since" in before[0], "changed by hand" in before[1]] == [False, False]
    assert "Changed by hand once since." in page
    assert "“Fractions” moved from slot A, Room 7, to slot B, Room 8." in page
    assert "Dana Whitfield: Projector broke" in page
    assert "changed by hand" in table


def test_a_timetable_made_from_another_leads_to_it(client, day, dana, draft):
    client.sign_in(dana)
    actions.publish(draft, by=dana, now=at("9:00"))
    former, other = draft, make_room(day.host_school, "Room 9")
    copy = make(draft, move_run(next(e for e in draft.offerings if e.session_id), slot_of(day, "A"), other), dana)
    db.session.commit()

    page = client.get(f"/timetables/{copy.id}").text

    assert f'<a href="/timetables/{former.id}">Made from draft 1.</a>' in page
