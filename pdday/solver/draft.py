"""A draft: runs and who sits in them, before it is told as a plan with its score and its lists."""

import math
from dataclasses import dataclass, replace

from pdday.solver.plan import Plan, Run, Seat, Status, relative_gap
from pdday.solver.problem import Problem
from pdday.solver.score import Score, score, why_seated

#: A gap this small is none, on either side: a bound that is lower than a score by more is wrong.
PROVED_GAP = 1e-6
#: By so much, relative to its size, a bound is raised: far more than sums of floats can be wrong by.
ROUNDING = 1e-7


@dataclass(frozen=True, slots=True)
class Draft:
    """Runs, and (attendee, run id) of everyone who sits in them."""

    runs: tuple[Run, ...]
    sittings: tuple[tuple[str, str], ...]


def as_plan(problem: Problem, draft: Draft) -> tuple[Plan, Score]:
    """The draft as a plan, each seat with its reason, and the score with everything counted."""
    runs = {run.id: run for run in draft.runs}
    seats = []
    for attendee, run_id in sorted(draft.sittings):
        run = runs[run_id]
        why, rank = why_seated(problem.attendee(attendee), run.session, run.slot)
        seats.append(Seat(attendee, run_id, why, rank))
    ordered = tuple(sorted(draft.runs, key=lambda run: run.id))
    plan = Plan(problem.fingerprint, Status.FEASIBLE, runs=ordered, seats=tuple(seats))
    counted = score(problem, plan)
    return replace(plan, score=counted.total, unplaced=counted.unplaced, missed=counted.missed), counted


def with_bound(plan: Plan, bound: float, *, seconds: float, seed: int) -> Plan:
    """The plan with what is proved about it; it is optimal where nothing is left to gain.

    A bound that is wrong stays as it is, for the checker to see. Raises ValueError without a score.
    """
    if plan.score is None:
        raise ValueError("a plan without a score has no gap")
    if math.isinf(bound):
        return replace(plan, status=Status.FEASIBLE, seconds=round(seconds, 3), seed=seed)
    above = bound if is_wrong(bound, plan.score) else max(bound, plan.score)
    gap = relative_gap(plan.score, above)
    status = Status.OPTIMAL if abs(gap) <= PROVED_GAP else Status.FEASIBLE
    return replace(plan, status=status, bound=above, gap=gap, seconds=round(seconds, 3), seed=seed)


def is_wrong(bound: float, score: float) -> bool:
    """Whether a plan of this score refutes the bound."""
    return relative_gap(score, bound) < -PROVED_GAP


def rounded_up(bound: float) -> float:
    """A little above the bound, so that what is proved stays true however its sum was rounded."""
    return bound + ROUNDING * max(1.0, abs(bound))
