"""What the exit ticket, the presenter and the author of a commitment ask. None of it joins answers to people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, func, select

from pdday.checkin.models import Attendance, AttendanceKind
from pdday.db import db
from pdday.feedback.models import Answer, Commitment, TicketHandedIn
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, Timetable


def attended(offering: Offering, staff: StaffMember) -> bool:
    """Whether the colleague was there as an attendee; those who lead do not rate themselves."""
    was_there = exists().where(
        Attendance.offering_id == offering.id,
        Attendance.staff_id == staff.id,
        Attendance.kind != AttendanceKind.PRESENTING,
    )
    return bool(db.session.scalar(select(was_there)))


def has_handed_in(offering: Offering, staff: StaffMember) -> bool:
    """Whether the colleague's exit ticket for this offering is in."""
    return db.session.get(TicketHandedIn, (offering.id, staff.id)) is not None


def open_tickets(staff: StaffMember, day: Day) -> list[Offering]:
    """Offerings of the day that the colleague attended and has not answered about, in the order of arrival."""
    answered = exists().where(
        TicketHandedIn.offering_id == Attendance.offering_id, TicketHandedIn.staff_id == Attendance.staff_id
    )
    return list(
        db.session.scalars(
            select(Offering)
            .join(Attendance, Attendance.offering_id == Offering.id)
            .join(Timetable, Timetable.id == Offering.timetable_id)
            .where(
                Timetable.day_id == day.id,
                Attendance.staff_id == staff.id,
                Attendance.kind != AttendanceKind.PRESENTING,
                ~answered,
            )
            .order_by(Attendance.arrived_at, Offering.id)
        )
    )


def waiting_answers(offering: Offering) -> list[dict[str, Any]]:
    """The columns of the answers that nobody may read yet, by their random keys."""
    waiting = db.session.execute(
        select(*Answer.__table__.columns)
        .where(Answer.offering_id == offering.id, Answer.batch.is_(None))
        .order_by(Answer.key)
    )
    return [dict(row) for row in waiting.mappings()]


def offerings_with_a_batch_due(day: Day, smallest_batch: int) -> list[Offering]:
    """Offerings of the day with so many waiting answers that they can be released, in id order."""
    due = (
        select(Answer.offering_id)
        .where(Answer.batch.is_(None))
        .group_by(Answer.offering_id)
        .having(func.count() >= smallest_batch)
    )
    return list(
        db.session.scalars(
            select(Offering)
            .join(Timetable, Timetable.id == Offering.timetable_id)
            .where(Timetable.day_id == day.id, Offering.id.in_(due))
            .order_by(Offering.id)
        )
    )


def latest_batch(offering: Offering) -> int:
    """The number of the batch released last; 0 if none was."""
    return db.session.scalar(select(func.max(Answer.batch)).where(Answer.offering_id == offering.id)) or 0


def find_commitment(staff: StaffMember, day: Day) -> Commitment | None:
    """What the colleague means to try after this day, if they wrote it down."""
    return db.session.scalar(select(Commitment).where(Commitment.staff_id == staff.id, Commitment.day_id == day.id))
