"""The strong bound: prices tie the slots together, and each slot is then proved for itself.

No plan can score more than what the day earns beside its slots plus the most that each slot can be worth,
whatever the prices (README, "The strong bound"). First prices are found with a search in place of the proof (or
those of the quick bound are taken, where there is no time for that); then those at which a small proof proves
most. At the first there is most to prove and most to gain, at the last least; of these and of those halfway
between, the ones that promise most are taken, and there the proof goes on for as long as there is time, and its
bound falls all the while. If it comes to its end, the search for prices goes on with what the proof found.
"""

import math
import time
from collections.abc import Callable, Sequence

from pdday.solver import kernel
from pdday.solver.arrays import Array
from pdday.solver.bound import quick_prices
from pdday.solver.crew import Crew
from pdday.solver.market import Market
from pdday.solver.one_slot import Slots
from pdday.solver.prices import (
    BY_PROOF,
    BY_SEARCH,
    BYTES,
    REACH_AGAIN,
    WORTH_TELLING,
    Clock,
    by_proof,
    by_search,
    grow,
)
from pdday.solver.problem import Problem
from pdday.solver.proof import Proof
from pdday.solver.remembered import Remembered
from pdday.solver.until import Limits

#: How far to go from the prices that suit a small proof to those of the search.
FURTHER = (0.5, 1.0)
#: The part of the work with which each of these is tried, half of it at a time.
TRIED = 0.02
#: If all is proved before this part of the time, better prices are sought, in this part of what is left.
LATEST, AGAIN = 0.9, 0.25
#: For each unit of effort: splits of the last proof.
SPLITS_PER_EFFORT = 20
#: Days with more pairs of a person and a session keep the quick bound: a single step would take too long.
PAIRS_AT_MOST = 150_000
#: Parts with which the prices of the quick bound are tried; how much of the way from what a search finds the day
#: worth to what few parts prove will be left of a proof.
FEW, LEFT = 30, 0.1


class Lowest:
    """Tells bounds on, each only if it is lower than all before it."""

    def __init__(self, prove: Callable[[float], None]) -> None:
        self._prove, self.lowest = prove, math.inf

    def __call__(self, bound: float) -> None:
        if bound < self.lowest:
            self.lowest = bound
            self._prove(bound)


def is_possible(problem: Problem) -> bool:
    """Whether there is a strong bound for this day: with numba, and with no more pairs than it can take."""
    pairs = (
        {wish.session for wish in each.wishes}.union(problem.presents(each.id), *each.required)
        for each in problem.attendees
    )
    return kernel.COMPILED and sum(map(len, pairs)) <= PAIRS_AT_MOST


def strong_bound(
    problem: Problem,
    limits: Limits,
    prove: Callable[[float], None],
    *,
    target: Callable[[], float],
    hands: Callable[[], int] = lambda: 1,
    effort: int | None = None,
    seed: int = 1,
) -> None:
    """Tell `prove` ever lower scores that no plan can beat, until the time is up or nothing is left to prove.

    `target`: the score of the best plan so far, which the bound cannot go below; `hands`: how many threads may
    work at the moment. With `effort`, steps and splits are counted, and the clock is not looked at; with neither a
    deadline nor effort, no prices are sought and each proof goes to its end. Without numba, or on a day of tens of
    thousands of people, there is no strong bound.
    """
    if limits.reached() or not kernel.COMPILED or not problem.slots or not problem.sessions or not problem.attendees:
        return
    slots = Slots(problem)
    if len(slots.person) > PAIRS_AT_MOST:
        return
    market = Market(slots)
    clock, tell = Clock(limits, effort, time.monotonic()), Lowest(prove)
    with Crew(hands) as crew:
        quick = market.of_the_quick_bound(quick_prices(problem, limits, seed=seed) or {})
        known = [Remembered(slots, alike[0]) for alike in slots.alike()]
        found = by_search(market, market.guess(), known, clock, target, until=BY_SEARCH, seed=seed)
        numbers = _more_hopeful(market, found, quick, clock, tell, crew, seed=seed)
        for parts, until, steps in BY_PROOF:
            if clock.done() < until:
                most = steps * market.count
                numbers = by_proof(
                    market, numbers, clock, target, tell, crew, parts=parts, until=until, steps=most, seed=seed
                )  # fmt: skip
        further = [market.kept(numbers + part * (found - numbers)) for part in FURTHER]
        prove_at(market, [numbers, *further], known, clock, target, tell, crew, seed=seed)


def prove_at(
    market: Market,
    choice: Sequence[Array],
    known: Sequence[Remembered],
    clock: Clock,
    target: Callable[[], float],
    tell: Lowest,
    crew: Crew,
    *,
    seed: int,
) -> None:
    """Prove at the most promising of these prices; where all is proved and there is time, seek better ones.

    The search for them knows then (`known`, for each class of slots) what it had overlooked at those that were proved.
    """
    while not clock.limits.reached():
        numbers, overlooked = _prove_there(market, choice, clock, tell, crew, seed=seed)
        done = clock.done()
        if clock.effort is not None or done > LATEST:
            return
        for each, found in zip(known, overlooked, strict=True):
            if found is not None:
                each.add(found)
        until = done + AGAIN * (1 - done)
        numbers = by_search(market, numbers, known, clock, target, until=until, reach=REACH_AGAIN, seed=seed)
        choice = [numbers]


def _prove_there(
    market: Market, choice: Sequence[Array], clock: Clock, tell: Lowest, crew: Crew, *, seed: int
) -> tuple[Array, list[Array | None]]:
    """Prove for as long as there is time: at which prices that was, and the best sets that no search had found."""
    at, proof = most_promising(market, choice, clock, tell, crew, seed=seed)
    if proof.hope < tell.lowest:
        _prove(proof, clock.limits, tell, splits=_splits(clock))
    return choice[at], proof.sets


def most_promising(
    market: Market, choice: Sequence[Array], clock: Clock, tell: Callable[[float], None], crew: Crew, *, seed: int
) -> tuple[int, Proof]:
    """Which of these prices promise the lowest bound, and the proof begun there."""
    chosen, best, most = 0, None, math.inf
    for index, numbers in enumerate(choice):
        proof = Proof(market, numbers, clock.limits, crew=crew, seed=seed, bytes_at_most=BYTES, settle=True)
        promise = _promise_of_trial(proof, clock, tell) if len(choice) > 1 else -math.inf
        if best is None or promise < most:
            chosen, best, most = index, proof, promise
    assert best is not None, "there are always prices to choose from"
    return chosen, best


def _promise_of_trial(proof: Proof, clock: Clock, tell: Callable[[float], None]) -> float:
    """About where the bound will be when all that is left of the work has been given to this proof.

    Twice the splits lower a bound by about as much as the doubling before, until it is as low as these prices allow.
    """
    before = math.inf
    for _ in range(2):
        before, limits = proof.bound, clock.limits
        splits = _splits(clock)
        seconds = limits.seconds_left()
        if seconds is not None:
            limits = limits.within(seconds * TRIED / 2)
        _prove(proof, limits, tell, splits=splits and max(1, int(splits * TRIED / 2)))
    if proof.is_done:
        return proof.bound
    return max(proof.hope, proof.bound - (before - proof.bound) * math.log2(1 / TRIED))


def _splits(clock: Clock) -> int | None:
    """Splits of the last proof, if the work is counted."""
    return None if clock.effort is None else clock.effort * SPLITS_PER_EFFORT


def _more_hopeful(
    market: Market,
    found: Array,
    quick: Array,
    clock: Clock,
    prove: Callable[[float], None],
    crew: Crew,
    *,
    seed: int,
) -> Array:
    """The prices that the search found; if it had no time to find any that promise more, those of the quick bound."""
    proof = Proof(market, quick, clock.limits, crew=crew, seed=seed, bytes_at_most=BYTES, settle=False)
    grow(proof, FEW, clock, 1.0)
    prove(proof.bound)
    other = Proof(market, found, clock.limits, crew=crew, seed=seed, bytes_at_most=BYTES, settle=False)
    return found if _promise(other) < _promise(proof) else quick


def _promise(proof: Proof) -> float:
    """About where the bound may end at these prices."""
    return proof.hope + LEFT * (proof.bound - proof.hope)


def _prove(proof: Proof, limits: Limits, prove: Callable[[float], None], *, splits: int | None) -> None:
    """Split, always where that may lower the bound most, and tell it as it falls."""
    told, done = math.inf, 0
    while True:
        over = proof.is_done or limits.reached() or (splits is not None and done >= splits)
        if over or proof.bound < told - WORTH_TELLING * max(1.0, abs(proof.bound)):
            told = proof.bound
            prove(told)
        if over:
            return
        done += proof.split()
