"""The people who can make a day impossible: those with pinned seats, joined or kept apart, or on their way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pulp

from pdday.solver.choices import far_apart, is_asked_for, is_available, is_vetoed, may_be_filled
from pdday.solver.elastic import Elastic, Named
from pdday.solver.precheck import runs_needed
from pdday.solver.problem import Attendee, Problem
from pdday.solver.rules import Rule
from pdday.solver.variables import Terms, negative


def add_people(day: Elastic) -> None:
    """Seats for everyone whose seats can make a timetable impossible, and what ties them."""
    tied, needing_somebody = _tied(day.problem), _needing_somebody(day.problem)
    for attendee in day.problem.attendees:
        for session_id in sorted(tied.get(attendee.id, needing_somebody)):
            _seats(day, attendee, session_id, relaxable=attendee.id in tied)
        _one_place(day, attendee)
        _seat_pins(day, attendee)
    _no_empty_repeat(day, needing_somebody)
    _room_capacity(day)
    _joined(day)
    _apart(day)
    _travel(day)


def _tied(problem: Problem) -> dict[str, set[str]]:
    """The sessions that pinned people, and people joined to others, may have to sit in."""
    certain = {
        attendee.id: {pin.session for pin in attendee.pins}.union(problem.presents(attendee.id))
        for attendee in problem.attendees
    }
    joined = {person for pair in problem.joined for person in pair}
    for _ in joined:  # what one must attend travels along a chain of joined people
        for one, other in problem.joined:
            certain[one] = certain[other] = certain[one] | certain[other]
    return {
        attendee.id: certain[attendee.id].difference(() if attendee.id in joined else problem.presents(attendee.id))
        | {pin.session for pin in attendee.pins}
        | _needing_somebody(problem)
        for attendee in problem.attendees
        if attendee.pins or attendee.id in joined
    }


def _needing_somebody(problem: Problem) -> set[str]:
    """Sessions that run only because of a pin, so that a run of theirs may not be empty."""
    needed = runs_needed(problem)
    return {session.id for session in problem.sessions if needed[session.id] > session.fewest_runs}


def _seats(day: Elastic, attendee: Attendee, session_id: str, *, relaxable: bool) -> None:
    """A seat in each possible run of the session, and the rules that might keep the person out of it.

    Only for people who are tied is it worth relaxing such a rule; the others then have no seat there.
    """
    seats: Terms = []
    for start in day.spots[session_id]:
        kept_out_by = list(_kept_out_by(day.problem, attendee, session_id, start))
        if kept_out_by and not relaxable:
            continue
        seat = day.add_seat(attendee.id, session_id, start)
        seats.append((seat, 1.0))
        day.at_most(0, [(seat, 1.0), *negative(day.starting(session_id, start))])
        for named in kept_out_by:
            day.at_most(0, [(seat, 1.0)], day.slack(named.rule, *named.what))
        lacking = [
            (day.runs[spot], 1.0)
            for spot in day.spots[session_id][start]
            if not attendee.needs <= day.groups[spot.group][0].features
        ]
        if lacking:
            day.at_most(1, [(seat, 1.0), *lacking], day.slack(Rule.NEEDS, attendee.id))
    if len(seats) > 1:
        day.at_most(1, seats)


def _kept_out_by(problem: Problem, attendee: Attendee, session_id: str, start: str) -> Iterator[Named]:
    session = problem.session(session_id)
    if attendee.id in session.presenters:
        yield Named(Rule.PRESENTERS, (session_id, attendee.id))
    if not is_available(attendee, problem.covers(session.id, start)):
        yield Named(Rule.AVAILABLE, (attendee.id,))
    if is_vetoed(attendee, session):
        yield Named(Rule.VETO, (attendee.id, session_id))
    if not is_asked_for(attendee, session, start) and not may_be_filled(attendee, session):
        yield Named(Rule.AUDIENCE, (attendee.id, session_id))


def _no_empty_repeat(day: Elastic, sessions: set[str]) -> None:
    """Of a session's runs, only as many as it must have may stay empty."""
    for number, session_id in enumerate(sorted(sessions)):
        empties: Terms = []
        for start in day.spots[session_id]:
            seats = day.seated(session_id, start)
            empty = day.model.add_variable(f"empty_{number}_{len(empties)}", 0, 1)
            empties.append((empty, 1.0))
            day.at_most(0, [*day.starting(session_id, start), *negative(seats), (empty, -1.0)])
        day.at_most(day.problem.session(session_id).fewest_runs, empties)


def _one_place(day: Elastic, attendee: Attendee) -> None:
    """One seat at a time, and none while presenting (unless somebody else presents)."""
    own = day.seats[attendee.id]
    for slot in day.problem.slots:
        seats = [(seat, 1.0) for key, seat in own.items() if slot.id in day.covers(*key)]
        if not seats:
            continue
        day.at_most(1, seats)
        for session_id in day.problem.presents(attendee.id):
            if presenting := day.running(session_id, slot.id):
                day.at_most(1, seats + presenting, day.slack(Rule.PRESENTERS, session_id, attendee.id))


def _seat_pins(day: Elastic, attendee: Attendee) -> None:
    for pin in attendee.pins:
        kept = [
            (seat, 1.0)
            for (session, start), seat in day.seats[attendee.id].items()
            if session == pin.session and pin.slot in (None, start)
        ]
        day.at_least(1, kept, day.slack(Rule.PINS, attendee.id, pin.session, pin.slot))


def _room_capacity(day: Elastic) -> None:
    for session_id, start in day.starts():
        seats = day.seated(session_id, start)
        maximum = day.problem.session(session_id).maximum
        heads = [
            (day.runs[spot], -float(min(day.groups[spot.group][0].seats, len(seats) if maximum is None else maximum)))
            for spot in day.spots[session_id][start]
        ]
        if seats:
            day.at_most(0, seats + heads, day.slack(Rule.ROOM_CAPACITY, session_id), by=len(seats))


def _presence(day: Elastic, person: str, session_id: str, start: str) -> Terms:
    """1 if the person is in the run of this session that starts then, sitting or presenting."""
    seat = day.seats[person].get((session_id, start))
    sitting = [] if seat is None else [(seat, 1.0)]
    if person not in day.problem.session(session_id).presenters:
        return sitting
    if Named(Rule.PRESENTERS, (session_id, person)) in day.uses:
        return [*sitting, (_presenting(day, person, session_id, start), 1.0)]
    return day.starting(session_id, start)


def _presenting(day: Elastic, person: str, session_id: str, start: str) -> pulp.LpVariable:
    """1 if the session starts then and the person has not been replaced as its presenter."""
    key = (person, session_id, start)
    if key not in day.presenting:
        presenting = day.presenting[key] = day.model.add_variable(f"presenting_{len(day.presenting)}", 0, 1)
        replaced = day.slack(Rule.PRESENTERS, session_id, person)
        starting = day.starting(session_id, start)
        day.at_most(0, [(presenting, 1.0), *negative(starting)])
        day.at_most(1, [(presenting, 1.0), (replaced, 1.0)])
        day.at_most(0, [*starting, (presenting, -1.0), (replaced, -1.0)])
    return day.presenting[key]


def _joined(day: Elastic) -> None:
    for one, other in day.problem.joined:
        slack = day.slack(Rule.JOINED, one, other)
        for key in day.starts():
            first, second = _presence(day, one, *key), _presence(day, other, *key)
            if first or second:
                day.at_most(0, first + negative(second), slack)
                day.at_most(0, second + negative(first), slack)


def _apart(day: Elastic) -> None:
    for one, other in day.problem.apart:
        for key in day.starts():
            first, second = _presence(day, one, *key), _presence(day, other, *key)
            if first and second:
                day.at_most(1, first + second, day.slack(Rule.APART, one, other))


def _travel(day: Elastic) -> None:
    """From one slot to the next of its block, nobody who has to be there goes between sites too far apart."""
    for (slot, following), pairs in far_apart(day.problem).items():
        for attendee in day.problem.attendees:
            if attendee.id not in day.seats and not day.problem.presents(attendee.id):
                continue
            keys = [key for key in day.starts() if _presence(day, attendee.id, *key)]
            leaving = [key for key in keys if day.covers(*key)[-1] == slot]
            coming = [key for key in keys if key[1] == following]
            for before, after in product(leaving, coming):
                for sites in pairs:
                    for site, other in (sorted(sites), sorted(sites)[::-1]):
                        _not_both(day, attendee.id, (before, site), (after, other))


def _not_both(
    day: Elastic, person: str, before: tuple[tuple[str, str], str], after: tuple[tuple[str, str], str]
) -> None:
    """A person is not in the one run at its site and in the other at its site."""
    terms: Terms = []
    most = 1
    for key, site in (before, after):
        here = [(day.runs[spot], 1.0) for spot in day.spots[key[0]][key[1]] if day.groups[spot.group][0].site == site]
        if not here:
            return
        terms += here
        if (seat := day.seats[person].get(key)) is not None:
            terms.append((seat, 1.0))
            most += 1
    day.at_most(most, terms, day.slack(Rule.TRAVEL, person))
