"""A timetable under search: where every run is, what seats cost, and what that is worth to everybody."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pdday.solver.arrays import (
    OF_SESSION,
    OPTIONS,
    OPTIONS_END,
    PIN_ROOM,
    PIN_START,
    RUNS,
    RUNS_END,
    SESSION,
    Array,
    Day,
)
from pdday.solver.plan import Run
from pdday.solver.problem import Problem
from pdday.solver.rooms import run_at
from pdday.solver.ways import FEW_SLOTS

#: The most runs that one move touches.
MOVED = 16

# The columns of the tables below.
START, ROOM, SLOTS = range(3)
SEATS, BUSY, IN_ZONE = range(3)  # from the last one on: seats by zone
RUN, FROM_START, FROM_ROOM, TO_START, TO_ROOM = range(5)


class State(NamedTuple):
    """A timetable; what comes after `draw` is scratch for the kernel."""

    at: Array  # [run] slot or -1, room or -1, slots covered as bits
    price: Array  # [run] points per seat
    grid: Array  # [slot, room] run, or -1
    counts: Array  # [slot] seats for anybody, presenters busy, seats by zone
    running: Array  # [session] number of its runs
    worth: Array  # [attendee] of their best day
    without: Array  # [concerned] worth of the person's best day without the session
    having: Array  # [concerned, slot, zone] and with it there, its price not yet paid
    fresh: Array  # [attendee] whether these two are known as things stand
    mark: Array  # [attendee] the last move that touched them
    draw: Array  # [1] the random number last drawn
    moves: Array  # [MOVED] run, from slot, from room, to slot, to room
    touched: Array  # [attendee] whose days the move changes
    before: Array  # [attendee] what they were worth
    after: Array  # [attendee] what they would be worth
    some: Array  # [attendee] people to be looked at
    asked: Array  # [attendee] where they ask for a moved session
    values: Array  # [attendee] what a seat is worth to those who want it
    new_price: Array  # [run] of a moved run
    offers: Array  # [offer] aim, run, slots, top, zone, first and last slot
    nets: Array  # [offer] worth less price, share
    labels: Array  # [set of slots] top


def new_state(day: Day, seed: int) -> State:
    """An empty timetable."""
    slots, zones, rooms, people = len(day.far), day.far.shape[1], len(day.zone_of), len(day.people)
    at = np.full((len(day.runs), 3), -1, dtype=np.int64)
    at[:, SLOTS] = 0
    offers = _most_offers(day)
    return State(
        at=at,
        price=np.zeros(len(day.runs)),
        grid=np.full((slots, rooms), -1, dtype=np.int64),
        counts=np.zeros((slots, IN_ZONE + zones), dtype=np.int64),
        running=np.zeros(len(day.sessions), dtype=np.int64),
        worth=np.zeros(people),
        without=np.zeros(len(day.concerned)),
        having=np.zeros((len(day.concerned), slots, zones)),
        fresh=np.zeros(people, dtype=np.bool_),
        mark=np.zeros(people, dtype=np.int64),
        draw=np.array([seed * 7919 % 2147483646 + 1], dtype=np.int64),  # from 1, as `kernel.moves.drawn` asks
        moves=np.zeros((MOVED, 5), dtype=np.int64),
        touched=np.zeros(people, dtype=np.int64),
        before=np.zeros(people),
        after=np.zeros(people),
        some=np.zeros(people, dtype=np.int64),
        asked=np.zeros(people, dtype=np.int64),
        values=np.zeros(people),
        new_price=np.zeros(len(day.runs)),
        offers=np.zeros((offers + 1, 7), dtype=np.int64),
        nets=np.zeros((offers + 1, 2)),
        labels=np.zeros(1 << min(slots, FEW_SLOTS), dtype=np.int64),
    )


def with_runs_pinned(day: Day, state: State) -> Day:
    """The same day with every run of this state pinned where it is."""
    runs = day.runs.copy()
    standing = state.at[:, START] >= 0
    runs[standing, PIN_START] = state.at[standing, START]
    runs[standing, PIN_ROOM] = state.at[standing, ROOM]
    return day._replace(runs=runs)


def nothing_can_move(day: Day, states: Sequence[State]) -> bool:
    """Whether every run of these timetables is pinned where it is."""
    pinned = (day.runs[:, PIN_START] >= 0) & (day.runs[:, PIN_ROOM] >= 0)
    return all(bool(np.all(pinned | (state.at[:, START] < 0))) for state in states)


def run_named(problem: Problem, day: Day, state: State, run: int) -> Run:
    """The run that stands there, with the names of its session, slot and room."""
    session, (start, room, _) = day.runs[run, SESSION], state.at[run]
    return run_at(problem.sessions[session].id, problem.slots[start].id, problem.rooms[room].id)


def _most_offers(day: Day) -> int:
    """The most runs that any one person could choose from."""
    runs = day.sessions[:, RUNS_END] - day.sessions[:, RUNS]
    sums = np.concatenate(([0], np.cumsum(runs[day.options[:, OF_SESSION]]))).astype(np.int64)
    return int(np.max(sums[day.people[:, OPTIONS_END]] - sums[day.people[:, OPTIONS]], initial=0))
