"""From a problem to a checked plan: the front of the engine.

The work goes on in a thread of its own; the caller's thread tells progress, asks whether to cancel, and
hands over the best plan so far, checked, when the work is done, the clock runs out or somebody cancels. Where there
can be no plan, the work is to find out which rules clash.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Literal

from pdday.solver.best import Best, EngineFault, Progress, refuse_broken
from pdday.solver.engine import Budget, is_small, work
from pdday.solver.explain import NOT_FOUND_IN_TIME, conflict
from pdday.solver.plan import Conflict, Plan, Status
from pdday.solver.precheck import precheck
from pdday.solver.problem import Problem
from pdday.solver.ready import make_proof_ready, make_ready
from pdday.solver.strong import is_possible, strong_bound

__all__ = ["EngineFault", "Progress", "solve"]

#: On the clock if the caller names neither time nor effort.
SECONDS = 60.0
#: Kept back for the last check and for writing the plan: at least so much, more with more people.
LAST_SECONDS, LAST_SECONDS_EACH = 0.5, 1e-4
#: How often to look for news and for a cancel, and how often to tell even if there is none.
LOOK_SECONDS, TELL_SECONDS = 0.1, 1.0
#: When the bound is to be strong, the part of the time after which the search leaves all threads to the proof.
SEARCH_PART = 0.5
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

    `seconds` is time on the clock (60 if neither is given), without the time that a machine takes to compile the
    search when it runs it first; `effort` counts work instead, so that the same problem and seed give the same
    plan. With `bound="strong"` one of the threads works on the proof alone, and after half of the time all do; where
    no strong bound is possible it is the quick one.
    `best_so_far` is a file that always holds the best plan yet. Raises EngineFault if what was made
    breaks a rule: nothing leaves unchecked.
    """
    begin = time.monotonic()
    proofs = precheck(problem)
    if bound == "strong" and not is_possible(problem):
        bound = "quick"
    if not proofs:
        begin += _seconds_to_compile(bound)
    stop = Event()
    deadline = None if effort is not None else begin + _seconds_to_work(problem, seconds)
    budget = Budget(begin, deadline, effort, seed, threads, stop.is_set)
    best = Best(problem, begin=begin, seed=seed, path=best_so_far)
    with ThreadPoolExecutor(max_workers=1) as pool:
        job = pool.submit(_work, problem, budget, best, proofs, bound)
        try:
            _accompany(job, best, stop, progress=progress, cancelled=cancelled)
        finally:
            stop.set()
    clashes = job.result()
    return best.final() if best.plan is not None else _without_a_plan(problem, clashes, begin=begin, seed=seed)


def _work(
    problem: Problem, budget: Budget, best: Best, proofs: tuple[Conflict, ...], bound: Literal["quick", "strong"]
) -> tuple[Conflict, ...]:
    """Offer ever better plans; where it is proved that there is none, the rules that clash.

    What counting finds may be several proofs, and none of them names rules of which any one is enough to relax. So
    the first of them is the answer only if no such rules are found in time.
    """
    impossible = proofs or (work if bound == "quick" else _work_and_prove)(problem, budget, best)
    if not impossible:
        return ()
    seconds = EXPLAIN_SECONDS
    if budget.deadline is not None:
        seconds = min(seconds, max(LEAST_TO_EXPLAIN, budget.deadline - time.monotonic()))
    clashes = conflict(problem, seconds=seconds, effort=budget.effort, stop=budget.stop)
    if not clashes or clashes == (NOT_FOUND_IN_TIME,):
        return proofs[:1] or (NOT_FOUND_IN_TIME,)
    return clashes


def _seconds_to_work(problem: Problem, seconds: float | None) -> float:
    """Of the seconds given, or the usual ones, what is left when some are kept back for the end."""
    last = LAST_SECONDS + LAST_SECONDS_EACH * len(problem.attendees)
    return max(0.0, (SECONDS if seconds is None else seconds) - last)


def _seconds_to_compile(bound: Literal["quick", "strong"]) -> float:
    """Make the search ready to run, and the proof; how long that took, which is on nobody's clock."""
    begin = time.monotonic()
    make_ready()
    if bound == "strong":
        make_proof_ready()
    return time.monotonic() - begin


def _work_and_prove(problem: Problem, budget: Budget, best: Best) -> bool:
    """The work as ever on one thread less, and the strong bound beside it on one; or one after the other.

    When the search has ended, all threads prove; it does not end before there is a plan.
    """
    done, searched = Event(), Event()
    limits = replace(budget.limits(), stop=lambda: budget.stop() or best.is_proved() or done.is_set())

    def score() -> float:
        return 0.0 if best.plan is None else best.plan.score or 0.0

    def hands() -> int:
        return budget.threads if searched.is_set() else 1

    def prove() -> None:
        while _is_exact_first(problem, budget) and not limits.reached():
            time.sleep(LOOK_SECONDS)
        strong_bound(problem, limits, best.prove, target=score, hands=hands, effort=budget.effort, seed=budget.seed)

    part = 1.0 if is_small(problem) else SEARCH_PART
    if budget.deadline is None or budget.threads < 2:
        impossible = work(problem, budget, best, part=part)
        searched.set()
        if best.plan is not None and not best.is_proved():
            best.tell("bound")
            prove()
        return impossible
    with ThreadPoolExecutor(max_workers=1) as beside:
        proof = beside.submit(prove)
        try:
            impossible = work(problem, replace(budget, threads=budget.threads - 1), best, part=part)
            searched.set()
            if best.plan is None:
                done.set()
            else:
                best.tell("bound")
                proof.result()
        finally:
            done.set()
    return impossible


def _is_exact_first(problem: Problem, budget: Budget) -> bool:
    """Whether it is still for the exact model alone to prove: on a small day, for the first part of the time.

    There it proves more than the strong bound, so it also goes on beside that one.
    """
    until = budget.moment(SEARCH_PART)
    return until is not None and is_small(problem) and time.monotonic() < until


def _accompany(
    job: Future[tuple[Conflict, ...]],
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


def _without_a_plan(problem: Problem, clashes: tuple[Conflict, ...], *, begin: float, seed: int) -> Plan:
    """What is known instead of a plan, checked like one. Raises EngineFault if it is wrong."""
    status = Status.IMPOSSIBLE if clashes else Status.NONE_FOUND
    took = round(time.monotonic() - begin, 3)
    plan = Plan(problem.fingerprint, status, seconds=took, seed=seed, conflict=clashes)
    refuse_broken(problem, plan)
    return plan
