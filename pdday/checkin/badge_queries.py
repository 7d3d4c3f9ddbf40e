"""What badges show, who has one and who has none yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import and_, exists, func, select, true

from pdday.checkin.models import Badge
from pdday.db import db
from pdday.programme.models import Day, Room, Slot
from pdday.programme.vocabulary import SlotKind
from pdday.proposals.models import Session
from pdday.staff.models import School, StaffMember
from pdday.timetable.models import EnrolmentSlot, Offering, Timetable


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
    """Where everybody goes; a session that was withdrawn sends nobody anywhere."""
    host = timetable.day.host_school_id
    places = db.session.execute(
        select(EnrolmentSlot.staff_id, Slot.id, Slot.label, Room.name, Room.school_id, School.short_name)
        .join(Slot, Slot.id == EnrolmentSlot.slot_id)
        .join(Offering, Offering.id == EnrolmentSlot.offering_id)
        .join(Room, Room.id == Offering.room_id)
        .join(School, School.id == Room.school_id)
        .outerjoin(Session, Session.id == Offering.session_id)
        .where(EnrolmentSlot.timetable_id == timetable.id, Session.cancelled_at.is_(None))
    )
    return {
        (staff_id, slot_id): BadgePlace(label, room, None if school_id == host else site)
        for staff_id, slot_id, label, room, school_id, site in places
    }
