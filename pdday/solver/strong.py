"""The strong bound: prices tie the slots together, and each slot is then proved for itself.

No plan can score more than what the day earns beside its slots plus the most that each slot can be worth,
whatever the prices (README, "The strong bound"). First prices are found with a search in place of the proof (or
those of the quick bound are taken, where there is no time for that); then those at which a small proof proves
most; then, at the best prices, the proof goes on for as long as there is time, and its bound falls all the while.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pdday.solver import kernel
from pdday.solver.arrays import Array
from pdday.solver.bound import quick_prices
from pdday.solver.crew import Crew
from pdday.solver.market import Market
from pdday.solver.one_slot import Slots
from pdday.solver.problem import Problem
from pdday.solver.proof import Proof, search_slot
from pdday.solver.until import Limits

#: By which part of the time prices are found with a search, and with proofs of so many parts each; and in how many
#: steps at most, for each price: in more, they come to suit a small proof so well that a large one proves less.
BY_SEARCH = 0.2
BY_PROOF = ((60, 0.28, 0.4), (240, 0.38, 0.3), (1000, 0.6, 0.2))
#: If all is proved at these prices, how far to go from them to those of the search: there is more to prove and to gain.
FURTHER = (0.5, 1.0)
#: If all is proved at some prices before this part of the time, better ones are sought with so many parts.
LATEST, MANY = 0.9, 1000
#: For each unit of effort: steps of the prices, and splits of the last proof.
STEPS_PER_EFFORT, SPLITS_PER_EFFORT = 20, 20
#: Moves of the search in a slot: at first, and at each step; rounds of relaxing each part at each step.
FIRST_MOVES, STEP_MOVES, STEP_ROUNDS = 300, 40, 3
#: How far steps go towards the target, at first and at last, with the search and with proofs.
REACH_SEARCH, REACH_PROOF = (0.2, 0.01), (0.05, 0.0015)
#: How much of the last direction is kept.
KEPT = 0.5
#: Memory that the parts of all proofs may take together.
BYTES = 150_000_000
#: Days with more pairs of a person and a session keep the quick bound: a single step would take too long.
PAIRS_AT_MOST = 150_000
#: Pairs that one step may look at, in all parts together.
PAIRS_PER_STEP = 20_000_000
#: Parts with which the prices of the quick bound are tried; how much of the way from what a search finds the day
#: worth to what few parts prove will be left of a proof.
FEW, LEFT = 30, 0.1
#: A bound is told when it has fallen by this part of itself.
WORTH_TELLING = 1e-5


@dataclass
class _Clock:
    """How much of the work is done: of the time, or of the effort."""

    limits: Limits
    effort: int | None
    begin: float
    steps: int = 0

    def done(self) -> float:
        """From 0 to 1; steps are counted as if proving took no more than they."""
        if self.limits.reached():
            return 1.0
        if self.effort is not None:
            return self.steps / (self.effort * STEPS_PER_EFFORT) * BY_PROOF[-1][1]
        left = self.limits.seconds_left()
        if not left:
            return 1.0
        gone = time.monotonic() - self.begin
        return gone / (gone + left)


class _Lowest:
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
    work at the moment. With `effort`, steps and splits are counted, and the clock is not looked at. Without numba,
    or on a day of tens of thousands of people, there is no strong bound.
    """
    if limits.reached() or not kernel.COMPILED or not problem.slots or not problem.sessions or not problem.attendees:
        return
    slots = Slots(problem)
    if len(slots.person) > PAIRS_AT_MOST:
        return
    market = Market(slots)
    clock, tell = _Clock(limits, effort, time.monotonic()), _Lowest(prove)
    with Crew(hands) as crew:
        quick = market.of_the_quick_bound(quick_prices(problem, limits, seed=seed) or {})
        found = _prices_by_search(market, clock, target, seed=seed)
        numbers = _more_hopeful(market, found, quick, clock, tell, crew, seed=seed)
        for parts, until, steps in BY_PROOF:
            if clock.done() < until:
                most = steps * market.count
                numbers = _prices_by_proof(
                    market, numbers, clock, target, tell, crew, parts=parts, until=until, steps=most, seed=seed
                )  # fmt: skip
        further = [market.kept(numbers + part * (found - numbers)) for part in FURTHER]
        _prove_at(market, [numbers, *further], clock, target, tell, crew, seed=seed)


def _prove_at(
    market: Market,
    numbers: Sequence[Array],
    clock: _Clock,
    target: Callable[[], float],
    tell: _Lowest,
    crew: Crew,
    *,
    seed: int,
) -> None:
    """Prove at the first of these prices; where all is proved and there is time, at the next, then at better ones."""
    limits, effort = clock.limits, clock.effort
    splits = None if effort is None else effort * SPLITS_PER_EFFORT
    now, further = numbers[0], list(numbers[1:])
    while not limits.reached():
        proof = Proof(market, now, limits, crew=crew, seed=seed, bytes_at_most=BYTES, settle=True)
        if proof.hope < tell.lowest:
            _prove(proof, limits, tell, splits=splits)
        done = clock.done()
        if splits is not None or done > LATEST:
            return
        if further:
            now = further.pop(0)
            continue
        until = (1 + done) / 2
        now = _prices_by_proof(market, now, clock, target, tell, crew, parts=MANY, until=until, seed=seed)


def _more_hopeful(
    market: Market,
    found: Array,
    quick: Array,
    clock: _Clock,
    prove: Callable[[float], None],
    crew: Crew,
    *,
    seed: int,
) -> Array:
    """The prices that the search found; if it had no time to find any that promise more, those of the quick bound."""
    proof = Proof(market, quick, clock.limits, crew=crew, seed=seed, bytes_at_most=BYTES, settle=False)
    _grow(proof, FEW, clock, 1.0)
    prove(proof.bound)
    other = Proof(market, found, clock.limits, crew=crew, seed=seed, bytes_at_most=BYTES, settle=False)
    return found if _promise(other) < _promise(proof) else quick


def _promise(proof: Proof) -> float:
    """About where the bound may end at these prices."""
    return proof.hope + LEFT * (proof.bound - proof.hope)


def _grow(proof: Proof, parts: int, clock: _Clock, until: float) -> None:
    """Split until there are so many parts, or nearly."""
    left = 4 * parts * proof.classes
    while proof.parts < parts * proof.classes and left > 0 and clock.done() < until:
        left -= proof.split() or left


def _prices_by_search(market: Market, clock: _Clock, target: Callable[[], float], *, seed: int) -> Array:
    """Prices at which the day is worth little, as far as a search can tell; one slot at each step."""
    numbers, slots = market.guess(), market.slots
    walk = _Walk(market, REACH_SEARCH)
    running = [np.zeros(len(slots.length), dtype=np.bool_) for _ in slots.may_gain]
    worths, slopes = [0.0] * len(running), [np.zeros(market.size)] * len(running)
    for turn, now in enumerate(running):
        there = search_slot(market, numbers, turn, now, FIRST_MOVES, seed)
        worths[turn], slopes[turn] = there.worth, market.slope_in_a_slot(there)
    while (done := clock.done()) < BY_SEARCH:
        slot = clock.steps % len(running)
        there = search_slot(market, numbers, slot, running[slot], STEP_MOVES, seed + clock.steps)
        worths[slot], slopes[slot] = there.worth, market.slope_in_a_slot(there)
        earned, slope = market.beside(numbers)
        numbers = walk.step(numbers, earned + sum(worths) - target(), slope + sum(slopes), done / BY_SEARCH)
        clock.steps += 1
    return numbers


def _prices_by_proof(
    market: Market,
    numbers: Array,
    clock: _Clock,
    target: Callable[[], float],
    prove: Callable[[float], None],
    crew: Crew,
    *,
    parts: int,
    until: float,
    steps: float = math.inf,
    seed: int,
) -> Array:
    """Prices at which a proof with so many parts in each tree proves most; in no more than so many steps."""
    proof = Proof(market, numbers, clock.limits, crew=crew, seed=seed, bytes_at_most=BYTES, settle=False)
    _grow(proof, min(parts, PAIRS_PER_STEP // (STEP_ROUNDS * len(market.slots.person) + 1)), clock, until)
    told = proof.bound
    prove(told)
    begin = clock.done()
    walk = _Walk(market, REACH_PROOF)
    turn = 0
    while (done := clock.done()) < until and turn < steps:
        share = max((done - begin) / (until - begin), turn / steps)
        numbers = walk.step(numbers, proof.about - target(), proof.slope, share)
        proof.reprice(numbers, turn % proof.classes, STEP_ROUNDS)
        if proof.bound < told - WORTH_TELLING * max(1.0, abs(told)):
            told = proof.bound
            prove(told)
        turn += 1
        clock.steps += 1
    return numbers


class _Walk:
    """Subgradient steps towards lower bounds: shorter and shorter, each a little like the last."""

    def __init__(self, market: Market, reach: tuple[float, float]) -> None:
        self._market, self._pace = market, market.pace()
        self._from, self._to = reach
        self._way: Array | None = None

    def step(self, numbers: Array, above: float, slope: Array, done: float) -> Array:
        """The next prices, where the bound is so much above the target and changes so with each price."""
        self._way = slope if self._way is None else KEPT * self._way + (1 - KEPT) * slope
        # no inner product of numpy's: that wakes threads of its own for a few thousand numbers
        norm = max(float((self._pace * self._way**2).sum()), 0.3 * float((self._pace * slope**2).sum()), 1e-12)
        reach = self._from * (self._to / self._from) ** done
        length = reach * max(above, 1e-3) / norm
        return self._market.kept(numbers - length * self._pace * self._way)


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
