"""From a problem to a checked plan: the front of the engine, in the order in which it works.

A plan is at hand from the first seconds on and only ever gets better; whatever part is cut short by
the clock or by a cancel, the best plan so far is handed over, checked.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pdday.solver.arrays import day_arrays
from pdday.solver.backend import Ending, Limits
from pdday.solver.best import Best, Progress
from pdday.solver.bound import quick_bound
from pdday.solver.draft import Draft
from pdday.solver.exact import solve_exactly
from pdday.solver.feasible import any_draft
from pdday.solver.plan import Plan, Status
from pdday.solver.problem import Problem
from pdday.solver.repair import keep_what_stands
from pdday.solver.search import Pace, search, state_of, timetable
from pdday.solver.seating import seat
from pdday.solver.start import construct
from pdday.solver.state import State

__all__ = ["Progress", "solve"]

#: Days with up to so many attendees are solved whole, to proof if time allows.
SMALL_DAY = 100
#: With `effort`, so many timetables are searched whatever the number of threads, so the plan is the same.
SEEDS = 2
#: Moves per round of the search for each unit of effort.
MOVES_PER_EFFORT = 20
#: Nodes of the exact model for each unit of effort.
NODES_PER_EFFORT = 50
#: Seconds kept back for the last check and for writing the plan.
LAST_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Budget:
    """How long and how wide to work: by the clock, or counted in effort."""

    begin: float
    deadline: float | None
    effort: int | None
    seed: int
    threads: int
    cancelled: Callable[[], bool] | None

    def limits(self, *, until: float | None = None, nodes: int | None = None) -> Limits:
        """Limits for one run of a solver: the deadline (or an earlier moment), and a cancel."""
        moments = [moment for moment in (self.deadline, until) if moment is not None]
        return Limits(deadline=min(moments, default=None), nodes=nodes, stop=self.cancelled)

    def share(self, part: float) -> float | None:
        """The moment at which this part of the time is over; None without a clock."""
        return None if self.deadline is None else self.begin + part * (self.deadline - self.begin)

    def is_over(self) -> bool:
        """Whether the time is up or somebody asked to stop."""
        return self.limits().reached()


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    effort: int | None = None,
    seed: int = 1,
    threads: int = 2,
    bound: Literal["quick", "strong"] = "quick",
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    best_so_far: Path | None = None,
) -> Plan:
    """The best plan found, checked; or what is known instead of one.

    `seconds` is time on the clock (60 if neither is given); `effort` counts work instead, so that the same
    problem and seed give the same plan. `best_so_far` is a file that always holds the best plan yet.
    """
    begin = time.monotonic()
    if seconds is None and effort is None:
        seconds = 60.0
    deadline = None if seconds is None or effort is not None else begin + max(0.0, seconds - LAST_SECONDS)
    budget = Budget(begin, deadline, effort, seed, threads, cancelled)
    best = Best(problem, begin=begin, seed=seed, tell=progress, path=best_so_far)
    ending = _work(problem, budget, best)
    if best.plan is not None:
        return best.final()
    status = Status.IMPOSSIBLE if ending is Ending.IMPOSSIBLE else Status.NONE_FOUND
    return Plan(problem.fingerprint, status, seconds=round(time.monotonic() - begin, 3), seed=seed)


def _work(problem: Problem, budget: Budget, best: Best) -> Ending:
    """A first plan, the bound, then better plans until the budget is spent."""
    day = day_arrays(problem)
    states, ending = _first_plan(problem, budget, best)
    if best.plan is None:
        return ending
    best.prove(quick_bound(problem, budget.limits(), seed=budget.seed))
    small = len(problem.attendees) <= SMALL_DAY
    for part, warm in ((0.1, 60.0),) if small else ((0.5, 60.0), (0.85, 20.0)):
        if budget.is_over() or best.is_proved():
            break
        best.tell("search")
        pace = Pace(
            moves=None if budget.effort is None else budget.effort * MOVES_PER_EFFORT,
            until=budget.share(part),
            stop=budget.cancelled,
            warm=warm,
        )
        ranked = sorted(search(day, states, pace, threads=budget.threads), key=lambda pair: -pair[0])
        best.tell("seats")
        for _, state in ranked:
            best.offer(seat(problem, timetable(problem, day, state), budget.limits(), seed=budget.seed))
        states = [state_of(problem, day, best.runs(), seed=budget.seed * 31 + each) for each in range(SEEDS)]
    if small and not best.is_proved():
        nodes = None if budget.effort is None else budget.effort * NODES_PER_EFFORT
        solve_exactly(problem, best, budget.limits(nodes=nodes), seed=budget.seed)
    return Ending.FOUND


def _first_plan(problem: Problem, budget: Budget, best: Best) -> tuple[list[State], Ending]:
    """Timetables to search from, and the first plan; if construction finds none, the model decides."""
    best.tell("start")
    day = day_arrays(problem)
    states = [state for each in range(SEEDS) if (state := construct(day, budget.seed + 1000 * each)) is not None]
    if problem.previous is not None:
        best.offer(keep_what_stands(problem, budget.limits(), seed=budget.seed))
    for state in states[:1]:
        best.offer(seat(problem, timetable(problem, day, state), budget.limits(), seed=budget.seed))
    if best.plan is not None:
        return states or [state_of(problem, day, best.runs(), seed=budget.seed)], Ending.FOUND
    ending, draft = any_draft(problem, budget.limits(), seed=budget.seed)
    if draft is None:
        return [], ending
    best.offer(_seated(problem, draft, budget))
    return [state_of(problem, day, best.runs(), seed=budget.seed + each) for each in range(SEEDS)], Ending.FOUND


def _seated(problem: Problem, draft: Draft, budget: Budget) -> Draft:
    """The draft with the best seats its timetable allows, if there is time to find them."""
    return seat(problem, draft.runs, budget.limits(), seed=budget.seed) or draft
