"""What the door, the badge printer and the coordinator ask about badges, scans and presence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, select, true
from sqlalchemy.orm import joinedload

from pdday.checkin.models import Attendance, AttendanceKind, Badge, Guest, Scan
from pdday.checkin.rules import Standing, Stay
from pdday.db import db
from pdday.programme.models import Day, Leave, Room, Slot
from pdday.programme.vocabulary import SlotKind
from pdday.proposals.models import Session
from pdday.staff.models import School, StaffMember
from pdday.timetable.models import Enrolment, EnrolmentSlot, EnrolmentSource, Offering, OfferingSlot, Timetable


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


@dataclass(frozen=True)
class BadgePlace:
    """Where somebody is in one slot, as the badge says it: no room means that they have no place in it."""

    slot: str
    room: str | None = None
    #: Short name of the site, where it is not the host's.
    site: str | None = None


class NameSize(StrEnum):
    """How large a name stands on the badge: 38, 28 or 22 px."""

    LARGE = "large"
    USUAL = "usual"
    SMALL = "small"


#: Letters of a first or last name that can stand large, to be read across a table.
LARGE_NAME = 8
#: Letters of a word that still fit at the usual size.
LONGEST_USUAL_WORD = 13


@dataclass(frozen=True)
class BadgeFace:
    """What one badge shows. Nothing about role, needs or wishes: a badge is read by everyone."""

    first_name: str
    last_name: str
    school: str
    token: str
    places: tuple[BadgePlace, ...]
    #: In which its few words speak.
    language: str = "en"

    @property
    def name_size(self) -> NameSize:
        """How large the name can be set beside the QR code without breaking a word."""
        if max(len(self.first_name), len(self.last_name)) <= LARGE_NAME:
            return NameSize.LARGE
        words = f"{self.first_name} {self.last_name}".replace("-", " ").split()
        return NameSize.USUAL if max(map(len, words)) <= LONGEST_USUAL_WORD else NameSize.SMALL


@dataclass(frozen=True)
class BadgePack:
    """The day's badges as they are printed."""

    day_name: str
    day_date: date
    faces: tuple[BadgeFace, ...]


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
    """What the offering's timetable gives this colleague in the offering's slots. One statement."""
    leave = exists().where(Leave.day_id == hours.day_id, Leave.staff_id == staff.id)
    places = db.session.execute(
        select(Enrolment.offering_id, Enrolment.source, leave.label("on_leave"))
        .join(OfferingSlot, OfferingSlot.offering_id == Enrolment.offering_id)
        .where(
            Enrolment.timetable_id == offering.timetable_id,
            Enrolment.staff_id == staff.id,
            OfferingSlot.slot_id.in_(hours.slot_ids),
        )
        .order_by(Enrolment.offering_id)
    ).all()
    here = [place for place in places if place.offering_id == offering.id]
    elsewhere = [place.offering_id for place in places if place.offering_id != offering.id]
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


def staff_without_badge(day: Day) -> list[StaffMember]:
    """Everybody of the district who has no valid badge for the day yet, in id order."""
    valid = and_(Badge.staff_id == StaffMember.id, Badge.day_id == day.id, Badge.revoked_at.is_(None))
    return list(
        db.session.scalars(
            select(StaffMember).where(StaffMember.left_at.is_(None), ~exists().where(valid)).order_by(StaffMember.id)
        )
    )


def valid_badges_count(day: Day) -> int:
    """How many badges can be scanned on that day."""
    valid = select(func.count()).select_from(Badge).where(Badge.day_id == day.id, Badge.revoked_at.is_(None))
    return db.session.scalar(valid) or 0


def find_valid_badge(staff: StaffMember, day: Day) -> Badge | None:
    """The badge this colleague can be scanned with on that day, if one was made."""
    return db.session.scalar(
        select(Badge).where(Badge.staff_id == staff.id, Badge.day_id == day.id, Badge.revoked_at.is_(None))
    )


def badge_pack(timetable: Timetable, *, staff: StaffMember | None = None) -> BadgePack:
    """What every valid badge of the timetable's day shows, by last name; only one colleague's if `staff` is given."""
    day = timetable.day
    slots = [slot for slot in day.slots if slot.kind is SlotKind.BREAKOUT]
    rooms = _rooms_by_person_and_slot(timetable)
    bearers = db.session.execute(
        select(
            StaffMember.id,
            StaffMember.first_name,
            StaffMember.last_name,
            StaffMember.language,
            School.name,
            Badge.token,
        )
        .join(Badge, Badge.staff_id == StaffMember.id)
        .join(School, School.id == StaffMember.home_school_id)
        .where(Badge.day_id == day.id, Badge.revoked_at.is_(None))
        .where(true() if staff is None else StaffMember.id == staff.id)
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
    )
    faces = tuple(
        BadgeFace(
            first_name=first_name,
            last_name=last_name,
            school=school,
            token=token,
            language=language,
            places=tuple(rooms.get((staff_id, slot.id)) or BadgePlace(slot.label) for slot in slots),
        )
        for staff_id, first_name, last_name, language, school, token in bearers
    )
    return BadgePack(day_name=day.name, day_date=day.date, faces=faces)


def _rooms_by_person_and_slot(timetable: Timetable) -> dict[tuple[int, int], BadgePlace]:
    host = timetable.day.host_school_id
    places = db.session.execute(
        select(EnrolmentSlot.staff_id, Slot.id, Slot.label, Room.name, Room.school_id, School.short_name)
        .join(Slot, Slot.id == EnrolmentSlot.slot_id)
        .join(Offering, Offering.id == EnrolmentSlot.offering_id)
        .join(Room, Room.id == Offering.room_id)
        .join(School, School.id == Room.school_id)
        .where(EnrolmentSlot.timetable_id == timetable.id)
    )
    return {
        (staff_id, slot_id): BadgePlace(label, room, None if school_id == host else site)
        for staff_id, slot_id, label, room, school_id, site in places
    }


def _in_the_room(offering: Offering) -> tuple[ColumnElement[bool], ...]:
    return (
        Attendance.offering_id == offering.id,
        Attendance.left_at.is_(None),
        Attendance.kind != AttendanceKind.PRESENTING,
    )
