"""Runs put in their places and taken out, and what is counted meanwhile: seats, and people without one."""

import numpy as np

from pdday.solver.arrays import LENGTH, MAY_FILL, PRESENTING, RUNS, RUNS_END, SESSION, Array, Day
from pdday.solver.compiling import compiled
from pdday.solver.state import BUSY, FROM_START, IN_ZONE, ROOM, RUN, SEATS, SLOTS, START, TO_START, State


def place_run(day: Day, state: State, run: int, start: int, room: int) -> None:
    """Put a run in its place (start -1: nowhere), keeping the counts. The place must be free."""
    state.moves[0] = (run, *state.at[run, :SLOTS], start, room)
    carry_out(
        state.at, state.grid, state.counts, state.running, day.runs, day.sessions, day.heads, day.zone_of,
        state.moves, 1, TO_START,
    )  # fmt: skip


@compiled
def carry_out(
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
