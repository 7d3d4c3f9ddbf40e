"""Tiny days, where every plan there is can be tried: the solver's answer is the best of them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from pdday.solver.bound import quick_bound
from pdday.solver.check import check
from pdday.solver.plan import Plan, Status
from pdday.solver.problem import Problem
from pdday.solver.reading import problem_from
from pdday.solver.rules import Rule
from pdday.solver.solve import solve
from tests.counts import cases
from tests.solver.factories import make_plan
from tests.solver.strategies import day_files

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


@settings(
    max_examples=cases(12), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(day_files(sessions=2, people=2, slots=2, rooms=2))
def test_the_solver_finds_the_best_of_all_plans_and_its_bound_is_above_them(day: dict[str, Any]) -> None:
    problem = problem_from(day)
    best = max((plan.score or 0.0 for plan in every_good_plan(problem)), default=None)

    found = solve(problem, effort=1, seed=1)

    if best is None:
        assert found.status is Status.IMPOSSIBLE
    else:
        assert found.status is Status.OPTIMAL
        assert abs((found.score or 0.0) - best) < 1e-6
        assert quick_bound(problem) >= best - 1e-6


def every_good_plan(problem: Problem) -> Iterator[Plan]:
    """Every plan that keeps all rules."""
    for timetable in product(*(_ways_to_run(problem, session.id) for session in problem.sessions)):
        runs = tuple(chain.from_iterable(timetable))
        days = _at_different_times(problem, runs, most=len(problem.slots))
        for chosen in product(days, repeat=len(problem.attendees)):
            seated = {
                run: [person.id for person, own in zip(problem.attendees, chosen, strict=True) if run in own]
                for run in runs
            }
            plan = make_plan(problem, seated)
            if not any(isinstance(broken.rule, Rule) for broken in check(problem, plan)):
                yield plan


def _ways_to_run(problem: Problem, session_id: str) -> list[tuple[str, ...]]:
    session = problem.session(session_id)
    places = [f"{session_id}@{start}/{room.id}" for start in problem.starts(session) for room in problem.rooms]
    most = min(session.most_runs, len(problem.slots))
    return _at_different_times(problem, places, most=most)


def _at_different_times(problem: Problem, runs: Sequence[str], *, most: int) -> list[tuple[str, ...]]:
    """Every choice of at most so many of these runs, none two of them at the same time."""
    slots = {}
    for run in runs:
        session, start = run.split("/")[0].split("@")
        slots[run] = problem.covers(problem.session(session), start)
    choices = chain.from_iterable(combinations(runs, count) for count in range(most + 1))
    return [own for own in choices if _none_twice([slot for run in own for slot in slots[run]])]


def _none_twice(slots: list[str]) -> bool:
    return len(set(slots)) == len(slots)
