"""What the same people would have got by signing up by hand: counted where drafts are made, shown beside them.

It is simulated: nobody knows in which order people would have come. So as not to make it look worse than it is, the
best of several plain timetables is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pdday.solver import Plan, Problem
from pdday.solver.baselines import Timetable as Naive
from pdday.solver.baselines import first_come_first_served, rounds_by_rank
from pdday.timetable.meaning import for_people

SIGNING_UP = {"first_come": first_come_first_served, "rounds": rounds_by_rank}


def by_hand(problem: Problem, *, seed: int, enough: Callable[[], bool] = lambda: False) -> dict[str, Any]:
    """Each way of signing up in the best of the plain timetables: what it means for people, and how many were tried.

    Stops between two of them when that is `enough`. A way by which no plan keeps the rules is left out.
    """
    plans: dict[str, list[Plan]] = {way: [] for way in SIGNING_UP}
    for naive in Naive:
        for way, sign_up in SIGNING_UP.items():
            if not enough() and (plan := sign_up(problem, naive, seed=seed)) is not None:
                plans[way].append(plan)
    return {
        way: {**for_people(problem, max(found, key=lambda plan: plan.score or 0.0)), "timetables": len(found)}
        for way, found in plans.items()
        if found
    }
