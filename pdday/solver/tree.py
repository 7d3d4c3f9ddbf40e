"""A proof about one slot: no set of sessions is worth more than the bound, which falls the longer it is worked on.

Branch and bound, the most hopeful part first: a part of the sets is split by one session, which runs in the one
half and not in the other. The bound is that of the most hopeful part left. At other prices the same parts still
hold all sets, so their bounds can be taken anew.
"""

import heapq
from dataclasses import dataclass

import numpy as np

from pdday.solver import pricing
from pdday.solver.arrays import Array
from pdday.solver.one_slot import Slots

#: Rounds of `relax` for each part, which begins from the levels of the part it was split from.
PART_ROUNDS = 12
#: A part worth no more than the floor by so much, relative to it, needs no splitting.
NEAR = 1e-7


@dataclass(frozen=True, slots=True)
class Case:
    """One slot at fixed prices: people's pairs sorted by falling gain, what sessions cost, which may run."""

    pair: Array
    first: Array
    session: Array
    gain: Array
    cost: Array
    may_run: Array

    @classmethod
    def of(cls, slots: Slots, slot: int, gain: Array, cost: Array) -> "Case":
        """Only what gains somebody something in this slot, in the order that `relax` wants."""
        return cls.sorted(
            np.where(slots.may_gain[slot], gain, 0.0), cost, slots.may_run[:, slot], slots.person, slots.session,
            slots.people,
        )  # fmt: skip

    @classmethod
    def sorted(cls, gain: Array, cost: Array, may_run: Array, person: Array, session: Array, people: int) -> "Case":
        """The same from plain arrays."""
        some = np.flatnonzero((gain > 0) & may_run[session])
        some = some[np.lexsort((session[some], -gain[some], person[some]))]
        first = np.searchsorted(person[some], np.arange(people + 1))
        return cls(some, first, session[some], gain[some], cost, may_run)


class Tree:
    """The parts not yet settled, and their bounds.

    `floor` is the worth of a set that is known; if `settle`, parts worth no more are left out for good, so
    that the tree holds at these prices only. `rounds`: of `relax`, for all sets together.
    """

    def __init__(self, case: Case, floor: float, *, room: int, rounds: int, settle: bool) -> None:
        self._case, self.floor, self._settle = case, floor, settle
        people, sessions = len(case.first) - 1, len(case.cost)
        self._slack = np.zeros(sessions)
        # memory is taken when it is first written to
        self._decided = np.empty((room + 1, sessions), dtype=np.int8)
        self._levels = np.empty((room + 1, people), dtype=np.float32)
        #: Rows given back, and the first that was never used.
        self._unused: list[int] = []
        self._fresh, self._room = 1, room
        #: (-bound, its row)
        self._parts: list[tuple[float, int]] = []
        self._decided[0] = np.where(case.may_run, pricing.FREE, pricing.CLOSED)
        self._levels[0] = 0.0
        self._keep(self._relax(0, rounds), 0)

    @property
    def bound(self) -> float:
        """What no set is worth more than."""
        return max(self.floor, -self._parts[0][0]) if self._parts else self.floor

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to split, or no room to keep more parts."""
        return not self._parts or (not self._unused and self._fresh > self._room)

    def split(self) -> None:
        """Split the most hopeful part in two; only if not done."""
        bound, row = self._parts[0]
        case = self._case
        chosen = pricing.most_in_doubt(
            self._decided[row], self._levels[row], case.first, case.session, case.gain, case.cost, self._slack
        )
        if chosen < 0:
            self._decide(row)
            return
        heapq.heappop(self._parts)
        other = self._row()
        self._decided[other], self._levels[other] = self._decided[row], self._levels[row]
        for half, choice in ((row, pricing.OPEN), (other, pricing.CLOSED)):
            self._decided[half, chosen] = choice
            self._keep(min(-bound, self._relax(half, PART_ROUNDS)), half)

    def reprice(self, case: Case, rounds: int) -> None:
        """Take all bounds anew at other prices."""
        if self._settle:
            raise ValueError("a tree that leaves out parts holds at its own prices only")
        self._case = case
        rows = len(self._parts)
        bounds = np.zeros(rows)
        pricing.relax_all(
            self._decided[:rows], self._levels[:rows], case.first, case.session, case.gain, case.cost, self._slack,
            self.floor, rounds, bounds,
        )  # fmt: skip
        self._parts = [(-bound, row) for row, bound in enumerate(bounds.tolist())]
        heapq.heapify(self._parts)

    def reckoned(self) -> tuple[Array, Array]:
        """The sessions reckoned to run in the most hopeful part, and the pairs reckoned to be taken."""
        case, row = self._case, self._parts[0][1]
        runs, taken = np.zeros(len(case.cost), dtype=np.bool_), np.zeros(len(case.gain), dtype=np.bool_)
        pricing.reckoned(
            self._decided[row], self._levels[row], case.first, case.session, case.gain, case.cost, self._slack,
            runs, taken,
        )  # fmt: skip
        return runs, case.pair[taken]

    def _row(self) -> int:
        """Room for one more part."""
        if self._unused:
            return self._unused.pop()
        self._fresh += 1
        return self._fresh - 1

    def _decide(self, row: int) -> None:
        """Every session is decided in this part: it is one set, worth what each person takes of it."""
        if self._settle:
            case, running = self._case, self._decided[row] == pricing.OPEN
            best = np.zeros(len(case.first) - 1)
            person = np.repeat(np.arange(len(best)), np.diff(case.first))
            np.maximum.at(best, person, np.where(running[case.session], case.gain, 0.0))
            heapq.heappop(self._parts)
            self._unused.append(row)
            self.floor = max(self.floor, float(best.sum() - case.cost[running].sum()))

    def _relax(self, row: int, rounds: int) -> float:
        case = self._case
        return float(
            pricing.relax(
                self._decided[row], self._levels[row], case.first, case.session, case.gain, case.cost, self._slack,
                self.floor, rounds,
            )
        )  # fmt: skip

    def _keep(self, bound: float, row: int) -> None:
        if self._settle and bound <= self.floor + NEAR * max(1.0, abs(self.floor)):
            self._unused.append(row)
        else:
            heapq.heappush(self._parts, (-bound, row))
