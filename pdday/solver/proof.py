"""A bound for the whole day at some prices: what it earns beside its slots, and a tree for each slot."""

import math

import numpy as np

from pdday.solver.arrays import Array
from pdday.solver.crew import Crew
from pdday.solver.draft import rounded_up
from pdday.solver.market import Attended, Market
from pdday.solver.one_slot import Slots
from pdday.solver.slot_search import improve
from pdday.solver.tree import Case, Tree
from pdday.solver.until import NO_LIMITS, Limits

#: Moves of the search in a slot for a set that is known to be worth much, and rounds of relaxing all sets;
#: fewer on a large day, where each of them looks at many pairs.
MOVES, ROUNDS, LEAST_ROUNDS, PAIRS_IN_ALL = 1000, 1000, 50, 20_000_000
#: Added to each bound for what rounding may do to all that is summed, however small its sum: relative to its parts.
ROUNDING_OF_PARTS = 1e-10


class Proof:
    """Slots that are alike share one tree. `settle`: the prices stay, so that parts can be left out for good."""

    def __init__(
        self,
        market: Market,
        numbers: Array,
        limits: Limits = NO_LIMITS,
        *,
        crew: Crew | None = None,
        seed: int,
        bytes_at_most: int,
        settle: bool,
    ) -> None:
        slots = market.slots
        self._market, self._classes, self._crew = market, slots.alike(), crew or Crew()
        self._beside, self._slope_beside = market.beside(numbers)
        self._prices = [numbers] * len(self._classes)
        gain, cost = market.in_a_slot(numbers)
        # bytes of a part: a level for each person, a decision for each session, and its place in the lists
        room = bytes_at_most // (len(self._classes) * (4 * slots.people + len(cost) + 100))
        self._trees: list[Tree] = []
        often = max(LEAST_ROUNDS, PAIRS_IN_ALL // max(1, len(slots.person)))
        for alike in self._classes:
            # when the time is up, a poor bound at once
            moves, rounds = (0, 1) if limits.reached() else (min(MOVES, often), min(ROUNDS, often))
            found = search_slot(slots, alike[0], gain, cost, np.zeros(len(cost), dtype=np.bool_), moves, seed)
            case = Case.of(slots, alike[0], gain, cost)
            self._trees.append(Tree(case, found.worth, room=max(2, room), rounds=rounds, settle=settle))
        self._hope = self._beside + sum(len(alike) * tree.floor for alike, tree in self._both())
        self._slopes = [] if settle else [self._slope_of(index) for index in range(len(self._trees))]

    @property
    def bound(self) -> float:
        """A score that no plan can beat; infinite unless all slots were proved at the same prices."""
        if any(prices is not self._prices[0] for prices in self._prices):
            return math.inf
        parts = [self._beside, *(len(alike) * tree.bound for alike, tree in self._both())]
        return rounded_up(sum(parts)) + ROUNDING_OF_PARTS * sum(abs(part) for part in parts)

    @property
    def hope(self) -> float:
        """What a search finds the day worth at the first prices: no proof at these can bring the bound lower."""
        return self._hope

    @property
    def about(self) -> float:
        """About the bound, also while some slots are still at the prices of some steps ago."""
        return self._beside + sum(len(alike) * tree.bound for alike, tree in self._both())

    @property
    def sets(self) -> list[Array | None]:
        """For each class of slots, the best set that the proof found and the search had not; if there is one."""
        return [tree.best for tree in self._trees]

    @property
    def slope(self) -> Array:
        """How the bound changes with each price; of slots not looked at since, as it was then."""
        return self._slope_beside + sum(self._slopes)

    @property
    def is_done(self) -> bool:
        """Whether splitting can lower the bound no more."""
        return all(tree.is_done for tree in self._trees)

    @property
    def parts(self) -> int:
        """How many parts all trees have together."""
        return sum(tree.parts for tree in self._trees)

    @property
    def classes(self) -> int:
        """How many trees there are."""
        return len(self._trees)

    def split(self) -> int:
        """Split parts of the tree in which most is open, counted as often as there are such slots; says how many."""
        left = [(len(alike) * (tree.bound - tree.floor), tree) for alike, tree in self._both() if not tree.is_done]
        return max(left, key=lambda pair: pair[0])[1].split(self._crew) if left else 0

    def reprice(self, numbers: Array, index: int, rounds: int) -> None:
        """Go to other prices in what the day earns beside its slots, and in one of the trees."""
        self._beside, self._slope_beside = self._market.beside(numbers)
        gain, cost = self._market.in_a_slot(numbers)
        case = Case.of(self._market.slots, self._classes[index][0], gain, cost)
        self._trees[index].reprice(case, rounds, self._crew)
        self._prices[index] = numbers
        self._slopes[index] = self._slope_of(index)

    def _both(self) -> list[tuple[list[int], Tree]]:
        return list(zip(self._classes, self._trees, strict=True))

    def _slope_of(self, index: int) -> Array:
        runs, pairs = self._trees[index].reckoned()
        return len(self._classes[index]) * self._market.slope_in_a_slot(Attended(self._trees[index].bound, runs, pairs))


def search_slot(slots: Slots, slot: int, gain: Array, cost: Array, running: Array, moves: int, seed: int) -> Attended:
    """Look for the sessions worth most in one slot, from those `running`, which become the best.

    `gain` and `cost`: of each pair and session, as `Market.in_a_slot` has them at some prices.
    """
    gain = np.where(slots.may_gain[slot], gain, 0.0)
    pairs = np.full(slots.people, -1)
    running &= slots.may_run[:, slot]
    worth = improve(
        gain,
        cost,
        slots.may_run[:, slot].copy(),
        slots.person,
        slots.session,
        slots.first,
        slots.by_session,
        slots.first_of_session,
        running,
        pairs,
        moves,
        seed,
    )
    return Attended(worth, running, pairs[pairs >= 0])
