"""A checker is worth what it finds: each rule broken by hand in a good plan, and exactly that one named."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import pytest

from pdday.solver.check import check
from pdday.solver.plan import Conflict, Missed, Plan, Run, Seat, Status, Unplaced, Why
from pdday.solver.problem import Problem
from pdday.solver.rules import Claim, Rule
from tests.solver.factories import make_attendee, make_plan, make_room, make_session
from tests.solver.table_of_rules import BREAKS, LETS_GO, a_day


def found(problem: Problem, plan: Plan) -> list[str]:
    return sorted({broken.rule.value for broken in check(problem, plan)})


@pytest.mark.parametrize(("rule", "problem", "seated"), BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_rule_is_named_and_no_other(rule: Rule, problem: Problem, seated: Mapping[str, Iterable[str]]) -> None:
    assert found(problem, make_plan(problem, seated)) == [rule.value]


@pytest.mark.parametrize(("rule", "problem", "seated"), LETS_GO.values(), ids=LETS_GO.keys())
def test_what_a_rule_allows_is_let_go(rule: Rule, problem: Problem, seated: Mapping[str, Iterable[str]]) -> None:
    assert check(problem, make_plan(problem, seated)) == [], rule


def test_a_broken_rule_is_told_with_the_names_it_is_about() -> None:
    problem = a_day(r1=make_room("R1", seats=1))

    broken = check(problem, make_plan(problem, {"S1@A/R1": ["Ann", "Ben"], "S2@B/R2": []}))

    assert [(each.what, each.sentence) for each in broken] == [
        (("S1@A", "R1"), "“Session S1” (S1@A) seats 1, and its attendees are 2.")
    ]


def a_good_plan() -> tuple[Problem, Plan]:
    problem = a_day(ann=make_attendee("Ann", wishes=["S1"], required=["S2"]))
    return problem, make_plan(problem, {"S1@A/R1": ["Ann"], "S2@B/R1": ["Ben"]})


A_CONFLICT = Conflict("RUNS", ("S1",), "There is no room.", "Open a room.")

#: One false claim each, and what the checker calls it.
FALSE_CLAIMS = {
    "made for another problem": (Claim.PROBLEM, lambda plan: replace(plan, problem="0" * 64)),
    "a score too high": (Claim.SCORE, lambda plan: replace(plan, score=plan.score + 1)),
    "no score": (Claim.SCORE, lambda plan: replace(plan, score=None)),
    "a bound below the score": (
        Claim.BOUND,
        lambda plan: replace(plan, bound=plan.score - 1, gap=-1 / abs(plan.score - 1)),
    ),
    "a gap too small": (Claim.BOUND, lambda plan: replace(plan, bound=plan.score + 50, gap=0.0)),
    "optimal with a gap": (
        Claim.STATUS,
        lambda plan: replace(plan, status=Status.OPTIMAL, bound=plan.score + 1, gap=1 / abs(plan.score + 1)),
    ),
    "optimal without a bound": (
        Claim.STATUS,
        lambda plan: replace(plan, status=Status.OPTIMAL, bound=None, gap=None),
    ),
    "a person without a place not listed": (Claim.UNPLACED, lambda plan: replace(plan, unplaced=())),
    "a person with a place listed": (
        Claim.UNPLACED,
        lambda plan: replace(plan, unplaced=(*plan.unplaced, Unplaced("Ann", "A"))),
    ),
    "a missed requirement not listed": (Claim.MISSED, lambda plan: replace(plan, missed=())),
    "a requirement listed that nobody has": (
        Claim.MISSED,
        lambda plan: replace(plan, missed=(*plan.missed, Missed("Ben", ("S1",)))),
    ),
    "a wish that was none": (
        Claim.REASONS,
        lambda plan: replace(plan, seats=(replace(plan.seats[0], why=Why.FILL), *plan.seats[1:])),
    ),
    "a choice that was another": (
        Claim.REASONS,
        lambda plan: replace(plan, seats=(replace(plan.seats[0], rank=2), *plan.seats[1:])),
    ),
    "a session nobody knows": (
        Claim.REFERENCES,
        lambda plan: replace(plan, runs=(*plan.runs, Run("X", "S9", "A", "R2"))),
    ),
    "a slot nobody knows": (
        Claim.REFERENCES,
        lambda plan: replace(plan, runs=(*plan.runs, Run("X", "S1", "Z", "R2"))),
    ),
    "a room nobody knows": (
        Claim.REFERENCES,
        lambda plan: replace(plan, runs=(*plan.runs, Run("X", "S1", "A", "R9"))),
    ),
    "a person nobody knows": (
        Claim.REFERENCES,
        lambda plan: replace(plan, seats=(*plan.seats, Seat("Zoe", "S1@A", Why.FILL))),
    ),
    "a seat in a run that is not there": (
        Claim.REFERENCES,
        lambda plan: replace(plan, seats=(*plan.seats, Seat("Ben", "S1@Z", Why.FILL))),
    ),
    "a run twice": (Claim.REFERENCES, lambda plan: replace(plan, runs=(*plan.runs, plan.runs[0]))),
    "a gap to no bound": (Claim.BOUND, lambda plan: replace(plan, bound=None, gap=0.0)),
    "a score that is no number": (Claim.SCORE, lambda plan: replace(plan, score=math.nan)),
    "a bound that is no number": (Claim.BOUND, lambda plan: replace(plan, bound=math.nan)),
    "a conflict in a plan that stands": (Claim.STATUS, lambda plan: replace(plan, conflict=(A_CONFLICT,))),
    "none found, and a conflict all the same": (
        Claim.STATUS,
        lambda plan: Plan(plan.problem, Status.NONE_FOUND, conflict=(A_CONFLICT,)),
    ),
    "a score where there is no plan": (
        Claim.SCORE,
        lambda plan: Plan(plan.problem, Status.NONE_FOUND, score=1.0),
    ),
    "people without a place where there is no plan": (
        Claim.UNPLACED,
        lambda plan: Plan(plan.problem, Status.NONE_FOUND, unplaced=plan.unplaced),
    ),
    "requirements missed where there is no plan": (
        Claim.MISSED,
        lambda plan: Plan(plan.problem, Status.NONE_FOUND, missed=plan.missed),
    ),
    "a conflict about no rule": (
        Claim.REFERENCES,
        lambda plan: Plan(plan.problem, Status.IMPOSSIBLE, conflict=(replace(A_CONFLICT, rule="LUNCH"),)),
    ),
    "impossible for no reason": (
        Claim.STATUS,
        lambda plan: Plan(plan.problem, Status.IMPOSSIBLE),
    ),
    "none found, yet people are seated": (
        Claim.STATUS,
        lambda plan: Plan(plan.problem, Status.NONE_FOUND, runs=plan.runs),
    ),
}


@pytest.mark.parametrize(("claim", "change"), FALSE_CLAIMS.values(), ids=FALSE_CLAIMS.keys())
def test_a_false_claim_is_named(claim: Claim, change: Callable[[Plan], Plan]) -> None:
    problem, plan = a_good_plan()

    assert found(problem, change(plan)) == [claim.value]


def test_a_seat_that_stands_twice_is_a_session_attended_twice() -> None:
    problem, plan = a_good_plan()

    assert found(problem, replace(plan, seats=(*plan.seats, plan.seats[0]))) == [Rule.ONCE_ONLY.value]


def test_a_way_too_far_is_told_whichever_of_two_runs_at_once_it_leads_to() -> None:
    near, far = make_room("R1", site="HS"), make_room("R2", site="LMS")
    session = make_session("S3")
    problem = replace(a_day(r1=near, r2=far, travel={("HS", "LMS"): 30}), rooms=(near, far))
    problem = replace(problem, sessions=(*problem.sessions, session))

    for one, other in (("R1", "R2"), ("R2", "R1")):
        plan = make_plan(problem, {"S1@A/R1": ["Ann"], f"S2@B/{one}": ["Ann"], f"S3@B/{other}": ["Ann"]})
        assert found(problem, plan) == [Rule.ONE_PLACE.value, Rule.TRAVEL.value]


def test_every_claim_is_false_here_at_least_once() -> None:
    assert {claim for claim, _ in FALSE_CLAIMS.values()} == set(Claim)


def test_an_impossible_day_with_its_conflict_is_a_good_answer() -> None:
    problem, plan = a_good_plan()
    impossible = Plan(plan.problem, Status.IMPOSSIBLE, conflict=(A_CONFLICT,))

    assert check(problem, impossible) == []
