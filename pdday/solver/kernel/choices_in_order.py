"""What a best day is worth with and without each thing, with many slots: nearly, from what slots cost."""

import numpy as np

from pdday.solver.arrays import (
    AIM,
    COUNTS,
    HAS_TOP_THREE,
    LENGTH,
    MAY_STAY_AWAY,
    OF_SESSION,
    OPTIONS,
    OPTIONS_END,
    SESSION,
    SHARE,
    TOP,
    WORTH,
    Array,
    Day,
)
from pdday.solver.compiling import compiled
from pdday.solver.kernel.in_order import NO_AIM, dearest_first, rest_in_order
from pdday.solver.kernel.offered import FIRST, LAST, OFFERED_RUN, OFFERED_TOP, ZONE, offers_to
from pdday.solver.kernel.travel import is_out_of_reach
from pdday.solver.kernel.worth import NOTHING, as_scored
from pdday.solver.state import SLOTS, State


@compiled
def reckon_in_order(day: Day, state: State, who: Array, count: int) -> None:
    """Without going through all sets of slots: nearly, from days made of the dearest first, as far as it fits.

    What it costs to give up a slot for something in a zone, and to do without a thing, are taken to add up. What the
    best day is worth above the one made so (`best_by_exchange`) is taken to be the same with each thing and without.
    """
    people, presented, options, worths = day.people, day.presented, day.options, day.worths
    sessions, needs_met, zone_of, far, weights = day.sessions, day.needs_met, day.zone_of, day.far, day.weights
    runs, at, price, offers, nets, asked_at = day.runs, state.at, state.price, state.offers, state.nets, day.asked_at
    without, having = state.without, state.having
    slots, some_zones, travels = len(day.free_people), far.shape[1], bool(far.any())
    zones, there = np.empty(slots, dtype=np.int64), np.empty(slots, dtype=np.int64)
    order, kept = np.empty(len(offers), dtype=np.int64), np.empty((2, len(offers)), dtype=np.int64)
    costs = np.empty((slots, some_zones))
    for each in range(count):
        person = who[each]
        free, _, found = offers_to(
            person, people, presented, options, worths, sessions, needs_met, zone_of, far, at, price, zones, travels,
            offers, nets,
        )  # fmt: skip
        near, stretch = day.near[people[person, MAY_STAY_AWAY]], day.stretch
        dearest_first(nets, found, order)
        counts, has_top = people[person, COUNTS], people[person, HAS_TOP_THREE]
        whole_net, whole_share, whole_top = rest_in_order(
            offers, nets, found, order, free, NO_AIM, kept[0], zones, there, near, stretch
        )
        whole = as_scored(whole_net, whole_share, whole_top, counts, has_top, weights)
        more = state.worth[person] - whole
        _cost_of_slots(
            offers, nets, found, order, free, kept, zones, there, near, stretch, counts, has_top, weights, whole, costs
        )
        for option in range(people[person, OPTIONS], people[person, OPTIONS_END]):
            place, aim = asked_at[option], options[option, AIM]
            if place < 0:
                continue
            served = 0
            for offer in range(found):
                if kept[0, offer] == 1 and offers[offer, AIM] == aim:
                    served = offers[offer, SLOTS]
            net, share, top = whole_net, whole_share, whole_top
            if served:
                net, share, top = rest_in_order(
                    offers, nets, found, order, free, aim, kept[1], zones, there, near, stretch
                )
            without[place] = as_scored(net, share, top, counts, has_top, weights) + more
            for offer in range(found):
                session = runs[offers[offer, OFFERED_RUN], SESSION]
                if offers[offer, AIM] == aim and session != options[option, OF_SESSION]:
                    left, here = free & ~offers[offer, SLOTS], offers[offer, ZONE]
                    zones[offers[offer, FIRST] : offers[offer, LAST] + 1] = here
                    other, some, any_top = rest_in_order(
                        offers, nets, found, order, left, aim, kept[1], zones, there, near, stretch
                    )
                    zones[offers[offer, FIRST] : offers[offer, LAST] + 1] = -1
                    other, some = other + nets[offer, WORTH], some + nets[offer, SHARE]
                    any_top |= offers[offer, OFFERED_TOP]
                    without[place] = max(
                        without[place], as_scored(other, some, any_top, counts, has_top, weights) + more
                    )
            net, share, top = net + worths[option, WORTH], share + worths[option, SHARE], top | options[option, TOP]
            _having_in_order(
                offers, nets, found, order, free, aim, served, sessions[options[option, OF_SESSION], LENGTH],
                as_scored(net, share, top, counts, has_top, weights) + more, worths[option], options[option, TOP], more,
                kept[1], zones, there, near, stretch, counts, has_top, weights, costs, having[place],
            )  # fmt: skip


@compiled
def _having_in_order(
    offers: Array, nets: Array, found: int, order: Array, free: int, aim: int, served: int, length: int,
    anywhere: float, worth: Array, of_top: int, more: float, kept: Array, zones: Array, there: Array, near: Array,
    stretch: Array, counts: int, has_top: int, weights: Array, costs: Array, having: Array,
) -> None:  # fmt: skip
    """What the day is worth with something that takes so many slots, by slot and zone; `served`: where it is now.

    What is given up for it adds up, but where each slot would take the same from a day: in the slots it has now, and,
    since it matters there where one is, in the rest of their stretch.
    """
    travels = near.shape[2] > 1
    for start in range(len(zones)):
        having[start] = NOTHING
        covered = ((1 << length) - 1) << start
        if covered & ~free:
            continue
        exactly = covered & served != 0 or (travels and (length > 1 or stretch[start] & served != 0))
        for zone in range(len(having[start])):
            if not exactly:
                having[start, zone] = anywhere
                for slot in range(start, start + length):
                    having[start, zone] -= costs[slot, zone]
            elif not is_out_of_reach(zones, start, start + length - 1, zone, near, stretch):
                zones[start : start + length] = zone
                net, share, top = rest_in_order(
                    offers, nets, found, order, free & ~covered, aim, kept, zones, there, near, stretch
                )
                zones[start : start + length] = -1
                felt = as_scored(net + worth[WORTH], share + worth[SHARE], top | of_top, counts, has_top, weights)
                having[start, zone] = felt + more


@compiled
def _cost_of_slots(
    offers: Array, nets: Array, found: int, order: Array, free: int, kept: Array, zones: Array, there: Array,
    near: Array, stretch: Array, counts: int, has_top: int, weights: Array, whole: float, costs: Array,
) -> None:  # fmt: skip
    """What a day that is worth so much as a whole loses if its person is in this slot and zone for something else."""
    filled = 0
    for place in range(found):
        if kept[0, place] == 1:
            filled |= offers[place, SLOTS]
    costs[:] = 0.0
    for slot in range(len(zones)):
        if not free >> slot & 1:
            continue
        for zone in range(costs.shape[1]):
            if is_out_of_reach(zones, slot, slot, zone, near, stretch):
                costs[slot, zone] = -NOTHING
                continue
            if stretch[slot] & filled == 0:
                continue
            zones[slot] = zone
            net, share, top = rest_in_order(
                offers, nets, found, order, free & ~(1 << slot), NO_AIM, kept[1], zones, there, near, stretch
            )
            zones[slot] = -1
            costs[slot, zone] = whole - as_scored(net, share, top, counts, has_top, weights)
