"""One person's best day with few slots: over all sets of slots, the best way to fill exactly these.

Where a way is too far for the pause, on each walk through the day.
"""

from pdday.solver.arrays import AIM, SHARE, WORTH, Array
from pdday.solver.compiling import compiled
from pdday.solver.kernel.offered import OFFERED_RUN, OFFERED_TOP, offers_on
from pdday.solver.kernel.travel import can_walk
from pdday.solver.kernel.worth import NOTHING, as_scored
from pdday.solver.state import SLOTS


@compiled
def best_walk(
    walks: Array, offers: Array, nets: Array, found: int, some_offers: Array, some_nets: Array, free: int,
    labels: Array, values: Array, taken: Array, at: Array, zones: Array, counts: int, has_top: int, weights: Array,
    wanted: bool, load: Array,
) -> tuple[float, int]:  # fmt: skip
    """What the best day on any walk is worth, and the walk's number; -1 if what one presents is on none."""
    best, chosen = NOTHING, -1
    for walk in range(len(walks)):
        if can_walk(walks[walk], zones):
            some = offers_on(walks[walk], offers, nets, found, some_offers, some_nets)
            felt = best_of_sets(
                some_offers, some_nets, some, free, labels, values, taken, at, counts, has_top, weights, False, load
            )
            if felt > best:
                best, chosen = felt, walk
    if wanted and chosen >= 0:
        some = offers_on(walks[chosen], offers, nets, found, some_offers, some_nets)
        best_of_sets(
            some_offers, some_nets, some, free, labels, values, taken, at, counts, has_top, weights, True, load
        )
    return best, chosen


@compiled
def best_of_sets(
    offers: Array, nets: Array, found: int, free: int, labels: Array, values: Array, taken: Array, at: Array,
    counts: int, has_top: int, weights: Array, wanted: bool, load: Array,
) -> float:  # fmt: skip
    """Over all sets of slots: the best way to fill exactly these, one aim after the other."""
    values[:, WORTH] = NOTHING
    values[0, WORTH] = values[0, SHARE] = 0.0
    labels[0] = 0
    first, aims = 0, 0
    while first < found:
        end = first + 1
        while end < found and offers[end, AIM] == offers[first, AIM]:
            end += 1
        slots = free
        while slots > 0:
            if wanted:
                taken[aims, slots] = -1
            for offer in range(first, end):
                covered = offers[offer, SLOTS]
                if covered & ~slots:
                    continue
                rest = slots ^ covered
                value = values[rest, WORTH] + nets[offer, WORTH]
                if value <= values[slots, WORTH] or values[rest, WORTH] <= NOTHING:
                    continue
                values[slots, WORTH] = value
                values[slots, SHARE] = values[rest, SHARE] + nets[offer, SHARE]
                labels[slots] = labels[rest] | offers[offer, OFFERED_TOP]
                if wanted:
                    taken[aims, slots] = offers[offer, OFFERED_RUN]
            slots = (slots - 1) & free
        first, aims = end, aims + 1
    chosen, slots = 0, free
    best = as_scored(0.0, 0.0, 0, counts, has_top, weights)
    while slots > 0:
        if values[slots, WORTH] > NOTHING:
            felt = as_scored(values[slots, WORTH], values[slots, SHARE], labels[slots], counts, has_top, weights)
            if felt > best:
                chosen, best = slots, felt
        slots = (slots - 1) & free
    if wanted:
        for aim in range(aims - 1, -1, -1):
            if chosen > 0 and taken[aim, chosen] >= 0:
                run = taken[aim, chosen]
                load[run] += 1
                chosen ^= at[run, SLOTS]
    return best
