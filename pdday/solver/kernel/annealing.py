"""Moves tried one after the other: what is better is kept and, while it is warm, some of what is worse."""

import numpy as np

from pdday.solver.arrays import LOSS_UNPLACED, PEOPLE, PEOPLE_END, SESSION, Array, Day
from pdday.solver.compiling import compiled
from pdday.solver.kernel.auctions import sell_anew
from pdday.solver.kernel.carrying_out import carry_out, without_seat
from pdday.solver.kernel.choices import know_choices
from pdday.solver.kernel.days import best_days
from pdday.solver.kernel.moves import drawn, propose
from pdday.solver.kernel.shared import see_to_shared
from pdday.solver.state import FROM_ROOM, FROM_START, RUN, TO_ROOM, TO_START, State

#: A price that changes by no more than this changes nobody's plans much.
LITTLE = 1.0


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
        count = propose(at, grid, runs, sessions, day.may_be, day.places, moves, running, draw)
        if count <= 0:
            continue
        in_slot, alike = _stays_alike(day, moves, count)
        if alike:
            carry_out(at, grid, counts, running, runs, sessions, heads, zone_of, moves, count, TO_START)
            continue
        for each in range(count):
            new_price[moves[each, RUN]] = price[moves[each, RUN]]
        know_choices(day, state, count)
        placed = day.weights[LOSS_UNPLACED] * without_seat(day.free_people, counts, day.far)
        carry_out(at, grid, counts, running, runs, sessions, heads, zone_of, moves, count, TO_START)
        placed -= day.weights[LOSS_UNPLACED] * without_seat(day.free_people, counts, day.far)
        enough = warmth * np.log((drawn(draw, 1_000_000) + 0.5) / 1_000_000) - placed
        promise, spared = sell_anew(day, state, count)
        if not in_slot:
            promise -= see_to_shared(day, state, count, 2 * turn)
        if promise < enough:
            carry_out(at, grid, counts, running, runs, sessions, heads, zone_of, moves, count, FROM_START)
            continue
        gain, found = _gain(day, state, count, 2 * turn + 1, in_slot)
        if gain < enough + spared:
            _change_prices(price, new_price, moves, count)
            carry_out(at, grid, counts, running, runs, sessions, heads, zone_of, moves, count, FROM_START)
            continue
        gained += gain + placed
        _keep(state, count, found, in_slot)
    return gained


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
def _keep(state: State, count: int, found: int, in_slot: bool) -> None:
    """Note what these days are worth now; where much has changed, what is known of their choices no longer holds."""
    much = not in_slot
    for each in range(count):
        run = state.moves[each, RUN]
        much = much or abs(state.price[run] - state.new_price[run]) > LITTLE
    for each in range(found):
        person = state.touched[each]
        state.worth[person] = state.after[each]
        if much:
            state.fresh[person] = False
