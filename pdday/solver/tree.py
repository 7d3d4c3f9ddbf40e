"""A proof about one slot: no set of sessions is worth more than the bound, which falls the longer it is worked on.

Branch and bound, the most hopeful part first: a part of the sets is split by one session, which runs in the one
half and not in the other. The bound is that of the most hopeful part left. At other prices the same parts still
hold all sets, so their bounds can be taken anew. When memory is full, a part is no more split for good: a tree of
its own lowers its bound and is forgotten.
"""

import heapq
import math
from dataclasses import dataclass

import numpy as np

from pdday.solver import pricing
from pdday.solver.arrays import Array
from pdday.solver.crew import Crew
from pdday.solver.one_slot import Slots

#: At most so many parts are worked on at once, no more than this part of all, nor than what looks at so many pairs.
AT_ONCE, PART_AT_ONCE, PAIRS_AT_ONCE = 64, 0.15, 1_000_000
#: Splits of the first tree that is forgotten; of the next in the same part, four times as many, up to a limit.
SPLITS_BELOW, MORE_BELOW, MOST_BELOW = 8, 4, 512
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
        """The same from plain arrays, whose pairs stand person after person."""
        some = np.flatnonzero((gain > 0) & may_run[session])
        first = np.searchsorted(person[some], np.arange(people + 1))
        pricing.sort_each(first, some, gain)
        return cls(some, first, session[some], gain[some], cost, may_run)


class Tree:
    """The parts not yet settled, and their bounds.

    `floor` is the worth of a set that is known; if `settle`, parts worth no more are left out for good, so
    that the tree holds at these prices only. `rounds`: of `relax`, for all sets together.
    """

    def __init__(self, case: Case, floor: float, *, room: int, rounds: int, settle: bool) -> None:
        self._case, self.floor, self._settle = case, floor, settle
        #: The set worth the floor, if it was found here.
        self.best: Array | None = None
        people, sessions = len(case.first) - 1, len(case.cost)
        # memory is taken when it is first written to
        self._decided = np.empty((room + 1, sessions), dtype=np.int8)
        self._levels = np.empty((room + 1, people), dtype=np.float32)
        self._bounds = np.empty(room + 1)
        #: How often each part was relaxed since it was split, and how often a tree below it was forgotten.
        self._tries, self._below = np.zeros(room + 1, dtype=np.int8), np.zeros(room + 1, dtype=np.int8)
        #: Rows given back, and the first that was never used.
        self._unused: list[int] = []
        self._fresh, self._room = 1, room
        #: (-bound, its row); and the highest bound of parts that cannot be lowered any more.
        self._parts: list[tuple[float, int]] = []
        self._stuck = -math.inf
        self._decided[0] = np.where(case.may_run, pricing.FREE, pricing.CLOSED)
        self._levels[0] = 0.0
        slack = np.zeros(sessions)
        self._bounds[0] = pricing.relax(
            self._decided[0], self._levels[0], *self._arrays(), slack, self.floor, rounds, 1.0
        )  # fmt: skip
        self._keep(0)

    @property
    def bound(self) -> float:
        """What no set is worth more than."""
        return max(self.floor, self._stuck, -self._parts[0][0] if self._parts else -math.inf)

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return len(self._parts)

    @property
    def is_done(self) -> bool:
        """Whether splitting can lower the bound no more."""
        return not self._parts or self._stuck >= -self._parts[0][0]

    def split(self, crew: Crew) -> int:
        """Work on the most hopeful parts, and say on how many splits; only if not done."""
        most = max(1, min(AT_ONCE, int(PART_AT_ONCE * len(self._parts)), PAIRS_AT_ONCE // (len(self._case.gain) + 1)))
        room = len(self._unused) + self._room + 1 - self._fresh
        return self._split(min(most, room), crew) if room else self._deepen(most, crew)

    def reprice(self, case: Case, rounds: int, crew: Crew) -> None:
        """Take all bounds anew at other prices."""
        if self._settle:
            raise ValueError("a tree that leaves out parts holds at its own prices only")
        self._case = case
        rows = np.array([row for _, row in self._parts])

        def work(some: slice) -> None:
            pricing.relax_parts(
                rows[some], self._decided, self._levels, self._bounds, *self._arrays(), self.floor, rounds
            )  # fmt: skip

        crew.share(len(rows), work)
        self._parts = list(zip((-self._bounds[rows]).tolist(), rows.tolist(), strict=True))
        heapq.heapify(self._parts)

    def reckoned(self) -> tuple[Array, Array]:
        """The sessions reckoned to run in the most hopeful part, and the pairs reckoned to be taken."""
        case, row = self._case, self._parts[0][1]
        runs, taken = np.zeros(len(case.cost), dtype=np.bool_), np.zeros(len(case.gain), dtype=np.bool_)
        slack = np.zeros(len(case.cost))
        pricing.reckoned(self._decided[row], self._levels[row], *self._arrays(), slack, runs, taken)
        return runs, case.pair[taken]

    def _arrays(self) -> tuple[Array, Array, Array, Array]:
        case = self._case
        return case.first, case.session, case.gain, case.cost

    def _split(self, many: int, crew: Crew) -> int:
        """Each part in two, or only its bound lowered."""
        rows = np.array([heapq.heappop(self._parts)[1] for _ in range(many)])
        others = np.array([self._row() for _ in range(many)])
        self._below[rows], self._below[others] = 0, 0
        outcomes = np.zeros(many, dtype=np.int64)

        def work(some: slice) -> None:
            pricing.split_parts(
                rows[some], others[some], outcomes[some], self._decided, self._levels, self._bounds, self._tries,
                *self._arrays(), self.floor,
            )  # fmt: skip

        crew.share(many, work)
        for row, other, outcome in zip(rows.tolist(), others.tolist(), outcomes.tolist(), strict=True):
            if outcome == pricing.DECIDED:
                self._decide(row)
            else:
                self._keep(row)
            if outcome == pricing.HALVED:
                self._keep(other)
            else:
                self._unused.append(other)
        return many

    def _deepen(self, many: int, crew: Crew) -> int:
        """Lower the bounds of the most hopeful parts, without keeping what they were split into."""
        rows_now: list[int] = []
        splits_now: list[int] = []
        left = max(1, PAIRS_AT_ONCE // (len(self._case.gain) + 1))
        while self._parts and len(rows_now) < many and left > 0:
            rows_now.append(heapq.heappop(self._parts)[1])
            splits_now.append(min(MOST_BELOW, SPLITS_BELOW * MORE_BELOW ** int(self._below[rows_now[-1]])))
            left -= splits_now[-1]
        rows, splits = np.array(rows_now), np.array(splits_now)
        before = self._bounds[rows]

        def work(some: slice) -> None:
            pricing.deepen_parts(
                rows[some], splits[some], self._decided, self._levels, self._bounds, *self._arrays(), self.floor
            )  # fmt: skip

        crew.share(len(rows), work)
        for row, was, below in zip(rows_now, before.tolist(), splits_now, strict=True):
            if below == MOST_BELOW and self._bounds[row] >= was:
                self._stuck = max(self._stuck, was)
            else:
                self._below[row] += below < MOST_BELOW
                self._keep(row)
        return sum(splits_now)

    def _row(self) -> int:
        """Room for one more part."""
        if self._unused:
            return self._unused.pop()
        self._fresh += 1
        return self._fresh - 1

    def _decide(self, row: int) -> None:
        """Every session is decided in this part: it is one set, worth what each person takes of it."""
        case, running = self._case, self._decided[row] == pricing.OPEN
        best = np.zeros(len(case.first) - 1)
        person = np.repeat(np.arange(len(best)), np.diff(case.first))
        np.maximum.at(best, person, np.where(running[case.session], case.gain, 0.0))
        worth = float(best.sum() - case.cost[running].sum())
        if self._settle:
            self._unused.append(row)
            if worth > self.floor:
                self.floor, self.best = worth, running
        else:
            self._bounds[row] = min(self._bounds[row], worth)
            self._keep(row)

    def _keep(self, row: int) -> None:
        bound = float(self._bounds[row])
        if self._settle and bound <= self.floor + NEAR * max(1.0, abs(self.floor)):
            self._unused.append(row)
        else:
            heapq.heappush(self._parts, (-bound, row))
