"""A plan beside what people reach by hand on the same day: sign-up in turn and in rounds, on naive timetables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pdday.solver.baselines import Timetable, first_come_first_served, rounds_by_rank
from pdday.solver.measures import Measures, measure
from pdday.solver.plan import Plan
from pdday.solver.problem import Problem

#: The ways to sign up by hand, by what a coordinator calls them.
SIGN_UPS: Mapping[str, Callable[..., Plan | None]] = {
    "first come, first served": first_come_first_served,
    "round by round": rounds_by_rank,
}


@dataclass(frozen=True, slots=True)
class ByHand:
    """What one way of signing up reached on one naive timetable."""

    sign_up: str
    timetable: Timetable
    plan: Plan
    measures: Measures


def by_hand(problem: Problem, *, seed: int) -> tuple[ByHand, ...]:
    """Every way of signing up on every naive timetable that keeps the rules, the best score first."""
    found = []
    for name, sign_up in SIGN_UPS.items():
        for way in Timetable:
            plan = sign_up(problem, way, seed=seed)
            if plan is not None:
                found.append(ByHand(name, way, plan, measure(problem, plan)))
    return tuple(sorted(found, key=lambda each: -(each.plan.score or 0.0)))
