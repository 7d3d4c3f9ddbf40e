"""Each rule bites and lets go, in the checker and in the model: a rule without its two rows fails here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from pdday.solver import backend
from pdday.solver.backend import Answer, Ending
from pdday.solver.check import check
from pdday.solver.choices import Choices, Place, SeatChoice, places, seats
from pdday.solver.model import build
from pdday.solver.plan import Plan
from pdday.solver.problem import Problem, Weights
from pdday.solver.rooms import rooms_by_name
from pdday.solver.rules import Bendable, Rule
from tests.solver.factories import make_attendee, make_plan, make_problem, make_session, make_slots
from tests.solver.table_of_rules import BREAKS, LETS_GO

Seated = Mapping[str, Iterable[str]]

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("rule", list(Rule))
def test_each_rule_bites_and_lets_go_in_the_table(rule: Rule) -> None:
    for table in (BREAKS, LETS_GO):
        assert rule in {each for each, _, _ in table.values()}


@pytest.mark.parametrize(("rule", "problem", "seated"), BREAKS.values(), ids=BREAKS.keys())
def test_the_model_has_no_room_for_a_plan_that_breaks_a_rule(rule: Rule, problem: Problem, seated: Seated) -> None:
    assert as_the_model_sees(problem, make_plan(problem, seated)) is None, rule


@pytest.mark.parametrize(("rule", "problem", "seated"), LETS_GO.values(), ids=LETS_GO.keys())
def test_the_model_lets_go_what_the_rule_allows_at_the_same_score(rule: Rule, problem: Problem, seated: Seated) -> None:
    plan = make_plan(problem, seated)

    assert as_the_model_sees(problem, plan) == pytest.approx(plan.score), rule


WHOLE, FREE = Weights(), Weights(unplaced=0, missed=0, under_minimum=0)
BENDS = {
    Bendable.UNPLACED: (make_attendee("Ann"), make_session("S1"), {"S1@A/R1": []}),
    Bendable.MISSED: (make_attendee("Ann", slots="", required=["S1"]), make_session("S1"), {"S1@A/R1": []}),
    Bendable.UNDER_MINIMUM: (
        make_attendee("Ann"),
        make_session("S1", attendance=(2, None)),
        {"S1@A/R1": ["Ann"]},
    ),
}


@pytest.mark.parametrize("bendable", list(Bendable))
def test_what_may_bend_costs_its_weight_and_breaks_nothing(bendable: Bendable) -> None:
    attendee, session, seated = BENDS[bendable]
    problem = make_problem(slots=make_slots("A"), sessions=[session], attendees=[attendee])
    for_free = replace(problem, weights=FREE)
    plan = make_plan(problem, seated)

    assert check(problem, plan) == []
    assert as_the_model_sees(problem, plan) == plan.score == -getattr(WHOLE, bendable.value.lower())
    assert as_the_model_sees(for_free, make_plan(for_free, seated)) == 0
    assert bool(plan.unplaced) is (bendable is Bendable.UNPLACED)
    assert bool(plan.missed) is (bendable is Bendable.MISSED)


def test_a_run_at_its_minimum_costs_nothing() -> None:
    problem = make_problem(
        slots=make_slots("A"), sessions=[make_session("S1", attendance=(1, 1))], attendees=[make_attendee("Ann")]
    )

    assert make_plan(problem, {"S1@A/R1": ["Ann"]}).score == 0


def as_the_model_sees(problem: Problem, plan: Plan) -> float | None:
    """The model's objective with every run and seat of this plan held, and no other; None if that cannot be."""
    groups = rooms_by_name(problem)
    everywhere = places(problem, groups)
    day = build(Choices(problem, groups, everywhere, seats(problem, groups, everywhere)))
    runs = {run.id: Place(run.session, run.slot, problem.room_index[run.room]) for run in plan.runs}
    goes = {SeatChoice(seat.attendee, *runs[seat.run]) for seat in plan.seats}
    if not (day.runs.keys() >= set(runs.values()) and day.goes.keys() >= goes):
        return None
    for variables, chosen in ((day.runs, set(runs.values())), (day.goes, goes)):
        for choice, variable in variables.items():
            variable.lowBound = variable.upBound = int(choice in chosen)
    answer: Answer = backend.maximise(day.model)
    return None if answer.ending is Ending.IMPOSSIBLE else answer.objective
