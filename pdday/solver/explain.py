"""Why a day is impossible and what to relax; why a person got what they got (`why`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from pdday.solver.backend import Ending
from pdday.solver.elastic import (
    PRICES,
    Elastic,
    Named,
    cheapest_relaxation,
    in_order,
    is_impossible_with,
    rooms_asked_for,
)
from pdday.solver.elastic_parts import parts
from pdday.solver.elastic_timetable import elastic_timetable
from pdday.solver.elastic_words import told
from pdday.solver.plan import Conflict
from pdday.solver.problem import Problem
from pdday.solver.reasons import why
from pdday.solver.rules import Rule
from pdday.solver.until import Limits

__all__ = ["conflict", "what_to_relax", "why"]

#: The part of the time spent at most on the cheapest way out, which says where to look for the clash, and the seconds:
#: any way out says it nearly as well, and a proof that it is the cheapest took 20 on a district.
FIRST_LOOK, FIRST_LOOK_SECONDS = 0.4, 3.0

#: Where effort is counted, so many steps of each run of a solver for each unit: days of a district take fewer.
STEPS_PER_EFFORT = 1_000

#: All that can be said when no answer is found in the time there was.
NOT_FOUND_IN_TIME = Conflict(
    Rule.RUNS,
    (),
    "Which of the rules clash was not found in the time there was.",
    "Look longer, or let some sessions run less often.",
)


def what_to_relax(
    problem: Problem, *, seconds: float = 10.0, stop: Callable[[], bool] | None = None
) -> tuple[Conflict, ...]:
    """The cheapest set of rules that, all relaxed, let the day be, the cheapest of them first; empty if it can be.

    When the time runs out or somebody asks to stop, the cheapest set found until then, if any.
    """
    day = elastic_timetable(replace(problem, previous=None), counted=True)
    _, relaxed = cheapest_relaxation(day, Limits(deadline=time.monotonic() + seconds, stop=stop))
    cheapest_first = sorted(in_order(relaxed), key=lambda named: PRICES[named.rule])
    return tuple(told(problem, named, rooms=rooms_asked_for(day, named)) for named in cheapest_first)


def conflict(
    problem: Problem, *, seconds: float = 10.0, effort: int | None = None, stop: Callable[[], bool] | None = None
) -> tuple[Conflict, ...]:
    """A set of rules that no timetable keeps together; relax any one of them and the others can be kept.

    Empty if a timetable can keep them all. When the time runs out or somebody asks to stop, the set may hold more
    than it needs to, or say no more than that. With `effort`, work is counted and the clock is not looked at.
    """
    begin = time.monotonic()
    limits = first_look = Limits(stop=stop)
    if effort is None:
        limits = replace(limits, deadline=begin + seconds)
        first_look = replace(limits, deadline=begin + min(seconds * FIRST_LOOK, FIRST_LOOK_SECONDS))
    else:
        steps = STEPS_PER_EFFORT * max(1, effort)
        limits = first_look = replace(limits, nodes=steps, steps=steps)
    day = elastic_timetable(replace(problem, previous=None))
    ending, relaxed = cheapest_relaxation(day, first_look)
    if ending in (Ending.PROVED, Ending.FOUND) and not relaxed:
        return ()
    for part in parts(day, relaxed):
        clashing = _clashing(part, limits)
        if clashing is None:
            return (NOT_FOUND_IN_TIME,)
        if clashing:
            return tuple(told(problem, named) for named in in_order(_without_the_needless(part, clashing, limits)))
    return ()


def _clashing(day: Elastic, limits: Limits) -> frozenset[Named] | None:
    """Rules that clash, found by forbidding one cheapest way out after another until none is left.

    None if time was up before.
    """
    enforced: frozenset[Named] = frozenset()
    while True:
        ending, relaxed = cheapest_relaxation(day, limits, enforced=enforced)
        match ending:
            case Ending.IMPOSSIBLE:
                return enforced
            case Ending.NOTHING:
                return None
        if not relaxed:
            return frozenset()
        enforced |= relaxed


def _without_the_needless(day: Elastic, clashing: frozenset[Named], limits: Limits) -> frozenset[Named]:
    """Leave out, one by one, each rule without which the rest still clash."""
    for named in in_order(clashing):
        if is_impossible_with(day, limits, enforced=clashing - {named}):
            clashing -= {named}
    return clashing
