"""Good prices for the strong bound, by subgradient steps: first for what a search finds in the slots, which is
quick, then for what a small proof proves, which is what counts.

A search overlooks some sets of sessions, and prices come to suit what it overlooks: the longer they are sought, the
more. So each step begins from the best of the sets that earlier steps found (`remembered`), at whatever prices.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pdday.solver.arrays import Array
from pdday.solver.crew import Crew
from pdday.solver.market import Market
from pdday.solver.proof import Proof
from pdday.solver.remembered import Remembered
from pdday.solver.until import Limits

#: By which part of the time prices are found with a search, and with proofs of so many parts each; and in how many
#: steps at most, for each price: in more, they come to suit a small proof so well that a large one proves less.
BY_SEARCH = 0.1
BY_PROOF = ((60, 0.18, 0.4), (240, 0.28, 0.3), (1000, 0.5, 0.2))
#: For each unit of effort, steps of the prices.
STEPS_PER_EFFORT = 20
#: Moves of the search in a slot: at first, and at each step; rounds of relaxing each part at each step.
FIRST_MOVES, STEP_MOVES, STEP_ROUNDS = 300, 40, 3
#: How far steps go towards the target, at first and at last, with the search and with proofs.
REACH_SEARCH, REACH_PROOF = (0.2, 0.01), (0.05, 0.0015)
#: The same for a search that goes on from prices at which all was proved.
REACH_AGAIN = (0.01, 0.003)
#: How much of the last direction is kept.
KEPT = 0.5
#: Memory that the parts of all proofs may take together.
BYTES = 150_000_000
#: Pairs that one step may look at, in all parts together.
PAIRS_PER_STEP = 20_000_000
#: A bound is told when it has fallen by this part of itself.
WORTH_TELLING = 1e-5


@dataclass
class Clock:
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


def by_search(
    market: Market,
    numbers: Array,
    known: Sequence[Remembered],
    clock: Clock,
    target: Callable[[], float],
    *,
    until: float,
    reach: tuple[float, float] = REACH_SEARCH,
    seed: int,
) -> Array:
    """Prices at which the day is worth little, as far as a search can tell; slots that are alike in turn.

    `known`: the sets found so far, for each class of slots.
    """
    classes = market.slots.alike()
    worths, slopes = [0.0] * len(classes), [np.zeros(market.size)] * len(classes)

    def look(turn: int, moves: int) -> None:
        there = known[turn].search(market, numbers, moves, seed + clock.steps)
        worths[turn] = len(classes[turn]) * there.worth
        slopes[turn] = len(classes[turn]) * market.slope_in_a_slot(there)

    for turn in range(len(classes)):
        look(turn, FIRST_MOVES)
    walk, begin = _Walk(market, reach), clock.done()
    while (done := clock.done()) < until:
        look(clock.steps % len(classes), STEP_MOVES)
        earned, slope = market.beside(numbers)
        share = (done - begin) / (until - begin)
        numbers = walk.step(numbers, earned + sum(worths) - target(), slope + sum(slopes), share)
        clock.steps += 1
    return numbers


def by_proof(
    market: Market,
    numbers: Array,
    clock: Clock,
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
    grow(proof, min(parts, PAIRS_PER_STEP // (STEP_ROUNDS * len(market.slots.person) + 1)), clock, until)
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


def grow(proof: Proof, parts: int, clock: Clock, until: float) -> None:
    """Split until there are so many parts, or nearly."""
    left = 4 * parts * proof.classes
    while proof.parts < parts * proof.classes and left > 0 and clock.done() < until:
        left -= proof.split() or left


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
