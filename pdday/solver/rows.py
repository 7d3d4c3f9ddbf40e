"""The rules that are rows of the model: one generator each, yielding (name, constraint), in id order.

A name starts with its `Rule` and counts on; what it is about stands in the row itself. Rules that
forbid something whatever else happens are not here: `choices` does not offer what they forbid.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

import pulp

from pdday.solver.choices import Place, far_apart, may_be_filled
from pdday.solver.problem import Problem
from pdday.solver.rules import Rule
from pdday.solver.variables import Somewhere, Terms, Variables, negative, total

Row = tuple[str, pulp.LpConstraint]


def runs(day: Variables) -> Iterator[Row]:
    """Each session runs between its two numbers, never twice at once, and no repeat runs for nobody."""
    for session in day.choices.problem.sessions:
        places = day.choices.places_of[session.id]
        count = total((day.runs[place], 1.0) for place in places)
        yield "fewest", count >= session.fewest_runs
        if len(places) > session.most_runs:
            yield "most", count <= session.most_runs
        yield from (("once", row) for row in day.one_at_a_time(places))
        if session.most_runs > session.fewest_runs and not day.somewhere:
            yield from _no_empty_repeat(day, session.id, session.fewest_runs)


def _no_empty_repeat(day: Variables, session: str, fewest: int) -> Iterator[Row]:
    """Of a session's runs, only as many as it must have may stay empty.

    Left to the second step while people are seated "somewhere": they may be the ones who sit there.
    """
    empties: Terms = []
    for key in day.starts:
        if key[0] == session:
            empty = day.extra("empty")
            empties.append((empty, 1.0))
            heads = [*day.seats_here(*key), (empty, 1.0), *negative(day.runs_here(*key))]
            yield "repeat", total(heads) >= 0
    if len(empties) > fewest:
        yield "repeats", total(empties) <= fewest


def room_once(day: Variables) -> Iterator[Row]:
    """One run per room and slot; of equal rooms, no more runs than there are rooms."""
    taken: dict[tuple[int, str], Terms] = defaultdict(list)
    for place in day.choices.places:
        for slot in day.choices.covers(place):
            taken[place.group, slot].append((day.runs[place], 1.0))
    for (group, _), here in sorted(taken.items()):
        rooms = len(day.choices.groups[group].rooms)
        if len(here) > rooms:
            yield "", total(here) <= rooms


def room_capacity(day: Variables) -> Iterator[Row]:
    """No run takes more attendees than its room has seats and its session allows (presenters not counted)."""
    for key in day.starts:
        places, seats = day.choices.places_in[key], day.choices.seats_in.get(key, ())
        room = [(day.runs[place], -float(day.choices.heads(place))) for place in places]
        if seats:
            yield "", total(day.seats_here(*key) + room) <= 0
        if not day.choices.fixed.issuperset(places):
            here = negative(day.runs_here(*key))
            yield from (("runs", total([(day.goes[seat], 1.0), *here]) <= 0) for seat in seats)


def seats_in_all(day: Variables) -> Iterator[Row]:
    """In each slot, and at each site where some way is too far, no more people wait for a seat than the others leave.

    Of the seats in sessions for everyone, those who may be in no other session have the rest.
    """
    problem = day.choices.problem
    by_site: dict[tuple[str, str | None], list[Somewhere]] = defaultdict(list)
    for each in day.somewhere:
        by_site[each.slot, each.site].append(each)
    for (slot, site), people in by_site.items():
        in_slot = [place for place in day.choices.places if slot in day.choices.covers(place)]
        here = [place for place in in_slot if site in (None, day.choices.groups[place.group].rooms[0].site)]
        for_some = [place for place in here if problem.session(place.session).audience is not None]
        yield from _enough_seats(day, here, people)
        if for_some:
            for_all = [place for place in here if problem.session(place.session).audience is None]
            yield from _enough_seats(day, for_all, _in_none_of(problem, people, for_some))


def _enough_seats(day: Variables, places: Iterable[Place], waiting: Iterable[Somewhere]) -> Iterator[Row]:
    """Who sits in these places and who waits for one of them are no more than they hold."""
    left, taken = 0.0, [(day.somewhere[each], 1.0) for each in waiting]
    for place in places:
        left += day.choices.heads(place)
        taken += day.seats_here(place.session, place.start, day.choices.groups[place.group].area)
    if taken:
        yield "in_all", total(taken) <= left


def _in_none_of(problem: Problem, people: Iterable[Somewhere], places: Iterable[Place]) -> list[Somewhere]:
    """Those who may be in none of these sessions unasked."""
    sessions = [problem.session(name) for name in sorted({place.session for place in places})]
    return [each for each in people if not any(may_be_filled(problem.attendee(each.attendee), one) for one in sessions)]


def presenters(day: Variables) -> Iterator[Row]:
    """Whoever presents is in no second run that they present at the same time."""
    for attendee in day.choices.problem.attendees:
        sessions = day.choices.problem.presents(attendee.id)
        led = [place for session in sessions for place in day.choices.places_of[session]]
        yield from (("", row) for row in day.one_at_a_time(led))


def one_place(day: Variables) -> Iterator[Row]:
    """Everyone is in one place in a slot, presenting included."""
    for attendee in day.choices.problem.attendees:
        busy = day.busy(attendee.id)
        for slot in day.choices.problem.slots:
            if len(busy.get(slot.id, ())) > 1:
                yield "", total(busy[slot.id]) <= 1


def once_only(day: Variables) -> Iterator[Row]:
    """Nobody attends a session twice."""
    for attendee in day.choices.problem.attendees:
        by_session: dict[str, Terms] = defaultdict(list)
        for seat in day.choices.seats_of[attendee.id]:
            by_session[seat.session].append((day.goes[seat], 1.0))
        yield from (("", total(seats) <= 1) for seats in by_session.values() if len(seats) > 1)
        if not day.choices.fixed.issuperset(day.choices.places):
            yield from _beside_longer(day, attendee.id)


def _beside_longer(day: Variables, attendee: str) -> Iterator[Row]:
    """Of a longer run and the runs of another session that it overlaps, nobody attends two.

    It follows from the rules for whole seats, and keeps divided ones from taking half of each.
    """
    seats = day.choices.seats_of[attendee]
    slots_of = {seat: frozenset(day.choices.covers(seat)) for seat in seats}
    for longer in (seat for seat in seats if len(slots_of[seat]) > 1):
        beside: dict[str, Terms] = defaultdict(list)
        for seat in seats:
            if seat.session != longer.session and not slots_of[longer].isdisjoint(slots_of[seat]):
                beside[seat.session].append((day.goes[seat], 1.0))
        yield from (
            ("beside", total([(day.goes[longer], 1.0), *others]) <= 1) for others in beside.values() if len(others) > 1
        )


def travel(day: Variables) -> Iterator[Row]:
    """From one slot to the next of its block, nobody goes between sites that are too far for the gap."""
    far = {slots: _far_from_each(pairs) for slots, pairs in far_apart(day.choices.problem).items()}
    if not far:
        return
    for attendee in day.choices.problem.attendees:
        present = day.presence(attendee.id)
        for (slot, following), far_from in far.items():
            leaving = _by_site(day, attendee.id, present, slot, without=following)
            coming = _by_site(day, attendee.id, present, following, without=slot)
            for site in sorted(leaving.keys() & far_from):
                too_far = [term for other in sorted(coming.keys() & far_from[site]) for term in coming[other]]
                if too_far:
                    yield "", total(leaving[site] + too_far) <= 1


def _far_from_each(pairs: Iterable[frozenset[str]]) -> dict[str, set[str]]:
    """By site, the sites that are too far from it."""
    far_from: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        for site in pair:
            far_from[site].update(pair - {site})
    return far_from


def _by_site(
    day: Variables, attendee: str, present: Mapping[tuple[str, str, int], Terms], slot: str, *, without: str
) -> dict[str, Terms]:
    """What says that a person is at each site in a slot, in a run that does not also take `without`."""
    found: dict[str, Terms] = defaultdict(list)
    for key, terms in present.items():
        place = day.choices.places_in[key][0]
        covered = day.choices.covers(place)
        if slot in covered and without not in covered:
            found[day.choices.groups[place.group].rooms[0].site] += terms
    for each in day.waiting.get((attendee, slot), ()):
        if each.site is not None:
            found[each.site].append((day.somewhere[each], 1.0))
    return found


def apart(day: Variables) -> Iterator[Row]:
    """The two never share a run."""
    for one, other in day.choices.problem.apart:
        first, second = day.presence(one), day.presence(other)
        yield from (("", total(first[key] + second[key]) <= 1) for key in first if key in second)


def joined(day: Variables) -> Iterator[Row]:
    """The two are always in the same runs."""
    for one, other in day.choices.problem.joined:
        first, second = day.presence(one), day.presence(other)
        for key in dict.fromkeys([*first, *second]):
            yield "", total(first.get(key, []) + negative(second.get(key, []))) == 0


def pins(day: Variables) -> Iterator[Row]:
    """What is pinned stays: runs in their slot and room, people in their session."""
    for session in day.choices.problem.sessions:
        for pin in session.pins:
            yield "run", total((day.runs[place], 1.0) for place in _pinned(day, session.id, pin.slot, pin.room)) >= 1
    for attendee in day.choices.problem.attendees:
        for seat_pin in attendee.pins:
            seats = [
                (day.goes[seat], 1.0)
                for seat in day.choices.seats_of[attendee.id]
                if seat.session == seat_pin.session and seat_pin.slot in (None, seat.start)
            ]
            yield "seat", total(seats) >= 1


def _pinned(day: Variables, session: str, slot: str | None, room: str | None) -> list[Place]:
    """The places that would keep a run's pin."""
    return [
        place
        for place in day.choices.places_of[session]
        if slot in (None, place.start) and room in (None, day.choices.groups[place.group].rooms[0].id)
    ]


#: Every rule that is rows of the model, in the order in which they are added.
ROWS: Mapping[Rule, Callable[[Variables], Iterator[Row]]] = {
    Rule.RUNS: runs,
    Rule.ROOM_ONCE: room_once,
    Rule.ROOM_CAPACITY: room_capacity,
    Rule.PRESENTERS: presenters,
    Rule.ONE_PLACE: one_place,
    Rule.ONCE_ONLY: once_only,
    Rule.TRAVEL: travel,
    Rule.APART: apart,
    Rule.JOINED: joined,
    Rule.PINS: pins,
}
