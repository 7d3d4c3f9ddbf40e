"""The search's inner loop, compiled by numba; without numba the same functions run as plain Python.

A timetable is judged by what everybody's day would be worth if seats had prices: each person takes the
best day they can afford, each run earns its price for every seat, and the prices are such that no more
people come than there are seats (a Lagrangian of the capacities). Moving a run then only changes the
days of the people who asked for it or present it.

All compiled functions stay in this one file, because numba's cache looks only at the file it compiles;
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
    FOR_ALL,
    HAS_TOP_THREE,
    HELPERS,
    IN_SLOT,
    LENGTH,
    NEEDS,
    OF_SESSION,
    OPTIONS,
    OPTIONS_END,
    PEOPLE,
    PEOPLE_END,
    PIN_ROOM,
    PIN_START,
    PLACES,
    PLACES_END,
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
from pdday.solver.state import (
    BUSY,
    FEW_SLOTS,
    FROM_ROOM,
    FROM_START,
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


#: What a presenter in two places costs: more than anything it could bring.
CLASH = 10_000.0
#: Less than any day is worth.
NOTHING = -1e17
#: Bits for the number of a site in a packed list of sites, one for each slot.
SITE_BITS = 10
#: In the scratch tables of one person's day: the run of an offer; what a set of slots holds.
OFFERED_RUN, OFFERED_TOP, HAS_TOP, SITES = 1, 3, 0, 1


# --- one person's day ------------------------------------------------------------------------


@compiled
def best_days(day: Day, state: State, who: Array, count: int, worth: Array, load: Array) -> None:
    """What the best day is worth that each of these people can afford.

    If `load` is not empty, everybody is counted in the runs of their best day.
    """
    people, presented, options, worths = day.people, day.presented, day.options, day.worths
    sessions, needs_met, room_site, far = day.sessions, day.needs_met, day.room_site, day.far
    at, price, offers, nets, labels = state.at, state.price, state.offers, state.nets, state.labels
    slots = len(day.free_people)
    travels, few, wanted = bool(far.any()), slots <= FEW_SLOTS, len(load) > 0
    values = np.empty((len(labels), 2))
    taken = np.empty((len(offers), len(labels)), dtype=np.int64)
    sites = np.empty(slots, dtype=np.int64)
    order = np.empty(len(offers), dtype=np.int64)
    for each in range(count):
        person = who[each]
        free, clashes = people[person, AVAILABLE], 0
        sites[:] = -1
        for place in range(people[person, PRESENTS], people[person, PRESENTS_END]):
            session = presented[place]
            for run in range(sessions[session, RUNS], sessions[session, RUNS_END]):
                if at[run, START] >= 0:
                    if at[run, SLOTS] & ~free:
                        clashes += 1
                    free &= ~at[run, SLOTS]
                    if travels:
                        site, length = room_site[at[run, ROOM]], sessions[session, LENGTH]
                        if _is_too_far(sites, at[run, START], length, site, far):
                            clashes += 1
                        sites[at[run, START] : at[run, START] + length] = site
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
                nets[found, WORTH] = worths[option, WORTH] - price[run]
                nets[found, SHARE] = worths[option, SHARE]
                found += 1
        counts, has_top = people[person, COUNTS], people[person, HAS_TOP_THREE]
        if few:
            best = _best_of_sets(
                offers, nets, found, free, labels, values, taken, sites, travels, at, room_site, far,
                counts, has_top, day.weights, wanted, load,
            )  # fmt: skip
        else:
            best = _best_in_order(
                offers, nets, found, order, sites, travels, at, room_site, far,
                counts, has_top, day.weights, wanted, load,
            )  # fmt: skip
        worth[each] = best - CLASH * clashes


@compiled
def _is_too_far(sites: Array, start: int, length: int, site: int, far: Array) -> bool:
    """Whether someone at these sites (-1: at none) could not get to a run there, or on from it."""
    end = start + length - 1
    if start > 0 and sites[start - 1] >= 0 and far[start - 1, sites[start - 1], site]:
        return True
    return end + 1 < len(sites) and sites[end + 1] >= 0 and far[end, site, sites[end + 1]]


@compiled
def _felt(net: float, share: float, top: int, counts: int, has_top: int, weights: Array) -> float:
    """The worth of a day, with the losses of a low day and of none of the top three."""
    if not counts:
        return net
    if share < 0.5:
        net -= weights[0] * (0.5 - share)
    elif share > 1.0:
        net -= 100.0 * (share - 1.0)
    if has_top and not top:
        net -= weights[1]
    return net


@compiled
def _best_of_sets(
    offers: Array, nets: Array, found: int, free: int, labels: Array, values: Array, taken: Array,
    sites: Array, travels: bool, at: Array, room_site: Array, far: Array,
    counts: int, has_top: int, weights: Array, wanted: bool, load: Array,
) -> float:  # fmt: skip
    """Over all sets of slots: the best way to fill exactly these, one aim after the other.

    Where sites are far apart each set remembers the sites of its best day only, so that the day found can
    always be walked but may not be the very best.
    """
    values[:, WORTH] = NOTHING
    values[0, WORTH] = values[0, SHARE] = 0.0
    labels[0, HAS_TOP] = labels[0, SITES] = 0
    if travels:
        for slot in range(len(sites)):
            labels[0, SITES] |= (sites[slot] + 1) << (SITE_BITS * slot)
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
                run = offers[offer, OFFERED_RUN]
                if travels:
                    walk = _walk(labels[rest, SITES], covered, at[run, START], room_site[at[run, ROOM]], sites, far)
                    if walk < 0:
                        continue
                    labels[slots, SITES] = walk
                values[slots, WORTH] = value
                values[slots, SHARE] = values[rest, SHARE] + nets[offer, SHARE]
                labels[slots, HAS_TOP] = labels[rest, HAS_TOP] | offers[offer, OFFERED_TOP]
                if wanted:
                    taken[aims, slots] = run
            slots = (slots - 1) & free
        first, aims = end, aims + 1
    chosen, slots = 0, free
    best = _felt(0.0, 0.0, 0, counts, has_top, weights)
    while slots > 0:
        if values[slots, WORTH] > NOTHING:
            felt = _felt(values[slots, WORTH], values[slots, SHARE], labels[slots, HAS_TOP], counts, has_top, weights)
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
def _walk(packed: int, covered: int, start: int, site: int, sites: Array, far: Array) -> int:
    """The packed sites with one more run in them, or -1 if one could not get there or on from there."""
    many = (1 << SITE_BITS) - 1
    slot = start
    if start > 0:
        before = ((packed >> (SITE_BITS * (start - 1))) & many) - 1
        if before >= 0 and far[start - 1, before, site]:
            return -1
    while (covered >> slot) & 1:
        packed |= (site + 1) << (SITE_BITS * slot)
        slot += 1
    if slot < len(sites):
        after = ((packed >> (SITE_BITS * slot)) & many) - 1
        if after >= 0 and far[slot - 1, site, after]:
            return -1
    return packed


@compiled
def _best_in_order(
    offers: Array, nets: Array, found: int, order: Array, sites: Array, travels: bool, at: Array,
    room_site: Array, far: Array, counts: int, has_top: int, weights: Array, wanted: bool, load: Array,
) -> float:  # fmt: skip
    """With many slots: the dearest first, as far as it fits; tried again without each of the first few."""
    for offer in range(found):
        place = offer
        while place > 0 and nets[order[place - 1], WORTH] < nets[offer, WORTH]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = offer
    base, kept = sites.copy(), np.zeros(found, dtype=np.int64)
    best, kept_best = NOTHING, kept.copy()
    for skip in range(-1, min(found, 3)):
        net, share, top, filled = 0.0, 0.0, 0, 0
        kept[:] = 0
        sites[:] = base
        for place in range(found):
            offer = order[place]
            if place == skip or filled & offers[offer, SLOTS]:
                continue
            run, again = offers[offer, OFFERED_RUN], False
            for earlier in range(place):
                again = again or (kept[earlier] == 1 and offers[order[earlier], AIM] == offers[offer, AIM])
            if again:
                continue
            if travels:
                start, site, length = at[run, START], room_site[at[run, ROOM]], 0
                while (at[run, SLOTS] >> (start + length)) & 1:
                    length += 1
                if _is_too_far(sites, start, length, site, far):
                    continue
                sites[start : start + length] = site
            filled |= offers[offer, SLOTS]
            kept[place] = 1
            net, share = net + nets[offer, WORTH], share + nets[offer, SHARE]
            top |= offers[offer, OFFERED_TOP]
        felt = _felt(net, share, top, counts, has_top, weights)
        if felt > best:
            best = felt
            kept_best[:] = kept
    if wanted:
        for place in range(found):
            load[offers[order[place], OFFERED_RUN]] += kept_best[place]
    return best


# --- moves -----------------------------------------------------------------------------------


@compiled
def _draw(draw: Array, below: int) -> int:
    """A random whole number from 0 to below it."""
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
def _move_stretch(
    at: Array, grid: Array, runs: Array, sessions: Array, may_be: Array, moves: Array,
    count: int, start: int, room: int, length: int, to_start: int, to_room: int,
) -> int:  # fmt: skip
    """Note that all runs of one stretch of a room go to another; -1 if one of them sticks out or may not."""
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
    moves: Array, count: int, to_start: int,
) -> None:  # fmt: skip
    """Take the moved runs out, then put them in: to where they go, or back (`to_start` names the column)."""
    out = FROM_START + TO_START - to_start
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
        at[run, START] = start if comes else -1
        at[run, ROOM] = room if comes else -1
        at[run, SLOTS] = ((1 << length) - 1) << start if comes else 0
        for slot in range(start, start + length):
            grid[slot, room] = run if comes else -1
            counts[slot, BUSY] += sign * sessions[session, HELPERS]
            counts[slot, SEATS] += sign * sessions[session, FOR_ALL] * heads[session, room]


@compiled
def _overlaps(at: Array, runs: Array, sessions: Array, moves: Array, count: int) -> bool:
    """Whether a moved run now runs at the same time as another of its session."""
    for each in range(count):
        run = moves[each, RUN]
        session = runs[run, SESSION]
        for other in range(sessions[session, RUNS], sessions[session, RUNS_END]):
            if other != run and at[other, SLOTS] & at[run, SLOTS]:
                return True
    return False


@compiled
def without_seat(free_people: Array, counts: Array) -> int:
    """How many people have no seat in all slots together, for want of seats."""
    short = 0
    for slot in range(len(free_people)):
        short += max(0, free_people[slot] - counts[slot, BUSY] - counts[slot, SEATS])
    return short


@compiled
def anneal(day: Day, state: State, turns: int, first_turn: int, warmth: float) -> float:
    """Try so many moves, keeping what is better and, while it is warm, some of what is worse.

    Returns what was gained in all. `first_turn` continues the count of earlier calls.
    """
    at, grid, moves, draw, mark = state.at, state.grid, state.moves, state.draw, state.mark
    runs, sessions, may_be, heads, places = day.runs, day.sessions, day.may_be, day.heads, day.places
    counts, running, touched, before = state.counts, state.running, state.touched, state.before
    nobody = draw[:0]
    rooms_matter = len(day.needs_met) > 1 or bool(day.far.any())
    after = np.empty(len(before))
    gained = 0.0
    for turn in range(first_turn + 1, first_turn + turns + 1):
        run = _draw(draw, len(at))
        session = runs[run, SESSION]
        here, room, length = at[run, START], at[run, ROOM], sessions[session, LENGTH]
        choices = sessions[session, PLACES_END] - sessions[session, PLACES]
        if choices == 0:
            continue
        to_start, to_room = places[sessions[session, PLACES] + _draw(draw, choices)]
        chance = _draw(draw, 24)
        count = 0
        if here < 0:
            count = _think_repeat(at, grid, runs, sessions, may_be, moves, running, run, to_start, to_room)
        elif chance == 0 and _may_drop(runs, sessions, running, run):
            count = _note(moves, 0, at, run, -1, -1)
        elif room != to_room or abs(here - to_start) >= length:
            count = _move_stretch(at, grid, runs, sessions, may_be, moves, 0, here, room, length, to_start, to_room)
            if count > 0:
                count = _move_stretch(
                    at, grid, runs, sessions, may_be, moves, count, to_start, to_room, length, here, room
                )
        if count <= 0:
            continue
        gain = day.weights[2] * without_seat(day.free_people, counts)
        _carry_out(at, grid, counts, running, runs, sessions, heads, moves, count, TO_START)
        if _overlaps(at, runs, sessions, moves, count):
            _carry_out(at, grid, counts, running, runs, sessions, heads, moves, count, FROM_START)
            continue
        gain -= day.weights[2] * without_seat(day.free_people, counts)
        concerned = 0
        for each in range(count):
            run = moves[each, RUN]
            session = runs[run, SESSION]
            if moves[each, FROM_START] >= 0:
                gain -= state.price[run] * heads[session, moves[each, FROM_ROOM]]
            if moves[each, TO_START] >= 0:
                gain += state.price[run] * heads[session, moves[each, TO_ROOM]]
            if moves[each, FROM_START] == moves[each, TO_START] and not rooms_matter:
                continue
            for place in range(sessions[session, PEOPLE], sessions[session, PEOPLE_END]):
                person = day.concerned[place]
                if mark[person] != turn:
                    mark[person] = turn
                    touched[concerned], before[concerned] = person, state.worth[person]
                    concerned += 1
        best_days(day, state, touched, concerned, after, nobody)
        for each in range(concerned):
            gain += after[each] - before[each]
        if gain >= 0 or gain > warmth * np.log((_draw(draw, 1_000_000) + 0.5) / 1_000_000):
            gained += gain
            for each in range(concerned):
                state.worth[touched[each]] = after[each]
        else:
            _carry_out(at, grid, counts, running, runs, sessions, heads, moves, count, FROM_START)
    return gained
