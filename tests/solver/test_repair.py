"""After something changed: what can stay stays, and few people have to move."""

from dataclasses import replace

import pytest

from pdday.solver.check import check
from pdday.solver.plan import Status
from pdday.solver.repair import runs_that_stay
from pdday.solver.score import score
from pdday.solver.solve import solve
from tests.solver.factories import make_attendee, make_plan, make_problem, make_room, make_session
from tests.solver.whole_days import make_district_day

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


def cancelled(problem, session_id):
    """The same day without this session."""
    return replace(
        problem,
        sessions=tuple(
            replace(session, fewest_runs=0, most_runs=0, pins=()) if session.id == session_id else session
            for session in problem.sessions
        ),
    )


def test_after_a_cancellation_the_other_runs_stay_and_most_people_too():
    problem = make_district_day(staff=104, sessions=14, seed=1)
    plan = solve(problem, effort=3)
    gone = plan.runs[-1].session
    changed = replace(cancelled(problem, gone), previous=plan)

    repaired = solve(changed, effort=3)

    assert check(changed, repaired) == []
    assert {run for run in plan.runs if run.session != gone} <= set(repaired.runs)
    forced = sum(seat.run.startswith(f"{gone}@") for seat in plan.seats)
    assert forced <= len(score(changed, repaired).changes) <= 3 * forced + 10


def test_nothing_changes_where_nothing_has_to():
    people = [make_attendee("P1", wishes=["S1"]), make_attendee("P2", wishes=["S2"])]
    problem = make_problem(
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=people,
    )
    before = make_plan(problem, {"S1@A/R1": ["P1", "P2"], "S2@B/R2": ["P1", "P2"]})

    after = solve(replace(problem, previous=before), effort=1)

    assert (after.status, after.runs, after.seats) == (Status.OPTIMAL, before.runs, before.seats)


def test_a_run_in_a_room_that_is_lost_does_not_stay():
    session = make_session("S1")
    problem = make_problem(
        rooms=[make_room("R1"), make_room("R2")], sessions=[session], attendees=[make_attendee("P1")]
    )
    before = make_plan(problem, {"S1@A/R1": ["P1"]})
    lost = replace(problem, rooms=(make_room("R1", closed=["A", "B"]), make_room("R2")), previous=before)

    assert runs_that_stay(replace(problem, previous=before)) == before.runs
    assert runs_that_stay(lost) == ()
    assert {run.room for run in solve(lost, effort=1).runs} == {"R2"}


def test_people_and_sessions_that_are_gone_are_forgotten():
    problem = make_problem(sessions=[make_session("S1")], attendees=[make_attendee("P1"), make_attendee("P2")])
    before = make_plan(problem, {"S1@A/R1": ["P1", "P2"]})
    other = make_problem(sessions=[make_session("S2")], attendees=[make_attendee("P2")])

    plan = solve(replace(other, previous=before), effort=1)

    assert plan.status is Status.OPTIMAL
    assert {seat.attendee for seat in plan.seats} == {"P2"}
