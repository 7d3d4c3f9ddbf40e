"""The strong bound: prices tie the slots together, and each slot is then proved for itself.

No plan can score more than what the day earns beside its slots plus the most that each slot can be worth,
whatever the prices (README, "The strong bound"). First prices are found with a search in place of the proof;
then those at which a small proof proves most; then, at the best prices, the proof goes on for as long as there
is time, and its bound falls all the while.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pdday.solver import kernel
from pdday.solver.arrays import Array
from pdday.solver.backend import Limits
from pdday.solver.market import Market
from pdday.solver.one_slot import Slots
from pdday.solver.problem import Problem
from pdday.solver.proof import Proof, search_slot

#: By which part of the time prices are found with a search, and with proofs of so many parts each.
BY_SEARCH = 0.08
BY_PROOF = ((30, 0.16), (60, 0.26), (120, 0.4), (240, 0.6))
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
#: Splits between two looks at the clock; a bound is told when it has fallen by this part of itself.
AT_ONCE, WORTH_TELLING = 16, 1e-5


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


def strong_bound(
    problem: Problem,
    limits: Limits,
    prove: Callable[[float], None],
    *,
    target: Callable[[], float],
    effort: int | None = None,
    seed: int = 1,
) -> None:
    """Tell `prove` ever lower scores that no plan can beat, until the time is up or nothing is left to prove.

    `target`: the score of the best plan so far, which the bound cannot go below. With `effort`, steps and
    splits are counted, and the clock is not looked at. Without numba, or on a day of tens of thousands of
    people, there is no strong bound.
    """
    if not kernel.COMPILED or not problem.slots or not problem.sessions or not problem.attendees:
        return
    slots = Slots(problem)
    if len(slots.person) > PAIRS_AT_MOST:
        return
    market = Market(slots)
    clock = _Clock(limits, effort, time.monotonic())
    lowest = math.inf

    def tell(bound: float) -> None:
        nonlocal lowest
        if bound < lowest:
            lowest = bound
            prove(bound)

    numbers = _prices_by_search(market, clock, target, seed=seed)
    for parts, until in BY_PROOF:
        if clock.done() < until:
            numbers = _prices_by_proof(market, numbers, clock, target, tell, parts=parts, until=until, seed=seed)
    splits = None if effort is None else effort * SPLITS_PER_EFFORT
    while not limits.reached():
        proof = Proof(market, numbers, limits, seed=seed, bytes_at_most=BYTES, settle=True)
        _prove(proof, limits, tell, splits=splits)
        done = clock.done()
        if splits is not None or done > LATEST:
            return
        # all is proved at these prices, and there is time for better ones
        until = (1 + done) / 2
        numbers = _prices_by_proof(market, numbers, clock, target, tell, parts=MANY, until=until, seed=seed)


def _prices_by_search(market: Market, clock: _Clock, target: Callable[[], float], *, seed: int) -> Array:
    """Prices at which the day is worth little, as far as a search can tell; one slot at each step."""
    numbers, slots = market.first(), market.slots
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
    *,
    parts: int,
    until: float,
    seed: int,
) -> Array:
    """Prices at which a proof with so many parts in each tree proves most."""
    proof = Proof(market, numbers, clock.limits, seed=seed, bytes_at_most=BYTES, settle=False)
    parts = min(parts, PAIRS_PER_STEP // (STEP_ROUNDS * len(market.slots.person) + 1))
    for _ in range(parts * proof.classes):
        if clock.done() < until:
            proof.split()
    prove(proof.bound)
    begin = clock.done()
    walk = _Walk(market, REACH_PROOF)
    turn = 0
    while (done := clock.done()) < until:
        numbers = walk.step(numbers, proof.about - target(), proof.slope, (done - begin) / (until - begin))
        proof.reprice(numbers, turn % proof.classes, STEP_ROUNDS)
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
        norm = max(float(self._pace @ self._way**2), 0.3 * float(self._pace @ slope**2), 1e-12)
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
        for _ in range(AT_ONCE):
            proof.split()
        done += AT_ONCE
