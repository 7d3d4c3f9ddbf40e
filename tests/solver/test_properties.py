"""What holds on every day, however odd."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from pdday.solver.canonical import canonical_json
from pdday.solver.check import check
from pdday.solver.plan import Plan, plan_json, read_plan
from pdday.solver.problem import Problem
from pdday.solver.reading import problem_from, read_problem
from pdday.solver.recount import recounted_score, sitting
from pdday.solver.rules import Claim
from pdday.solver.score import capacity, most, score
from tests.counts import cases
from tests.solver.strategies import day_files, planned_days

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

modest = settings(max_examples=cases(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@modest
@given(planned_days())
def test_the_score_and_its_recount_agree_and_no_claim_is_false(planned: tuple[Problem, Plan]) -> None:
    problem, plan = planned

    assert abs(score(problem, plan).total - recounted_score(sitting(problem, plan))) < 1e-6
    assert [broken for broken in check(problem, plan) if isinstance(broken.rule, Claim)] == []


@modest
@given(day_files())
def test_the_most_is_the_best_of_all_sets_of_wishes_that_fit(day: dict[str, Any]) -> None:
    problem = problem_from(day)

    for attendee in problem.attendees:
        sets = itertools.chain.from_iterable(
            itertools.combinations(attendee.wishes, count) for count in range(len(attendee.wishes) + 1)
        )
        fitting = [
            wishes
            for wishes in sets
            if sum(problem.session(wish.session).length for wish in wishes) <= capacity(problem, attendee)
        ]
        best = max(sum(problem.points_for(wish.rank) for wish in wishes) for wishes in fitting)
        assert most(problem, attendee) == best


@modest
@given(planned_days())
def test_files_written_read_back_as_they_were(planned: tuple[Problem, Plan]) -> None:
    problem, plan = planned

    assert canonical_json(read_problem(canonical_json(problem))) == canonical_json(problem)
    assert read_plan(plan_json(plan)) == plan
