"""Why a day is impossible and what to relax; why a person got what they got (`why`)."""

from __future__ import annotations

import time
from dataclasses import replace

from pdday.solver.backend import Ending, Limits
from pdday.solver.elastic import (
    Elastic,
    Named,
    cheapest_relaxation,
    in_order,
    is_impossible_with,
)
from pdday.solver.elastic_timetable import elastic_timetable
from pdday.solver.elastic_words import told
from pdday.solver.plan import Conflict
from pdday.solver.problem import Problem
from pdday.solver.reasons import why

__all__ = ["conflict", "what_to_relax", "why"]


def what_to_relax(problem: Problem, *, seconds: float = 10.0) -> tuple[Conflict, ...]:
    """The cheapest set of rules that, all relaxed, let the day be; empty if it can be as it is."""
    day = elastic_timetable(replace(problem, previous=None))
    _, relaxed = cheapest_relaxation(day, Limits(deadline=time.monotonic() + seconds))
    return tuple(told(problem, named) for named in in_order(relaxed))


def conflict(problem: Problem, *, seconds: float = 10.0) -> tuple[Conflict, ...]:
    """A set of rules that no timetable keeps together; relax any one of them and the others can be kept.

    Empty if the timetable is not what makes the day impossible. When the time runs out the set may
    hold more than it needs to.
    """
    limits = Limits(deadline=time.monotonic() + seconds)
    day = elastic_timetable(replace(problem, previous=None))
    clashing = _without_the_needless(day, _clashing(day, limits), limits)
    return tuple(told(problem, named) for named in in_order(clashing))


def _clashing(day: Elastic, limits: Limits) -> frozenset[Named]:
    """Rules that clash, found by forbidding one cheapest way out after another until none is left."""
    enforced: frozenset[Named] = frozenset()
    while True:
        ending, relaxed = cheapest_relaxation(day, limits, enforced=enforced)
        if ending is Ending.IMPOSSIBLE:
            return enforced
        if not relaxed:
            return frozenset()
        enforced |= relaxed


def _without_the_needless(day: Elastic, clashing: frozenset[Named], limits: Limits) -> frozenset[Named]:
    """Leave out, one by one, each rule without which the rest still clash."""
    for named in in_order(clashing):
        if is_impossible_with(day, limits, enforced=clashing - {named}):
            clashing -= {named}
    return clashing
