"""Ways between sites that are too far for a pause: zones, where one can be next, and walks through a whole day."""

from typing import NamedTuple

import numpy as np

from pdday.solver.aims import Array
from pdday.solver.choices import far_apart
from pdday.solver.problem import Problem

#: With up to so many slots a person's best day is found over all sets of slots.
FEW_SLOTS = 6
#: There are no more walks than these, since each is reckoned with; and no more zones than a walk has bits for.
MOST_WALKS, MOST_ZONES = 32, 60


class Ways(NamedTuple):
    """Where people can go; the arrays are those of `Day`.

    A *stretch* is slots one after the other, from each of which to the next some way is too far.
    """

    zone_of: dict[str, int]  # by site
    far: Array
    near: Array
    stretch: Array
    walks: Array
    #: Whether every day that keeps TRAVEL is on a walk: so it is while no stretch has a slot between two others.
    walks_are_all: bool


def ways_of(problem: Problem) -> Ways:
    """The zones of this day, and how one gets from one to another."""
    zone_of, far = _zones(problem)
    stretch = np.cumsum([slot > 0 and not far[slot - 1].any() for slot in range(len(far))], dtype=np.int64)
    reach = np.array([~far[stretch == number].any(axis=0) for number in stretch], dtype=np.bool_).reshape(far.shape)
    walks = _walks(stretch, reach)
    bits = np.array([sum(1 << int(slot) for slot in np.flatnonzero(stretch == number)) for number in stretch])
    are_all = len(walks) > 0 and int(np.bincount(stretch, minlength=1).max()) <= 2
    return Ways(zone_of, far, _near(far, stretch, reach), bits.astype(np.int64), walks, are_all)


def _zones(problem: Problem) -> tuple[dict[str, int], Array]:
    """The zone of each site, and between which zones the way is too far after each slot."""
    sites = sorted({room.site for room in problem.rooms})
    table = np.zeros((len(problem.slots), len(sites), len(sites)), dtype=np.bool_)
    for (slot, _), pairs in far_apart(problem).items():
        for pair in pairs:
            if len(pair) == 2 and pair.issubset(sites):
                one, other = (sites.index(site) for site in pair)
                table[problem.slot_index[slot], one, other] = table[problem.slot_index[slot], other, one] = True
    alike = {tuple(np.flatnonzero((table == table[:, number, None]).all(axis=(0, 2)))) for number in range(len(sites))}
    zones = sorted(alike, key=lambda zone: (-int(table[:, zone[0]].sum()), zone))
    firsts = [zone[0] for zone in zones]
    zone_of = {sites[number]: at for at, zone in enumerate(zones) for number in zone}
    return zone_of, np.ascontiguousarray(table[:, firsts][:, :, firsts])  # or the kernel is compiled once more


def _near(far: Array, stretch: Array, reach: Array) -> Array:
    """Whether one can be in a zone in one slot and in a zone in another.

    Who needs a place in every slot is taken to stay within reach all through a stretch: changing sites in a slot
    between, at a third site near both, is not reckoned with. Who may stay away has that time for the way.
    """
    slots, zones, _ = far.shape
    near = np.ones((2, slots, slots, zones, zones), dtype=np.bool_)
    for one, other in np.argwhere(stretch[:, None] == stretch).tolist():
        near[0, one, other] = reach[one]
    for slot in range(slots - 1):
        near[1, slot, slot + 1] = near[1, slot + 1, slot] = ~far[slot]
    return near


def _walks(stretch: Array, reach: Array) -> Array:
    """Ways through the day: for each stretch one of the largest sets of zones that are within reach of each other."""
    slots, zones, _ = reach.shape
    walks = np.full((1, slots), -1, dtype=np.int64)
    if not reach.all() and (slots > FEW_SLOTS or zones > MOST_ZONES):
        return walks[:0]
    for number in np.unique(stretch):
        covered = stretch == number
        sets = largest_sets(reach[covered][0])
        if not 0 < len(walks) * len(sets) <= MOST_WALKS:
            return walks[:0]
        walks = np.repeat(walks, len(sets), axis=0)
        walks[:, covered] = np.resize(sets, len(walks))[:, None]
    return walks


def largest_sets(reach: Array) -> list[int]:
    """The largest sets of zones, as bits, that are all within reach of each other; none if they are too many."""
    sets = {-1}
    for one, other in np.argwhere(np.triu(~reach)).tolist():
        pair = 1 << one | 1 << other
        split = {each for each in sets if each & pair == pair}
        found = (sets - split) | {each & ~(1 << out) for each in split for out in (one, other)}
        sets = {each for each in found if not any(each != more and each & more == each for more in found)}
        if len(sets) > MOST_WALKS:
            return []
    return sorted(sets)
