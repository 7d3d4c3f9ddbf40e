"""From a problem to a checked plan: the front of the engine.

The work goes on in a thread of its own; the caller's thread tells progress, asks whether to cancel, and
hands over the best plan so far, checked, when the work is done, the clock runs out or somebody cancels.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Literal

from pdday.solver.best import Best, EngineFault, Progress
from pdday.solver.engine import Budget, work
from pdday.solver.explain import conflict
from pdday.solver.plan import Conflict, Plan, Status
from pdday.solver.precheck import precheck
from pdday.solver.problem import Problem

__all__ = ["EngineFault", "Progress", "solve"]

#: On the clock if the caller names neither time nor effort.
SECONDS = 60.0
#: Kept back for the last check and for writing the plan.
LAST_SECONDS = 0.5
#: How often to look for news and for a cancel, and how often to tell even if there is none.
LOOK_SECONDS, TELL_SECONDS = 0.1, 1.0
#: How long to look for what makes a day impossible: of the time that is left, but never less than a moment.
EXPLAIN_SECONDS, LEAST_TO_EXPLAIN = 10.0, 1.0


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
    problem and seed give the same plan. `bound="strong"` is taken as "quick" until there is a strong one.
    `best_so_far` is a file that always holds the best plan yet. Raises EngineFault if what was made
    breaks a rule: nothing leaves unchecked.
    """
    begin = time.monotonic()
    if clashes := precheck(problem):
        return _impossible(problem, clashes, begin=begin, seed=seed)
    stop = Event()
    seconds = SECONDS if seconds is None else seconds
    deadline = None if effort is not None else begin + max(0.0, seconds - LAST_SECONDS)
    budget = Budget(begin, deadline, effort, seed, threads, stop.is_set)
    best = Best(problem, begin=begin, seed=seed, path=best_so_far)
    with ThreadPoolExecutor(max_workers=1) as pool:
        job = pool.submit(work, problem, budget, best)
        try:
            _accompany(job, best, stop, progress=progress, cancelled=cancelled)
        finally:
            stop.set()
    impossible = job.result()
    if best.plan is not None:
        return best.final()
    if impossible:
        left = EXPLAIN_SECONDS if deadline is None else max(LEAST_TO_EXPLAIN, deadline - time.monotonic())
        clashes = conflict(problem, seconds=min(EXPLAIN_SECONDS, left))
        return _impossible(problem, clashes, begin=begin, seed=seed)
    none = Plan(problem.fingerprint, Status.NONE_FOUND)
    return replace(none, seconds=round(time.monotonic() - begin, 3), seed=seed)


def _accompany(
    job: Future[bool],
    best: Best,
    stop: Event,
    *,
    progress: Callable[[Progress], None] | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    """While the work goes on: tell what is new, and pass on a cancel."""
    told = time.monotonic()
    while not job.done():
        wait([job], timeout=LOOK_SECONDS)
        news = best.news()
        if not news and time.monotonic() > told + TELL_SECONDS:
            news = [best.progress()]
        if news:
            told = time.monotonic()
        if progress:
            for each in news:
                progress(each)
        if cancelled and cancelled():
            stop.set()
    if progress:
        for each in best.news():
            progress(each)


def _impossible(problem: Problem, clashes: tuple[Conflict, ...], *, begin: float, seed: int) -> Plan:
    took = round(time.monotonic() - begin, 3)
    return Plan(problem.fingerprint, Status.IMPOSSIBLE, seconds=took, seed=seed, conflict=clashes)
