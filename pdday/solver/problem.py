"""The problem: who wishes what, and which slots, rooms and sessions there are to give.

Everything here is frozen and sorted by id (slots and points keep their order), so that the order
of a file's lists can change nothing. Reading and refusing is done in `reading`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pdday.solver.canonical import canonical_json
from pdday.solver.plan import Plan, Run

#: A day's slots are bits of one whole number of 63 in the search; forty is the most that anybody asked for.
MOST_SLOTS = 60

#: Worth of each choice, first to last. Convex at the top: two second choices (16) equal a first and a
#: fourth, and a first with a third (17) beats both. Source: the assignment, section 1.
POINTS = (10, 8, 7, 6, 5, 4, 3, 2, 1.5, 1.2, 1, 0.8)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in the day. `gap_after`: minutes until the next slot."""

    id: str
    label: str
    block: str
    gap_after: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """A room of a site, closed in some slots."""

    id: str
    site: str
    seats: int
    features: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RunPin:
    """A run of a session must start in this slot and be in this room (None: any)."""

    slot: str | None
    room: str | None


@dataclass(frozen=True, slots=True)
class SeatPin:
    """A person must sit in a run of this session, starting in this slot (None: any)."""

    session: str
    slot: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """A session somebody asked for; rank 1 is most wanted, equal ranks are ties."""

    session: str
    rank: int


@dataclass(frozen=True, slots=True)
class Session:
    """Accepted content, `length` slots long, to run between `fewest_runs` and `most_runs` times.

    `minimum` and `maximum` are heads in one run, presenters not counted. None means any
    (slots, sites, audience) or no limit (maximum).
    """

    id: str
    title: str
    length: int = 1
    fewest_runs: int = 1
    most_runs: int = 1
    minimum: int = 0
    maximum: int | None = None
    features: frozenset[str] = frozenset()
    sites: frozenset[str] | None = None
    slots: frozenset[str] | None = None
    presenters: tuple[str, ...] = ()
    audience: frozenset[str] | None = None
    pins: tuple[RunPin, ...] = ()

    def heads(self, seats: int) -> int:
        """How many attendees a run of it can hold in a room of so many seats."""
        return seats if self.maximum is None else min(seats, self.maximum)


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person of the day: when they are there, what they wish, need and must attend.

    `required`: each entry is met by any one of its sessions. `suits`: the sessions that fit the
    person's role and grades (None: not known). `slots`: when they are available (None: always).
    """

    id: str
    groups: Mapping[str, str] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    slots: frozenset[str] | None = None
    needs: frozenset[str] = frozenset()
    may_stay_away: bool = False
    wishes: tuple[Wish, ...] = ()
    vetoes: frozenset[str] = frozenset()
    required: tuple[tuple[str, ...], ...] = ()
    suits: frozenset[str] | None = None
    pins: tuple[SeatPin, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term of the score weighs, in points. Source: the assignment, section 4."""

    satisfaction: float = 100
    low_day: float = 100
    none_of_top_three: float = 50
    unplaced: float = 200
    missed: float = 300
    under_minimum: float = 20
    unsuited: float = 5
    together: float = 10
    split: float = 5
    change: float = 20


@dataclass(frozen=True)
class Problem:
    """One day to plan."""

    name: str
    slots: tuple[Slot, ...]
    travel: Mapping[frozenset[str], int]
    rooms: tuple[Room, ...]
    sessions: tuple[Session, ...]
    attendees: tuple[Attendee, ...]
    apart: tuple[tuple[str, str], ...] = ()
    joined: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    spread: tuple[tuple[str, ...], ...] = ()
    previous: Plan | None = None
    weights: Weights = Weights()
    points: tuple[float, ...] = POINTS
    #: What was read but not used, in sentences; no part of the fingerprint.
    warnings: tuple[str, ...] = ()

    def slot(self, slot_id: str) -> Slot:
        """The slot of this id. Raises KeyError if there is none."""
        return self.slots[self.slot_index[slot_id]]

    def room(self, room_id: str) -> Room:
        """The room of this id. Raises KeyError if there is none."""
        return self.room_by_id[room_id]

    def session(self, session_id: str) -> Session:
        """The session of this id. Raises KeyError if there is none."""
        return self.session_by_id[session_id]

    def attendee(self, attendee_id: str) -> Attendee:
        """The person of this id. Raises KeyError if there is none."""
        return self.attendee_by_id[attendee_id]

    @cached_property
    def slot_index(self) -> dict[str, int]:
        """Where each slot stands in the day, by id."""
        return {slot.id: index for index, slot in enumerate(self.slots)}

    @cached_property
    def room_index(self) -> dict[str, int]:
        """Where each stands in `rooms`, by id."""
        return {room.id: index for index, room in enumerate(self.rooms)}

    @cached_property
    def session_index(self) -> dict[str, int]:
        """Where each stands in `sessions`, by id."""
        return {session.id: index for index, session in enumerate(self.sessions)}

    @cached_property
    def attendee_index(self) -> dict[str, int]:
        """Where each stands in `attendees`, by id."""
        return {attendee.id: index for index, attendee in enumerate(self.attendees)}

    @cached_property
    def room_by_id(self) -> dict[str, Room]:
        """Each room, by id."""
        return {room.id: room for room in self.rooms}

    @cached_property
    def session_by_id(self) -> dict[str, Session]:
        """Each session, by id."""
        return {session.id: session for session in self.sessions}

    @cached_property
    def attendee_by_id(self) -> dict[str, Attendee]:
        """Each person, by id."""
        return {attendee.id: attendee for attendee in self.attendees}

    @cached_property
    def most_points(self) -> dict[str, float]:
        """By attendee, what `score.most` has reckoned already."""
        return {}

    def presents(self, attendee_id: str) -> tuple[str, ...]:
        """The ids of the sessions this person presents."""
        return self._presented.get(attendee_id, ())

    def starts(self, session: Session) -> tuple[str, ...]:
        """The slots in which a run of the session may start, in time order."""
        return self._starts[session.id]

    def covers(self, session_id: str, start: str) -> tuple[str, ...]:
        """The slots that a run starting there takes; fewer than its length where its block ends."""
        length, first = self.session(session_id).length, self.slot_index[start]
        block = self.slots[first].block
        taken: list[str] = []
        for slot in self.slots[first : first + length]:
            if slot.block != block:
                break
            taken.append(slot.id)
        return tuple(taken)

    def heads(self, run: Run) -> int:
        """How many attendees a run can hold."""
        return self.session(run.session).heads(self.room(run.room).seats)

    def minutes_between(self, site: str, other: str) -> int:
        """The way between two sites, the same both ways; 0 if nobody said."""
        return self.travel.get(frozenset((site, other)), 0)

    def points_for(self, rank: int) -> float:
        """Worth of a seat at this rank; a rank beyond the table earns its last value."""
        if rank < 1:
            raise ValueError(f"rank {rank} is below 1")
        return self.points[min(rank, len(self.points)) - 1]

    @cached_property
    def _presented(self) -> dict[str, tuple[str, ...]]:
        presented: dict[str, tuple[str, ...]] = {}
        for session in self.sessions:
            for presenter in session.presenters:
                presented[presenter] = (*presented.get(presenter, ()), session.id)
        return presented

    @cached_property
    def _starts(self) -> dict[str, tuple[str, ...]]:
        return {session.id: tuple(self._possible_starts(session)) for session in self.sessions}

    def _possible_starts(self, session: Session) -> list[str]:
        starts = []
        for slot in self.slots:
            taken = self.covers(session.id, slot.id)
            if len(taken) == session.length and (session.slots is None or session.slots.issuperset(taken)):
                starts.append(slot.id)
        return starts

    @cached_property
    def fingerprint(self) -> str:
        """sha256 of the canonical JSON: the same for the same day, however its file is ordered."""
        return hashlib.sha256(canonical_json(self).encode()).hexdigest()
