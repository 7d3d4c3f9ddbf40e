"""The problem as arrays of numbers, for the search: indexes instead of ids, bit masks instead of slots."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from pdday.solver.choices import far_apart, is_available, is_vetoed, presenters_available
from pdday.solver.problem import Attendee, Problem, Session
from pdday.solver.score import most, top_three

#: A pin is worth more than anything the score could give for breaking it.
PIN_WORTH = 5000.0

Array = np.ndarray[Any, np.dtype[Any]]


class Day(NamedTuple):
    """What never changes while the search goes on. `x_from[i]:x_from[i + 1]` is i's part of a list x.

    Attendees' days are lists of *aims*: a wish, or a requirement that one of several sessions meets.
    Each aim has *options*: a session, what it is worth in the score, and its share of a perfect day.
    """

    length: Array  # [session] slots
    fewest: Array  # [session] runs
    may_start: Array  # [session, slot]
    may_room: Array  # [session, room]
    heads: Array  # [session, room] attendees that a run there can hold
    for_all: Array  # [session] whether anybody may be seated in it unasked
    helpers: Array  # [session] presenters who would otherwise need a seat
    place_from: Array  # [session + 1]
    place_start: Array  # [place] slot
    place_room: Array  # [place]
    run_session: Array  # [run]
    run_from: Array  # [session + 1] a session's runs stand next to each other
    run_pin_start: Array  # [run] slot, or -1
    run_pin_room: Array  # [run] room, or -1
    room_site: Array  # [room]
    room_open: Array  # [room, slot]
    goes_on: Array  # [slot] whether the next slot follows in the same block
    far: Array  # [slot, site, site] too far for the gap after the slot
    travels: bool  # whether anything is too far at all
    available: Array  # [attendee] bit mask of slots
    needs: Array  # [attendee] kind of needs
    needs_met: Array  # [kind, room]
    counts: Array  # [attendee] whether they have a satisfaction
    has_top_three: Array  # [attendee]
    aim_from: Array  # [attendee + 1]
    option_from: Array  # [aim + 1]
    option_session: Array  # [option]
    option_slot: Array  # [option] slot in which the run must start, or -1
    option_worth: Array  # [option] points of the score
    option_share: Array  # [option] of a perfect day
    option_top: Array  # [option] whether it is one of the top three
    presents_from: Array  # [attendee + 1]
    presents: Array  # sessions
    people_from: Array  # [session + 1]
    people: Array  # attendees whose day depends on the session
    free_people: Array  # [slot] who should have a place then, presenters too
    low_day: float
    none_of_top_three: float
    unplaced: float


def day_arrays(problem: Problem) -> Day:
    """The problem as the search sees it."""
    sites = sorted({room.site for room in problem.rooms})
    far = _far(problem, sites)
    places = [_places(problem, session) for session in problem.sessions]
    runs = [_runs(problem, session) for session in problem.sessions]
    kinds = sorted({tuple(sorted(attendee.needs)) for attendee in problem.attendees})
    aims = [_aims(problem, attendee) for attendee in problem.attendees]
    options = [option for person in aims for aim in person for option in aim]
    busy_with = _busy_with(problem)
    index = {session.id: number for number, session in enumerate(problem.sessions)}
    people = _people(problem, aims, busy_with, index)
    return Day(
        length=_whole(session.length for session in problem.sessions),
        fewest=_whole(session.fewest_runs for session in problem.sessions),
        may_start=_may_start(problem),
        may_room=_may_room(problem),
        heads=_heads(problem),
        for_all=_truth(session.audience is None for session in problem.sessions),
        helpers=_helpers(problem),
        place_from=_from(places),
        place_start=_whole(start for some in places for start, _ in some),
        place_room=_whole(room for some in places for _, room in some),
        run_session=_whole(number for number, some in enumerate(runs) for _ in some),
        run_from=_from(runs),
        run_pin_start=_whole(slot for some in runs for slot, _ in some),
        run_pin_room=_whole(room for some in runs for _, room in some),
        room_site=_whole(sites.index(room.site) for room in problem.rooms),
        room_open=_table(
            [[slot.id not in room.closed for slot in problem.slots] for room in problem.rooms],
            (len(problem.rooms), len(problem.slots)),
        ),
        goes_on=_goes_on(problem),
        far=far,
        travels=bool(far.any()),
        available=_whole(_mask(problem, attendee) for attendee in problem.attendees),
        needs=_whole(kinds.index(tuple(sorted(attendee.needs))) for attendee in problem.attendees),
        needs_met=_table(
            [[room.features.issuperset(kind) for room in problem.rooms] for kind in kinds],
            (len(kinds), len(problem.rooms)),
        ),
        counts=_truth(most(problem, attendee) > 0 for attendee in problem.attendees),
        has_top_three=_truth(bool(top_three(attendee)) for attendee in problem.attendees),
        aim_from=_from(aims),
        option_from=_from([aim for person in aims for aim in person]),
        option_session=_whole(index[option[0]] for option in options),
        option_slot=_whole(option[1] for option in options),
        option_worth=np.array([option[2] for option in options], dtype=np.float64),
        option_share=np.array([option[3] for option in options], dtype=np.float64),
        option_top=_truth(option[4] for option in options),
        presents_from=_from([busy_with[attendee.id] for attendee in problem.attendees]),
        presents=_whole(index[each] for attendee in problem.attendees for each in busy_with[attendee.id]),
        people_from=_from(people),
        people=_whole(chain.from_iterable(people)),
        free_people=_whole(
            sum(not who.may_stay_away and is_available(who, (slot.id,)) for who in problem.attendees)
            for slot in problem.slots
        ),
        low_day=problem.weights.low_day,
        none_of_top_three=problem.weights.none_of_top_three,
        unplaced=problem.weights.unplaced,
    )


# --- sessions and rooms ----------------------------------------------------------------------


def _may_start(problem: Problem) -> Array:
    """Where runs may start; whoever is joined to a presenter has to be there as well."""
    busy_with = _busy_with(problem)
    must_be_there: dict[str, list[Attendee]] = defaultdict(list)
    for attendee in problem.attendees:
        for session in busy_with[attendee.id]:
            must_be_there[session].append(attendee)
    table = np.zeros((len(problem.sessions), len(problem.slots)), dtype=np.bool_)
    for number, session in enumerate(problem.sessions):
        for start in problem.starts(session):
            slots = problem.covers(session, start)
            if presenters_available(problem, session, start) and all(
                is_available(who, slots) for who in must_be_there[session.id]
            ):
                table[number, problem.slot_index[start]] = True
    return table


def _may_room(problem: Problem) -> Array:
    table = np.zeros((len(problem.sessions), len(problem.rooms)), dtype=np.bool_)
    for number, session in enumerate(problem.sessions):
        needed = session.features.union(*(problem.attendee(who).needs for who in session.presenters))
        for place, room in enumerate(problem.rooms):
            table[number, place] = needed <= room.features and (session.sites is None or room.site in session.sites)
    return table


def _heads(problem: Problem) -> Array:
    seats = np.array([room.seats for room in problem.rooms], dtype=np.int64)
    table = np.tile(seats, (len(problem.sessions), 1))
    for number, session in enumerate(problem.sessions):
        if session.maximum is not None:
            table[number] = np.minimum(table[number], session.maximum)
    return table


def _helpers(problem: Problem) -> Array:
    return _whole(
        sum(not problem.attendee(who).may_stay_away for who in session.presenters) for session in problem.sessions
    )


def _places(problem: Problem, session: Session) -> list[tuple[int, int]]:
    """(slot, room) of every place a run of the session may have."""
    return [
        (problem.slot_index[start], number)
        for start in problem.starts(session)
        if presenters_available(problem, session, start)
        for number, room in enumerate(problem.rooms)
        if room.closed.isdisjoint(problem.covers(session, start))
        and session.features.union(*(problem.attendee(who).needs for who in session.presenters)) <= room.features
        and (session.sites is None or room.site in session.sites)
    ]


def _runs(problem: Problem, session: Session) -> list[tuple[int, int]]:
    """(pinned slot, pinned room) of each run the session could have, -1 for none; pinned runs first."""
    room_index = {room.id: number for number, room in enumerate(problem.rooms)}
    pinned = [
        (-1 if pin.slot is None else problem.slot_index[pin.slot], -1 if pin.room is None else room_index[pin.room])
        for pin in session.pins
    ]
    count = min(session.most_runs, max(session.fewest_runs, len(problem.slots) // session.length))
    return pinned[:count] + [(-1, -1)] * (count - len(pinned))


def _goes_on(problem: Problem) -> Array:
    following = [*problem.slots[1:], None][: len(problem.slots)]
    return _truth(
        after is not None and after.block == slot.block for slot, after in zip(problem.slots, following, strict=True)
    )


def _far(problem: Problem, sites: Sequence[str]) -> Array:
    table = np.zeros((len(problem.slots), len(sites), len(sites)), dtype=np.bool_)
    for (slot, _), pairs in far_apart(problem).items():
        for pair in pairs:
            if len(pair) == 2 and pair.issubset(sites):
                one, other = (sites.index(site) for site in pair)
                table[problem.slot_index[slot], one, other] = table[problem.slot_index[slot], other, one] = True
    return table


# --- people ----------------------------------------------------------------------------------

#: A session, the slot in which its run must start (-1: any), worth, share of a perfect day, of the top three.
Option = tuple[str, int, float, float, bool]


def _aims(problem: Problem, attendee: Attendee) -> list[list[Option]]:
    """What a person's day can bring: pins, then requirements, then the remaining wishes."""
    presented = problem.presents(attendee.id)
    best = most(problem, attendee)
    points = {wish.session: problem.points_for(wish.rank) for wish in attendee.wishes}
    top = top_three(attendee)

    def option(session: str, extra: float, slot: int = -1) -> Option:
        share = points.get(session, 0.0) / best if best > 0 else 0.0
        return session, slot, extra + problem.weights.satisfaction * share, share, session in top

    aims, seen = [], set(presented)
    for pin in attendee.pins:
        required = any(pin.session in choice for choice in attendee.required)
        slot = -1 if pin.slot is None else problem.slot_index[pin.slot]
        aims.append([option(pin.session, PIN_WORTH + required * problem.weights.missed, slot)])
        seen.add(pin.session)
    for choice in attendee.required:
        if seen.isdisjoint(choice):
            aims.append([option(session, problem.weights.missed) for session in choice])
            seen.update(choice)
    aims += [
        [option(wish.session, 0.0)]
        for wish in attendee.wishes
        if wish.session not in seen and not is_vetoed(attendee, problem.session(wish.session))
    ]
    return aims


def _busy_with(problem: Problem) -> dict[str, list[str]]:
    """The sessions that take a person's time whenever they run: their own, and those of whom they are joined to."""
    busy = {attendee.id: list(problem.presents(attendee.id)) for attendee in problem.attendees}
    for one, other in problem.joined:
        for person, partner in ((one, other), (other, one)):
            busy[person] += [each for each in problem.presents(partner) if each not in busy[person]]
    return busy


def _people(
    problem: Problem,
    aims: Sequence[Sequence[Sequence[Option]]],
    busy_with: dict[str, list[str]],
    index: dict[str, int],
) -> list[list[int]]:
    """By session, the attendees whose day depends on it."""
    people: list[list[int]] = [[] for _ in problem.sessions]
    for number, attendee in enumerate(problem.attendees):
        sessions = {option[0] for aim in aims[number] for option in aim}.union(busy_with[attendee.id])
        for session in sorted(sessions):
            people[index[session]].append(number)
    return people


def _mask(problem: Problem, attendee: Attendee) -> int:
    return sum(1 << number for number, slot in enumerate(problem.slots) if is_available(attendee, (slot.id,)))


# --- arrays ----------------------------------------------------------------------------------


def _whole(numbers: Any) -> Array:
    return np.array(list(numbers), dtype=np.int64)


def _truth(answers: Any) -> Array:
    return np.array(list(answers), dtype=np.bool_)


def _table(rows: list[list[bool]], shape: tuple[int, int]) -> Array:
    return np.array(rows, dtype=np.bool_).reshape(shape)


def _from(parts: Sequence[Sequence[Any]]) -> Array:
    """Where each part begins when all are put in a row, and where the last one ends."""
    return np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)
