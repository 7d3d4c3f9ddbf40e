"""A first timetable: the sessions that are hardest to place go first."""

import random

import numpy as np

from pdday.solver.arrays import (
    FEWEST,
    LENGTH,
    MAY_FILL,
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
    Array,
    Day,
    is_pinned,
)
from pdday.solver.kernel import place_run
from pdday.solver.state import BUSY, ROOM, SEATS, SLOTS, START, State, new_state
from pdday.solver.until import NO_LIMITS, Limits, in_time

#: A slot is liked by the part of its people who have no place yet; a room wrong by so many heads takes off as much as
#: all of them, and chance adds up to one part in so many.
MISFIT, CHANCE = 100.0, 10.0
#: So many times what fits nowhere moves to the front and all starts again.
TRIES = 60

#: By session, the attendees who present it.
Presenters = list[list[int]]


def construct(day: Day, seed: int, limits: Limits = NO_LIMITS) -> State | None:
    """A timetable in which every session runs as often as it must, and repeats where rooms are left.

    None if none was found; that proves nothing. Raises OutOfTime.
    """
    presenters = _presenters(day)
    order = sorted(_runs_needed(day), key=lambda run: _room_for(day, run))
    for attempt in range(TRIES):
        draw = random.Random(seed * 1000 + attempt)
        state = new_state(day, seed)
        runs = in_time(order, limits)
        left = [run for run in runs if not _place_well(day, state, run, presenters, draw)]
        if not left:
            _add_repeats(day, state, presenters, draw)
            _take_larger_rooms(day, state)
            return state
        order = left + [run for run in order if run not in set(left)]
    return None


def _runs_needed(day: Day) -> list[int]:
    """The runs that there must be: all that are pinned, and as many as each session needs."""
    needed: list[int] = []
    for session in day.sessions:
        runs = sorted(range(session[RUNS], session[RUNS_END]), key=lambda run: not is_pinned(day, run))
        needed += runs[: max(int(session[FEWEST]), sum(is_pinned(day, run) for run in runs))]
    return needed


def _room_for(day: Day, run: int) -> tuple[bool, float, int]:
    """How much choice a run has; the least goes first. A long run needs slots that are free one after another."""
    session = day.sessions[day.runs[run, SESSION]]
    choices = int(session[PLACES_END] - session[PLACES])
    return not is_pinned(day, run), choices / float(session[LENGTH]) ** 2, run


def _place_well(day: Day, state: State, run: int, presenters: Presenters, draw: random.Random) -> bool:
    """Put a run where it meets no clash and fits its demand best; False if there is no place."""
    number = int(day.runs[run, SESSION])
    session = day.sessions[number]
    demand = (session[PEOPLE_END] - session[PEOPLE]) / max(1, session[RUNS_END] - session[RUNS])
    starts, rooms = day.places[session[PLACES] : session[PLACES_END]].T
    chance = np.array([draw.random() for _ in range(len(starts))])
    without = day.free_people - state.counts[:, BUSY] - state.counts[:, SEATS]
    crowd = without / np.maximum(1, day.free_people)
    liked = crowd[starts] - np.abs(day.heads[number, rooms] - demand) / MISFIT + chance / CHANCE
    for each in np.argsort(-liked):
        start, room = int(starts[each]), int(rooms[each])
        if state.grid[start, room] < 0 and _is_free(day, state, run, start, room, presenters):
            place_run(day, state, run, start, room)
            return True
    return False


def _is_free(day: Day, state: State, run: int, start: int, room: int, presenters: Presenters) -> bool:
    number = int(day.runs[run, SESSION])
    session = day.sessions[number]
    length = int(session[LENGTH])
    if (state.grid[start : start + length, room] >= 0).any() or not keeps_pin(day, run, start, room):
        return False
    slots = ((1 << length) - 1) << start
    if (state.at[session[RUNS] : session[RUNS_END], SLOTS] & slots).any():
        return False
    return not any(_would_clash(day, state, person, start, length, room) for person in presenters[number])


def keeps_pin(day: Day, run: int, start: int, room: int) -> bool:
    """Whether this place is where the run is pinned, if it is."""
    return day.runs[run, PIN_START] in (-1, start) and day.runs[run, PIN_ROOM] in (-1, room)


def _presenters(day: Day) -> Presenters:
    """By session, the attendees who present it."""
    found: Presenters = [[] for _ in day.sessions]
    for person in np.flatnonzero(day.people[:, PRESENTS_END] > day.people[:, PRESENTS]):
        for session in _presents(day, int(person)):
            found[session].append(int(person))
    return found


def _presents(day: Day, person: int) -> Array:
    return day.presented[day.people[person, PRESENTS] : day.people[person, PRESENTS_END]]


def _would_clash(day: Day, state: State, person: int, start: int, length: int, room: int) -> bool:
    """Whether this person, presenting there, would be in two places at once, or too far away."""
    zone = day.zone_of[room]
    for session in _presents(day, person):
        for other in range(day.sessions[session, RUNS], day.sessions[session, RUNS_END]):
            begins, where, slots = state.at[other]
            if begins < 0:
                continue
            if slots & ((1 << length) - 1) << start:
                return True
            ends = begins + day.sessions[session, LENGTH]
            if ends == start and day.far[start - 1, day.zone_of[where], zone]:
                return True
            if start + length == begins and day.far[begins - 1, zone, day.zone_of[where]]:
                return True
    return False


def _add_repeats(day: Day, state: State, presenters: Presenters, draw: random.Random) -> None:
    """Where rooms are left, repeat what most people asked for."""
    wanted = (day.sessions[:, PEOPLE_END] - day.sessions[:, PEOPLE])[day.runs[:, SESSION]]
    spare = [run for run in range(len(state.at)) if state.at[run, START] < 0]
    for run in sorted(spare, key=lambda run: (-int(wanted[run]), run)):
        _place_well(day, state, run, presenters, draw)


def _take_larger_rooms(day: Day, state: State) -> None:
    """Where a slot has too few seats for all who are there, runs move to larger rooms that are free then."""
    for slot in range(len(state.grid)):
        by_size = np.argsort(-day.heads.max(axis=0, initial=0), kind="stable")
        for room in [int(each) for each in by_size if state.grid[slot, each] < 0]:
            if day.free_people[slot] <= state.counts[slot, [SEATS, BUSY]].sum():
                break
            runs = [run for run in sorted(set(state.grid[slot])) if run >= 0 and _may_change_to(day, state, run, room)]
            gains = [_heads_gained(day, state, run, room) for run in runs]
            if gains and max(gains) > 0:
                place_run(day, state, runs[gains.index(max(gains))], slot, room)


def _may_change_to(day: Day, state: State, run: int, room: int) -> bool:
    """Whether a short run that anybody may fill can be in another room of its zone at the same time."""
    session, (start, now, _) = day.runs[run, SESSION], state.at[run]
    is_near = day.zone_of[room] == day.zone_of[now]
    is_short = day.sessions[session, LENGTH] == 1 and day.sessions[session, MAY_FILL] > 0
    return bool(is_near and is_short and day.may_be[session, start, room]) and keeps_pin(day, run, start, room)


def _heads_gained(day: Day, state: State, run: int, room: int) -> int:
    heads = day.heads[day.runs[run, SESSION]]
    return int(heads[room] - heads[state.at[run, ROOM]])
