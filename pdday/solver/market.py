"""The prices that tie the slots of a day together, and what the day earns beside its slots at such prices.

All prices stand in one list of numbers, so that a step is one addition. Any prices that are not below
`low` and not above `high` give a valid bound; good ones give a low one (README, "The strong bound").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pdday.solver.arrays import Array
from pdday.solver.one_slot import Slots
from pdday.solver.score import LOW_DAY

#: How fast each kind of price may move, beside a price of one point per person: opening a session changes many
#: days at once, a seat is one of many.
PACE_RUN, PACE_SEAT, PACE_ROOM, PACE_MISSED = 30.0, 0.02, 3.0, 5.0


class Prices(NamedTuple):
    """Views into one list of prices."""

    #: by session: what it costs to run in one slot
    run: Array
    #: by session: one seat in one slot
    seat: Array
    #: by room group: one room for one slot
    room: Array
    #: by pair: attending once; by person: a perfect day, one of the top three, a requirement met
    once: Array
    day: Array
    top: Array
    met: Array


class Attended(NamedTuple):
    """What is reckoned to happen in one slot at some prices: which sessions run, and the pairs that are taken."""

    worth: float
    runs: Array
    pairs: Array


@dataclass(frozen=True)
class Market:
    """Where prices begin, how far they may go, and what they earn."""

    slots: Slots

    def views(self, numbers: Array) -> Prices:
        """The kinds of prices, one after another."""
        slots, sizes = self.slots, [0]
        sessions, groups = slots.heads.shape
        for size in (sessions, sessions, groups, len(slots.person), slots.people, slots.people, slots.people):
            sizes.append(sizes[-1] + size)
        return Prices(*(numbers[begin:end] for begin, end in pairwise(sizes)))

    @property
    def size(self) -> int:
        """How many prices there are, of all kinds."""
        sessions, groups = self.slots.heads.shape
        return 2 * sessions + groups + len(self.slots.person) + 3 * self.slots.people

    @property
    def count(self) -> int:
        """How many prices there are that need not be nought."""
        return int(np.count_nonzero(self.kept(np.ones(self.size))))

    def guess(self) -> Array:
        """Prices to begin a search with: half of what each session could earn if all who want it came."""
        numbers = np.zeros(self.size)
        prices, slots, weights = self.views(numbers), self.slots, self.slots.problem.weights
        worth = weights.satisfaction * slots.share
        prices.run[:] = np.bincount(slots.session, worth, len(prices.run)) / 2
        prices.once[:] = worth / 2
        prices.day[:] = weights.satisfaction
        prices.met[:] = weights.missed / 2
        return self.kept(numbers)

    def of_the_quick_bound(self, quick: Mapping[tuple[str, str], float]) -> Array:
        """Prices at which the day is worth about as much as the quick bound says.

        `quick` has them by what is scarce and whose it is (`bound.quick_prices`).
        What a session gains people beyond their time and its seats is the price of its run, or of attending
        once if it may run twice.
        """
        numbers = np.zeros(self.size)
        prices, slots = self.views(numbers), self.slots
        people = [each.id for each in slots.problem.attendees]
        prices.seat[:] = [quick.get(("seat", each.id), 0.0) for each in slots.problem.sessions]
        prices.room[:] = [quick.get(("room", str(index)), 0.0) for index in range(len(prices.room))]
        for kind, what in ((prices.day, "day"), (prices.top, "top"), (prices.met, "met")):
            kind[:] = [quick.get((what, each), 0.0) for each in people]
        self.kept(numbers)
        time = np.array([quick.get(("time", each), 0.0) for each in people])
        gains = prices.day[slots.person] * slots.share + prices.top[slots.person] * slots.top
        gains += prices.met[slots.person] * slots.meets
        left = gains - slots.length[slots.session] * (prices.seat[slots.session] + time[slots.person])
        left = np.where(slots.presents, 0.0, np.maximum(left, 0.0))
        twice = slots.most[slots.session] > 1
        prices.once[:] = np.where(twice, left, 0.0)
        prices.run[:] = np.bincount(slots.session, np.where(twice, 0.0, left), len(prices.run)) / slots.length
        return self.kept(numbers)

    def kept(self, numbers: Array) -> Array:
        """These prices, brought back to where a bound is valid."""
        prices, slots, weights = self.views(numbers), self.slots, self.slots.problem.weights
        np.maximum(numbers[len(prices.run) :], 0.0, out=numbers[len(prices.run) :])
        prices.once[slots.presents | (slots.most[slots.session] <= 1)] = 0.0
        prices.day[:] *= slots.counts
        np.minimum(prices.top, weights.none_of_top_three * slots.has_top, out=prices.top)
        np.minimum(prices.met, weights.missed * (slots.requirements > 0), out=prices.met)
        return numbers

    def pace(self) -> Array:
        """How fast each price may move."""
        numbers = np.ones(self.size)
        prices = self.views(numbers)
        prices.run[:], prices.seat[:], prices.room[:], prices.met[:] = PACE_RUN, PACE_SEAT, PACE_ROOM, PACE_MISSED
        return numbers

    def in_a_slot(self, numbers: Array) -> tuple[Array, Array]:
        """What each pair gains in a slot, and what it costs that a session runs in it.

        Presenting takes the person's time: as an option better than all others that is paid for with the run.
        """
        prices, slots = self.views(numbers), self.slots
        gain = prices.day[slots.person] * slots.share + prices.top[slots.person] * slots.top
        gain += prices.met[slots.person] * slots.meets - prices.once
        gain = gain / slots.length[slots.session] - prices.seat[slots.session]
        gain = np.where(slots.presents, 0.0, np.maximum(gain, 0.0))
        best = np.zeros(slots.people)
        np.maximum.at(best, slots.person, gain)
        gain = np.where(slots.presents, best[slots.person], gain)
        own = slots.presents
        return gain, prices.run + np.bincount(slots.session[own], gain[own], len(prices.run))

    def beside(self, numbers: Array) -> tuple[float, Array]:
        """What the day earns beside its slots, and how that changes with each price."""
        prices, slots, weights = self.views(numbers), self.slots, self.slots.problem.weights
        slope = np.zeros(self.size)
        change = self.views(slope)
        earned = float(prices.room @ slots.room_slots)
        change.room[:] = slots.room_slots
        if prices.room.size:
            net = np.where(slots.heads >= 0, prices.seat[:, None] * slots.heads - prices.room, -np.inf)
            group = net.argmax(axis=1)
            best = np.where(slots.most > 0, net.max(axis=1), 0.0)
            per_run = slots.length * (prices.run + best)
            runs = np.where(per_run > 0, slots.most, slots.fewest)
            earned += float(runs @ per_run)
            time = runs * slots.length
            change.run[:] = time
            change.seat[:] = time * np.maximum(slots.heads[np.arange(len(group)), group], 0.0)
            np.subtract.at(change.room, group, time)
        earned += float(prices.once.sum())
        change.once[:] = 1.0
        levels = np.array([0.0, LOW_DAY, 1.0])
        worth = weights.satisfaction * levels - weights.low_day * np.maximum(0.0, LOW_DAY - levels)
        days = worth[None, :] - prices.day[:, None] * levels
        earned += float(slots.counts @ days.max(axis=1))
        change.day[:] = -slots.counts * levels[days.argmax(axis=1)]
        earned -= float(slots.has_top @ prices.top) + float(slots.requirements @ prices.met)
        change.top[:], change.met[:] = -slots.has_top, -slots.requirements
        return earned, slope

    def slope_in_a_slot(self, there: Attended) -> Array:
        """How a slot's worth changes with each price."""
        slots = self.slots
        slope = np.zeros(self.size)
        change = self.views(slope)
        change.run[:] = np.where(there.runs, -1.0, 0.0)
        pairs = there.pairs[~slots.presents[there.pairs]]
        session, person = slots.session[pairs], slots.person[pairs]
        part = 1.0 / slots.length[session]
        np.subtract.at(change.seat, session, 1.0)
        change.once[pairs] = -part
        for kind, worth in ((change.day, slots.share), (change.top, slots.top), (change.met, slots.meets)):
            np.add.at(kind, person, part * worth[pairs])
        return slope
