"""The engine's work in order: a first plan, the bound, better timetables, their seats; small days to proof."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from pdday.solver.arrays import Day, day_arrays
from pdday.solver.backend import Ending, Limits
from pdday.solver.best import Best
from pdday.solver.bound import quick_bound
from pdday.solver.draft import Draft
from pdday.solver.exact import solve_exactly
from pdday.solver.feasible import any_draft
from pdday.solver.problem import Problem
from pdday.solver.repair import all_held, held, is_held, is_repair, repair
from pdday.solver.search import WARM, Pace, search, state_of, timetable
from pdday.solver.seating import seat
from pdday.solver.standing import runs_that_stay
from pdday.solver.start import construct
from pdday.solver.state import State
from pdday.solver.stay import leave_in_place

#: Days with up to so many attendees are solved whole, to proof if time allows.
SMALL_DAY = 100
#: So many timetables are searched whatever the number of threads, so that the plan is the same; on a
#: small day more of them, because there a search and its seats take no time.
SEEDS, SEEDS_SMALL = 2, 8
#: Moves of each search, and nodes of the exact model, for each unit of effort.
MOVES_PER_EFFORT, NODES_PER_EFFORT = 1200, 10
#: By which part of the time each search has to end, and how warm it starts. A small day is searched
#: once and briefly; a large one again from the best timetable found.
SEARCHES_SMALL = ((0.1, WARM),)
SEARCHES_LARGE = ((0.6, WARM), (0.95, WARM / 2))
#: How long each search lasts that goes on beside a proof.
SEARCH_BESIDE_SECONDS = 1.5
#: Seats are reckoned to take this part of the time that the first plan and the bound took, until measured.
SEATING_TO_SEARCH = 0.7


@dataclass(frozen=True, slots=True)
class Budget:
    """How long and how wide to work: by the clock (moments of `time.monotonic`), or counted in effort."""

    begin: float
    deadline: float | None
    effort: int | None
    seed: int
    threads: int
    stop: Callable[[], bool]

    def limits(self, *, nodes: int | None = None) -> Limits:
        """Limits for one run of a solver."""
        return Limits(deadline=self.deadline, nodes=nodes, stop=self.stop)

    def pace(self, part: float, warm: float, *, spare: float) -> Pace:
        """How long to search: until this part of the time is over (leaving so many seconds), or so many moves."""
        if self.deadline is None:
            return Pace(moves=(self.effort or 1) * MOVES_PER_EFFORT, stop=self.stop, warm=warm)
        until = min(self.begin + part * (self.deadline - self.begin), self.deadline - spare)
        return Pace(until=until, stop=self.stop, warm=warm)

    def is_over(self) -> bool:
        """Whether the time is up or somebody asked to stop."""
        return self.limits().reached()


def work(problem: Problem, budget: Budget, best: Best) -> bool:
    """Offer ever better plans until the budget is spent; True if it is proved that there is none."""
    if is_repair(problem) and repair(problem, best, budget.limits(), seed=budget.seed):
        _bound(problem, budget, best)
        _finish(problem, budget, best)
        return False
    day, states, ending = _first_plan(problem, budget, best)
    if best.plan is None:
        return ending is Ending.IMPOSSIBLE
    _bound(problem, budget, best)
    small = len(problem.attendees) <= SMALL_DAY
    seating_seconds = SEATING_TO_SEARCH * (time.monotonic() - budget.begin)
    for part, warm in SEARCHES_SMALL if small else SEARCHES_LARGE:
        if budget.is_over() or best.is_proved() or all_held(day, states):
            break
        best.tell("search")
        search(day, states, budget.pace(part, warm, spare=seating_seconds), threads=budget.threads)
        best.tell("seats")
        begin = time.monotonic()
        for draft in _seated(problem, day, states, budget):
            best.offer(draft)
        seating_seconds = max(seating_seconds, time.monotonic() - begin)
        states = [state_of(problem, day, best.runs(), seed=budget.seed * 31 + each) for each in range(SEEDS)]
    _finish(problem, budget, best)
    return False


def _bound(problem: Problem, budget: Budget, best: Best) -> None:
    best.tell("bound")
    best.prove(quick_bound(problem, budget.limits(), seed=budget.seed))


def _finish(problem: Problem, budget: Budget, best: Best) -> None:
    """Prove a small day; then, after a change, leave everybody where they were who need not move."""
    small = len(problem.attendees) <= SMALL_DAY
    if small and not best.is_proved():
        _prove(problem, day_arrays(problem), budget, best)
    leave_in_place(problem, best, budget.limits(), seed=budget.seed, whole=small and best.is_proved())


def _prove(problem: Problem, day: Day, budget: Budget, best: Best) -> None:
    """Solve a small day whole; by the clock, other timetables are searched beside it on the other core."""
    best.tell("exact")
    if budget.effort is not None:
        nodes = budget.effort * NODES_PER_EFFORT
        solve_exactly(problem, best, budget.limits(nodes=nodes), seed=budget.seed)
        return
    limits = replace(budget.limits(), stop=lambda: budget.stop() or best.is_proved())
    with ThreadPoolExecutor(max_workers=1) as pool:
        job = pool.submit(solve_exactly, problem, best, limits, seed=budget.seed)
        turn = 0
        while budget.threads > 1 and not job.done() and not limits.reached():
            turn += 1
            state = construct(day, budget.seed + 7 * turn) or state_of(problem, day, best.runs(), seed=turn)
            pace = Pace(until=time.monotonic() + SEARCH_BESIDE_SECONDS, stop=lambda: job.done() or limits.reached())
            search(day, [state], pace, threads=1)
            for draft in _seated(problem, day, [state], budget):
                best.offer(draft)
        job.result()


def _first_plan(problem: Problem, budget: Budget, best: Best) -> tuple[Day, list[State], Ending]:
    """What to search and from where, and the first plan; if construction finds none, the model decides.

    After a change, what could stay of the previous timetable is held in its place.
    """
    best.tell("start")
    many = SEEDS_SMALL if len(problem.attendees) <= SMALL_DAY else SEEDS
    seeds = [budget.seed + 1000 * each for each in range(many)]
    free = day_arrays(problem)
    staying = runs_that_stay(problem) if is_held(problem) else ()
    for day in (held(free, state_of(problem, free, staying, seed=budget.seed)), free) if staying else (free,):
        states = [state for seed in seeds if (state := construct(day, seed)) is not None]
        for draft in _seated(problem, day, states[:1], budget):
            best.offer(draft)
        if best.plan is not None:
            return day, states, Ending.FOUND
    ending, found = any_draft(problem, budget.limits(), seed=budget.seed)
    if found is None:
        return free, [], ending
    best.offer(seat(problem, found.runs, budget.limits(), seed=budget.seed) or found)
    return free, [state_of(problem, free, best.runs(), seed=seed) for seed in seeds], Ending.FOUND


def _seated(problem: Problem, day: Day, states: Sequence[State], budget: Budget) -> list[Draft | None]:
    """The best seats for each of these timetables, in their order."""

    def seats(state: State) -> Draft | None:
        return seat(problem, timetable(problem, day, state), budget.limits(), seed=budget.seed)

    with ThreadPoolExecutor(max_workers=max(1, budget.threads)) as pool:
        return list(pool.map(seats, states))
