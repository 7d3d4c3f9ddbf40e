"""A small day solved whole: a proof for divided seats holds for whole ones, and divided seats are never a plan."""

import random

import pytest

from pdday.solver import backend
from pdday.solver.best import Best
from pdday.solver.draft import Draft
from pdday.solver.exact import solve_exactly
from pdday.solver.model import build, whole_day
from pdday.solver.plan import Run, Status
from pdday.solver.problem import Problem
from pdday.solver.solve import solve
from pdday.solver.until import NO_LIMITS
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots

TWO_RUNS = (Run("S1@A", "S1", "A", "R1"), Run("S2@A", "S2", "A", "R2"))


def make_day_of_three_apart() -> Problem:
    """Three people, no two of whom may meet, and two runs: halves of seats would place them all."""
    return make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[make_attendee(person, wishes=["S1", "S2"]) for person in ("P1", "P2", "P3")],
        apart=[("P1", "P2"), ("P1", "P3"), ("P2", "P3")],
    )


def proved_from(problem: Problem, draft: Draft) -> Best:
    best = Best(problem, begin=0.0, seed=1, path=None)
    best.offer(draft)
    solve_exactly(problem, best, NO_LIMITS, seed=1)
    return best


def test_a_day_is_proved_though_divided_seats_would_be_worth_more():
    problem = make_day_of_three_apart()
    day = build(whole_day(problem))

    best = proved_from(problem, Draft(TWO_RUNS, ()))

    whole = backend.maximise(day.model).objective
    assert backend.maximise(day.model, relaxed=True).objective > whole + 1
    assert best.is_proved()
    assert best.score() == pytest.approx(whole)


def test_a_better_timetable_than_that_of_the_plan_at_hand_is_found():
    both = [make_attendee(f"P{number}", wishes=["S1", "S2"]) for number in range(4)]
    problem = make_problem(
        rooms=[make_room("R1"), make_room("R2")], sessions=[make_session("S1"), make_session("S2")], attendees=both
    )

    best = proved_from(problem, Draft(TWO_RUNS, ()))

    assert best.is_proved()
    assert sorted(run.slot for run in best.runs()) == ["A", "B"]
    assert best.score() == pytest.approx(400.0)


def test_what_is_proved_is_told_and_never_higher_than_before():
    problem = make_day_of_three_apart()

    best = proved_from(problem, Draft(TWO_RUNS, ()))

    told = [news.bound for news in best.news() if news.bound is not None]
    assert told == sorted(told, reverse=True)
    assert told[-1] == pytest.approx(best.score())


def test_nothing_is_proved_of_the_part_in_which_a_start_is_completed():
    """Nothing in a plan says which runs stay under their minimum, so the solver completes the start by itself."""
    wishes = random.Random(1)
    sessions = [f"S{number}" for number in range(6)]
    problem = make_problem(
        slots=make_slots("A", "B", "C"),
        rooms=[make_room(f"R{number}", seats=6) for number in range(3)],
        sessions=[make_session(each, runs=(1, 2), attendance=(3, 6)) for each in sessions],
        attendees=[make_attendee(f"P{number}", wishes=wishes.sample(sessions, 4)) for number in range(14)],
    )
    runs = [
        Run(f"{each}@{slot}", each, slot, f"R{at % 3}")
        for at, (each, slot) in enumerate(zip(sessions, "AAABBB", strict=True))
    ]

    best = proved_from(problem, Draft(tuple(runs), ()))

    told = [news.bound for news in best.news() if news.bound is not None]
    assert min(told) >= backend.maximise(build(whole_day(problem)).model).objective - 1e-6


@pytest.mark.slow
def test_a_day_is_proved_without_highs_as_well(monkeypatch):
    monkeypatch.setattr(backend, "find_spec", lambda name: None)
    problem = make_day_of_three_apart()

    found = solve(problem, effort=1, threads=1)

    monkeypatch.undo()
    assert found.status is Status.OPTIMAL
    assert found.score == pytest.approx(backend.maximise(build(whole_day(problem)).model).objective)
