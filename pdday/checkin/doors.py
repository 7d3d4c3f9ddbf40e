"""What stewards' pages read: the day's doors with their counts, who is expected at one, where else there is room."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from pdday.checkin import rules
from pdday.checkin.models import Attendance, AttendanceKind, Scan, ScanOutcome
from pdday.checkin.queries import Hours
from pdday.db import db
from pdday.programme.models import Leave, Room, Slot
from pdday.proposals.models import Proposal, Session
from pdday.staff.models import School, StaffMember
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

#: What the steward still sees of the last tries at a door.
JUST_NOW = 5
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


@dataclass(frozen=True)
class Expected:
    """Somebody on the steward's list: enrolled here, or in the room without."""

    staff_id: int
    first_name: str
    last_name: str
    school: str
    #: None for somebody whom the timetable does not give this room.
    source: EnrolmentSource | None
    arrived_at: datetime | None
    left_at: datetime | None
    on_leave: bool
    #: The other room in which they are now.
    seen_in: str | None

    @property
    def leads(self) -> bool:
        return self.source is EnrolmentSource.PRESENTING

    @property
    def is_in(self) -> bool:
        """Whether they are in the room now."""
        return self.arrived_at is not None and self.left_at is None


@dataclass(frozen=True)
class Tried:
    """One of the last tries at a door."""

    outcome: ScanOutcome
    tried_at: datetime
    staff_id: int | None
    name: str | None
    #: They are recorded here, so it can be undone.
    is_recorded: bool


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
    should_lead = _count(_presenters(timetable))
    awaited = _count(_still_awaited(timetable))
    found = [
        Door(
            each,
            present=there.get(each.id, 0),
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


def people_at(offering: Offering, hours: Hours) -> list[Expected]:
    """Who is expected here or is here, by last name. One statement."""
    leave = exists().where(Leave.day_id == hours.day_id, Leave.staff_id == StaffMember.id)
    rows = db.session.execute(
        select(
            StaffMember.id,
            StaffMember.first_name,
            StaffMember.last_name,
            School.short_name,
            Enrolment.source,
            Attendance.arrived_at,
            Attendance.left_at,
            leave,
            _room_seen_in(offering, hours),
        )
        .join(School, School.id == StaffMember.home_school_id)
        .outerjoin(Enrolment, and_(Enrolment.staff_id == StaffMember.id, Enrolment.offering_id == offering.id))
        .outerjoin(Attendance, and_(Attendance.staff_id == StaffMember.id, Attendance.offering_id == offering.id))
        .where(or_(Enrolment.id.is_not(None), Attendance.id.is_not(None)))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
    )
    return [Expected(*row) for row in rows]


def rooms_given(offering: Offering, hours: Hours, staff_ids: Collection[int]) -> dict[int, str]:
    """The room that the timetable gives each of these people in the offering's slots, by staff id."""
    rows = db.session.execute(
        select(EnrolmentSlot.staff_id, Room.name)
        .join(Offering, Offering.id == EnrolmentSlot.offering_id)
        .join(Room, Room.id == Offering.room_id)
        .where(
            EnrolmentSlot.timetable_id == offering.timetable_id,
            EnrolmentSlot.staff_id.in_(staff_ids),
            EnrolmentSlot.slot_id.in_(hours.slot_ids),
        )
        .order_by(EnrolmentSlot.slot_id.desc())
    )
    return dict(rows.all())


def find_tried(scan_id: str, offering: Offering) -> Scan | None:
    """The try that a device has made at this door under this id."""
    return db.session.scalar(select(Scan).where(Scan.scan_id == scan_id, Scan.offering_id == offering.id))


def just_now(offering: Offering) -> list[Tried]:
    """The last tries at this door, newest first. One statement."""
    rows = db.session.execute(
        select(Scan.outcome, Scan.scanned_at, StaffMember, Attendance.id)
        .outerjoin(StaffMember, StaffMember.id == Scan.staff_id)
        .outerjoin(Attendance, and_(Attendance.staff_id == Scan.staff_id, Attendance.offering_id == Scan.offering_id))
        .where(Scan.offering_id == offering.id)
        .order_by(Scan.id.desc())
        .limit(JUST_NOW)
    )
    return [
        Tried(
            outcome,
            tried_at,
            staff_id=person.id if person else None,
            name=person.name if person else None,
            is_recorded=attendance_id is not None,
        )
        for outcome, tried_at, person, attendance_id in rows
    ]


def _count(statement: Select[int, int]) -> dict[int, int]:
    return dict(db.session.execute(statement).all())


def _in_the_room(timetable: Timetable) -> Select[int, int]:
    return (
        select(Attendance.offering_id, func.count())
        .join(Offering, Offering.id == Attendance.offering_id)
        .where(Offering.timetable_id == timetable.id, Attendance.left_at.is_(None))
        .group_by(Attendance.offering_id)
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


def _room_seen_in(offering: Offering, hours: Hours) -> ScalarSelect[str]:
    """The room of these slots, another one than this, in which the colleague of the row is now."""
    elsewhere = Attendance.__table__.alias()
    return (
        select(Room.name)
        .select_from(elsewhere)
        .join(OfferingSlot, OfferingSlot.offering_id == elsewhere.c.offering_id)
        .join(Room, Room.id == OfferingSlot.room_id)
        .where(
            elsewhere.c.staff_id == StaffMember.id,
            elsewhere.c.left_at.is_(None),
            elsewhere.c.offering_id != offering.id,
            OfferingSlot.slot_id.in_(hours.slot_ids),
        )
        .limit(1)
        .scalar_subquery()
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
