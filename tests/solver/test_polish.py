"""What the search does not see is mended by small parts, never at anybody's cost."""

import time

import pytest
from hypothesis import HealthCheck, assume, given, settings

from pdday.solver import backend, engine
from pdday.solver.best import Best
from pdday.solver.check import check
from pdday.solver.draft import Draft
from pdday.solver.feasible import any_draft
from pdday.solver.lost import Lost, losses
from pdday.solver.model import build, whole_day
from pdday.solver.polish import polish
from pdday.solver.reading import problem_from
from pdday.solver.score import score
from pdday.solver.solve import solve
from pdday.solver.until import NO_LIMITS, Limits
from tests.counts import cases
from tests.solver.every_plan import best_of_every_plan
from tests.solver.factories import make_attendee, make_plan, make_problem, make_room, make_session
from tests.solver.strategies import day_files
from tests.solver.whole_days import make_district_day

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

#: So much effort mends four parts.
EFFORT = 40


def make_day_of_a_team_apart():
    """P1 and P2 belong together, each leads while the other is free: only other times bring them together."""
    rooms = [make_room("R1"), make_room("R2")]
    leaders = {"S1": ["P1"], "S2": ["P2"]}
    sessions = [make_session(f"S{number}", presenters=leaders.get(f"S{number}", ())) for number in (1, 2, 3, 4)]
    people = [
        make_attendee("P1", wishes=["S3", "S4"], vetoes=["S2"]),
        make_attendee("P2", wishes=["S3", "S4"], vetoes=["S1"]),
    ]
    problem = make_problem(rooms=rooms, sessions=sessions, attendees=people, together=[("P1", "P2")])
    return problem, make_plan(problem, {"S1@A/R1": [], "S3@A/R2": ["P2"], "S2@B/R1": [], "S4@B/R2": ["P1"]})


def make_day_of_a_top_three_in_one_slot():
    """P1 leads when all they asked for runs, though the other slot is as good for everybody."""
    sessions = [make_session(f"S{number}", presenters=["P1"] if number == 4 else ()) for number in range(1, 6)]
    people = [make_attendee("P1", wishes=["S1", "S2", "S3"])]
    rooms = [make_room(f"R{number}") for number in range(1, 5)]
    problem = make_problem(rooms=rooms, sessions=sessions, attendees=people)
    at_a = {f"S{number}@A/R{number}": [] for number in (1, 2, 3, 4)}
    return problem, make_plan(problem, {**at_a, "S5@B/R1": ["P1"]})


def best_of(problem, plan):
    best = Best(problem, begin=0.0, seed=1, path=None)
    best.offer(Draft(plan.runs, tuple((seat.attendee, seat.run) for seat in plan.seats)))
    return best


@pytest.mark.parametrize("by_the_clock", [False, True])
@pytest.mark.parametrize("make_day", [make_day_of_a_team_apart, make_day_of_a_top_three_in_one_slot])
def test_what_other_times_for_a_few_sessions_mend_is_mended(make_day, by_the_clock):
    problem, plan = make_day()
    best = best_of(problem, plan)
    limits = Limits(deadline=time.monotonic() + 60) if by_the_clock else NO_LIMITS

    polish(problem, best, limits, seed=1, effort=None if by_the_clock else EFFORT)

    assert best.score() == pytest.approx(best_of_every_plan(problem, most_timetables=100_000).score)
    assert losses(problem, best.plan, score(problem, best.plan)) == []
    assert {news.phase for news in best.news()} == {"start", "polish"}


def test_what_the_search_cannot_count_comes_first_and_then_the_gravest():
    problem, plan = make_day_of_a_team_apart()
    people = [*problem.attendees, make_attendee("P3", wishes=["S1", "S2", "S4"], slots=["B"], vetoes=["S3"])]
    thin = [
        make_session(each.id, presenters=each.presenters, attendance=(5 if each.id == "S4" else 0, None))
        for each in problem.sessions
    ]
    problem = make_problem(rooms=problem.rooms, sessions=thin, attendees=people, together=[("P1", "P2")])
    plan = make_plan(problem, {"S1@A/R1": [], "S3@A/R2": ["P2"], "S2@B/R1": [], "S4@B/R2": ["P1"]})

    assert losses(problem, plan, score(problem, plan)) == [
        Lost(20.0, people=("P1", "P2")),
        Lost(20.0, sessions=("S4",)),
        Lost(400.0, people=("P3",)),
    ]


def test_nothing_is_tried_where_nothing_is_lost():
    problem = make_problem(sessions=[make_session()], attendees=[make_attendee(wishes=["S1"], slots=["A"])])
    best = best_of(problem, make_plan(problem, {"S1@A/R1": ["P1"]}))

    polish(problem, best, NO_LIMITS, seed=1, effort=EFFORT)

    assert {news.phase for news in best.news()} == {"start"}


def test_a_timetable_that_is_held_after_a_change_is_left_as_it_is():
    problem, plan = make_day_of_a_team_apart()
    held = make_problem(
        rooms=problem.rooms,
        sessions=problem.sessions,
        attendees=problem.attendees,
        together=problem.together,
        previous=plan,
    )
    best = best_of(held, plan)

    polish(held, best, NO_LIMITS, seed=1, effort=EFFORT)

    assert best.runs() == plan.runs


@settings(
    max_examples=cases(25), deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(day_files(sessions=5, people=6))
def test_the_score_only_rises_and_never_above_the_best_there_is(file):
    problem = problem_from(file)
    _, draft = any_draft(problem, NO_LIMITS, seed=1)
    assume(draft is not None)
    best = Best(problem, begin=0.0, seed=1, path=None)
    best.offer(draft)
    first = best.score()

    polish(problem, best, NO_LIMITS, seed=1, effort=EFFORT)

    assert check(problem, best.final()) == []
    assert first <= best.score() <= backend.maximise(build(whole_day(problem)).model).objective + 1e-3


def make_day_of_teams():
    problem = make_district_day(staff=104, sessions=16, rooms=6, seed=3)
    names = [person.id for person in problem.attendees]
    return make_problem(
        slots=problem.slots,
        rooms=problem.rooms,
        sessions=problem.sessions,
        attendees=problem.attendees,
        together=[tuple(names[first : first + 4]) for first in range(0, 80, 4)],
    )


def test_counted_work_polishes_the_same_plan_twice_and_no_worse_than_the_search_left_it(monkeypatch):
    problem, heard = make_district_day(staff=104, sessions=24, rooms=8, seed=4), []

    polished, again = (solve(problem, effort=10, seed=2, progress=heard.append) for _ in range(2))

    monkeypatch.setattr(engine, "polish", lambda *_, **__: None)
    left = solve(problem, effort=10, seed=2)
    assert (polished.runs, polished.seats, polished.score) == (again.runs, again.seats, again.score)
    assert "polish" in {each.phase for each in heard}
    assert polished.score >= left.score


def test_whoever_asks_to_stop_is_heard_within_a_moment():
    problem = make_day_of_teams()
    best = Best(problem, begin=0.0, seed=1, path=None)
    best.offer(any_draft(problem, NO_LIMITS, seed=1)[1])
    moment = time.process_time() + 0.2

    polish(problem, best, Limits(stop=lambda: time.process_time() > moment), seed=1, effort=None)

    assert time.process_time() < moment + 1.5
    assert check(problem, best.final()) == []
