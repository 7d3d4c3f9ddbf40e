"""Whether somebody gets there in time: walks through a day, and what is near where they are then."""

import numpy as np

from pdday.solver.arrays import Array
from pdday.solver.compiling import compiled


@compiled
def can_walk(walk: Array, zones: Array) -> bool:
    """Whether what a person presents (its zone by slot, or -1) lies on this walk."""
    fits = True
    for slot in range(len(zones)):
        fits = fits and (zones[slot] < 0 or (walk[slot] >> zones[slot]) & 1 == 1)
    return fits


@compiled
def is_on(walk: Array, first: int, last: int, zone: int) -> bool:
    """Whether a run from slot `first` to slot `last` lies on this walk."""
    fits = True
    for slot in range(first, last + 1):
        fits = fits and (walk[slot] >> zone) & 1 == 1
    return fits


@compiled
def cannot_get(zones: Array, first: int, last: int, zone: int, far: Array) -> bool:
    """Whether TRAVEL forbids a run there, to be presented by somebody in these zones (by slot, -1: in none)."""
    if first > 0 and zones[first - 1] >= 0 and far[first - 1, zones[first - 1], zone]:
        return True
    return last + 1 < len(zones) and zones[last + 1] >= 0 and far[last, zone, zones[last + 1]]


@compiled
def is_out_of_reach(zones: Array, first: int, last: int, zone: int, near: Array, stretch: Array) -> bool:
    """Whether a run there is not near where somebody is (zones by slot, -1: in none)."""
    slot, reached = first - 1, True
    while slot >= 0 and (stretch[first] >> slot) & 1:
        reached = reached and (zones[slot] < 0 or near[slot, first, zones[slot], zone])
        slot -= 1
    slot = last + 1
    while slot < len(zones) and (stretch[last] >> slot) & 1:
        reached = reached and (zones[slot] < 0 or near[slot, last, zones[slot], zone])
        slot += 1
    return not reached


@compiled
def nowhere_to_be(zones: Array, free: int, far: Array) -> int:
    """The fewest of the free slots (bits) in which somebody who presents in these zones (-1: in none) can be nowhere.

    Who presents at one site and two slots later at another too far away has no way to anything between. That what
    they present in two slots that follow each other is too far apart is a clash, which is counted where they present.
    """
    if zones.max() < 0:
        return 0
    nowhere, never = far.shape[1], len(zones) + 1
    missed = np.zeros(nowhere + 1, dtype=np.int64)  # by the zone one is in, the last: in none
    for slot in range(len(zones)):
        before, here, is_free = missed.copy(), zones[slot], (free >> slot) & 1
        missed[:] = never
        if here < 0:
            missed[nowhere] = before.min() + is_free
        for zone in range(nowhere):
            if here != zone and (here >= 0 or not is_free):
                continue
            for other in range(nowhere + 1):
                too_far = slot > 0 and other < nowhere and far[slot - 1, other, zone]
                if not too_far or (here == zone and zones[slot - 1] == other):
                    missed[zone] = min(missed[zone], before[other])
    return int(missed.min())
