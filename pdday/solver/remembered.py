"""Sets of sessions that were found to be worth much in slots that are alike, so that no later price forgets them."""

import numpy as np

from pdday.solver.arrays import Array
from pdday.solver.market import Attended, Market
from pdday.solver.one_slot import Slots
from pdday.solver.proof import search_slot
from pdday.solver.slot_search import worths

#: So many sets are kept; the one that was best longest ago goes first.
SETS = 30


class Remembered:
    """The sets found for one of these slots, and the step at which each was last the best of them."""

    def __init__(self, slots: Slots, slot: int) -> None:
        self._slot, self._steps = slot, 0
        #: [set, session] which run; at first the one in which none does.
        self._sets = np.zeros((1, len(slots.length)), dtype=np.bool_)
        self._best_at = np.zeros(1, dtype=np.int64)

    def search(self, market: Market, numbers: Array, moves: int, seed: int) -> Attended:
        """Search from what is the best of these sets at these prices, and remember what is found."""
        self._steps += 1
        slots, (gain, cost) = market.slots, market.in_a_slot(numbers)
        running = self._best(slots, gain, cost)
        there = search_slot(slots, self._slot, gain, cost, running, moves, seed)
        self.add(running)
        return there

    def add(self, running: Array) -> None:
        """Remember one more set, if it is not known yet."""
        if (self._sets == running).all(axis=1).any():
            return
        if len(self._sets) < SETS:
            self._sets, self._best_at = np.vstack([self._sets, running]), np.append(self._best_at, self._steps)
        else:
            place = int(self._best_at.argmin())
            self._sets[place], self._best_at[place] = running, self._steps

    def _best(self, slots: Slots, gain: Array, cost: Array) -> Array:
        gain = np.where(slots.may_gain[self._slot], gain, 0.0)
        best = int(worths(gain, cost, slots.session, slots.first, self._sets).argmax())
        self._best_at[best] = self._steps
        running: Array = self._sets[best].copy()
        return running
