"""The problem as arrays of numbers, for the search: indexes instead of ids, bit masks instead of slots."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from pdday.solver.aims import Option, aims_of, busy_with, people_concerned, pin_worth, simply_asked
from pdday.solver.choices import is_available, room_suits
from pdday.solver.company import with_company
from pdday.solver.problem import Attendee, Problem, Session
from pdday.solver.score import most, top_three
from pdday.solver.until import NO_LIMITS, Limits, in_time
from pdday.solver.ways import ways_of

Array = np.ndarray[Any, np.dtype[Any]]


# The columns of the tables below. `*_END`: its part of the longer list ends before there.
LENGTH, FEWEST, MAY_FILL, PRESENTING, RUNS, RUNS_END, PLACES, PLACES_END, PEOPLE, PEOPLE_END = range(10)
SESSION, PIN_START, PIN_ROOM = range(3)
AVAILABLE, NEEDS, COUNTS, HAS_TOP_THREE, OPTIONS, OPTIONS_END, PRESENTS, PRESENTS_END, MAY_STAY_AWAY = range(9)
AIM, OF_SESSION, IN_SLOT, TOP = range(4)
WORTH, SHARE = range(2)
PERFECT, LOSS_LOW_DAY, LOSS_NO_TOP, LOSS_UNPLACED, LOSS_CLASH = range(5)

#: A presenter in two places costs the search as much as so many broken pins.
CLASH_IN_PINS = 2.0


class Day(NamedTuple):
    """What never changes while the search goes on: one row of whole numbers for each thing.

    Attendees' days are lists of *aims*: a wish, or a requirement that one of several sessions meets.
    Each aim has *options*: a session, what it is worth in the score, and its share of a perfect day.
    """

    #: slots, fewest runs, how many may be seated in it unasked, presenters who would otherwise
    #: need a seat; then where its runs, places and concerned people stand in their lists
    sessions: Array
    #: session, slot and room where it is pinned (-1: not)
    runs: Array
    #: slot, room: where a session's runs could be
    places: Array
    #: slots as bits, kind of needs, 1 if they have a satisfaction, 1 if they have a top three; then
    #: where their options and the sessions they present stand in their lists; 1 if they may stay away
    people: Array
    #: aim, session, slot in which the run must start (-1: any), 1 if of the top three
    options: Array
    #: points of the score, share of a perfect day
    worths: Array
    presented: Array  # sessions, attendee by attendee
    concerned: Array  # attendees whose day depends on a session, session by session
    session_at: Array  # beside each of these: the session
    simple: Array  # beside each of these: whether a single wish or requirement is all that concerns them
    needs_of: Array  # beside each of these: their kind of needs
    asked_at: Array  # [option] where it stands in that list, -1 if it is not so simple
    may_be: Array  # [session, slot, room]
    heads: Array  # [session, room] attendees that a run there can hold
    zone_of: Array  # [room] sites make one zone if the same ways from them are too far; those with most of these first
    needs_met: Array  # [kind of needs, room]
    far: Array  # [slot, zone, zone] too far for the gap after the slot
    near: Array  # [may stay away, slot, slot, zone, zone] whether one can be there in the one slot, here in the other
    stretch: Array  # [slot] the slots of its stretch, as bits: in these it matters where one is then
    walks: Array  # [walk, slot] zones as bits, in which one can be; none if there were too many
    walks_are_all: bool  # whether there is no other way through the day
    free_people: Array  # [slot] who should have a place then, presenters too
    weights: Array  # a perfect day, a low day, none of top three, unplaced, a clash


def day_arrays(problem: Problem, limits: Limits = NO_LIMITS) -> Day:
    """The problem as the search sees it. Raises OutOfTime."""
    may_be = _may_be(problem, limits)
    places: list[Any] = [np.argwhere(of_session) for of_session in may_be]
    runs = [_runs(problem, session) for session in problem.sessions]
    kinds = sorted({tuple(sorted(attendee.needs)) for attendee in problem.attendees})
    pin = pin_worth(problem)
    aims = with_company(problem, [aims_of(problem, attendee, pin) for attendee in in_time(problem.attendees, limits)])
    busy = busy_with(problem)
    index = problem.session_index
    people = people_concerned(problem, aims, busy, index)
    options = [(number, option) for person in aims for number, aim in enumerate(person) for option in aim]
    simple, asked_at = simply_asked(problem, aims, busy, people)
    ways = ways_of(problem)
    return Day(
        sessions=_sessions(problem, runs, places, people),
        runs=_table([(number, *pinned) for number, some in enumerate(runs) for pinned in some], 3),
        places=_table(list(chain.from_iterable(places)), 2),
        people=_attendees(problem, aims, busy, kinds),
        options=_table([(aim, index[each.session], each.slot, each.top) for aim, each in options], 4),
        worths=np.array([(each.worth, each.share) for _, each in options], dtype=np.float64).reshape(-1, 2),
        presented=_whole(index[each] for attendee in problem.attendees for each in busy[attendee.id]),
        concerned=_whole(chain.from_iterable(people)),
        session_at=_whole(number for number, some in enumerate(people) for _ in some),
        simple=simple,
        needs_of=_whole(
            kinds.index(tuple(sorted(problem.attendees[who].needs))) for who in chain.from_iterable(people)
        ),
        asked_at=asked_at,
        may_be=may_be,
        heads=_heads(problem),
        zone_of=_whole(ways.zone_of[room.site] for room in problem.rooms),
        needs_met=_needs_met(problem, kinds),
        far=ways.far,
        near=ways.near,
        stretch=ways.stretch,
        walks=ways.walks,
        walks_are_all=ways.walks_are_all,
        free_people=_whole(
            sum(not who.may_stay_away and is_available(who, (slot.id,)) for who in problem.attendees)
            for slot in problem.slots
        ),
        weights=_weights(problem, pin),
    )


def is_pinned(day: Day, run: int) -> bool:
    """Whether a pin says when or where this run is."""
    return bool(day.runs[run, PIN_START] >= 0 or day.runs[run, PIN_ROOM] >= 0)


# --- sessions and rooms ----------------------------------------------------------------------


def _may_be(problem: Problem, limits: Limits) -> Array:
    """Where runs may be; whoever is joined to a presenter has to be able to come as well."""
    must_be_there: dict[str, list[Attendee]] = defaultdict(list)
    for attendee_id, sessions in busy_with(problem).items():
        for session_id in sessions:
            must_be_there[session_id].append(problem.attendee(attendee_id))
    shape = (len(problem.sessions), len(problem.slots), len(problem.rooms))
    table = np.zeros(shape, dtype=np.bool_)
    for number, session in enumerate(in_time(problem.sessions, limits, every=16)):
        there = must_be_there[session.id]
        needed = frozenset[str]().union(*(who.needs for who in there))
        rooms = [(index, room) for index, room in enumerate(problem.rooms) if needed <= room.features]
        for start in problem.starts(session):
            slots = problem.covers(session.id, start)
            if all(is_available(who, slots) for who in there):
                for index, room in rooms:
                    table[number, problem.slot_index[start], index] = room_suits(problem, session, start, room)
    return table


def _needs_met(problem: Problem, kinds: Sequence[tuple[str, ...]]) -> Array:
    table = np.zeros((len(kinds), len(problem.rooms)), dtype=np.bool_)
    for number, kind in enumerate(kinds):
        table[number] = [room.features.issuperset(kind) for room in problem.rooms]
    return table


def _heads(problem: Problem) -> Array:
    heads = [[session.heads(room.seats) for room in problem.rooms] for session in problem.sessions]
    return np.array(heads, dtype=np.int64).reshape(len(problem.sessions), len(problem.rooms))


def _sessions(
    problem: Problem,
    runs: Sequence[Sequence[Any]],
    places: Sequence[Sequence[Any]],
    people: Sequence[Sequence[Any]],
) -> Array:
    ends = [np.cumsum([0, *(len(part) for part in parts)]) for parts in (runs, places, people)]
    fillers = sum(not who.may_stay_away for who in problem.attendees)
    longest = len(problem.slots) + 1  # fits no day, and its slots are still bits of one whole number
    return _table(
        [
            (
                min(session.length, longest),
                session.fewest_runs,
                fillers if session.audience is None else 0,
                sum(not problem.attendee(who).may_stay_away for who in session.presenters),
                *(end for some in ends for end in some[number : number + 2]),
            )
            for number, session in enumerate(problem.sessions)
        ],
        10,
    )


def _runs(problem: Problem, session: Session) -> list[tuple[int, int]]:
    """(pinned slot, pinned room) of each run the session could have, -1 for none; pinned runs first."""
    slots, rooms = problem.slot_index, problem.room_index
    pinned = [
        (-1 if pin.slot is None else slots[pin.slot], -1 if pin.room is None else rooms[pin.room])
        for pin in session.pins
    ]
    count = min(session.most_runs, max(session.fewest_runs, len(problem.slots) // session.length))
    return pinned[:count] + [(-1, -1)] * (count - len(pinned))


# --- people ----------------------------------------------------------------------------------


def _attendees(
    problem: Problem,
    aims: Sequence[Sequence[Sequence[Option]]],
    busy: Mapping[str, Sequence[str]],
    kinds: Sequence[tuple[str, ...]],
) -> Array:
    options = np.cumsum([0, *(sum(len(aim) for aim in person) for person in aims)])
    presents = np.cumsum([0, *(len(busy[attendee.id]) for attendee in problem.attendees)])
    return _table(
        [
            (
                sum(1 << at for at, slot in enumerate(problem.slots) if is_available(attendee, (slot.id,))),
                kinds.index(tuple(sorted(attendee.needs))),
                most(problem, attendee) > 0,
                bool(top_three(attendee)),
                *options[number : number + 2],
                *presents[number : number + 2],
                attendee.may_stay_away,
            )
            for number, attendee in enumerate(problem.attendees)
        ],
        9,
    )


def _weights(problem: Problem, pin: float) -> Array:
    weights = problem.weights
    felt = (weights.satisfaction, weights.low_day, weights.none_of_top_three, weights.unplaced)
    return np.array([*felt, CLASH_IN_PINS * pin], dtype=np.float64)


# --- arrays ----------------------------------------------------------------------------------


def _table(rows: list[Any], columns: int) -> Array:
    return np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, columns)


def _whole(numbers: Any) -> Array:
    return np.array(list(numbers), dtype=np.int64)
