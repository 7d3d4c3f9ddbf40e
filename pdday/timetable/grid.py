"""A timetable as a table people can read: rooms in rows, breakout slots in columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pdday.programme.models import Room, RoomClosure, Slot
from pdday.staff.models import School
from pdday.timetable.models import Offering, Pin, PinKind

#: Above this share of its seats a room has no place left for walk-ins worth speaking of.
NEARLY_FULL = 0.9


class CellKind(StrEnum):
    """What is in a room at a time."""

    OFFERING = "offering"
    FREE = "free"
    CLOSED = "closed"


@dataclass(frozen=True)
class Cell:
    """One cell of the table; a long offering spans the slots it fills."""

    kind: CellKind
    spans: int = 1
    offering: Offering | None = None
    #: The slot in which it begins.
    slot: Slot | None = None
    #: Attendees enrolled, presenters not counted.
    taken: int = 0
    #: Why a closed room is closed.
    reason: str = ""

    @property
    def is_full(self) -> bool:
        """Whether no seat is left."""
        return self.offering is not None and self.taken >= self.offering.seats

    @property
    def is_nearly_full(self) -> bool:
        """Whether few seats are left for walk-ins."""
        return self.offering is not None and not self.is_full and self.taken > NEARLY_FULL * self.offering.seats


@dataclass(frozen=True)
class Line:
    """One room and what happens in it."""

    room: Room
    cells: tuple[Cell, ...]


def lines(
    rooms: Sequence[Room],
    slots: Sequence[Slot],
    offerings: Iterable[Offering],
    closures: Iterable[RoomClosure],
    taken: Mapping[int, int],
) -> list[Line]:
    """One line a room, in the order given; `slots` are the breakouts in time order, `taken` seats by offering id."""
    begins = {(offering.room_id, offering.slot_id): offering for offering in offerings}
    closed = {(closure.room_id, closure.slot_id): closure.reason for closure in closures}
    return [Line(room, tuple(_cells(room, slots, begins, closed, taken))) for room in rooms]


def rooms_by_site(rooms: Iterable[Room]) -> list[tuple[School, int]]:
    """Each site with how many of these rooms it has, in their order."""
    counts: dict[School, int] = {}
    for room in rooms:
        counts[room.school] = counts.get(room.school, 0) + 1
    return list(counts.items())


def pinned_runs(offerings: Iterable[Offering], pins: Iterable[Pin]) -> dict[int, str]:
    """The reason by offering id, for the runs that a pin holds where they are."""
    held = [pin for pin in pins if pin.kind is PinKind.HERE and pin.staff_id is None]
    return {
        offering.id: pin.reason
        for offering in offerings
        for pin in held
        if pin.session_id == offering.session_id
        and pin.slot_id in (None, offering.slot_id)
        and pin.room_id in (None, offering.room_id)
    }


def under_minimum(offerings: Iterable[Offering], taken: Mapping[int, int]) -> list[tuple[Offering, int]]:
    """Runs with fewer people than their session asks for, each with how many it has; those that lack most first."""
    few = [
        (offering, taken.get(offering.id, 0))
        for offering in offerings
        if offering.session and taken.get(offering.id, 0) < offering.session.proposal.fewest_people
    ]
    return sorted(few, key=lambda each: (each[1] - each[0].session.proposal.fewest_people, each[0].id))  # type: ignore[union-attr]


def _cells(
    room: Room,
    slots: Sequence[Slot],
    begins: Mapping[tuple[int, int], Offering],
    closed: Mapping[tuple[int, int], str],
    taken: Mapping[int, int],
) -> Iterable[Cell]:
    covered = 0
    for slot in slots:
        if covered:
            covered -= 1
            continue
        place = (room.id, slot.id)
        offering = begins.get(place)
        if offering is not None:
            covered = len(offering.slots) - 1
            yield Cell(CellKind.OFFERING, len(offering.slots), offering, slot, taken.get(offering.id, 0))
        elif place in closed:
            yield Cell(CellKind.CLOSED, slot=slot, reason=closed[place])
        else:
            yield Cell(CellKind.FREE, slot=slot)
