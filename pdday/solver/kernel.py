"""The search's inner loop, compiled by numba; without numba the same functions run as plain Python.

A timetable is judged by what everybody's day would be worth if seats had prices: each person takes the
best day they can afford, each run earns its price for every seat, and the prices are such that no more
people come than there are seats (a Lagrangian of the capacities). Moving a run then only changes the
days of the people who asked for it or present it.

A run that moves finds its own new price: its seats go to those who would give most for them, and what
somebody would give is the worth of their best day with it, less that of their best day without it. At the
old price a larger room would look far too good (docs/solver-research.md).

All that the search compiles stays in this one file, because numba's cache looks only at the file it compiles;
and most take plain arrays, because with tuples they are compiled and called far more slowly.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from pdday.solver.arrays import (
    AIM,
    AVAILABLE,
    COUNTS,
    FEWEST,
    HAS_TOP_THREE,
    IN_SLOT,
    LENGTH,
    LOSS_CLASH,
    LOSS_LOW_DAY,
    LOSS_NO_TOP,
    LOSS_UNPLACED,
    MAY_FILL,
    MAY_STAY_AWAY,
    NEEDS,
    OF_SESSION,
    OPTIONS,
    OPTIONS_END,
    PEOPLE,
    PEOPLE_END,
    PERFECT,
    PIN_ROOM,
    PIN_START,
    PLACES,
    PLACES_END,
    PRESENTING,
    PRESENTS,
    PRESENTS_END,
    RUNS,
    RUNS_END,
    SESSION,
    SHARE,
    TOP,
    WORTH,
    Array,
    Day,
)
from pdday.solver.score import LOW_DAY
from pdday.solver.state import (
    BUSY,
    FROM_ROOM,
    FROM_START,
    IN_ZONE,
    MOVED,
    ROOM,
    RUN,
    SEATS,
    SLOTS,
    START,
    TO_ROOM,
    TO_START,
    State,
)
from pdday.solver.ways import FEW_SLOTS

Function = TypeVar("Function", bound=Callable[..., Any])

try:
    from numba import njit

    COMPILED = True

    def compiled(function: Function) -> Function:
        """Compile on first use, keep for the next process, and let other threads run meanwhile."""
        return njit(cache=True, nogil=True)(function)  # type: ignore[no-any-return]

except ImportError:  # no wheel for this Python yet
    COMPILED = False

    def compiled(function: Function) -> Function:
        """Leave the function as it is."""
        return function


#: The price of a run that has no seat left.
FULL = 1e17
#: Less than any day is worth.
NOTHING = -1e17
#: In place of an aim: none is left out; in place of the slots that are free: all of them.
NO_AIM, EVERY_SLOT = -1, -1
#: Later aims share one bit in a list of aims served.
LAST_AIM = 60
#: One of so many moves of a run that stands takes it away.
DROP_ONE_IN = 24
#: A price that changes by no more than this changes nobody's plans much.
LITTLE = 1.0
#: With many slots a day is gone through so many times for what gains though others give way; and gains of less than
#: this, in points, are none.
EXCHANGES, TRIFLE = 3, 1e-9
#: In place of where somebody asks for a moved session: they ask for several, or their day is reckoned anew.
SEVERAL, ANEW = -2, -1
#: In the scratch table of what is offered to one person: the run; 1 if of the top three; where; in which slots.
OFFERED_RUN, OFFERED_TOP, ZONE, FIRST, LAST = 1, 3, 4, 5, 6


# --- one person's day ------------------------------------------------------------------------


@compiled
def best_days(day: Day, state: State, who: Array, count: int, worth: Array, load: Array) -> None:
    """What the best day is worth that each of these people can afford.

    If `load` is not empty, everybody is counted in the runs of their best day.
    """
    people, presented, options, worths = day.people, day.presented, day.options, day.worths
    sessions, needs_met, zone_of, far, walks = day.sessions, day.needs_met, day.zone_of, day.far, day.walks
    at, price, offers, nets, labels = state.at, state.price, state.offers, state.nets, state.labels
    slots, travels, wanted = len(day.free_people), bool(far.any()), len(load) > 0
    values = np.empty((len(labels), 2))
    taken = np.empty((len(offers), len(labels)), dtype=np.int64)
    zones = np.empty(slots, dtype=np.int64)
    order, parts = np.empty(len(offers), dtype=np.int64), np.empty((3, len(offers)), dtype=np.int64)
    copies = len(offers) if travels else 0
    some_offers, some_nets = np.empty((copies, LAST + 1), dtype=np.int64), np.empty((copies, 2))
    by_sets = slots <= FEW_SLOTS and len(walks) > 0
    for each in range(count):
        person = who[each]
        free, clashes, found = _offers_to(
            person, people, presented, options, worths, sessions, needs_met, zone_of, far, at, price, zones, travels,
            offers, nets,
        )  # fmt: skip
        counts, has_top = people[person, COUNTS], people[person, HAS_TOP_THREE]
        best, chosen = NOTHING, -1
        if travels and by_sets:
            best, chosen = _best_walk(
                walks, offers, nets, found, some_offers, some_nets, free, labels, values, taken, at, zones,
                counts, has_top, day.weights, load,
            )  # fmt: skip
        if not by_sets or (travels and chosen < 0):
            near, stretch = day.near[people[person, MAY_STAY_AWAY]], day.stretch
            best = _best_by_exchange(
                offers, nets, found, order, parts, zones, near, stretch, counts, has_top, day.weights, wanted, load
            )
        elif not travels:
            best = _best_of_sets(
                offers, nets, found, free, labels, values, taken, at, counts, has_top, day.weights, wanted, load
            )
        elif wanted:
            some = _offers_on(walks[chosen], offers, nets, found, some_offers, some_nets)
            _best_of_sets(
                some_offers, some_nets, some, free, labels, values, taken, at, counts, has_top, day.weights, True, load
            )
        worth[each] = best - day.weights[LOSS_CLASH] * clashes


@compiled
def _best_walk(
    walks: Array, offers: Array, nets: Array, found: int, some_offers: Array, some_nets: Array, free: int,
    labels: Array, values: Array, taken: Array, at: Array, zones: Array, counts: int, has_top: int, weights: Array,
    load: Array,
) -> tuple[float, int]:  # fmt: skip
    """What the best day on any walk is worth, and the walk's number; -1 if what one presents is on none."""
    best, chosen = NOTHING, -1
    for walk in range(len(walks)):
        if _can_walk(walks[walk], zones):
            some = _offers_on(walks[walk], offers, nets, found, some_offers, some_nets)
            felt = _best_of_sets(
                some_offers, some_nets, some, free, labels, values, taken, at, counts, has_top, weights, False, load
            )
            if felt > best:
                best, chosen = felt, walk
    return best, chosen


@compiled
def _can_walk(walk: Array, zones: Array) -> bool:
    """Whether what a person presents (its zone by slot, or -1) lies on this walk."""
    fits = True
    for slot in range(len(zones)):
        fits = fits and (zones[slot] < 0 or (walk[slot] >> zones[slot]) & 1 == 1)
    return fits


@compiled
def _is_on(walk: Array, first: int, last: int, zone: int) -> bool:
    """Whether a run from slot `first` to slot `last` lies on this walk."""
    fits = True
    for slot in range(first, last + 1):
        fits = fits and (walk[slot] >> zone) & 1 == 1
    return fits


@compiled
def _offers_on(walk: Array, offers: Array, nets: Array, found: int, some_offers: Array, some_nets: Array) -> int:
    """Copy the offers that lie on this walk, in their order; how many they are."""
    some = 0
    for offer in range(found):
        if _is_on(walk, offers[offer, FIRST], offers[offer, LAST], offers[offer, ZONE]):
            some_offers[some], some_nets[some] = offers[offer], nets[offer]
            some += 1
    return some


@compiled
def _offers_to(
    person: int, people: Array, presented: Array, options: Array, worths: Array, sessions: Array, needs_met: Array,
    zone_of: Array, far: Array, at: Array, price: Array, zones: Array, travels: bool, offers: Array, nets: Array,
) -> tuple[int, int, int]:  # fmt: skip
    """Write down the runs a person could go to and would pay for; their free slots, clashes, and how many runs.

    If there is a way too far, `zones` is where they present by slot, or -1.
    """
    free, clashes = people[person, AVAILABLE], 0
    zones[:] = -1
    for place in range(people[person, PRESENTS], people[person, PRESENTS_END]):
        session = presented[place]
        for run in range(sessions[session, RUNS], sessions[session, RUNS_END]):
            if at[run, START] >= 0:
                if at[run, SLOTS] & ~free:
                    clashes += 1
                free &= ~at[run, SLOTS]
                if travels:
                    zone, length = zone_of[at[run, ROOM]], sessions[session, LENGTH]
                    if _cannot_get(zones, at[run, START], at[run, START] + length - 1, zone, far):
                        clashes += 1
                    zones[at[run, START] : at[run, START] + length] = zone
    found = 0
    for option in range(people[person, OPTIONS], people[person, OPTIONS_END]):
        session = options[option, OF_SESSION]
        for run in range(sessions[session, RUNS], sessions[session, RUNS_END]):
            if at[run, START] < 0 or at[run, SLOTS] & ~free or worths[option, WORTH] <= price[run]:
                continue
            if options[option, IN_SLOT] >= 0 and options[option, IN_SLOT] != at[run, START]:
                continue
            if not needs_met[people[person, NEEDS], at[run, ROOM]]:
                continue
            offers[found, AIM] = options[option, AIM]
            offers[found, OFFERED_RUN] = run
            offers[found, SLOTS] = at[run, SLOTS]
            offers[found, OFFERED_TOP] = options[option, TOP]
            offers[found, ZONE] = zone_of[at[run, ROOM]]
            offers[found, FIRST] = at[run, START]
            offers[found, LAST] = at[run, START] + sessions[session, LENGTH] - 1
            nets[found, WORTH] = worths[option, WORTH] - price[run]
            nets[found, SHARE] = worths[option, SHARE]
            found += 1
    return free, clashes, found


@compiled
def _cannot_get(zones: Array, first: int, last: int, zone: int, far: Array) -> bool:
    """Whether TRAVEL forbids a run there, to be presented by somebody in these zones (by slot, -1: in none)."""
    if first > 0 and zones[first - 1] >= 0 and far[first - 1, zones[first - 1], zone]:
        return True
    return last + 1 < len(zones) and zones[last + 1] >= 0 and far[last, zone, zones[last + 1]]


@compiled
def _is_out_of_reach(zones: Array, first: int, last: int, zone: int, near: Array, stretch: Array) -> bool:
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
def _felt(net: float, share: float, top: int, counts: int, has_top: int, weights: Array) -> float:
    """The worth of a day as the score has it: less for a low day and none of the top three, no more than perfect."""
    if not counts:
        return net
    if share < LOW_DAY:
        net -= weights[LOSS_LOW_DAY] * (LOW_DAY - share)
    elif share > 1.0:
        net -= weights[PERFECT] * (share - 1.0)
    if has_top and not top:
        net -= weights[LOSS_NO_TOP]
    return net


@compiled
def _best_of_sets(
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
    best = _felt(0.0, 0.0, 0, counts, has_top, weights)
    while slots > 0:
        if values[slots, WORTH] > NOTHING:
            felt = _felt(values[slots, WORTH], values[slots, SHARE], labels[slots], counts, has_top, weights)
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


@compiled
def reckon_choices(day: Day, state: State, who: Array, count: int) -> None:
    """What each of these people's best day is worth without each thing they ask for, and with it in each slot.

    Without it: whatever else they can afford. With it: its own worth and the best of the time that is left,
    its price not yet paid. Neither depends on where it runs now, so a move is judged by looking up.
    """
    if len(day.free_people) <= FEW_SLOTS and len(day.walks) > 0:
        _reckon_by_sets(day, state, who, count)
    else:
        _reckon_in_order(day, state, who, count)


@compiled
def _reckon_by_sets(day: Day, state: State, who: Array, count: int) -> None:
    """From the best that all aims but one make of each set of slots, on the best walk."""
    people, presented, options, worths = day.people, day.presented, day.options, day.worths
    sessions, needs_met, zone_of, far, weights = day.sessions, day.needs_met, day.zone_of, day.far, day.weights
    at, price, offers, nets, asked_at, walks = state.at, state.price, state.offers, state.nets, day.asked_at, day.walks
    without, having = state.without, state.having
    slots, travels = len(day.free_people), bool(far.any())
    sets, most = 1 << slots, len(offers) + 1
    zones, order = np.empty(slots, dtype=np.int64), np.empty(len(offers), dtype=np.int64)
    parts = np.empty((3, len(offers)), dtype=np.int64)
    ahead, behind = np.zeros((most, sets, 2)), np.zeros((most, sets, 2))
    labels_ahead, labels_behind = np.zeros((most, sets), dtype=np.int64), np.zeros((most, sets), dtype=np.int64)
    begin = np.zeros(most + 1, dtype=np.int64)
    some_offers, some_nets = (np.empty_like(offers), np.empty_like(nets)) if travels else (offers, nets)
    for each in range(count):
        person = who[each]
        free, clashes, found = _offers_to(
            person, people, presented, options, worths, sessions, needs_met, zone_of, far, at, price, zones, travels,
            offers, nets,
        )  # fmt: skip
        counts, has_top, loss = people[person, COUNTS], people[person, HAS_TOP_THREE], weights[LOSS_CLASH] * clashes
        first, last = people[person, OPTIONS], people[person, OPTIONS_END]
        for option in range(first, last):
            if asked_at[option] >= 0:
                without[asked_at[option]] = NOTHING
                having[asked_at[option]] = NOTHING
        walked = False
        for walk in range(len(walks)):
            if not _can_walk(walks[walk], zones):
                continue
            walked = True
            some = _offers_on(walks[walk], offers, nets, found, some_offers, some_nets) if travels else found
            aims = _ahead_and_behind(
                some_offers, some_nets, some, free, begin, ahead, behind, labels_ahead, labels_behind
            )
            _reckon_on(
                walks[walk], options, worths, first, last, asked_at, day.runs, sessions, some_offers, some_nets, aims,
                free, begin, ahead, behind, labels_ahead, labels_behind, counts, has_top, weights, loss, without,
                having,
            )  # fmt: skip
        if not walked:
            near, stretch = day.near[people[person, MAY_STAY_AWAY]], day.stretch
            best = _best_by_exchange(
                offers, nets, found, order, parts, zones, near, stretch, counts, has_top, weights, False, order[:0]
            )
            for option in range(first, last):
                if asked_at[option] >= 0:
                    without[asked_at[option]] = best - loss


@compiled
def _ahead_and_behind(
    offers: Array, nets: Array, found: int, free: int, begin: Array, ahead: Array, behind: Array, labels_ahead: Array,
    labels_behind: Array,
) -> int:  # fmt: skip
    """The best of each set of slots with the first aims only, and with the last only; how many aims there are.

    Writes where the offers of each aim begin.
    """
    aims = 0
    for offer in range(found):
        if offer == 0 or offers[offer, AIM] != offers[offer - 1, AIM]:
            begin[aims] = offer
            aims += 1
    begin[aims] = found
    for aim in range(aims):
        _one_aim_more(offers, nets, aim, begin, free, ahead[aim], ahead[aim + 1], labels_ahead[aim],
                      labels_ahead[aim + 1])  # fmt: skip
    behind[aims] = 0.0
    labels_behind[aims] = 0
    for aim in range(aims - 1, -1, -1):
        _one_aim_more(offers, nets, aim, begin, free, behind[aim + 1], behind[aim], labels_behind[aim + 1],
                      labels_behind[aim])  # fmt: skip
    return aims


@compiled
def _reckon_on(
    walk: Array, options: Array, worths: Array, first: int, last: int, asked_at: Array, runs: Array, sessions: Array,
    offers: Array, nets: Array, aims: int, free: int, begin: Array, ahead: Array, behind: Array, labels_ahead: Array,
    labels_behind: Array, counts: int, has_top: int, weights: Array, loss: float, without: Array, having: Array,
) -> None:  # fmt: skip
    """What a person's best day on this walk is worth without each thing, and with it; raises both to it."""
    aim = 0
    for option in range(first, last):
        place = asked_at[option]
        if place < 0:
            continue
        while aim < aims and offers[begin[aim], AIM] < options[option, AIM]:
            aim += 1
        one, other = aims, aims
        if aim < aims and offers[begin[aim], AIM] == options[option, AIM]:
            one, other = aim, aim + 1
        net, share, top = _rest_of_day(free, one, other, ahead, behind, labels_ahead, labels_behind, aims)
        without[place] = max(without[place], _felt(net, share, top, counts, has_top, weights) - loss)
        for offer in range(begin[one], begin[other]):
            if runs[offers[offer, OFFERED_RUN], SESSION] != options[option, OF_SESSION]:
                left = free & ~offers[offer, SLOTS]
                net, share, top = _rest_of_day(left, one, other, ahead, behind, labels_ahead, labels_behind, aims)
                net, share = net + nets[offer, WORTH], share + nets[offer, SHARE]
                top |= offers[offer, OFFERED_TOP]
                without[place] = max(without[place], _felt(net, share, top, counts, has_top, weights) - loss)
        length = sessions[options[option, OF_SESSION], LENGTH]
        for start in range(len(walk)):
            covered = ((1 << length) - 1) << start
            if covered & ~free:
                continue
            left = free & ~covered
            net, share, top = _rest_of_day(left, one, other, ahead, behind, labels_ahead, labels_behind, aims)
            net, share = net + worths[option, WORTH], share + worths[option, SHARE]
            felt = _felt(net, share, top | options[option, TOP], counts, has_top, weights) - loss
            for zone in range(having.shape[2]):
                if _is_on(walk, start, start + length - 1, zone):
                    having[place, start, zone] = max(having[place, start, zone], felt)


@compiled
def _reckon_in_order(day: Day, state: State, who: Array, count: int) -> None:
    """Without going through all sets of slots: nearly, from days made of the dearest first, as far as it fits.

    What it costs to give up a slot for something in a zone, and to do without a thing, are taken to add up. What the
    best day is worth above the one made so (`_best_by_exchange`) is taken to be the same with each thing and without.
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
        free, _, found = _offers_to(
            person, people, presented, options, worths, sessions, needs_met, zone_of, far, at, price, zones, travels,
            offers, nets,
        )  # fmt: skip
        near, stretch = day.near[people[person, MAY_STAY_AWAY]], day.stretch
        _dearest_first(nets, found, order)
        counts, has_top = people[person, COUNTS], people[person, HAS_TOP_THREE]
        whole_net, whole_share, whole_top = _rest_in_order(
            offers, nets, found, order, free, NO_AIM, kept[0], zones, there, near, stretch
        )
        whole = _felt(whole_net, whole_share, whole_top, counts, has_top, weights)
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
                net, share, top = _rest_in_order(
                    offers, nets, found, order, free, aim, kept[1], zones, there, near, stretch
                )
            without[place] = _felt(net, share, top, counts, has_top, weights) + more
            for offer in range(found):
                session = runs[offers[offer, OFFERED_RUN], SESSION]
                if offers[offer, AIM] == aim and session != options[option, OF_SESSION]:
                    left, here = free & ~offers[offer, SLOTS], offers[offer, ZONE]
                    zones[offers[offer, FIRST] : offers[offer, LAST] + 1] = here
                    other, some, any_top = _rest_in_order(
                        offers, nets, found, order, left, aim, kept[1], zones, there, near, stretch
                    )
                    zones[offers[offer, FIRST] : offers[offer, LAST] + 1] = -1
                    other, some = other + nets[offer, WORTH], some + nets[offer, SHARE]
                    any_top |= offers[offer, OFFERED_TOP]
                    without[place] = max(without[place], _felt(other, some, any_top, counts, has_top, weights) + more)
            net, share, top = net + worths[option, WORTH], share + worths[option, SHARE], top | options[option, TOP]
            _having_in_order(
                offers, nets, found, order, free, aim, served, sessions[options[option, OF_SESSION], LENGTH],
                _felt(net, share, top, counts, has_top, weights) + more, worths[option], options[option, TOP], more,
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
            elif not _is_out_of_reach(zones, start, start + length - 1, zone, near, stretch):
                zones[start : start + length] = zone
                net, share, top = _rest_in_order(
                    offers, nets, found, order, free & ~covered, aim, kept, zones, there, near, stretch
                )
                zones[start : start + length] = -1
                felt = _felt(net + worth[WORTH], share + worth[SHARE], top | of_top, counts, has_top, weights)
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
            if _is_out_of_reach(zones, slot, slot, zone, near, stretch):
                costs[slot, zone] = -NOTHING
                continue
            if stretch[slot] & filled == 0:
                continue
            zones[slot] = zone
            net, share, top = _rest_in_order(
                offers, nets, found, order, free & ~(1 << slot), NO_AIM, kept[1], zones, there, near, stretch
            )
            zones[slot] = -1
            costs[slot, zone] = whole - _felt(net, share, top, counts, has_top, weights)


@compiled
def _rest_in_order(
    offers: Array, nets: Array, found: int, order: Array, free: int, but: int, kept: Array, zones: Array, there: Array,
    near: Array, stretch: Array,
) -> tuple[float, float, int]:  # fmt: skip
    """What the offers, taken in this order, make of these slots without one aim: net, share, top; and which are.

    If there is a way too far, `zones` is where the person is anyway, by slot, and `there` will be where they are then.
    """
    net, share, top, filled, served = 0.0, 0.0, 0, 0, 0
    travels = near.shape[2] > 1
    if travels:
        there[:] = zones
    for place in range(found):
        offer = order[place]
        covered, aim = offers[offer, SLOTS], offers[offer, AIM]
        this = 1 << min(aim, LAST_AIM)
        kept[offer] = 0
        if aim == but or served & this or covered & ~free or covered & filled:
            continue
        if travels:
            first, last, zone = offers[offer, FIRST], offers[offer, LAST], offers[offer, ZONE]
            if _is_out_of_reach(there, first, last, zone, near, stretch):
                continue
            there[first : last + 1] = zone
        served |= this
        filled |= covered
        kept[offer] = 1
        net, share = net + nets[offer, WORTH], share + nets[offer, SHARE]
        top |= offers[offer, OFFERED_TOP]
    return net, share, top


@compiled
def _one_aim_more(
    offers: Array, nets: Array, aim: int, begin: Array, free: int, fewer: Array, more: Array,
    fewer_labels: Array, more_labels: Array,
) -> None:  # fmt: skip
    """The best days within each set of slots, when one more aim may be served.

    Labels say whether a day has one of the top three, and which aims it serves (bits).
    """
    served = 2 << min(aim, LAST_AIM)
    slots = free
    while True:
        best, take = fewer[slots, WORTH], -1
        for offer in range(begin[aim], begin[aim + 1]):
            covered = offers[offer, SLOTS]
            if covered & ~slots == 0 and fewer[slots ^ covered, WORTH] + nets[offer, WORTH] > best:
                best, take = fewer[slots ^ covered, WORTH] + nets[offer, WORTH], offer
        more[slots, WORTH] = best
        if take >= 0:
            rest = slots ^ offers[take, SLOTS]
            more[slots, SHARE] = fewer[rest, SHARE] + nets[take, SHARE]
            more_labels[slots] = fewer_labels[rest] | served | offers[take, OFFERED_TOP]
        else:
            more[slots, SHARE], more_labels[slots] = fewer[slots, SHARE], fewer_labels[slots]
        if slots == 0:
            return
        slots = (slots - 1) & free


@compiled
def _rest_of_day(
    slots: int, one: int, other: int, ahead: Array, behind: Array, labels_ahead: Array, labels_behind: Array, aims: int
) -> tuple[float, float, int]:
    """The best that all aims but one make of these slots (all aims, if `one` is none of them)."""
    if labels_ahead[aims, slots] & (2 << min(one, LAST_AIM)) == 0 or one == other:
        return ahead[aims, slots, WORTH], ahead[aims, slots, SHARE], labels_ahead[aims, slots] & 1
    some, best, chosen = slots, NOTHING, 0
    while True:
        value = ahead[one, some, WORTH] + behind[other, slots ^ some, WORTH]
        if value > best:
            best, chosen = value, some
        if some == 0:
            break
        some = (some - 1) & slots
    rest = slots ^ chosen
    top = (labels_ahead[one, chosen] | labels_behind[other, rest]) & 1
    return best, ahead[one, chosen, SHARE] + behind[other, rest, SHARE], top


@compiled
def _dearest_first(nets: Array, found: int, order: Array) -> None:
    """Write down the numbers of the offers in the order of what they are worth."""
    for offer in range(found):
        place = offer
        while place > 0 and nets[order[place - 1], WORTH] < nets[offer, WORTH]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = offer


@compiled
def _best_by_exchange(
    offers: Array, nets: Array, found: int, order: Array, parts: Array, zones: Array, near: Array,
    stretch: Array, counts: int, has_top: int, weights: Array, wanted: bool, load: Array,
) -> float:  # fmt: skip
    """Without going through all sets of slots: the dearest first; then whatever gains though others give way for it.

    Who gives way may go to another run of the same thing. `parts` is scratch: who is in, gives way, comes instead.
    `zones` is where the person presents; afterwards it is where they are.
    """
    _dearest_first(nets, found, order)
    kept, leaving, coming, travels = parts[0], parts[1], parts[2], near.shape[2] > 1
    there = zones.copy()
    _rest_in_order(offers, nets, found, order, EVERY_SLOT, NO_AIM, kept, zones, there, near, stretch)
    zones[:] = there
    filled = 0
    for offer in range(found):
        if kept[offer] == 1:
            filled |= offers[offer, SLOTS]
    for _ in range(EXCHANGES):
        changed = False
        for place in range(found):
            offer = order[place]
            if kept[offer] == 1:
                continue
            gain, after, leave, come = nets[offer, WORTH], filled, 0, 0
            if travels:
                there[:] = zones
            for other in range(found):
                if kept[other] == 0:
                    continue
                gives_way = offers[other, AIM] == offers[offer, AIM] or offers[other, SLOTS] & offers[offer, SLOTS] != 0
                if gives_way or (travels and not _are_near(offers, offer, other, near)):
                    leaving[leave] = other
                    leave += 1
                    gain -= nets[other, WORTH]
                    after ^= offers[other, SLOTS]
                    if travels:
                        there[offers[other, FIRST] : offers[other, LAST] + 1] = -1
            first, last, zone = offers[offer, FIRST], offers[offer, LAST], offers[offer, ZONE]
            after |= offers[offer, SLOTS]
            if travels:
                if _is_out_of_reach(there, first, last, zone, near, stretch):
                    continue
                there[first : last + 1] = zone
            for each in range(leave):
                for next_best in range(found):
                    other = order[next_best]
                    same_aim = offers[other, AIM] == offers[leaving[each], AIM] != offers[offer, AIM]
                    if not same_aim or offers[other, SLOTS] & after:
                        continue
                    first, last, zone = offers[other, FIRST], offers[other, LAST], offers[other, ZONE]
                    if not travels or not _is_out_of_reach(there, first, last, zone, near, stretch):
                        coming[come] = other
                        come += 1
                        gain += nets[other, WORTH]
                        after |= offers[other, SLOTS]
                        if travels:
                            there[first : last + 1] = zone
                        break
            if gain > TRIFLE:
                for each in range(leave):
                    kept[leaving[each]] = 0
                for each in range(come):
                    kept[coming[each]] = 1
                kept[offer] = 1
                filled, changed = after, True
                if travels:
                    zones[:] = there
        if not changed:
            break
    net, share, top = 0.0, 0.0, 0
    for offer in range(found):
        if kept[offer] == 1:
            net, share = net + nets[offer, WORTH], share + nets[offer, SHARE]
            top |= offers[offer, OFFERED_TOP]
            if wanted:
                load[offers[offer, OFFERED_RUN]] += 1
    return _felt(net, share, top, counts, has_top, weights)


@compiled
def _are_near(offers: Array, one: int, other: int, near: Array) -> bool:
    """Whether somebody who takes the one offer can get to the other, which does not overlap it."""
    if offers[one, FIRST] > offers[other, FIRST]:
        one, other = other, one
    return bool(near[offers[one, LAST], offers[other, FIRST], offers[one, ZONE], offers[other, ZONE]])


# --- moves -----------------------------------------------------------------------------------


@compiled
def _draw(draw: Array, below: int) -> int:
    """A random whole number from 0 to below it."""
    # Lehmer's generator with the numbers of Park and Miller; what is drawn is never 0 if the first was not
    draw[0] = draw[0] * 48271 % 2147483647
    return int(draw[0] % below)


@compiled
def _note(moves: Array, count: int, at: Array, run: int, start: int, room: int) -> int:
    """Write down that a run is to go there."""
    moves[count, RUN], moves[count, FROM_START], moves[count, FROM_ROOM] = run, at[run, START], at[run, ROOM]
    moves[count, TO_START], moves[count, TO_ROOM] = start, room
    return count + 1


@compiled
def _may_be(runs: Array, may_be: Array, run: int, start: int, room: int) -> bool:
    """Whether a run may have this place at all, other runs aside."""
    if runs[run, PIN_START] >= 0 and runs[run, PIN_START] != start:
        return False
    if runs[run, PIN_ROOM] >= 0 and runs[run, PIN_ROOM] != room:
        return False
    return bool(may_be[runs[run, SESSION], start, room])


@compiled
def _move_all_in(
    at: Array, grid: Array, runs: Array, sessions: Array, may_be: Array, moves: Array,
    count: int, start: int, room: int, length: int, to_start: int, to_room: int,
) -> int:  # fmt: skip
    """Note that all that runs in these slots of a room goes to another; -1 if one of them sticks out or may not."""
    slot = start
    while slot < start + length:
        run = grid[slot, room]
        if run < 0:
            slot += 1
            continue
        takes = sessions[runs[run, SESSION], LENGTH]
        if at[run, START] != slot or slot + takes > start + length or count >= MOVED:
            return -1
        if not _may_be(runs, may_be, run, to_start + slot - start, to_room):
            return -1
        count = _note(moves, count, at, run, to_start + slot - start, to_room)
        slot += takes
    return count


@compiled
def _may_drop(runs: Array, sessions: Array, running: Array, run: int) -> bool:
    pinned = runs[run, PIN_START] >= 0 or runs[run, PIN_ROOM] >= 0
    session = runs[run, SESSION]
    return not pinned and running[session] > sessions[session, FEWEST]


@compiled
def _think_repeat(
    at: Array, grid: Array, runs: Array, sessions: Array, may_be: Array, moves: Array,
    running: Array, run: int, start: int, room: int,
) -> int:  # fmt: skip
    """Note that a run is added there, in place of droppable ones if the place is taken; 0 if it may not."""
    if not _may_be(runs, may_be, run, start, room):
        return 0
    count, session = 0, runs[run, SESSION]
    for slot in range(start, start + sessions[session, LENGTH]):
        other = grid[slot, room]
        if other < 0 or (count > 0 and moves[count - 1, RUN] == other):
            continue
        if not _may_drop(runs, sessions, running, other) or count >= MOVED - 1:
            return 0
        for each in range(count):
            if runs[moves[each, RUN], SESSION] == runs[other, SESSION]:
                return 0
        count = _note(moves, count, at, other, -1, -1)
    return _note(moves, count, at, run, start, room)


@compiled
def _carry_out(
    at: Array, grid: Array, counts: Array, running: Array, runs: Array, sessions: Array, heads: Array,
    zone_of: Array, moves: Array, count: int, to_start: int,
) -> None:  # fmt: skip
    """Take the moved runs out, then put them in: to where they go, or back (`to_start` names the column)."""
    out = FROM_START + TO_START - to_start  # the other of the two columns
    for turn in range(2 * count):
        comes = turn >= count
        move = turn - count if comes else turn
        column = to_start if comes else out
        start, room = moves[move, column], moves[move, column + 1]
        if start < 0:
            continue
        run, sign = moves[move, RUN], 1 if comes else -1
        session = runs[run, SESSION]
        length = sessions[session, LENGTH]
        running[session] += sign
        _count_seats(at, counts, sessions, heads, zone_of, session, -1)
        at[run, START] = start if comes else -1
        at[run, ROOM] = room if comes else -1
        at[run, SLOTS] = ((1 << length) - 1) << start if comes else 0
        for slot in range(start, start + length):
            grid[slot, room] = run if comes else -1
            counts[slot, BUSY] += sign * sessions[session, PRESENTING]
        _count_seats(at, counts, sessions, heads, zone_of, session, 1)


@compiled
def _count_seats(
    at: Array, counts: Array, sessions: Array, heads: Array, zone_of: Array, session: int, sign: int
) -> None:
    """Add the seats of a session to its slots, or take them off (`sign` -1).

    Nobody sits in a session twice, so all its runs together have seats for no more people than may fill them.
    """
    left = sessions[session, MAY_FILL]
    for run in range(sessions[session, RUNS], sessions[session, RUNS_END]):
        start = at[run, START]
        if start >= 0 and left > 0:
            seats = min(left, heads[session, at[run, ROOM]])
            left -= seats
            for slot in range(start, start + sessions[session, LENGTH]):
                counts[slot, SEATS] += sign * seats
                counts[slot, IN_ZONE + zone_of[at[run, ROOM]]] += sign * seats


def place_run(day: Day, state: State, run: int, start: int, room: int) -> None:
    """Put a run in its place (start -1: nowhere), keeping the counts. The place must be free."""
    state.moves[0] = (run, *state.at[run, :SLOTS], start, room)
    _carry_out(
        state.at, state.grid, state.counts, state.running, day.runs, day.sessions, day.heads, day.zone_of,
        state.moves, 1, TO_START,
    )  # fmt: skip


@compiled
def _overlaps(at: Array, runs: Array, sessions: Array, moves: Array, count: int) -> bool:
    """Whether a moved run will run at the same time as another of its session."""
    for each in range(count):
        run, start = moves[each, RUN], moves[each, TO_START]
        if start < 0:
            continue
        session = runs[run, SESSION]
        slots = ((1 << sessions[session, LENGTH]) - 1) << start
        for other in range(sessions[session, RUNS], sessions[session, RUNS_END]):
            there = at[other, SLOTS]
            for also in range(count):
                if moves[also, RUN] == other:
                    to = moves[also, TO_START]
                    there = ((1 << sessions[session, LENGTH]) - 1) << to if to >= 0 else 0
            if other != run and there & slots:
                return True
    return False


@compiled
def without_seat(free_people: Array, counts: Array, far: Array) -> int:
    """How many people have no seat in all slots together, for want of seats they can get to.

    In slots between which some way is too far as many can stay as walk from the seats of each to those of the next:
    first from the zones, and into those, from which most ways are too far.
    """
    short, lacking, staying = 0, 0, 0
    people = np.zeros(counts.shape[1] - IN_ZONE, dtype=np.int64)
    for slot in range(len(free_people)):
        here = free_people[slot] - counts[slot, BUSY]
        if slot == 0 or not far[slot - 1].any():
            short += max(lacking, staying - people.sum())
            lacking, staying = 0, here
            people[:] = counts[slot, IN_ZONE:]
        else:
            staying = min(staying, here)
            left = counts[slot, IN_ZONE:].copy()
            for zone in range(len(left)):
                coming = people[zone]
                for other in range(len(left)):
                    if not far[slot - 1, zone, other]:
                        seated = min(coming, left[other])
                        coming -= seated
                        left[other] -= seated
            people[:] = counts[slot, IN_ZONE:] - left
        lacking += max(0, here - counts[slot, SEATS])
    return int(short + max(lacking, staying - people.sum()))


@compiled
def _sell(values: Array, count: int, seats: int) -> tuple[float, float]:
    """What so many seats are worth to those who value them most, and the price at which just they take them.

    Reorders the values.
    """
    total = 0.0
    if count <= seats:
        for each in range(count):
            total += values[each]
        return total, 0.0
    low, high = 0, count - 1
    while low < high:
        middle = values[(low + high) // 2]
        up, down = low, high
        while up <= down:
            while values[up] > middle:
                up += 1
            while values[down] < middle:
                down -= 1
            if up <= down:
                values[up], values[down] = values[down], values[up]
                up += 1
                down -= 1
        if seats <= down:
            high = down
        elif seats >= up:
            low = up
        else:
            break
    least = values[0] if seats > 0 else values[seats]
    for each in range(seats):
        total += values[each]
        least = min(least, values[each])
    return total, (least + values[seats]) / 2


@compiled
def _auction(
    first: int, end: int, first_run: int, end_run: int, run: int, start: int, room: int, seats: int, at: Array,
    zone_of: Array, price: Array, simple: Array, without: Array, having: Array, needs_met: Array, needs_of: Array,
    values: Array,
) -> tuple[float, float, float]:  # fmt: skip
    """What the seats of a run there are worth: if sold to those who value them most, and at the present price.

    Third, the price at which just these take them. `first` to `end` are the people concerned.
    """
    count, now, present, zone = 0, price[run] * seats, price[run], zone_of[room]
    for place in range(first, end):
        if not simple[place] or having[place, start, zone] <= without[place]:
            continue
        if not needs_met[needs_of[place], room]:
            continue
        best = without[place]
        for other in range(first_run, end_run):
            if other != run and at[other, START] >= 0:
                best = max(best, having[place, at[other, START], zone_of[at[other, ROOM]]] - price[other])
        value = having[place, start, zone] - best
        if value > 0:
            values[count] = value
            count += 1
            now += max(0.0, value - present)
    total, better = _sell(values, count, seats)
    return total, now, better


@compiled
def _best_with(
    place: int, first_run: int, end_run: int, at: Array, zone_of: Array, price: Array, having: Array,
    needs_met: Array, needs_of: Array,
) -> float:  # fmt: skip
    """What a person's best day is worth in which they are in one of these runs."""
    best = NOTHING
    for run in range(first_run, end_run):
        if at[run, START] >= 0 and needs_met[needs_of[place], at[run, ROOM]]:
            best = max(best, having[place, at[run, START], zone_of[at[run, ROOM]]] - price[run])
    return best


@compiled
def _propose(
    at: Array, grid: Array, runs: Array, sessions: Array, may_be: Array, places: Array, moves: Array, running: Array,
    draw: Array,
) -> int:  # fmt: skip
    """Note a move by chance: how many runs it moves, none or less if it may not be."""
    run = _draw(draw, len(at))
    session = runs[run, SESSION]
    here, room, length = at[run, START], at[run, ROOM], sessions[session, LENGTH]
    choices = sessions[session, PLACES_END] - sessions[session, PLACES]
    if choices == 0:
        return 0
    to_start, to_room = places[sessions[session, PLACES] + _draw(draw, choices)]
    drops = _draw(draw, DROP_ONE_IN) == 0
    count = 0
    if here < 0:
        count = _think_repeat(at, grid, runs, sessions, may_be, moves, running, run, to_start, to_room)
    elif drops and _may_drop(runs, sessions, running, run):
        count = _note(moves, 0, at, run, -1, -1)
    elif room != to_room or abs(here - to_start) >= length:
        count = _move_all_in(at, grid, runs, sessions, may_be, moves, 0, here, room, length, to_start, to_room)
        if count > 0:
            count = _move_all_in(at, grid, runs, sessions, may_be, moves, count, to_start, to_room, length, here, room)
    return -1 if _overlaps(at, runs, sessions, moves, count) else count


@compiled
def _stays_alike(day: Day, moves: Array, count: int) -> tuple[bool, bool]:
    """Whether all runs only change rooms, in ways that nobody's day could notice; and if so, for as many heads."""
    in_slot, alike = len(day.needs_met) == 1, True
    for each in range(count):
        session = day.runs[moves[each, RUN], SESSION]
        before, after = moves[each, FROM_ROOM], moves[each, TO_ROOM]
        in_slot = in_slot and moves[each, FROM_START] == moves[each, TO_START]
        in_slot = in_slot and day.zone_of[before] == day.zone_of[after]
        if in_slot:
            alike = alike and day.heads[session, before] == day.heads[session, after]
    return in_slot, in_slot and alike


@compiled
def _know_choices(day: Day, state: State, count: int) -> None:
    """Before runs move: see to it that the choices of all concerned are known as things stand."""
    sessions, concerned, fresh, stale = day.sessions, day.concerned, state.fresh, state.some
    waiting = 0
    for each in range(count):
        session = day.runs[state.moves[each, RUN], SESSION]
        for place in range(sessions[session, PEOPLE], sessions[session, PEOPLE_END]):
            person = concerned[place]
            if not fresh[person]:
                fresh[person] = True
                stale[waiting] = person
                waiting += 1
    if waiting:
        reckon_choices(day, state, stale, waiting)


@compiled
def _sell_anew(day: Day, state: State, count: int) -> tuple[float, float]:
    """What moved runs gain if each sold its seats here and there at the price that suits it; notes their new prices.

    Second, what that suiting price alone would have brought where they were, which is no gain of the move.
    """
    sessions, heads, price, moves = day.sessions, day.heads, state.price, state.moves
    gain, spared = 0.0, 0.0
    for each in range(count):
        run = moves[each, RUN]
        session = day.runs[run, SESSION]
        for column in (FROM_START, TO_START):
            start, room = moves[each, column], moves[each, column + 1]
            if start < 0:
                continue
            sold, now, better = _auction(
                sessions[session, PEOPLE], sessions[session, PEOPLE_END], sessions[session, RUNS],
                sessions[session, RUNS_END], run, start, room, heads[session, room], state.at, day.zone_of, price,
                day.simple, state.without, state.having, day.needs_met, day.needs_of, state.values,
            )  # fmt: skip
            if column == FROM_START:
                gain -= sold
                spared += sold - now
            else:
                gain += sold
                state.new_price[run] = better
    return gain, spared


@compiled
def _see_to_shared(day: Day, state: State, count: int, mark: int) -> float:
    """What the auctions got wrong about people whom several of the moved runs concern, or one not simply.

    Each auction takes the other runs to be where they were. Who asks for two that change places can have
    both afterwards if they could before.
    """
    sessions, concerned, simple, worth = day.sessions, day.concerned, day.simple, state.worth
    at, price, without, having, marks = state.at, state.price, state.without, state.having, state.mark
    needs_met, needs_of, asked, anew, moves = day.needs_met, day.needs_of, state.asked, state.some, state.moves
    wrong, whole = 0.0, 0
    for each in range(count):
        session = day.runs[moves[each, RUN], SESSION]
        first, last = sessions[session, RUNS], sessions[session, RUNS_END]
        for place in range(sessions[session, PEOPLE], sessions[session, PEOPLE_END]):
            person = concerned[place]
            if marks[person] != mark:
                marks[person] = mark
                asked[person] = place if simple[place] else ANEW
                if not simple[place]:
                    anew[whole] = person
                    whole += 1
                continue
            earlier = asked[person]
            if earlier in (place, SEVERAL):
                continue
            here = NOTHING
            if simple[place]:
                here = _best_with(place, first, last, at, day.zone_of, price, having, needs_met, needs_of)
                wrong += max(here, without[place]) - worth[person]
            if earlier == ANEW:
                continue
            other = day.session_at[earlier]
            there = _best_with(
                earlier, sessions[other, RUNS], sessions[other, RUNS_END], at, day.zone_of, price, having, needs_met,
                needs_of,
            )  # fmt: skip
            wrong += max(there, without[earlier]) - worth[person]
            if not simple[place]:
                asked[person] = ANEW
                anew[whole] = person
                whole += 1
                continue
            asked[person] = SEVERAL
            has_both = max(without[place], without[earlier]) < worth[person]
            neither = worth[person] if has_both else min(without[place], without[earlier])
            wrong -= max(here, there, neither) - worth[person]
    if whole:
        best_days(day, state, anew, whole, state.after, marks[:0])
        for each in range(whole):
            wrong -= state.after[each] - worth[anew[each]]
    return wrong


@compiled
def _gain(day: Day, state: State, count: int, mark: int, in_slot: bool) -> tuple[float, int]:
    """What runs that moved and their new prices really bring, everybody's day reckoned anew; and how many days."""
    sessions, heads, price, moves = day.sessions, day.heads, state.price, state.moves
    touched, before, after, marks = state.touched, state.before, state.after, state.mark
    gain, found = 0.0, 0
    for each in range(count):
        run = moves[each, RUN]
        session = day.runs[run, SESSION]
        if moves[each, FROM_START] >= 0:
            gain -= price[run] * heads[session, moves[each, FROM_ROOM]]
        if moves[each, TO_START] >= 0:
            gain += state.new_price[run] * heads[session, moves[each, TO_ROOM]]
        if in_slot and state.new_price[run] == price[run]:
            continue
        for place in range(sessions[session, PEOPLE], sessions[session, PEOPLE_END]):
            person = day.concerned[place]
            if marks[person] != mark:
                marks[person] = mark
                touched[found], before[found] = person, state.worth[person]
                found += 1
    _change_prices(state.price, state.new_price, moves, count)
    best_days(day, state, touched, found, after, marks[:0])
    for each in range(found):
        gain += after[each] - before[each]
    return gain, found


@compiled
def _change_prices(price: Array, new_price: Array, moves: Array, count: int) -> None:
    """Let moved runs have their new prices, and note the old ones in their place."""
    for each in range(count):
        run = moves[each, RUN]
        price[run], new_price[run] = new_price[run], price[run]


@compiled
def anneal(day: Day, state: State, turns: int, first_turn: int, warmth: float) -> float:
    """Try so many moves, keeping what is better and, while it is warm, some of what is worse.

    A move is first judged by looking up what the people concerned would pay; only if that promises enough are their
    days reckoned anew. Returns what was gained in all. `first_turn` continues the count of earlier calls.
    """
    at, grid, moves, draw = state.at, state.grid, state.moves, state.draw
    runs, sessions, heads, counts, running = day.runs, day.sessions, day.heads, state.counts, state.running
    price, new_price, zone_of = state.price, state.new_price, day.zone_of
    gained = 0.0
    for turn in range(first_turn + 1, first_turn + turns + 1):
        count = _propose(at, grid, runs, sessions, day.may_be, day.places, moves, running, draw)
        if count <= 0:
            continue
        in_slot, alike = _stays_alike(day, moves, count)
        if alike:
            _carry_out(at, grid, counts, running, runs, sessions, heads, zone_of, moves, count, TO_START)
            continue
        for each in range(count):
            new_price[moves[each, RUN]] = price[moves[each, RUN]]
        _know_choices(day, state, count)
        placed = day.weights[LOSS_UNPLACED] * without_seat(day.free_people, counts, day.far)
        _carry_out(at, grid, counts, running, runs, sessions, heads, zone_of, moves, count, TO_START)
        placed -= day.weights[LOSS_UNPLACED] * without_seat(day.free_people, counts, day.far)
        enough = warmth * np.log((_draw(draw, 1_000_000) + 0.5) / 1_000_000) - placed
        promise, spared = _sell_anew(day, state, count)
        if not in_slot:
            promise -= _see_to_shared(day, state, count, 2 * turn)
        if promise < enough:
            _carry_out(at, grid, counts, running, runs, sessions, heads, zone_of, moves, count, FROM_START)
            continue
        gain, found = _gain(day, state, count, 2 * turn + 1, in_slot)
        if gain < enough + spared:
            _change_prices(price, new_price, moves, count)
            _carry_out(at, grid, counts, running, runs, sessions, heads, zone_of, moves, count, FROM_START)
            continue
        gained += gain + placed
        much = not in_slot
        for each in range(count):
            much = much or abs(price[moves[each, RUN]] - new_price[moves[each, RUN]]) > LITTLE
        for each in range(found):
            state.worth[state.touched[each]] = state.after[each]
            if much:
                state.fresh[state.touched[each]] = False
    return gained
