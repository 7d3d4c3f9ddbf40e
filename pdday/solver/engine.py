"""The engine's work in order: a first plan, the bound, better timetables, their seats; small days to proof."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple

from pdday.solver.arrays import Day, day_arrays
from pdday.solver.backend import Ending
from pdday.solver.best import Best
from pdday.solver.bound import quick_bound
from pdday.solver.exact import solve_exactly
from pdday.solver.feasible import any_draft
from pdday.solver.offers import Offers
from pdday.solver.plan import Run
from pdday.solver.polish import polish
from pdday.solver.problem import Problem
from pdday.solver.repair import repair
from pdday.solver.search import AGAIN, FIRST_STEP, FIRST_SWEEPS, WARM, Pace, reprice, search, state_of, timetable
from pdday.solver.standing import is_held, is_repair, runs_that_stay
from pdday.solver.start import construct
from pdday.solver.state import State, nothing_can_move, with_runs_pinned
from pdday.solver.stay import leave_in_place
from pdday.solver.until import Limits, OutOfTime

#: Days with up to so many attendees, and so many (attendee, session, start), are solved whole, to proof if time allows.
#: With more slots, laying out the whole model takes longer than searching the day does.
SMALL_DAY, SMALL_WAYS = 100, 12_000
#: So many timetables are searched whatever the number of threads, so that the plan is the same; on a
#: small day more of them, because there a search and its seats take no time.
SEEDS, SEEDS_SMALL = 2, 8
#: Moves of each search for each unit of effort.
MOVES_PER_EFFORT = 1200
#: By which part of the time each search has to end, and how warm it starts. A small day is searched once and
#: briefly, as its proof needs the time; a large one again from the best timetable found.
SEARCHES_SMALL = ((0.05, WARM),)
SEARCHES_LARGE = ((0.6, WARM), (0.95, AGAIN))
#: So far apart lie the seeds of searches, of turns beside a proof, and of first timetables: few are used twice.
SEEDS_OF_A_SEARCH, SEEDS_OF_A_TURN, SEEDS_OF_A_START = 31, 7, 1000
#: How long each search lasts that goes on beside a proof; the proof waits while its seats are laid out.
SEARCH_BESIDE_SECONDS = 4.0
#: The quick bound comes before the search if exact seats, which take longer, take no larger part of the time.
BOUND_FIRST = 0.2
#: The part of the time after which the quick bound is given up if it came first.
BOUND_PART = 0.4


@dataclass(frozen=True, slots=True)
class Budget:
    """How long and how wide to work: by the clock (moments of `time.monotonic`), or counted in effort."""

    begin: float
    deadline: float | None
    effort: int | None
    seed: int
    threads: int
    stop: Callable[[], bool]

    def limits(self) -> Limits:
        """Limits for one run of a solver."""
        return Limits(deadline=self.deadline, stop=self.stop)

    def pace(self, part: float, warm: float, *, spare: float) -> Pace:
        """How long to search: until this part of the time is over (leaving so many seconds), or so many moves."""
        if self.deadline is None:
            return Pace(moves=(self.effort or 1) * MOVES_PER_EFFORT, stop=self.stop, warm=warm)
        until = min(self.begin + part * (self.deadline - self.begin), self.deadline - spare)
        return Pace(until=until, stop=self.stop, warm=warm)

    def moment(self, part: float) -> float | None:
        """The moment at which this part of the time is over."""
        return None if self.deadline is None else self.begin + part * (self.deadline - self.begin)

    def is_over(self) -> bool:
        """Whether the time is up or somebody asked to stop."""
        return self.limits().reached()


def is_small(problem: Problem) -> bool:
    """Whether the whole day is one model that can be laid out and, mostly, proved."""
    people = len(problem.attendees)
    return people <= SMALL_DAY and people * sum(len(problem.starts(each)) for each in problem.sessions) <= SMALL_WAYS


def work(problem: Problem, budget: Budget, best: Best, *, part: float = 1.0) -> bool:
    """Offer ever better plans until the budget is spent; True if it is proved that there is none.

    False says only that: there is a plan, or time was too short for one and for a proof.
    After this part of the time it ends, but not before there is a plan.
    """
    in_part = replace(budget, deadline=budget.moment(part))
    if is_repair(problem) and repair(problem, best, in_part.limits(), seed=budget.seed):
        _bound(problem, in_part, best)
        _finish(problem, in_part, best)
        return False
    try:
        day, states, offers, ending = _first_plan(problem, budget, best)
    except OutOfTime:
        return False
    if best.plan is None:
        return ending is Ending.IMPOSSIBLE
    offers.keep_to(in_part.limits())
    with _bounded(problem, in_part, best, offers):
        _improve(problem, day, states, in_part, best, offers)
    _finish(problem, in_part, best)
    return False


def _improve(problem: Problem, day: Day, states: list[State], budget: Budget, best: Best, offers: Offers) -> None:
    """Search, and seat exactly what was found; then once more, from the best of it."""
    turns = SEARCHES_SMALL if is_small(problem) else SEARCHES_LARGE
    if nothing_can_move(day, states):
        offers.exactly(states[:1])
    elif offers.take_little(states):
        offers.exactly_if_soon(states[:1])
    found: list[State] = []
    for turn, (part, warm) in enumerate(turns, start=1):
        pace = replace(budget.pace(part, warm, spare=offers.spare()), look=offers.at_a_glance)
        if pace.is_over(0) or best.is_proved() or nothing_can_move(day, states):
            break
        best.tell("search")
        worths = [worth for worth, _ in search(day, states, pace, threads=budget.threads)]
        order = sorted(range(len(states)), key=lambda each: (-worths[each], each))
        best.tell("seats")
        found = [states[each] for each in order]
        offers.at_a_glance(found[0])
        if turn < len(turns) and not offers.take_little(found):
            runs: Sequence[Run] = timetable(problem, day, found[0])
        else:
            offers.exactly(found[:1] if offers.are_many(found) else found)
            found, runs = [], best.runs()
        states = [state_of(problem, day, runs, seed=budget.seed * SEEDS_OF_A_SEARCH + each) for each in range(SEEDS)]
    offers.exactly(found[:1])


@contextmanager
def _bounded(problem: Problem, budget: Budget, best: Best, offers: Offers) -> Iterator[None]:
    """The quick bound: before anything else; or beside it, where it would take too much of the time; or not at all."""
    if budget.threads == 1 or offers.take_at_most(BOUND_FIRST):
        _bound(problem, budget, best)
        yield
        return
    if not offers.take_at_most(1.0):
        yield
        return
    with ThreadPoolExecutor(max_workers=1) as pool:
        job = pool.submit(quick_bound, problem, budget.limits(), seed=budget.seed)
        job.add_done_callback(lambda done: best.prove(done.result()))
        yield
        job.result()


def _bound(problem: Problem, budget: Budget, best: Best) -> None:
    """The bound must leave time for better plans."""
    best.tell("bound")
    limits = replace(budget.limits(), deadline=budget.moment(BOUND_PART))
    best.prove(quick_bound(problem, limits, seed=budget.seed))


def _finish(problem: Problem, budget: Budget, best: Best) -> None:
    """Prove a small day or polish a larger one; after a change, leave everybody where they were who need not move."""
    small = is_small(problem)
    if small and not best.is_proved():
        _prove(problem, day_arrays(problem), budget, best)
    elif not small:
        polish(problem, best, budget.limits(), seed=budget.seed, effort=budget.effort)
    leave_in_place(problem, best, budget.limits(), seed=budget.seed, whole=small and best.is_proved())


def _prove(problem: Problem, day: Day, budget: Budget, best: Best) -> None:
    """Solve a small day whole; by the clock, other timetables are searched beside it on the other core."""
    best.tell("exact")
    if budget.effort is not None:
        solve_exactly(problem, best, budget.limits(), seed=budget.seed, effort=budget.effort)
        return
    limits = replace(budget.limits(), stop=lambda: budget.stop() or best.is_proved())
    with ThreadPoolExecutor(max_workers=1) as pool:
        job = pool.submit(solve_exactly, problem, best, limits, seed=budget.seed)
        turn = 0
        offers = Offers(problem, day, best, limits, threads=1, seed=budget.seed)
        while budget.threads > 1 and not job.done() and not limits.reached():
            turn += 1
            seed = budget.seed + SEEDS_OF_A_TURN * turn
            state = construct(day, seed) or state_of(problem, day, best.runs(), seed=turn)
            pace = Pace(until=time.monotonic() + SEARCH_BESIDE_SECONDS, stop=lambda: job.done() or limits.reached())
            search(day, [state], pace, threads=1)
            offers.exactly([state])
        job.result()


class _Begun(NamedTuple):
    """What to search, from where, who makes plans of it, and how the look for a first plan ended."""

    day: Day
    states: list[State]
    offers: Offers
    ending: Ending


def _first_plan(problem: Problem, budget: Budget, best: Best) -> _Begun:
    """Offer a first plan, and say from where to search; if construction finds none, the model decides.

    After a change, what could stay of the previous timetable is held in its place. Raises OutOfTime.
    """
    best.tell("start")
    limits = budget.limits()
    many = SEEDS_SMALL if is_small(problem) else SEEDS
    seeds = [budget.seed + SEEDS_OF_A_START * each for each in range(many)]
    free = day_arrays(problem, limits)
    staying = runs_that_stay(problem) if is_held(problem) else ()
    days = [free]
    if staying:
        days.insert(0, with_runs_pinned(free, state_of(problem, free, staying, seed=budget.seed)))
    for day in days:
        offers = Offers(problem, day, best, limits, threads=budget.threads, seed=budget.seed)
        states = [state for seed in seeds if (state := construct(day, seed, limits)) is not None]
        if states:
            _offer_first(day, states[0], offers, best)
        if best.plan is not None:
            return _Begun(day, states, offers, Ending.FOUND)
    ending, found = any_draft(problem, limits, seed=budget.seed)
    if found is not None:
        best.offer(found)
        states = [state_of(problem, free, best.runs(), seed=seed) for seed in seeds]
        _offer_first(free, states[0], offers, best)
    return _Begun(free, states, offers, ending)


def _offer_first(day: Day, state: State, offers: Offers, best: Best) -> None:
    """Seats at a glance, and exactly if they break a rule."""
    reprice(day, state, FIRST_SWEEPS, FIRST_STEP)
    offers.at_a_glance(state)
    if best.plan is None:
        offers.exactly([state])
