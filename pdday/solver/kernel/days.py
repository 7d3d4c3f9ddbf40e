"""The best days that people can afford at standing prices: of many at once, or one after the other."""

import numpy as np

from pdday.solver.arrays import (
    COUNTS,
    HAS_TOP_THREE,
    LOSS_CLASH,
    LOSS_UNPLACED,
    MAY_STAY_AWAY,
    OF_SESSION,
    OPTIONS,
    OPTIONS_END,
    RUNS,
    RUNS_END,
    Array,
    Day,
)
from pdday.solver.compiling import compiled
from pdday.solver.kernel.by_sets import best_of_sets, best_walk
from pdday.solver.kernel.in_order import best_by_exchange
from pdday.solver.kernel.offered import LAST, offers_to
from pdday.solver.kernel.travel import nowhere_to_be
from pdday.solver.kernel.worth import FULL, NOTHING
from pdday.solver.state import State
from pdday.solver.ways import FEW_SLOTS


@compiled
def best_days(day: Day, state: State, who: Array, count: int, worth: Array, load: Array) -> None:
    """What the best day is worth that each of these people can afford.

    If `load` is not empty, everybody is counted in the runs of their best day.
    """
    people, presented, options, worths = day.people, day.presented, day.options, day.worths
    sessions, needs_met, zone_of, far, walks = day.sessions, day.needs_met, day.zone_of, day.far, day.walks
    at, price, offers, nets, labels = state.at, state.price, state.offers, state.nets, state.labels
    weights, slots, travels, wanted = day.weights, len(day.free_people), bool(far.any()), len(load) > 0
    values = np.empty((len(labels), 2))
    taken = np.empty((len(offers), len(labels)), dtype=np.int64)
    zones = np.empty(slots, dtype=np.int64)
    order, parts = np.empty(len(offers), dtype=np.int64), np.empty((3, len(offers)), dtype=np.int64)
    copies = len(offers) if travels else 0
    some_offers, some_nets = np.empty((copies, LAST + 1), dtype=np.int64), np.empty((copies, 2))
    by_sets = slots <= FEW_SLOTS and len(walks) > 0
    for each in range(count):
        person = who[each]
        free, clashes, found = offers_to(
            person, people, presented, options, worths, sessions, needs_met, zone_of, far, at, price, zones, travels,
            offers, nets,
        )  # fmt: skip
        counts, has_top, loss = people[person, COUNTS], people[person, HAS_TOP_THREE], weights[LOSS_CLASH] * clashes
        if travels and not people[person, MAY_STAY_AWAY]:
            loss += weights[LOSS_UNPLACED] * nowhere_to_be(zones, free, far)
        best, chosen = NOTHING, -1
        if travels and by_sets:
            best, chosen = best_walk(
                walks, offers, nets, found, some_offers, some_nets, free, labels, values, taken, at, zones,
                counts, has_top, weights, wanted, load,
            )  # fmt: skip
        if not by_sets or (travels and chosen < 0):
            near, stretch = day.near[people[person, MAY_STAY_AWAY]], day.stretch
            best = best_by_exchange(
                offers, nets, found, order, parts, zones, near, stretch, counts, has_top, weights, wanted, load
            )
        elif not travels:
            best = best_of_sets(
                offers, nets, found, free, labels, values, taken, at, counts, has_top, weights, wanted, load
            )
        worth[each] = best - loss


@compiled
def take_turns(day: Day, state: State, who: Array, left: Array, asking: Array, has: Array) -> None:
    """One after the other, everybody takes their best day of the runs that have seats left, at the state's prices.

    `left` counts the seats of each run. `has` holds the run each person has for each option, or -1: it is given
    back first, so that nobody ends worse than they were, and then written anew. `asking` is a price per run.
    """
    people, options, sessions, price, at = day.people, day.options, day.sessions, state.price, state.at
    one, worth = np.empty(1, dtype=np.int64), np.empty(1)
    load = np.zeros(len(at), dtype=np.int64)
    for person in who:
        first, end = people[person, OPTIONS], people[person, OPTIONS_END]
        for option in range(first, end):
            if has[option] >= 0:
                left[has[option]] += 1
                price[has[option]] = asking[has[option]]
                has[option] = -1
        one[0] = person
        best_days(day, state, one, 1, worth, load)
        for option in range(first, end):
            session = options[option, OF_SESSION]
            for run in range(sessions[session, RUNS], sessions[session, RUNS_END]):
                if load[run] > 0:
                    load[run] = 0
                    has[option] = run
                    left[run] -= 1
                    if left[run] <= 0:
                        price[run] = FULL
