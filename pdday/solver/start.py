"""A first timetable: the sessions that are hardest to place go first."""

import random
from collections.abc import Sequence

import numpy as np

from pdday.solver import kernel
from pdday.solver.arrays import Day
from pdday.solver.kernel import State

#: So many times what fits nowhere moves to the front and all starts again.
TRIES = 60


def construct(day: Day, seed: int) -> State | None:
    """A timetable in which every session runs as often as it must, and repeats where rooms are left.

    None if none was found; that proves nothing.
    """
    order = sorted(_runs_needed(day), key=lambda run: _room_for(day, run))
    for attempt in range(TRIES):
        draw = random.Random(seed * 1000 + attempt)
        state = kernel.new_state(day, seed)
        left = [run for run in order if not _place_well(day, state, run, draw)]
        if not left:
            _add_repeats(day, state, draw)
            return state
        order = left + [run for run in order if run not in set(left)]
    return None


def _runs_needed(day: Day) -> list[int]:
    """The runs that there must be: the smallest number of each session, pinned ones first."""
    needed = []
    for session, fewest in enumerate(day.fewest):
        runs = range(day.run_from[session], day.run_from[session + 1])
        pinned = [run for run in runs if day.run_pin_start[run] >= 0 or day.run_pin_room[run] >= 0]
        needed += list(runs)[: max(int(fewest), len(pinned))]
    return needed


def _room_for(day: Day, run: int) -> tuple[bool, float, int]:
    """How much choice a run has; the least goes first."""
    session = day.run_session[run]
    pinned = day.run_pin_start[run] >= 0 or day.run_pin_room[run] >= 0
    choices = int(day.place_from[session + 1] - day.place_from[session])
    return not pinned, choices / float(day.length[session]) ** 2, run


def _place_well(day: Day, state: State, run: int, draw: random.Random) -> bool:
    """Put a run where it meets no clash and fits its demand best; False if there is no place."""
    session = int(day.run_session[run])
    demand = int(day.people_from[session + 1] - day.people_from[session]) / max(
        1, int(day.run_from[session + 1] - day.run_from[session])
    )
    best, best_place = None, None
    crowd = _crowd(day, state)
    for place in range(day.place_from[session], day.place_from[session + 1]):
        start, room = int(day.place_start[place]), int(day.place_room[place])
        if _is_free(day, state, run, start, room):
            heads = float(day.heads[session, room])
            spare = -abs(heads - demand) / 100 + crowd[start] + draw.random() / 10
            if best is None or spare > best:
                best, best_place = spare, (start, room)
    if best_place is None:
        return False
    kernel.place_run(day, state, run, *best_place)
    return True


def _crowd(day: Day, state: State) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """By slot, what share of people still has no seat: slots fill evenly."""
    people = np.maximum(1, day.free_people)
    return (day.free_people - state.busy - state.seats) / people


def _is_free(day: Day, state: State, run: int, start: int, room: int) -> bool:
    session = int(day.run_session[run])
    slots = slice(start, start + int(day.length[session]))
    if (state.grid[slots, room] >= 0).any() or not _keeps_pin(day, run, start, room):
        return False
    siblings = range(day.run_from[session], day.run_from[session + 1])
    if any(state.start[other] >= 0 and abs(state.start[other] - start) < day.length[session] for other in siblings):
        return False
    return bool(day.may_start[session, start]) and not _presenters_clash(day, state, run, start, room)


def _keeps_pin(day: Day, run: int, start: int, room: int) -> bool:
    return day.run_pin_start[run] in (-1, start) and day.run_pin_room[run] in (-1, room)


def _presenters_clash(day: Day, state: State, run: int, start: int, room: int) -> bool:
    """Whether anybody who presents this would be in two places, or too far away."""
    kernel.place_run(day, state, run, start, room)
    session = int(day.run_session[run])
    people = day.people[day.people_from[session] : day.people_from[session + 1]]
    clash = any(
        session in day.presents[day.presents_from[who] : day.presents_from[who + 1]]
        and kernel.presenting_clashes(day, state, int(who)) > 0
        for who in people
    )
    kernel.place_run(day, state, run, -1, -1)
    return clash


def _add_repeats(day: Day, state: State, draw: random.Random) -> None:
    """Where rooms are left, repeat what most people asked for."""
    spare: Sequence[int] = [run for run in range(len(state.start)) if state.start[run] < 0]
    wanted = np.diff(day.people_from)[day.run_session] if len(day.run_session) else []
    for run in sorted(spare, key=lambda run: (-int(wanted[run]), run)):
        _place_well(day, state, run, draw)
