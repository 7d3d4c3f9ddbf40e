"""Ever larger parts of an impossible day: rules that clash in a part clash in the day, and a part is quickly solved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from pdday.solver.choices import presenters_available, room_suits
from pdday.solver.elastic import Elastic, Named
from pdday.solver.elastic_timetable import elastic_timetable
from pdday.solver.problem import Problem, Session

#: So many sessions are in the first part; each next part has twice as many.
SMALLEST = 8


def parts(day: Elastic, relaxed: Collection[Named]) -> Iterator[Elastic]:
    """The day with ever more of its sessions, those first that the way out is about, and the whole day at last.

    A session left out need not run and seats nobody, so that what clashes without it clashes with it, too.
    """
    near = _nearest_first(day, {name for named in relaxed for name in named.what if name is not None})
    size = SMALLEST
    while size < len(near):
        yield elastic_timetable(_only(day.problem, {*near[:size]}), groups=day.groups)
        size *= 2
    yield day


def _nearest_first(day: Elastic, names: set[str]) -> list[str]:
    """Sessions that must run: those named, those of people who are tied to these, then who has the least choice."""
    problem = day.problem
    people = {each for name in names if name in problem.session_by_id for each in problem.session(name).presenters}
    people |= {name for name in names if name in problem.attendee_by_id}
    people.update(*(pair for pair in problem.joined if not people.isdisjoint(pair)))
    tied = {session for person in people for session in problem.presents(person)}
    tied |= {pin.session for person in people for pin in problem.attendee(person).pins}

    def distance(session_id: str) -> tuple[int, int, str]:
        here, choice = _groups_that_suit(day, problem.session(session_id))
        if session_id in names:
            return 0, choice, session_id
        named_rooms = any(room.id in names for group in here for room in day.groups[group])
        return (1 if session_id in tied else 2 if named_rooms else 3), choice, session_id

    return sorted(day.spots, key=distance)


def _groups_that_suit(day: Elastic, session: Session) -> tuple[set[int], int]:
    """The groups of rooms in which a session could be, and how many places it has to choose from."""
    found, choice = set(), 0
    for start in day.problem.starts(session):
        if not presenters_available(day.problem, session, start):
            continue
        for group, rooms in enumerate(day.groups):
            if room_suits(day.problem, session, start, rooms[0]):
                found.add(group)
                choice += len(rooms)
    return found, choice


def _only(problem: Problem, chosen: set[str]) -> Problem:
    """The day with these sessions alone, and the pinned seats in them."""
    people = [
        replace(person, pins=tuple(pin for pin in person.pins if pin.session in chosen)) if person.pins else person
        for person in problem.attendees
    ]
    sessions = tuple(session for session in problem.sessions if session.id in chosen)
    return replace(problem, sessions=sessions, attendees=tuple(people))
