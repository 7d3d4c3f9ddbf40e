"""Repairing a timetable: a draft from the published one, in which as little as possible is different."""

from __future__ import annotations

import pytest

from pdday import jobs
from pdday.clock import now
from pdday.db import db
from pdday.errors import TooLate
from pdday.jobs import Job, JobKind
from pdday.programme.models import Leave, RoomClosure
from pdday.solver.score import score
from pdday.timetable import actions, queries, repair_actions, tasks
from pdday.timetable.models import TimetableState
from pdday.timetable.problem_from_rows import problem_of
from pdday.timetable.rows_from_plan import plan_of
from pdday.work import Tools
from tests.factories import (
    BEFORE,
    keep,
    make_coordinator,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    slot_of,
)
from tests.programme.factories import put_far_ahead
from tests.timetable.factories import make_gatherings, make_list, problem_and


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def dana(day):
    return make_coordinator("Dana Whitfield")


@pytest.fixture
def rooms(day):
    return make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8"), make_room(day.host_school, "Lab")


def test_the_repair_page_leads_to_where_each_loss_is_noted(client, day, dana, published):
    client.sign_in(dana)
    led = make_session(day, "Ratios", presenters=(make_staff("Cy Young"),))
    make_offering(published, led, slot_of(day, "B"), make_room(day.host_school, "Annex"))

    page = client.get(client.get("/timetable/repair").location).text

    assert f"/proposals/{led.proposal_id}#withdraw" in page
    assert f"/staff/{led.presenters[0].staff_id}/on-the-day" in page
    assert "#close" in page
    assert '<a class="lone" href="/staff/people">Somebody else is absent or comes late: find them</a>' in page
    assert "First settle who leads these" not in page


def test_whoever_cancels_a_session_that_is_published_comes_to_the_repair(client, day, dana, published):
    client.sign_in(dana)
    put_far_ahead(day)
    running, elsewhere = published.offerings[0].session, make_session(make_day(), "Elsewhere")

    led = [
        client.send(f"/proposals/{session.proposal_id}/withdrawal", why="Flu").location
        for session in (running, elsewhere)
    ]

    assert led == ["/timetable/repair", f"/proposals/{elsewhere.proposal_id}"]


def test_of_a_session_whose_presenter_is_ill_the_repair_asks_first_who_leads_it(client, day, dana, published):
    client.sign_in(dana)
    cy = make_staff("Cy Young")
    led = make_session(day, "Ratios", presenters=(cy,))
    make_offering(published, led, slot_of(day, "B"), make_room(day.host_school, "Annex"))
    keep(Leave(day_id=day.id, staff_id=cy.id, reported_at=BEFORE))

    page = client.get(f"/timetables/{published.id}/repair").text

    assert "First settle who leads these" in page
    assert page.count(f"/proposals/{led.proposal_id}/presenters") == 1


@pytest.fixture
def published(day, dana, rooms):
    """Ana is in Fractions and Ben in Phonics, both in slot A."""
    fractions, phonics = make_session(day, "Fractions", slots="A"), make_session(day, "Phonics", slots="A")
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    make_list(day, ana, phonics)
    make_list(day, ben, phonics, fractions)
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600, holds_sessions=False))
    problem, plan = problem_and(day, (fractions, "A", rooms[0], (ana,)), (phonics, "A", rooms[1], (ben,)))
    draft = actions.draft(day, problem, plan, by_id=None, now=BEFORE)
    return actions.publish(draft, by=dana, now=BEFORE)


def lose(room, day):
    """The room is closed all day."""
    db.session.add_all(
        RoomClosure(room_id=room.id, slot_id=slot_of(day, letter).id, reason="Water") for letter in "ABC"
    )
    db.session.flush()
    db.session.expire_all()


def repaired(published, dana, *, others=False):
    """The draft that comes of asking for a repair."""
    job = repair_actions.ask(published, others=others, seconds=5, why="Water in Room 7", by=dana, now=now())
    db.session.commit()
    result = tasks.solve(job.id, Tools())
    return queries.find_timetable(result["timetable_id"])


def where(timetable):
    """Who sits in which session, in which room."""
    return {
        each.staff.name: (each.offering.title, each.offering.room.name)
        for each in queries.enrolments(timetable)
        if each.offering.session_id is not None
    }


@pytest.mark.slow
def test_a_run_that_lost_its_room_goes_to_another_and_nobody_else_moves(day, dana, rooms, published):
    lose(rooms[0], day)

    draft = repaired(published, dana)

    assert {each.title: each.room.name for each in queries.offerings(draft) if each.session_id} == {
        "Fractions": "Lab",
        "Phonics": "Room 8",
    }
    assert where(draft)["Ben Okafor"] == ("Phonics", "Room 8")
    assert (draft.state, draft.made_from_id, draft.why) == (TimetableState.DRAFT, published.id, "Water in Room 7")
    assert actions.why_not_publish(draft) == []


@pytest.mark.slow
def test_a_repair_is_judged_as_a_day_and_not_by_what_it_changes(client, day, dana, rooms, published):
    published.state, published.published_at, published.published_by_id = TimetableState.DRAFT, None, None
    lose(rooms[0], day)

    draft = repaired(published, dana)

    problem = problem_of(day)
    assert draft.score == pytest.approx(score(problem, plan_of(draft, problem)).total)
    assert draft.score <= draft.bound
    client.sign_in(dana)
    page = client.get(f"/timetables/{draft.id}").text
    assert "Against draft 1, 4 people have another day." in page
    assert f"/timetables/comparison?one={published.id}&amp;other={draft.id}" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("others", "place"), [(False, ("Fractions", "Room 7")), (True, ("Phonics", "Room 8"))], ids=["stays", "moves"]
)
def test_somebody_who_lost_nothing_moves_to_what_they_asked_for_only_if_others_may(day, dana, published, others, place):
    draft = repaired(published, dana, others=others)

    assert where(draft)["Ana Cruz"] == place


def test_the_page_says_what_no_longer_holds_and_how_many_have_to_change(client, day, dana, rooms, published):
    client.sign_in(dana)
    lose(rooms[0], day)

    page = client.get(f"/timetables/{published.id}/repair").text

    assert "As things stand now this no longer holds:" in page
    assert f'href="/programme/rooms/{rooms[0].id}#close"' in page
    assert "One person has to change in any case." in page


def test_a_repair_is_asked_for_with_a_reason_and_made_in_the_background(client, day, dana, published):
    client.sign_in(dana)
    address = f"/timetables/{published.id}/repair"

    without = client.send(address, who="lost", seconds="30", why="")
    asked = client.send(address, who="others", seconds="30", why="Water in Room 7")

    wants = jobs.find_latest(JobKind.SOLVE, day).wants
    assert "Say why, so that a colleague can follow it later." in without.text
    assert (asked.status_code, asked.location) == (302, "/assignment")
    assert wants == {
        "seconds": 30,
        "seed": 1,
        "aims": published.aims,
        "repairs": published.id,
        "others": True,
        "why": "Water in Room 7",
    }
    assert db.session.query(Job).count() == 1
    assert "It repairs draft 1." in client.get("/assignment").text


def test_a_repair_that_cannot_be_leads_back_to_the_repair_and_not_to_a_new_draft(client, day, dana, published):
    client.sign_in(dana)
    client.send(f"/timetables/{published.id}/repair", who="lost", seconds="30", why="Water in Room 7")
    part = {"rule": "PRESENTERS", "sentence": "Ana is needed twice in A.", "relax": "Let Ben lead one."}
    attempt = jobs.take(jobs.find_latest(JobKind.SOLVE, day).id, now=now())
    jobs.finish(attempt, {"conflict": [part], "relax": [part]}, now=now())

    page = client.get("/assignment").text

    assert f'<a href="/timetables/{published.id}/repair">Go back to the repair</a>' in page
    assert "This is the least that would do. Then ask for the repair again." in page
    assert "Then make a draft again" not in page


def test_what_was_replaced_is_not_repaired(day, dana, published):
    published.state = TimetableState.SUPERSEDED

    with pytest.raises(TooLate, match="has been replaced meanwhile"):
        repair_actions.ask(published, others=False, seconds=5, why="Water", by=dana, now=now())
