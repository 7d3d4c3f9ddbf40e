"""What could be at all: where a session's run may be, and which seats a person may be given.

A rule that forbids something whatever else happens never gets that far as to be a row of the model: what
it forbids is simply not offered. Each such rule is one question here; the others are rows of it (`rows`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pdday.solver.problem import Attendee, Problem, Room, Session
from pdday.solver.rules import Rule


class Place(NamedTuple):
    """A run of `session` could start in `start`, in one of the rooms of `group`."""

    session: str
    start: str
    group: int


class SeatChoice(NamedTuple):
    """`attendee` could sit in the run of `session` that starts in `start` in the rooms of `area`."""

    attendee: str
    session: str
    start: str
    area: int


@dataclass(frozen=True, slots=True)
class RoomGroup:
    """Rooms that are all the same to everybody, so that which of them it is can be said last.

    Groups of one `area` differ only in what no attendee would notice: seats and opening times.
    """

    rooms: tuple[Room, ...]
    area: int


@dataclass(frozen=True)
class Choices:
    """All places and seats that a model may choose from, with the ways to look them up."""

    problem: Problem
    groups: tuple[RoomGroup, ...]
    places: tuple[Place, ...]
    seats: tuple[SeatChoice, ...]
    #: Places where a run stands already, when the timetable or a part of it is fixed.
    fixed: frozenset[Place] = frozenset()

    def heads(self, place: Place) -> int:
        """How many attendees a run in this place can hold."""
        return self.problem.session(place.session).heads(self.groups[place.group].rooms[0].seats)

    def covers(self, choice: Place | SeatChoice) -> tuple[str, ...]:
        """The slots that this run takes."""
        return self.problem.covers(choice.session, choice.start)

    @cached_property
    def places_of(self) -> Mapping[str, list[Place]]:
        """Places by session."""
        found: dict[str, list[Place]] = {session.id: [] for session in self.problem.sessions}
        for place in self.places:
            found[place.session].append(place)
        return found

    @cached_property
    def places_in(self) -> Mapping[tuple[str, str, int], list[Place]]:
        """Places by (session, start, area)."""
        found: dict[tuple[str, str, int], list[Place]] = defaultdict(list)
        for place in self.places:
            found[place.session, place.start, self.groups[place.group].area].append(place)
        return found

    @cached_property
    def seats_of(self) -> Mapping[str, list[SeatChoice]]:
        """Seats by attendee."""
        found: dict[str, list[SeatChoice]] = {attendee.id: [] for attendee in self.problem.attendees}
        for seat in self.seats:
            found[seat.attendee].append(seat)
        return found

    @cached_property
    def seats_in(self) -> Mapping[tuple[str, str, int], list[SeatChoice]]:
        """Seats by (session, start, area)."""
        found: dict[tuple[str, str, int], list[SeatChoice]] = defaultdict(list)
        for seat in self.seats:
            found[seat.session, seat.start, seat.area].append(seat)
        return found


# --- places ----------------------------------------------------------------------------------


def places(problem: Problem, groups: tuple[RoomGroup, ...], *, of: frozenset[str] | None = None) -> tuple[Place, ...]:
    """Every place that a run (only of these sessions, if given) may have. LENGTH and SLOT_ALLOWED are in `starts`."""
    return tuple(
        Place(session.id, start, index)
        for session in problem.sessions
        if session.most_runs > 0 and (of is None or session.id in of)
        for start in problem.starts(session)
        if presenters_available(problem, session, start)
        for index, group in enumerate(groups)
        if room_suits(problem, session, start, group.rooms[0])
    )


def presenters_available(problem: Problem, session: Session, start: str) -> bool:
    """Presenters are there while their session runs."""
    slots = problem.covers(session.id, start)
    return all(is_available(problem.attendee(presenter), slots) for presenter in session.presenters)


def room_open(problem: Problem, session: Session, start: str, room: Room) -> bool:
    """No run is in a room that is closed then."""
    return room.closed.isdisjoint(problem.covers(session.id, start))


def room_features(_: Problem, session: Session, __: str, room: Room) -> bool:
    """The room has every feature that the session needs."""
    return session.features <= room.features


def room_site(_: Problem, session: Session, __: str, room: Room) -> bool:
    """The room is at one of the session's sites."""
    return session.sites is None or room.site in session.sites


def presenters_needs(problem: Problem, session: Session, _: str, room: Room) -> bool:
    """The room has every feature that its presenters need."""
    return all(problem.attendee(presenter).needs <= room.features for presenter in session.presenters)


#: Every rule about where a run may be, whatever else happens: models, search and explanations all ask these.
PLACE_RULES: Mapping[Rule, Callable[[Problem, Session, str, Room], bool]] = {
    Rule.ROOM_FEATURES: room_features,
    Rule.ROOM_SITE: room_site,
    Rule.NEEDS: presenters_needs,
    Rule.ROOM_OPEN: room_open,
}


def room_suits(problem: Problem, session: Session, start: str, room: Room) -> bool:
    """Whether no rule about places keeps a run of the session that starts then out of this room."""
    return all(may_be(problem, session, start, room) for may_be in PLACE_RULES.values())


def far_apart(problem: Problem) -> dict[tuple[str, str], set[frozenset[str]]]:
    """The pairs of sites with rooms that are too far for the gap, by each two consecutive slots of one block."""
    sites = {room.site for room in problem.rooms}
    ways = {pair: minutes for pair, minutes in problem.travel.items() if pair <= sites}
    found = {}
    for slot, following in zip(problem.slots, problem.slots[1:], strict=False):
        if slot.block == following.block:
            far = {pair for pair, minutes in ways.items() if minutes > slot.gap_after}
            if far:
                found[slot.id, following.id] = far
    return found


# --- seats -----------------------------------------------------------------------------------


def seats(
    problem: Problem,
    groups: tuple[RoomGroup, ...],
    places: Iterable[Place],
    *,
    unasked: bool = True,
    of: frozenset[str] | None = None,
) -> tuple[SeatChoice, ...]:
    """Every seat that a person (only those in `of`, if given) may have in these places.

    Without `unasked` only seats that matter: those somebody asked for, requires, pins or has had, and
    those of people who must or should share their runs with others.
    """
    runs: dict[tuple[str, str, int], Room] = {}
    for place in places:
        group = groups[place.group]
        runs.setdefault((place.session, place.start, group.area), group.rooms[0])
    wanted = None if unasked else wanted_sessions(problem)
    return tuple(
        SeatChoice(attendee.id, session, start, area)
        for attendee in problem.attendees
        if of is None or attendee.id in of
        for (session, start, area), room in runs.items()
        if (wanted is None or session in wanted[attendee.id])
        and may_sit(problem, attendee, problem.session(session), start, room)
    )


def wanted_sessions(problem: Problem) -> Mapping[str, set[str]]:
    """The sessions that each person asked for, requires, has pinned or had before; with partners, theirs too."""
    own: dict[str, set[str]] = {}
    for attendee in problem.attendees:
        own[attendee.id] = {wish.session for wish in attendee.wishes}
        own[attendee.id].update(session for choice in attendee.required for session in choice)
        own[attendee.id].update(pin.session for pin in attendee.pins)
    if problem.previous is not None:
        session_of = {run.id: run.session for run in problem.previous.runs}
        for seat in problem.previous.seats:
            if seat.attendee in own:
                own[seat.attendee].add(session_of[seat.run])
    shared = {person: set(sessions) for person, sessions in own.items()}
    for circle in (*problem.joined, *problem.together):
        for person in circle:
            shared[person].update(*(own[other] | set(problem.presents(other)) for other in circle))
    return shared


def may_sit(problem: Problem, attendee: Attendee, session: Session, start: str, room: Room) -> bool:
    """Whether no rule keeps this person out of this run, whatever else happens."""
    slots = problem.covers(session.id, start)
    return (
        is_available(attendee, slots)
        and session.id not in problem.presents(attendee.id)
        and attendee.needs <= room.features
        and not is_vetoed(attendee, session)
        and (is_asked_for(attendee, session, start) or may_be_filled(attendee, session))
    )


def is_available(attendee: Attendee, slots: Iterable[str]) -> bool:
    """Nobody is seated when away."""
    return attendee.slots is None or attendee.slots.issuperset(slots)


def is_vetoed(attendee: Attendee, session: Session) -> bool:
    """Nobody sits where they said "not for me", unless required."""
    return session.id in attendee.vetoes and not is_required(attendee, session)


def is_required(attendee: Attendee, session: Session) -> bool:
    """Whether this session meets one of the person's requirements."""
    return any(session.id in choice for choice in attendee.required)


def is_asked_for(attendee: Attendee, session: Session, start: str) -> bool:
    """Whether the seat is a wish, a requirement or a pin; all of them override the audience."""
    return (
        any(wish.session == session.id for wish in attendee.wishes)
        or is_required(attendee, session)
        or any(pin.session == session.id and pin.slot in (None, start) for pin in attendee.pins)
    )


def may_be_filled(attendee: Attendee, session: Session) -> bool:
    """Nobody is seated unasked outside a session's audience, or at all if they may stay away."""
    if attendee.may_stay_away:
        return False
    return session.audience is None or not session.audience.isdisjoint(attendee.tags)
