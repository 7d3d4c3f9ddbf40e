"""What is on record of somebody's presence in an offering: the facts, what they earn, disputes, and every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, exists, func, select
from sqlalchemy.orm import joinedload

from pdday.checkin import queries as doors
from pdday.checkin.models import Attendance
from pdday.credit.models import CreditedMinutes, Dispute
from pdday.db import db, rows
from pdday.programme.models import Day
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, Offering, Timetable, TimetableState
from pdday.trail import Trail


@dataclass(frozen=True)
class Record:
    """What is on record of one colleague in one offering."""

    offering: Offering
    staff: StaffMember
    begins_at: datetime
    ends_at: datetime
    #: None: nobody saw them there.
    attendance: Attendance | None
    #: None: the hours of the day have not been counted yet.
    award: CreditedMinutes | None
    #: What they say about it, while nobody has settled it.
    dispute: Dispute | None


@dataclass(frozen=True)
class Version:
    """What the record said before or after a change, as far as the change was about it."""

    arrived_at: datetime | None = None
    left_at: datetime | None = None
    minutes: int | None = None
    #: The version of the award.
    number: int | None = None


@dataclass(frozen=True)
class Change:
    """One entry of the trail about this record: who changed what into what, and why."""

    did: str
    at: datetime
    by: str | None
    why: str | None
    former: Version | None
    now: Version | None


#: The trail's names of what changes a record.
CHANGES = ("record_attendance_by_hand", "undo_attendance", "reissue_credit", "settle_dispute")


def record_of(offering: Offering, staff: StaffMember) -> Record:
    """The record of this colleague in this offering, whether or not they were there."""
    hours = doors.hours_of(offering)
    attendance = doors.find_attendance(offering.id, staff.id)
    return Record(
        offering=offering,
        staff=staff,
        begins_at=hours.begins_at,
        ends_at=hours.ends_at,
        attendance=attendance,
        award=db.session.get(CreditedMinutes, attendance.id) if attendance else None,
        dispute=find_open_dispute(offering, staff),
    )


def find_offering(offering_id: int) -> Offering | None:
    """An offering that was published once: of a draft nothing is on record."""
    return db.session.scalar(
        select(Offering)
        .join(Offering.timetable)
        .where(Offering.id == offering_id, Timetable.state != TimetableState.DRAFT)
        .options(
            joinedload(Offering.timetable).joinedload(Timetable.day),
            joinedload(Offering.room),
            joinedload(Offering.session).joinedload(Session.proposal),
        )
    )


def concerns(offering: Offering, staff: StaffMember) -> bool:
    """Whether the colleague had a place there or was seen there."""
    had_a_place = exists().where(Enrolment.offering_id == offering.id, Enrolment.staff_id == staff.id)
    was_there = exists().where(Attendance.offering_id == offering.id, Attendance.staff_id == staff.id)
    return bool(db.session.scalar(select(had_a_place | was_there)))


def find_open_dispute(offering: Offering, staff: StaffMember) -> Dispute | None:
    """What this colleague says about the record, if it is not settled."""
    return db.session.scalar(
        select(Dispute).where(
            Dispute.offering_id == offering.id, Dispute.staff_id == staff.id, Dispute.settled_at.is_(None)
        )
    )


def disputed_by(staff: StaffMember) -> frozenset[int]:
    """Ids of the offerings whose record this colleague disputes."""
    return frozenset(each for (each,) in rows(_disputed_by(), {"staff_id": staff.id}))


@cache
def _disputed_by() -> Select[int]:
    """Put together once: My day asks."""
    return select(Dispute.offering_id).where(Dispute.staff_id == bindparam("staff_id"), Dispute.settled_at.is_(None))


def open_disputes(day: Day) -> Sequence[Dispute]:
    """Every dispute of the day that waits for a coordinator, the longest waiting first."""
    offering = joinedload(Dispute.offering)
    return db.session.scalars(
        select(Dispute)
        .join(Offering, Offering.id == Dispute.offering_id)
        .join(Timetable, Timetable.id == Offering.timetable_id)
        .where(Timetable.day_id == day.id, Dispute.settled_at.is_(None))
        .options(
            joinedload(Dispute.staff),
            offering.joinedload(Offering.room),
            offering.joinedload(Offering.session).joinedload(Session.proposal),
        )
        .order_by(Dispute.disputed_at, Dispute.id)
    ).all()


def attendances_and_awards(day: Day) -> tuple[int, int]:
    """How many attendances the day has, and how many of them are credited."""
    counted = db.session.execute(
        select(func.count(Attendance.id), func.count(CreditedMinutes.attendance_id))
        .join(Offering, Offering.id == Attendance.offering_id)
        .join(Timetable, Timetable.id == Offering.timetable_id)
        .outerjoin(CreditedMinutes, CreditedMinutes.attendance_id == Attendance.id)
        .where(Timetable.day_id == day.id)
    ).one()
    return counted[0], counted[1]


def changes_of(offering: Offering, staff: StaffMember) -> list[Change]:
    """Everything that ever changed this record, the latest first. By whom and where, not by row: a row can go."""
    entries = db.session.execute(
        select(Trail, StaffMember.first_name + " " + StaffMember.last_name)
        .outerjoin(StaffMember, StaffMember.id == Trail.by_id)
        .where(
            Trail.did.in_(CHANGES),
            Trail.facts["offering_id"].as_string().cast(Integer) == offering.id,
            Trail.facts["staff_id"].as_string().cast(Integer) == staff.id,
        )
        .order_by(Trail.id.desc())
    )
    return [
        Change(
            did=entry.did,
            at=entry.at,
            by=by,
            why=entry.why,
            former=_version(entry.facts.get("former")),
            now=_version(entry.facts.get("now")),
        )
        for entry, by in entries
    ]


def _version(told: dict[str, Any] | None) -> Version | None:
    if told is None:
        return None
    return Version(
        arrived_at=_moment(told.get("arrived_at")),
        left_at=_moment(told.get("left_at")),
        minutes=told.get("minutes"),
        number=told.get("version"),
    )


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
