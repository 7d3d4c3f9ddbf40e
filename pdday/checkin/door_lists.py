"""The steward's lists at one door: who is expected or there, whom a name finds, and the last tries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, and_, exists, or_, select

from pdday.checkin.models import Attendance, Scan, ScanOutcome
from pdday.checkin.queries import Hours
from pdday.db import db
from pdday.programme.models import Leave, Room
from pdday.staff.models import School, StaffMember
from pdday.timetable.models import Enrolment, EnrolmentSlot, EnrolmentSource, Offering, OfferingSlot

#: What the steward still sees of the last tries at a door.
JUST_NOW = 5


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
