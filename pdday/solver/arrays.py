"""The problem as arrays of numbers, for the search: indexes instead of ids, bit masks instead of slots."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from pdday.solver.aims import Option, aims_of, busy_with, people_concerned, pin_worth, simply_asked
from pdday.solver.choices import far_apart, is_available, room_suits
from pdday.solver.company import with_company
from pdday.solver.problem import Attendee, Problem, Session
from pdday.solver.score import most, top_three
from pdday.solver.until import NO_LIMITS, Limits, in_time

Array = np.ndarray[Any, np.dtype[Any]]


# The columns of the tables below. `*_END`: its part of the longer list ends before there.
LENGTH, FEWEST, MAY_FILL, PRESENTING, RUNS, RUNS_END, PLACES, PLACES_END, PEOPLE, PEOPLE_END = range(10)
SESSION, PIN_START, PIN_ROOM = range(3)
AVAILABLE, NEEDS, COUNTS, HAS_TOP_THREE, OPTIONS, OPTIONS_END, PRESENTS, PRESENTS_END, MAY_STAY_AWAY = range(9)
AIM, OF_SESSION, IN_SLOT, TOP = range(4)
WORTH, SHARE = range(2)
PERFECT, LOSS_LOW_DAY, LOSS_NO_TOP, LOSS_UNPLACED, LOSS_CLASH = range(5)

#: With up to so many slots a person's best day is found over all sets of slots.
FEW_SLOTS = 6
#: There are no more walks than these, since each is reckoned with; and no more zones than a walk has bits for.
MOST_WALKS, MOST_ZONES = 32, 60
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
    stretch: Array  # [slot] the same for slots between which some way is too far
    apart: Array  # [slot, zone, zone] too far for some gap of the slot's stretch
    walks: Array  # [walk, slot] zones as bits, within a stretch never apart; none if they are too many
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
    zones, far = _zones(problem)
    stretch, apart = _stretches(far)
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
        zone_of=_whole(zones[room.site] for room in problem.rooms),
        needs_met=_needs_met(problem, kinds),
        far=far,
        stretch=stretch,
        apart=apart,
        walks=_walks(stretch, apart),
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
    return _table(
        [
            (
                session.length,
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


# --- ways that are too far -------------------------------------------------------------------


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


def _stretches(far: Array) -> tuple[Array, Array]:
    """Slots one after the other between which some way is too far, and which zones are apart there.

    Whoever is to have a place in each of these slots stays in zones that are not.
    """
    stretch = np.cumsum([0, *(not far[slot].any() for slot in range(len(far) - 1))])
    apart = np.zeros(far.shape, dtype=np.bool_)
    for slot in range(len(far)):
        apart[slot] = far[stretch == stretch[slot]].any(axis=0)
    return stretch, apart


def _walks(stretch: Array, apart: Array) -> Array:
    """All ways through the day: in each stretch, zones that are not apart."""
    slots, zones, _ = apart.shape
    walks = np.full((1, slots), -1, dtype=np.int64)
    if apart.any() and (slots > FEW_SLOTS or zones > MOST_ZONES):
        return walks[:0]
    for number in range(stretch[-1] + 1):
        covered = stretch == number
        ways = _near_each_other(apart[covered][0])
        if not 0 < len(walks) * len(ways) <= MOST_WALKS:
            return walks[:0]
        walks = np.repeat(walks, len(ways), axis=0)
        walks[:, covered] = np.resize(ways, len(walks))[:, None]
    return walks


def _near_each_other(apart: Array) -> list[int]:
    """The largest sets of zones, as bits, of which no two are apart; none if they are too many."""
    sets = {-1}
    for one, other in np.argwhere(np.triu(apart)).tolist():
        pair = 1 << one | 1 << other
        split = {each for each in sets if each & pair == pair}
        found = (sets - split) | {each & ~(1 << out) for each in split for out in (one, other)}
        sets = {each for each in found if not any(each != more and each & more == each for more in found)}
        if len(sets) > MOST_WALKS:
            return []
    return sorted(sets)


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
