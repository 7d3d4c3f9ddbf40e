"""The day's doors with their counts, and where else there is a free seat."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from pdday.checkin import rules
from pdday.checkin.models import Attendance, AttendanceKind, Guest
from pdday.db import db
from pdday.programme.models import Leave, Room, Slot
from pdday.proposals.models import Proposal, Session
from pdday.staff.models import StaffMember
from pdday.timetable.models import (
    Enrolment,
    EnrolmentSlot,
    EnrolmentSource,
    Offering,
    OfferingSlot,
    Timetable,
    TimetableState,
)
from pdday.timetable.queries import offerings

#: Ways on that are offered to somebody who finds a room full.
WAYS_ON = 3


@dataclass(frozen=True)
class Door:
    """An offering seen from its door: who is in the room, and who may still come."""

    offering: Offering
    #: Attendees in the room; presenters take no seat.
    present: int
    #: Enrolled colleagues who have been in no room of these slots and reported no leave.
    awaited: int
    #: Whoever should lead it and is not there.
    presenters_missing: int

    @property
    def seats(self) -> int:
        """Attendees there may be: never more than the room's posted limit."""
        return min(self.offering.seats, self.offering.room.capacity)

    @property
    def due(self) -> int:
        """How many attendees there will be if all who are awaited come."""
        return min(self.seats, self.present + self.awaited)

    def free_seats(self, *, at: datetime) -> int:
        """Seats that anybody may have."""
        kept = rules.seats_kept(self.awaited, begins_at=self.offering.slot.begins_at, at=at)
        return max(0, self.seats - self.present - kept)

    def is_in_slot(self, slot: Slot) -> bool:
        """Whether the room is in use for it then: long sessions fill two slots."""
        return any(each.slot_id == slot.id for each in self.offering.slots)


@dataclass(frozen=True)
class Whole:
    """Several rooms taken together."""

    present: int
    awaited: int
    #: Seats that anybody may have.
    free: int


def find_offering(offering_id: int) -> Offering | None:
    """An offering that has a door: one of a draft has none."""
    return db.session.scalar(
        select(Offering)
        .join(Offering.timetable)
        .where(Offering.id == offering_id, Timetable.state != TimetableState.DRAFT)
        .options(
            joinedload(Offering.timetable).joinedload(Timetable.day),
            joinedload(Offering.room).joinedload(Room.school),
            joinedload(Offering.session).joinedload(Session.proposal).joinedload(Proposal.strand),
            joinedload(Offering.slot),
        )
    )


def doors(timetable: Timetable) -> list[Door]:
    """Every door of the day, in the order of the day and then of the rooms."""
    there = _count(_in_the_room(timetable).where(Attendance.kind != AttendanceKind.PRESENTING))
    leading = _count(_in_the_room(timetable).where(Attendance.kind == AttendanceKind.PRESENTING))
    guests = _count(_guests(timetable))
    should_lead = _count(_presenters(timetable))
    awaited = _count(_still_awaited(timetable))
    found = [
        Door(
            each,
            present=there.get(each.id, 0) + guests.get(each.id, 0),
            awaited=awaited.get(each.id, 0),
            presenters_missing=should_lead.get(each.id, 0) - leading.get(each.id, 0),
        )
        for each in offerings(timetable)
    ]
    return sorted(found, key=lambda door: (door.offering.slot.position, door.offering.room.name, door.offering.id))


def slots_with_doors(opened: Sequence[Door]) -> list[Slot]:
    """The slots that begin something, in order."""
    return list(dict.fromkeys(door.offering.slot for door in opened))


def whole(rooms: Collection[Door], *, at: datetime) -> Whole:
    """What these rooms come to together."""
    return Whole(
        present=sum(door.present for door in rooms),
        awaited=sum(door.awaited for door in rooms),
        free=sum(door.free_seats(at=at) for door in rooms),
    )


def ways_on(full: Offering, person: StaffMember | None, *, at: datetime) -> list[Door]:
    """Where else there is a free seat now, nearest and most alike first: same site, same strand, most seats.

    Leaves out what the person has that day or has been to.
    """
    known = _sessions_of(person, full.timetable) if person else frozenset()
    free = [
        door
        for door in doors(full.timetable)
        if door.offering.slot_id == full.slot_id
        and door.offering.id != full.id
        and door.offering.session_id is not None
        and door.offering.session_id not in known
        and door.free_seats(at=at)
    ]

    def far_and_unlike(door: Door) -> tuple[bool, bool, int, str]:
        return (
            door.offering.room.school_id != full.room.school_id,
            _strand_id(door.offering) != _strand_id(full),
            -door.free_seats(at=at),
            door.offering.room.name,
        )

    return sorted(free, key=far_and_unlike)[:WAYS_ON]


def _count(statement: Select[int, int]) -> dict[int, int]:
    return dict(db.session.execute(statement).all())


def _in_the_room(timetable: Timetable) -> Select[int, int]:
    return (
        select(Attendance.offering_id, func.count())
        .join(Offering, Offering.id == Attendance.offering_id)
        .where(Offering.timetable_id == timetable.id, Attendance.left_at.is_(None))
        .group_by(Attendance.offering_id)
    )


def _guests(timetable: Timetable) -> Select[int, int]:
    return (
        select(Guest.offering_id, func.count())
        .join(Offering, Offering.id == Guest.offering_id)
        .where(Offering.timetable_id == timetable.id, Guest.staff_id.is_(None))
        .group_by(Guest.offering_id)
    )


def _presenters(timetable: Timetable) -> Select[int, int]:
    return (
        select(Enrolment.offering_id, func.count())
        .where(Enrolment.timetable_id == timetable.id, Enrolment.source == EnrolmentSource.PRESENTING)
        .group_by(Enrolment.offering_id)
    )


def _still_awaited(timetable: Timetable) -> Select[int, int]:
    """As `queries.awaited_count`, for all doors at once."""
    seen = (
        exists()
        .where(Attendance.staff_id == Enrolment.staff_id, OfferingSlot.offering_id == Attendance.offering_id)
        .where(EnrolmentSlot.enrolment_id == Enrolment.id, EnrolmentSlot.slot_id == OfferingSlot.slot_id)
    )
    leave = exists().where(Leave.day_id == timetable.day_id, Leave.staff_id == Enrolment.staff_id)
    return (
        select(Enrolment.offering_id, func.count())
        .where(
            Enrolment.timetable_id == timetable.id,
            Enrolment.source != EnrolmentSource.PRESENTING,
            ~seen,
            ~leave,
        )
        .group_by(Enrolment.offering_id)
    )


def _sessions_of(person: StaffMember, timetable: Timetable) -> frozenset[int | None]:
    """Sessions that the person has a place in or has been to."""
    given = select(Enrolment.session_id).where(Enrolment.timetable_id == timetable.id, Enrolment.staff_id == person.id)
    been_to = (
        select(Offering.session_id)
        .join(Attendance, Attendance.offering_id == Offering.id)
        .where(Offering.timetable_id == timetable.id, Attendance.staff_id == person.id)
    )
    return frozenset(db.session.scalars(given.union(been_to)))


def _strand_id(offering: Offering) -> int | None:
    return offering.session.proposal.strand_id if offering.session else None
