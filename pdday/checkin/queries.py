"""What the door and the coordinator ask about scans, guests and presence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload

from pdday.checkin.models import Attendance, AttendanceKind, Badge, Guest, Scan
from pdday.checkin.rules import Standing, Stay
from pdday.db import db
from pdday.programme.models import Day, Leave, Slot
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, OfferingSlot, Timetable


@dataclass(frozen=True)
class Hours:
    """When an offering begins and ends, over all the slots it fills."""

    day_id: int
    slot_ids: tuple[int, ...]
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class PlaceInTime:
    """What the timetable gives somebody in some slots: their standing at one door, and where they belong instead."""

    standing: Standing
    elsewhere_id: int | None
    on_leave: bool


NO_PLACE = PlaceInTime(standing=Standing.FREE, elsewhere_id=None, on_leave=False)


def hours_of(offering: Offering) -> Hours:
    """The offering's slots and its first beginning and last end. One statement."""
    slots = db.session.execute(
        select(Slot.day_id, Slot.id, Slot.begins_at, Slot.ends_at)
        .join(OfferingSlot, OfferingSlot.slot_id == Slot.id)
        .where(OfferingSlot.offering_id == offering.id)
        .order_by(Slot.position)
    ).all()
    return Hours(
        day_id=slots[0].day_id,
        slot_ids=tuple(slot.id for slot in slots),
        begins_at=slots[0].begins_at,
        ends_at=slots[-1].ends_at,
    )


def find_scan(scan_id: str) -> Scan | None:
    """The scan that a device has sent before under this id, if it has."""
    return db.session.scalar(select(Scan).where(Scan.scan_id == scan_id))


def find_badge(token: str, day_id: int) -> Badge | None:
    """The day's badge with this token, with its bearer; a badge of another day is no badge here."""
    return db.session.scalar(
        select(Badge).options(joinedload(Badge.staff)).where(Badge.token == token, Badge.day_id == day_id)
    )


def scan_of(scan_id: str) -> Scan:
    """The scan under this id. Raises NoResultFound."""
    return db.session.scalars(select(Scan).where(Scan.scan_id == scan_id)).one()


def find_attendance(offering_id: int, staff_id: int) -> Attendance | None:
    """This colleague's attendance of this offering, if there is one."""
    return db.session.scalar(
        select(Attendance).where(Attendance.offering_id == offering_id, Attendance.staff_id == staff_id)
    )


def place_in_time(staff: StaffMember, offering: Offering, hours: Hours) -> PlaceInTime:
    """What the offering's timetable gives this colleague in the offering's slots; one statement.

    A place in a session that was withdrawn since keeps nobody from another door.
    """
    leave = exists().where(Leave.day_id == hours.day_id, Leave.staff_id == staff.id)
    places = db.session.execute(
        select(Enrolment.offering_id, Enrolment.source, leave.label("on_leave"), Session.cancelled_at)
        .join(OfferingSlot, OfferingSlot.offering_id == Enrolment.offering_id)
        .outerjoin(Session, Enrolment.session_id == Session.id)
        .where(
            Enrolment.timetable_id == offering.timetable_id,
            Enrolment.staff_id == staff.id,
            OfferingSlot.slot_id.in_(hours.slot_ids),
        )
        .order_by(Enrolment.offering_id)
    ).all()
    here = [place for place in places if place.offering_id == offering.id]
    running = (place for place in places if place.cancelled_at is None)
    elsewhere = [place.offering_id for place in running if place.offering_id != offering.id]
    if here:
        leads = here[0].source is EnrolmentSource.PRESENTING
        standing = Standing.LEADS if leads else Standing.ENROLLED
    else:
        standing = Standing.ELSEWHERE if elsewhere else Standing.FREE
    return PlaceInTime(
        standing=standing,
        elsewhere_id=None if here or not elsewhere else elsewhere[0],
        on_leave=any(place.on_leave for place in places),
    )


def other_stays(staff_id: int, offering: Offering, hours: Hours) -> tuple[Stay, ...]:
    """The colleague's stays in other rooms that day, by arrival. One statement."""
    their_own = (Attendance.id, Attendance.offering_id, Attendance.arrived_at, Attendance.left_at)
    stays = db.session.execute(
        select(*their_own, func.max(Slot.ends_at))
        .join(OfferingSlot, OfferingSlot.offering_id == Attendance.offering_id)
        .join(Slot, Slot.id == OfferingSlot.slot_id)
        .where(Attendance.staff_id == staff_id, Attendance.offering_id != offering.id, Slot.day_id == hours.day_id)
        .group_by(*their_own)
        .order_by(Attendance.arrived_at, Attendance.id)
    )
    return tuple(Stay(*stay) for stay in stays)


def present_count(offering: Offering) -> int:
    """Attendees and guests who are in the room now; those who lead take no seat."""
    attendees = select(func.count()).select_from(Attendance).where(*_in_the_room(offering)).scalar_subquery()
    guests = select(func.count()).where(Guest.offering_id == offering.id, Guest.staff_id.is_(None)).scalar_subquery()
    return db.session.scalar(select(attendees + guests)) or 0


def find_guest(guest_id: int) -> Guest | None:
    return db.session.get(Guest, guest_id)


def guests_of(day: Day) -> list[Guest]:
    """Everyone who came to a door of the day as a guest: those of whom nobody has said who they were come first."""
    return list(
        db.session.scalars(
            select(Guest)
            .join(Guest.offering)
            .join(Timetable, Offering.timetable_id == Timetable.id)
            .where(Timetable.day_id == day.id)
            .options(
                joinedload(Guest.staff),
                joinedload(Guest.offering).joinedload(Offering.room),
                joinedload(Guest.offering).joinedload(Offering.session).joinedload(Session.proposal),
            )
            .order_by(Guest.settled_at.is_not(None), Guest.arrived_at, Guest.id)
        )
    )


def count_arrived(day: Day) -> int:
    """How many people have attended something of the day, by whichever of its timetables."""
    return (
        db.session.scalar(
            select(func.count(Attendance.staff_id.distinct()))
            .join(Offering, Attendance.offering_id == Offering.id)
            .join(Timetable, Offering.timetable_id == Timetable.id)
            .where(Timetable.day_id == day.id)
        )
        or 0
    )


def awaited_count(offering: Offering, hours: Hours) -> int:
    """Enrolled colleagues who have been in no room of these slots yet and have reported no leave."""
    seen = (
        exists()
        .where(Attendance.staff_id == Enrolment.staff_id, Attendance.offering_id == OfferingSlot.offering_id)
        .where(OfferingSlot.slot_id.in_(hours.slot_ids))
    )
    leave = exists().where(Leave.day_id == hours.day_id, Leave.staff_id == Enrolment.staff_id)
    awaited = (
        select(func.count())
        .select_from(Enrolment)
        .where(
            Enrolment.offering_id == offering.id,
            Enrolment.source != EnrolmentSource.PRESENTING,
            ~seen,
            ~leave,
        )
    )
    return db.session.scalar(awaited) or 0


def _in_the_room(offering: Offering) -> tuple[ColumnElement[bool], ...]:
    return (
        Attendance.offering_id == offering.id,
        Attendance.left_at.is_(None),
        Attendance.kind != AttendanceKind.PRESENTING,
    )
