"""What the door answers, and where somebody then is. Pure: everything is in the arguments.

Seats are promised to the people the timetable enrolled, until ten minutes into the slot. Anyone else gets a
seat only if one is really free: not taken, and not kept for somebody who may still come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pdday.checkin.models import AttendanceKind, ScanOutcome
from pdday.programme.models import Slot
from pdday.timetable.rules import DOORS_OPEN_BEFORE as DOORS_OPEN_BEFORE
from pdday.words import Sentence

#: An enrolled colleague's seat is kept until this long after the slot began; as long as the grace for credit.
SEAT_KEPT_AFTER = timedelta(minutes=10)


class Recognised(StrEnum):
    """Whether the door knows who is there."""

    KNOWN = "known"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """What the timetable gives a person in the slots of this door."""

    LEADS = "leads"
    ENROLLED = "enrolled"
    ELSEWHERE = "elsewhere"
    FREE = "free"


class Passing(StrEnum):
    """Which way somebody goes through the door."""

    ARRIVING = "arriving"
    LEAVING = "leaving"


@dataclass(frozen=True)
class AtTheDoor:
    """Everything the door knows at the moment of a scan."""

    at: datetime
    begins_at: datetime
    ends_at: datetime
    recognised: Recognised
    passing: Passing
    standing: Standing
    #: They are in this room now.
    is_in: bool
    #: They are enrolled here, have been in no room of this slot yet and are not on leave.
    is_awaited: bool
    #: Attendees the offering may have; attendees in the room; enrolled colleagues who are still awaited.
    seats: int
    present: int
    awaited: int


@dataclass(frozen=True)
class Stay:
    """Somebody's presence in one room: from when, until when (None: not left), and when that offering ends."""

    attendance_id: int
    offering_id: int
    arrived_at: datetime
    left_at: datetime | None
    ends_at: datetime


def read_scan(door: AtTheDoor) -> ScanOutcome:
    """What a scan comes to. The order is that of a steward's questions: who, already in, when, which seat."""
    if door.recognised is Recognised.UNKNOWN:
        return ScanOutcome.UNKNOWN_BADGE
    if door.recognised is Recognised.REVOKED:
        return ScanOutcome.REVOKED
    if door.is_in:
        return ScanOutcome.LEFT if door.passing is Passing.LEAVING else ScanOutcome.ALREADY_IN
    if door.at < door.begins_at - DOORS_OPEN_BEFORE:
        return ScanOutcome.TOO_EARLY
    if door.at >= door.ends_at:
        return ScanOutcome.TOO_LATE
    if door.standing is not Standing.LEADS and not has_free_seat(door):
        return ScanOutcome.FULL
    return _ENTERS_AS[door.standing][0]


def has_free_seat(door: AtTheDoor) -> bool:
    """Whether this person may sit down: seats kept for others count as taken, unless one is kept for them."""
    if door.is_awaited:
        return door.present < door.seats
    kept = seats_kept(door.awaited, begins_at=door.begins_at, at=door.at)
    return door.present + kept < door.seats


def seats_kept(awaited: int, *, begins_at: datetime, at: datetime) -> int:
    """Free seats that only the people they are promised to may have."""
    return awaited if at < begins_at + SEAT_KEPT_AFTER else 0


def slot_at(slots: Sequence[Slot], at: datetime) -> Slot:
    """The slot whose doors matter at that moment: the one going on or next, on another day the first or the last."""
    return next((slot for slot in slots if at < slot.ends_at), slots[-1])


def kind_of_attendance(standing: Standing) -> AttendanceKind:
    """In what capacity somebody with this standing is in the room."""
    return _ENTERS_AS[standing][1]


def stays_ended_by(arrival: datetime, stays: Iterable[Stay]) -> list[Stay]:
    """The stays in other rooms that end because the person now arrives here: nobody is in two rooms."""
    return [
        stay
        for stay in stays
        if stay.arrived_at <= arrival < stay.ends_at and (stay.left_at is None or stay.left_at > arrival)
    ]


def left_for_another_room(arrival: datetime, ends_at: datetime, stays: Iterable[Stay]) -> datetime | None:
    """When the person is known to have gone on to another room before the end, if they have.

    This happens when a door was offline: its scan is told after the scan at the next door.
    """
    return min((stay.arrived_at for stay in stays if arrival < stay.arrived_at < ends_at), default=None)


def overlaps(stay: Stay, begins_at: datetime, ends_at: datetime) -> bool:
    """Whether the stay lies in the time between: the person has been seen in another room of these slots."""
    return stay.arrived_at < ends_at and begins_at < min(stay.ends_at, stay.left_at or stay.ends_at)


def minutes_away(left_at: datetime, back_at: datetime, begins_at: datetime) -> int:
    """Whole minutes of the offering missed by somebody who left the room and came back."""
    return max(timedelta(0), back_at - max(left_at, begins_at)) // timedelta(minutes=1)


def why_not_present(
    arrived_at: datetime, left_at: datetime | None, *, begins_at: datetime, ends_at: datetime
) -> Sentence | None:
    """Why nobody can have been in an offering from then until then; None if they can."""
    if arrived_at >= ends_at or arrived_at < begins_at - DOORS_OPEN_BEFORE:
        return Sentence("The arrival lies outside the session's time. Enter a time before its end.")
    if left_at and left_at < arrived_at:
        return Sentence("Somebody cannot leave before they arrive. Enter a later time of leaving.")
    return None


_ENTERS_AS: dict[Standing, tuple[ScanOutcome, AttendanceKind]] = {
    Standing.LEADS: (ScanOutcome.WELCOME, AttendanceKind.PRESENTING),
    Standing.ENROLLED: (ScanOutcome.WELCOME, AttendanceKind.ENROLLED),
    Standing.ELSEWHERE: (ScanOutcome.ANOTHER_ROOM, AttendanceKind.MOVED),
    Standing.FREE: (ScanOutcome.WALK_IN, AttendanceKind.WALK_IN),
}
