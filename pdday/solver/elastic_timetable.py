"""The elastic timetable's rows: sessions that must run, their rooms and presenters, and what is pinned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pulp

from pdday.solver.choices import PLACE_RULES, is_available
from pdday.solver.elastic import PRICES, Elastic, Named, Spot
from pdday.solver.elastic_people import add_people
from pdday.solver.precheck import runs_needed
from pdday.solver.problem import Problem, Room, Session
from pdday.solver.rules import Rule
from pdday.solver.variables import Terms

#: Place rules that name nothing but the session: a closed room is named too, and needs are a presenter's.
_OF_THE_SESSION = {rule: may_be for rule, may_be in PLACE_RULES.items() if rule not in (Rule.ROOM_OPEN, Rule.NEEDS)}


def elastic_timetable(
    problem: Problem, *, groups: tuple[tuple[Room, ...], ...] | None = None, counted: bool = False
) -> Elastic:
    """The model of what could make this day impossible, not yet solved; `groups` as in a larger part of the day.

    If `counted`, each further room costs once more; otherwise a kind of room that is to be had is had as often as
    it takes, which is all that a clash asks for.
    """
    day = Elastic(problem, groups or _groups(problem))
    needed = [session for session in problem.sessions if runs_needed(problem)[session.id]]
    _may_be_replaced(day, needed)
    pinned = _pinned(problem)
    for session in needed:
        _add_spots(day, session, pinned=session.id in pinned, counted=counted)
        _runs(day, session)
        _run_pins(day, session)
    _room_once(day, counted=counted)
    _presenters(day)
    add_people(day)
    prices = {slack: -float(PRICES[named.rule]) for named, slack in day.slacks.items()}
    day.model.setObjective(pulp.LpAffineExpression(prices))
    return day


def _may_be_replaced(day: Elastic, sessions: Iterable[Session]) -> None:
    """Who is joined to somebody may have to sit in a session that they no longer present: replacing them costs."""
    joined = {person for pair in day.problem.joined for person in pair}
    for session in sessions:
        for presenter in sorted(joined.intersection(session.presenters)):
            day.use(Rule.PRESENTERS, session.id, presenter)


def _groups(problem: Problem) -> tuple[tuple[Room, ...], ...]:
    """Rooms in groups that are alike for sessions, presenters and tied people."""
    pinned_rooms = {pin.room for session in problem.sessions for pin in session.pins}
    tied = {each.id for each in problem.attendees if each.pins}.union(*problem.joined)
    most = len(tied) + 1  # no more people than these, and one in a repeat that must not be empty, are seated here
    groups: dict[object, list[Room]] = defaultdict(list)
    for room in problem.rooms:
        named = room.id if room.id in pinned_rooms else None
        kept_out = frozenset(_kept_out(problem, room))
        alike = (room.site, room.features, room.closed, kept_out, named, min(room.seats, most))
        groups[alike].append(room)
    return tuple(tuple(rooms) for rooms in groups.values())


def _kept_out(problem: Problem, room: Room) -> Iterator[tuple[str, str, str]]:
    """Which rule keeps which session out of a room, from which slot on."""
    for session in problem.sessions:
        for slot in problem.slots:
            for rule, may_be in _OF_THE_SESSION.items():
                if not may_be(problem, session, slot.id, room):
                    yield rule, session.id, slot.id


def _add_spots(day: Elastic, session: Session, *, pinned: bool, counted: bool) -> None:
    """Every spot for the session; a run there must relax whatever rules the spot breaks."""
    breaking: dict[Named, Terms] = defaultdict(list)
    for slot in day.problem.slots:
        for group in range(len(day.groups)):
            run = day.add_run(Spot(session.id, slot.id, group))
            for named in _broken_by(day, session, slot.id, group):
                breaking[named].append((run, 1.0))
    most = len(day.problem.slots) if pinned else max(1, session.most_runs)
    for named, runs in breaking.items():
        slack = day.slack(named.rule, *named.what)
        if named.rule is not Rule.ROOM_OPEN:
            day.at_most(0, runs, slack, by=float(min(most, len(runs))))
        elif not counted:  # else the rooms opened are counted, which says the same
            for term in runs:
                day.at_most(0, [term], slack)


def _pinned(problem: Problem) -> frozenset[str]:
    """Sessions that may have to run more often than they may, because of pins."""
    runs = {session.id for session in problem.sessions if session.pins}
    return frozenset(runs.union(pin.session for attendee in problem.attendees for pin in attendee.pins))


def _broken_by(day: Elastic, session: Session, start: str, group: int) -> list[Named]:
    """The rules that a run in this spot would break whatever else happens."""
    rooms, slots = day.groups[group], day.problem.covers(session.id, start)
    room = rooms[0]
    broken = []
    if len(slots) < session.length:
        broken.append(Named(Rule.LENGTH, (session.id,)))
    if session.slots is not None and not session.slots.issuperset(slots):
        broken.append(Named(Rule.SLOT_ALLOWED, (session.id,)))
    broken += [
        Named(rule, (session.id,))
        for rule, may_be in _OF_THE_SESSION.items()
        if not may_be(day.problem, session, start, room)
    ]
    names = tuple(room.id for room in rooms)
    broken += [Named(Rule.ROOM_OPEN, (slot, *names)) for slot in slots if slot in room.closed]
    for presenter in map(day.problem.attendee, session.presenters):
        if not is_available(presenter, slots):
            broken.append(Named(Rule.PRESENTERS, (session.id, presenter.id)))
        if not presenter.needs <= room.features:
            broken.append(Named(Rule.NEEDS, (presenter.id,)))
    return broken


def _runs(day: Elastic, session: Session) -> None:
    """As often as it must and may, and never twice at once."""
    spots = [spot for starting in day.spots[session.id].values() for spot in starting]
    everywhere = [(day.runs[spot], 1.0) for spot in spots]
    slack = day.slack(Rule.RUNS, session.id)
    if session.fewest_runs:
        day.at_least(session.fewest_runs, everywhere, slack)
    if len(spots) > session.most_runs:
        day.at_most(session.most_runs, everywhere, slack, by=len(day.problem.slots))
    for slot in day.problem.slots:
        day.at_most(1, day.running(session.id, slot.id))


def _run_pins(day: Elastic, session: Session) -> None:
    """Some run keeps each pin."""
    for pin in session.pins:
        kept = [
            (run, 1.0)
            for spot, run in day.runs.items()
            if spot.session == session.id
            and pin.slot in (None, spot.start)
            and pin.room in (None, day.groups[spot.group][0].id)
        ]
        day.at_least(1, kept, day.slack(Rule.PINS, session.id, pin.slot, pin.room))


def _room_once(day: Elastic, *, counted: bool) -> None:
    """Of equal rooms, no more runs at once than there are rooms.

    Another room like it would not help two that are pinned to this very one.
    """
    taken: Mapping[tuple[int, str], Terms] = defaultdict(list)
    pinned: Mapping[tuple[int, str], Terms] = defaultdict(list)
    for spot, run in day.runs.items():
        pins = day.problem.session(spot.session).pins
        here = any(day.groups[spot.group][0].id == pin.room and pin.slot in (None, spot.start) for pin in pins)
        for slot in day.covers(spot.session, spot.start):
            taken[spot.group, slot].append((run, 1.0))
            if here:
                pinned[spot.group, slot].append((run, 1.0))
    for terms in pinned.values():
        day.at_most(1, terms)
    for (group, slot), terms in taken.items():
        rooms = day.groups[group]
        names = tuple(room.id for room in rooms)
        opened = day.slacks.get(Named(Rule.ROOM_OPEN, (slot, *names)))
        most = len(terms) - len(rooms)
        more = [day.slack(Rule.ROOM_ONCE, *names, most=most if counted else 1)] if most > 0 else []
        by = 1.0 if counted else float(len(terms))
        if more:
            day.at_most(len(rooms), terms, *more, by=by)
        if opened is not None:
            day.at_most(0, [*terms, (opened, -float(min(len(terms), len(rooms))))], *more, by=by)
            if more:  # further rooms like these are closed then, too
                day.at_most(0, [*terms, (opened, -float(len(terms)))])


def _presenters(day: Elastic) -> None:
    """Nobody presents two sessions at once, unless one of the two finds another presenter."""
    running = {session for session, spots in day.spots.items() if spots}
    for attendee in day.problem.attendees:
        sessions = [name for name in day.problem.presents(attendee.id) if name in running]
        for index, one in enumerate(sessions):
            for other in sessions[index + 1 :]:
                for slot in day.problem.slots:
                    both = day.running(one, slot.id) + day.running(other, slot.id)
                    without = [day.slack(Rule.PRESENTERS, name, attendee.id) for name in (one, other)]
                    day.at_most(1, both, *without)
