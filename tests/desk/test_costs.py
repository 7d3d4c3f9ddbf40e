"""“Find out what it would take”: a coordinator asks, a worker finds out, and the person reads counts."""

from __future__ import annotations

import pytest

from pdday import jobs
from pdday.clock import now
from pdday.db import db
from pdday.desk.costs import LOSSES, told, told_to_the_person, who_moves
from pdday.jobs import JobKind
from pdday.preferences.models import Accommodation, AccommodationCategory
from pdday.programme.vocabulary import Feature
from pdday.solver.cost import Loss
from pdday.timetable import cost_tasks
from pdday.work import Tools
from tests.factories import (
    enrol,
    make_coordinator,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.timetable.factories import make_list


@pytest.fixture
def full(app):
    """“AI for All” in B with one seat, which Ben has; “Book Study” beside it."""
    timetable = make_timetable(make_day())
    return run(timetable, "AI for All", seats=1)


@pytest.fixture
def luis(full):
    """Luis wants it first and has “Book Study”; Ben wants the same and has it."""
    luis, ben = make_staff("Luis Ortega"), make_staff("Ben Adler")
    other = run(full.timetable, "Book Study", seats=9)
    for person in (luis, ben):
        make_list(full.timetable.day, person, full.session, other.session)
    enrol(luis, other, rank=2), enrol(ben, full, rank=1)
    return luis


def run(timetable, title, *, seats):
    session = make_session(timetable.day, title)
    room = make_room(timetable.day.host_school, seats=seats)
    return make_offering(timetable, session, slot_of(timetable.day, "B"), room, seats=seats)


def pages(full, person):
    """The coordinator's page on the person's place in B, and where to ask there."""
    page = f"/timetables/{full.timetable_id}/people/{person.id}/slots/{full.slot_id}"
    return f"{page}/why", f"{page}/costs"


def find_out(full):
    """What the worker does with the latest question."""
    job = jobs.find_latest(JobKind.COST, full.timetable.day)
    attempt = jobs.take(job.id, now=now())
    db.session.commit()
    result = cost_tasks.find_cost(job.id, Tools())
    assert jobs.finish(attempt, result, now=now())
    db.session.commit()


def test_a_coordinator_reads_who_would_move_and_the_person_how_many(client, full, luis):
    client.sign_in(make_coordinator())
    why, costs = pages(full, luis)
    assert "Find out what a seat in B would take" in client.get(why).text

    client.send(costs, run=full.id)
    asked = client.get(why).text
    find_out(full)
    answered = client.get(why).text
    client.sign_in(luis)
    mine = client.get(f"/my-day/slots/{full.slot_id}/why").text

    assert "It is being found out" in asked
    assert "1 person would lose their first choice." in answered
    assert "Ben Adler" in answered
    assert "one perfect day is worth 100" in answered
    assert "others would have to move (fewer than five people)" in mine
    assert "Ben Adler" not in mine


def test_a_need_is_a_private_rule_to_coordinators_and_a_rule_of_the_day_to_the_person(client, full, luis):
    need, feature = AccommodationCategory.HEARING_LOOP, Feature.HEARING_LOOP
    day = full.timetable.day
    db.session.add(Accommodation(day_id=day.id, staff_id=luis.id, category=need, room_feature=feature))
    full.timetable.offerings[1].room.features = [feature]
    client.sign_in(make_coordinator())
    why, costs = pages(full, luis)

    client.send(costs, run=full.id)
    find_out(full)

    assert "A private rule forbids it, whoever else moves." in client.get(why).text
    client.sign_in(luis)
    mine = client.get(f"/my-day/slots/{full.slot_id}/why").text
    assert "A coordinator looked into B: a rule of the day keeps you out." in mine
    assert "private" not in mine


def test_a_second_click_asks_nothing_anew(client, full, luis):
    client.sign_in(make_coordinator())
    why, costs = pages(full, luis)
    client.send(costs, run=full.id)
    first = jobs.find_latest(JobKind.COST, full.timetable.day).id

    answer = client.send(costs, run=full.id)

    assert answer.location.endswith(f"{why}#higher")
    assert jobs.find_latest(JobKind.COST, full.timetable.day).id == first


def test_while_another_seat_is_asked_about_the_question_waits(client, full, luis):
    client.sign_in(make_coordinator())
    other = next(each for each in full.timetable.offerings if each is not full)
    client.send(pages(full, luis)[1], run=other.id)

    told = client.send(pages(full, luis)[1], run=full.id).text

    assert "What another seat would take is being found out." in told


def test_a_seat_in_a_draft_that_breaks_a_rule_by_now_is_not_reckoned(client, full, luis):
    client.sign_in(make_coordinator())
    _why, costs = pages(full, luis)
    enrol(make_staff("Cem Kaya"), full)
    client.send(costs, run=full.id)
    job = jobs.find_latest(JobKind.COST, full.timetable.day)

    with pytest.raises(Exception, match="does not keep today's rules any more"):
        cost_tasks.find_cost(job.id, Tools())


def test_asking_is_for_coordinators(client, full, luis):
    client.sign_in(luis)

    assert client.send(pages(full, luis)[1], run=full.id).status_code == 403
    assert jobs.find_latest(JobKind.COST, full.timetable.day) is None


def test_every_loss_of_the_solver_is_known_here():
    assert list(LOSSES) == [loss.value for loss in Loss]


def test_who_would_lose_nothing_is_told_so():
    moves = [{"staff_id": 1, "loss": "nothing", "leaves": [], "comes_to": []}] * 6
    cost = {"forbidden": None, "score_change": 4.2, "own": None, "moves": moves}

    assert [str(each) for each in told(cost)] == [
        "6 people would move and lose nothing that they asked for.",
        "The day's score would rise by 4; one perfect day is worth 100.",
    ]
    assert str(told_to_the_person(cost, "A")) == (
        "A coordinator looked into A: others would have to move (6 people), and none of them would lose anything "
        "that they asked for."
    )


def test_who_would_attend_the_same_sessions_in_other_runs_is_told_apart():
    swaps = {"staff_id": 1, "loss": "nothing", "leaves": [7, 8], "comes_to": [8, 7]}
    leaves = {"staff_id": 2, "loss": "lower", "leaves": [7, 8], "comes_to": [8]}
    nowhere = {"staff_id": 3, "loss": "place", "leaves": [], "comes_to": []}
    names, titles = {1: "Ana Cruz", 2: "Ben Okafor", 3: "Luis Ortega"}, {7: "Fractions", 8: "Poetry"}

    moving = who_moves({"moves": [swaps, leaves, nowhere]}, names, titles)

    assert [(each.name, each.keeps_sessions) for each in moving] == [
        ("Ana Cruz", True),
        ("Ben Okafor", False),
        ("Luis Ortega", False),
    ]
