"""The search's inner loop, compiled by numba; without numba the same functions run as plain Python.

A timetable is judged by what everybody's day would be worth if seats had prices: each person takes the
best day they can afford, each run earns its price for every seat, and the prices are such that no more
people come than there are seats (a Lagrangian of the capacities). Moving a run then only changes the
days of the people who asked for it or present it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numpy as np

from pdday.solver.arrays import Array, Day

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


#: With up to so many slots a person's best day is found exactly, over all sets of slots.
EXACT_SLOTS = 6
#: What a presenter in two places costs: more than anything it could bring.
CLASH = 10_000.0
#: The most runs that one move touches.
MOVED = 16


class State(NamedTuple):
    """A timetable and what it is worth to each attendee."""

    start: Array  # [run] slot, or -1 while it does not run
    room: Array  # [run]
    price: Array  # [run] points per seat
    grid: Array  # [slot, room] run, or -1
    worth: Array  # [attendee]
    seats: Array  # [slot] seats that anybody may fill
    busy: Array  # [slot] presenters who need no seat then
    running: Array  # [session] number of its runs
    draw: Array  # [1] the random number last drawn
    moved: Array  # [MOVED, 5] run, old start, old room, new start, new room
    touched: Array  # [attendee] attendees whose day a move changes
    old_worth: Array  # [attendee] in the order of `touched`
    mark: Array  # [attendee] the number of the last move that touched them
    best: Array  # [sets of slots] scratch: net worth
    share: Array  # [sets of slots] scratch: share of a perfect day
    top: Array  # [sets of slots] scratch: any of the top three
    taken: Array  # [aim, sets of slots] scratch: the run taken, or -1
    offers: Array  # [offer, 3] scratch: aim, run, option
    net: Array  # [offer] scratch
    site: Array  # [slot] scratch: where the person is


def new_state(day: Day, seed: int) -> State:
    """An empty timetable."""
    runs, rooms, slots = len(day.run_session), len(day.room_site), len(day.goes_on)
    people = len(day.available)
    sets = 1 << min(slots, EXACT_SLOTS)
    aims = int(np.max(np.diff(day.aim_from), initial=0))
    offers = _most_offers(day)
    return State(
        start=np.full(runs, -1, dtype=np.int64),
        room=np.full(runs, -1, dtype=np.int64),
        price=np.zeros(runs),
        grid=np.full((slots, rooms), -1, dtype=np.int64),
        worth=np.zeros(people),
        seats=np.zeros(slots, dtype=np.int64),
        busy=np.zeros(slots, dtype=np.int64),
        running=np.zeros(len(day.length), dtype=np.int64),
        draw=np.array([seed * 7919 % 2147483646 + 1], dtype=np.int64),
        moved=np.zeros((MOVED, 5), dtype=np.int64),
        touched=np.zeros(people, dtype=np.int64),
        old_worth=np.zeros(people),
        mark=np.zeros(people, dtype=np.int64),
        best=np.zeros(sets),
        share=np.zeros(sets),
        top=np.zeros(sets, dtype=np.bool_),
        taken=np.zeros((aims + 1, sets), dtype=np.int64),
        offers=np.zeros((offers + 1, 3), dtype=np.int64),
        net=np.zeros(offers + 1),
        site=np.zeros(slots, dtype=np.int64),
    )


def _most_offers(day: Day) -> int:
    """The most runs that any one person could choose from."""
    runs = np.diff(day.run_from)
    sums = np.concatenate(([0], np.cumsum(runs[day.option_session]))) if len(day.option_session) else np.zeros(1)
    ends = sums[day.option_from[day.aim_from]]
    return int(np.max(np.diff(ends), initial=0))


# --- one person's day ------------------------------------------------------------------------


@compiled
def _mask(day: Day, session: int, start: int) -> int:
    """The slots that a run of the session covers, as bits."""
    return ((1 << day.length[session]) - 1) << start


@compiled
def _busy(day: Day, state: State, person: int) -> tuple[int, int]:
    """The slots in which a person presents, as bits, and how often they would be in two places."""
    taken, clashes = 0, 0
    state.site[:] = -1
    for place in range(day.presents_from[person], day.presents_from[person + 1]):
        session = day.presents[place]
        for run in range(day.run_from[session], day.run_from[session + 1]):
            start = state.start[run]
            if start < 0:
                continue
            slots = _mask(day, session, start)
            if taken & slots or slots & ~day.available[person]:
                clashes += 1
            taken |= slots
            site = day.room_site[state.room[run]]
            if day.travels and _too_far(day, state, start, day.length[session], site):
                clashes += 1
            state.site[start : start + day.length[session]] = site
    return taken, clashes


def presenting_clashes(day: Day, state: State, person: int) -> int:
    """How often a person would have to be in two places, or too far away, to present."""
    return int(_busy(day, state, person)[1])


@compiled
def _too_far(day: Day, state: State, start: int, length: int, site: int) -> bool:
    """Whether the person could not get to this run, or from it to their next."""
    end = start + length - 1
    if start > 0 and state.site[start - 1] >= 0 and day.far[start - 1, state.site[start - 1], site]:
        return True
    return end + 1 < len(state.site) and state.site[end + 1] >= 0 and day.far[end, site, state.site[end + 1]]


@compiled
def _gather(day: Day, state: State, person: int, free: int) -> int:
    """List the runs this person could take, each with what is left of its worth after the price."""
    count = 0
    for aim in range(day.aim_from[person], day.aim_from[person + 1]):
        for option in range(day.option_from[aim], day.option_from[aim + 1]):
            session = day.option_session[option]
            for run in range(day.run_from[session], day.run_from[session + 1]):
                start = state.start[run]
                if start < 0 or (day.option_slot[option] >= 0 and day.option_slot[option] != start):
                    continue
                net = day.option_worth[option] - state.price[run]
                if net <= 0 or _mask(day, session, start) & ~free:
                    continue
                if day.needs_met[day.needs[person], state.room[run]]:
                    state.offers[count, 0] = aim
                    state.offers[count, 1] = run
                    state.offers[count, 2] = option
                    state.net[count] = net
                    count += 1
    return count


@compiled
def _felt(day: Day, person: int, net: float, share: float, top: bool) -> float:
    """The worth of a day, with the losses of a low day and of none of the top three."""
    if not day.counts[person]:
        return net
    if share < 0.5:
        net -= day.low_day * (0.5 - share)
    elif share > 1.0:
        net -= 100.0 * (share - 1.0)
    if day.has_top_three[person] and not top:
        net -= day.none_of_top_three
    return net


@compiled
def best_day(day: Day, state: State, person: int, load: Array) -> float:
    """What the best day this person can afford is worth; if `load` is not empty, count them in their runs."""
    taken, clashes = _busy(day, state, person)
    count = _gather(day, state, person, day.available[person] & ~taken)
    if len(day.goes_on) <= EXACT_SLOTS and not day.travels:
        worth = _best_exactly(day, state, person, count, load)
    else:
        worth = _best_greedily(day, state, person, count, load)
    return worth - CLASH * clashes


@compiled
def _best_exactly(day: Day, state: State, person: int, count: int, load: Array) -> float:
    """Over all sets of slots: the best way to fill exactly these, one aim after the other."""
    sets = len(state.best)
    state.best[:] = -1e18
    state.best[0], state.share[0], state.top[0] = 0.0, 0.0, False
    offer, aims = 0, 0
    while offer < count:
        end = offer
        while end < count and state.offers[end, 0] == state.offers[offer, 0]:
            end += 1
        for slots in range(sets - 1, 0, -1):
            state.taken[aims, slots] = -1
            for each in range(offer, end):
                run, option = state.offers[each, 1], state.offers[each, 2]
                covered = _mask(day, day.run_session[run], state.start[run])
                if covered & ~slots:
                    continue
                rest = slots ^ covered
                if state.best[rest] + state.net[each] > state.best[slots]:
                    state.best[slots] = state.best[rest] + state.net[each]
                    state.share[slots] = state.share[rest] + day.option_share[option]
                    state.top[slots] = state.top[rest] or day.option_top[option]
                    state.taken[aims, slots] = run
        offer, aims = end, aims + 1
    chosen, worth = 0, -1e18
    for slots in range(sets):
        if state.best[slots] > -1e17:
            felt = _felt(day, person, state.best[slots], state.share[slots], state.top[slots])
            if felt > worth:
                chosen, worth = slots, felt
    if len(load):
        for aim in range(aims - 1, -1, -1):
            run = state.taken[aim, chosen] if chosen else -1
            if run >= 0:
                load[run] += 1
                chosen ^= _mask(day, day.run_session[run], state.start[run])
    return worth


@compiled
def _best_greedily(day: Day, state: State, person: int, count: int, load: Array) -> float:
    """The dearest first, as far as it fits; tried again without each of the first few."""
    order = np.argsort(-state.net[:count])
    base = state.site.copy()
    worth, left_out = -1e18, -1
    for skip in range(-1, min(count, 3)):
        found = _take_in_order(day, state, person, order, skip, load[:0])
        state.site[:] = base
        if found > worth:
            worth, left_out = found, skip
    if len(load):
        _take_in_order(day, state, person, order, left_out, load)
        state.site[:] = base
    return worth


@compiled
def _take_in_order(day: Day, state: State, person: int, order: Array, skip: int, load: Array) -> float:
    net, share, top = 0.0, 0.0, False
    taken = 0
    done = np.full(len(order), -1, dtype=np.int64)
    for place in range(len(order)):
        if place == skip:
            continue
        aim, run, option = state.offers[order[place]]
        session, start = day.run_session[run], state.start[run]
        slots, site = _mask(day, session, start), day.room_site[state.room[run]]
        if taken & slots or aim in done:
            continue
        if day.travels and _too_far(day, state, start, day.length[session], site):
            continue
        taken |= slots
        done[place] = aim
        state.site[start : start + day.length[session]] = site
        net += state.net[order[place]]
        share += day.option_share[option]
        top = top or day.option_top[option]
        if len(load):
            load[run] += 1
    return _felt(day, person, net, share, top)


# --- the whole timetable ---------------------------------------------------------------------


@compiled
def place_run(day: Day, state: State, run: int, start: int, room: int) -> None:
    """Put a run in its place (start -1: nowhere), keeping the counts. The place must be free."""
    session = day.run_session[run]
    if state.start[run] >= 0:
        _count(day, state, run, -1)
        state.grid[state.start[run] : state.start[run] + day.length[session], state.room[run]] = -1
    state.start[run] = start
    state.room[run] = room
    if start >= 0:
        _count(day, state, run, 1)
        state.grid[start : start + day.length[session], room] = run


@compiled
def _count(day: Day, state: State, run: int, change: int) -> None:
    session, start = day.run_session[run], state.start[run]
    state.running[session] += change
    for slot in range(start, start + day.length[session]):
        state.busy[slot] += change * day.helpers[session]
        if day.for_all[session]:
            state.seats[slot] += change * day.heads[session, state.room[run]]


@compiled
def _without_seat(day: Day, state: State) -> float:
    """What it costs that slots have fewer seats than people."""
    short = 0
    for slot in range(len(state.seats)):
        short += max(0, day.free_people[slot] - state.busy[slot] - state.seats[slot])
    return day.unplaced * short


@compiled
def judge(day: Day, state: State) -> float:
    """What the whole timetable is worth at the present prices, everybody's day reckoned anew."""
    none = np.zeros(0, dtype=np.int64)
    total = -_without_seat(day, state)
    for person in range(len(day.available)):
        state.worth[person] = best_day(day, state, person, none)
        total += state.worth[person]
    for run in range(len(state.start)):
        if state.start[run] >= 0:
            total += state.price[run] * day.heads[day.run_session[run], state.room[run]]
    return total


@compiled
def reprice(day: Day, state: State, rounds: int, step: float) -> None:
    """Raise the prices of runs that too many would take, lower those with seats to spare."""
    load = np.zeros(len(state.start), dtype=np.int64)
    for turn in range(rounds):
        load[:] = 0
        for person in range(len(day.available)):
            best_day(day, state, person, load)
        pace = step / (1.0 + 4.0 * turn / rounds)
        for run in range(len(state.start)):
            if state.start[run] >= 0:
                heads = max(1, day.heads[day.run_session[run], state.room[run]])
                over = (load[run] - heads) / heads
                state.price[run] = max(0.0, state.price[run] + pace * min(1.0, max(-1.0, over)))


# --- moves -----------------------------------------------------------------------------------


@compiled
def _draw(state: State, below: int) -> int:
    """A random whole number from 0 to below it."""
    state.draw[0] = state.draw[0] * 48271 % 2147483647
    return state.draw[0] % below


@compiled
def _note(state: State, count: int, run: int, start: int, room: int) -> int:
    """Write down that a run is to go there."""
    state.moved[count, 0] = run
    state.moved[count, 1] = state.start[run]
    state.moved[count, 2] = state.room[run]
    state.moved[count, 3] = start
    state.moved[count, 4] = room
    return count + 1


@compiled
def _may_be(day: Day, state: State, run: int, start: int, room: int) -> bool:
    """Whether a run may have this place at all, other runs aside."""
    session = day.run_session[run]
    if not day.may_start[session, start] or not day.may_room[session, room]:
        return False
    if day.run_pin_start[run] >= 0 and day.run_pin_start[run] != start:
        return False
    if day.run_pin_room[run] >= 0 and day.run_pin_room[run] != room:
        return False
    return all(day.room_open[room, slot] for slot in range(start, start + day.length[session]))


@compiled
def _window_moves(
    day: Day, state: State, count: int, start: int, room: int, length: int, to_start: int, to_room: int
) -> int:
    """Note that all runs of one stretch of a room go to another; -1 if one of them sticks out or may not."""
    slot = start
    while slot < start + length:
        run = state.grid[slot, room]
        if run < 0:
            slot += 1
            continue
        first, takes = state.start[run], day.length[day.run_session[run]]
        if first != slot or slot + takes > start + length:
            return -1
        if not _may_be(day, state, run, to_start + slot - start, to_room) or count >= MOVED:
            return -1
        count = _note(state, count, run, to_start + slot - start, to_room)
        slot += takes
    return count


@compiled
def _whole_stretch(day: Day, start: int, length: int) -> bool:
    return all(day.goes_on[slot] for slot in range(start, start + length - 1))


@compiled
def _think_exchange(day: Day, state: State) -> int:
    """Exchange a run's place with another stretch as long, whatever is there (even nothing)."""
    run = _draw(state, len(state.start))
    start, room = state.start[run], state.room[run]
    if start < 0:
        return 0
    session = day.run_session[run]
    length = day.length[session]
    first, last = day.place_from[session], day.place_from[session + 1]
    place = first + _draw(state, last - first)
    to_start, to_room = day.place_start[place], day.place_room[place]
    if room == to_room and abs(start - to_start) < length:
        return 0
    if not _whole_stretch(day, start, length) or not _whole_stretch(day, to_start, length):
        return 0
    count = _window_moves(day, state, 0, start, room, length, to_start, to_room)
    if count < 0:
        return 0
    return max(0, _window_moves(day, state, count, to_start, to_room, length, start, room))


@compiled
def _may_drop(day: Day, state: State, run: int) -> bool:
    session = day.run_session[run]
    pinned = day.run_pin_start[run] >= 0 or day.run_pin_room[run] >= 0
    return state.running[session] > day.fewest[session] and not pinned


@compiled
def _think_repeat(day: Day, state: State) -> int:
    """Add a run that does not run, in place of droppable ones if the place is taken; or drop one."""
    run = _draw(state, len(state.start))
    if state.start[run] >= 0:
        if _may_drop(day, state, run) and _draw(state, 4) == 0:
            return _note(state, 0, run, -1, -1)
        return 0
    session = day.run_session[run]
    first, last = day.place_from[session], day.place_from[session + 1]
    if first == last:
        return 0
    place = first + _draw(state, last - first)
    start, room = day.place_start[place], day.place_room[place]
    if not _may_be(day, state, run, start, room):
        return 0
    count = 0
    for slot in range(start, start + day.length[session]):
        other = state.grid[slot, room]
        if other >= 0 and (count == 0 or state.moved[count - 1, 0] != other):
            if not _may_drop(day, state, other) or day.run_session[other] == session or count >= MOVED - 1:
                return 0
            for each in range(count):
                if day.run_session[state.moved[each, 0]] == day.run_session[other]:
                    return 0
            count = _note(state, count, other, -1, -1)
    return _note(state, count, run, start, room)


@compiled
def _carry_out(day: Day, state: State, count: int, back: bool) -> None:
    for each in range(count):
        place_run(day, state, state.moved[each, 0], -1, -1)
    for each in range(count):
        start = state.moved[each, 1] if back else state.moved[each, 3]
        room = state.moved[each, 2] if back else state.moved[each, 4]
        place_run(day, state, state.moved[each, 0], start, room)


@compiled
def _overlaps(day: Day, state: State, count: int) -> bool:
    """Whether a moved run now runs at the same time as another of its session."""
    for each in range(count):
        run = state.moved[each, 0]
        session = day.run_session[run]
        if state.start[run] < 0 or day.run_from[session + 1] - day.run_from[session] < 2:
            continue
        for other in range(day.run_from[session], day.run_from[session + 1]):
            apart = abs(state.start[other] - state.start[run])
            if other != run and state.start[other] >= 0 and apart < day.length[session]:
                return True
    return False


@compiled
def _gain(day: Day, state: State, count: int, turn: int) -> tuple[float, int]:
    """What the move just carried out brings, and how many people's days it touched."""
    none = np.zeros(0, dtype=np.int64)
    gain, touched = 0.0, 0
    for each in range(count):
        run = state.moved[each, 0]
        session = day.run_session[run]
        if state.moved[each, 1] >= 0:
            gain -= state.price[run] * day.heads[session, state.moved[each, 2]]
        if state.moved[each, 3] >= 0:
            gain += state.price[run] * day.heads[session, state.moved[each, 4]]
        for place in range(day.people_from[session], day.people_from[session + 1]):
            person = day.people[place]
            if state.mark[person] == turn:
                continue
            state.mark[person] = turn
            state.touched[touched] = person
            state.old_worth[touched] = state.worth[person]
            touched += 1
            state.worth[person] = best_day(day, state, person, none)
            gain += state.worth[person] - state.old_worth[touched - 1]
    return gain, touched


@compiled
def anneal(day: Day, state: State, turns: int, first_turn: int, warmth: float) -> float:
    """Try so many moves, keeping what is better and, while it is warm, some of what is worse.

    Returns what was gained in all. `first_turn` continues the count of earlier calls.
    """
    gained = 0.0
    for turn in range(first_turn + 1, first_turn + turns + 1):
        count = _think_repeat(day, state) if _draw(state, 6) == 0 else _think_exchange(day, state)
        if count == 0:
            continue
        before = _without_seat(day, state)
        _carry_out(day, state, count, False)
        if _overlaps(day, state, count):
            _carry_out(day, state, count, True)
            continue
        gain, touched = _gain(day, state, count, turn)
        gain += before - _without_seat(day, state)
        chance = (_draw(state, 1_000_000) + 0.5) / 1_000_000
        if gain >= 0 or gain > warmth * np.log(chance):
            gained += gain
        else:
            _carry_out(day, state, count, True)
            for each in range(touched):
                state.worth[state.touched[each]] = state.old_worth[each]
    return gained
