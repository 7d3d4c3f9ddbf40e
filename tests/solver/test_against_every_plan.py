"""Small days, where every plan there is can be tried: the solver's answer is the best of them all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from pdday.solver import backend, engine, seating
from pdday.solver.backend import Ending
from pdday.solver.bound import quick_bound
from pdday.solver.check import check
from pdday.solver.model import build, whole_day
from pdday.solver.plan import Plan, Status
from pdday.solver.problem import Problem
from pdday.solver.reading import problem_from
from pdday.solver.solve import solve
from tests.counts import cases
from tests.solver.every_plan import TooMany, best_of_every_plan
from tests.solver.strategies import day_files

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

small_days = given(day_files(sessions=5, people=6, slots=3, rooms=2))
by_chance = settings(max_examples=cases(20), deadline=None, suppress_health_check=list(HealthCheck))

#: Days with more timetables are left to `scripts/test long`, and there the largest are left out too.
MOST_TIMETABLES = cases(400)


@by_chance
@small_days
def test_the_whole_model_is_worth_the_best_of_every_plan(day: dict[str, Any]) -> None:
    problem = problem_from(day)
    best = tried(problem)

    answer = backend.maximise(build(whole_day(problem)).model)

    assert (answer.ending is Ending.IMPOSSIBLE) == (best is None)
    if best is not None:
        assert check(problem, best) == []
        assert answer.objective == pytest.approx(best.score, abs=1e-4)


@by_chance
@small_days
def test_the_solver_finds_the_best_of_every_plan_and_says_so(day: dict[str, Any]) -> None:
    problem = problem_from(day)
    best = tried(problem)

    found = solve(problem, effort=1, threads=1)

    if best is None or best.score is None:
        assert (found.status, bool(found.conflict)) == (Status.IMPOSSIBLE, True)
    else:
        assert found.status is Status.OPTIMAL
        assert found.score == pytest.approx(best.score, abs=1e-3)
        assert quick_bound(problem) >= best.score - 1e-6


@by_chance
@small_days
def test_the_search_is_never_above_the_best_of_every_plan_nor_its_bound_below(day: dict[str, Any]) -> None:
    problem = problem_from(day)
    best = tried(problem)

    found = searched(problem)

    assert check(problem, found) == []
    if found.score is not None:
        assert best is not None
        assert found.score <= (best.score or 0.0) + 1e-6
        assert (found.bound or 0.0) >= (best.score or 0.0) - 1e-6


@by_chance
@given(day_files(sessions=5, people=6, slots=7, fewest_slots=7, rooms=2))
def test_with_many_slots_the_search_is_never_above_the_proved_best_nor_its_bound_below(day: dict[str, Any]) -> None:
    problem = problem_from(day)
    whole = backend.maximise(build(whole_day(problem)).model)
    assume(whole.ending is Ending.PROVED)

    found = searched(problem)

    assert check(problem, found) == []
    assert found.score is not None
    assert found.score <= whole.objective + 1e-6
    assert (found.bound or 0.0) >= whole.objective - 1e-6


def searched(problem: Problem) -> Plan:
    """The day solved as if it were too large to be solved whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "SMALL_DAY", -1)
        patch.setattr(seating, "ALL_AT_ONCE", -1)
        return solve(problem, effort=1, threads=1)


def tried(problem: Problem) -> Plan | None:
    try:
        return best_of_every_plan(problem, most_timetables=MOST_TIMETABLES)
    except TooMany:
        assume(False)
        raise
