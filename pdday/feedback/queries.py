"""What the exit ticket and the presenter ask. None of it joins answers to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from pdday.checkin.models import Attendance, AttendanceKind
from pdday.db import db, rows
from pdday.feedback.models import (
    Answer,
    Remark,
    RemarkState,
    SealedTicket,
    TicketHandedIn,
)
from pdday.feedback.rules import asks_from
from pdday.programme.models import Day, Slot
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, OfferingSlot, Timetable

Led = TypeVar("Led")


@dataclass(frozen=True)
class Ticket:
    """Somebody's exit ticket of an offering that they attended."""

    offering: Offering
    is_in: bool
    #: When the offering ends, and how many minutes before are kept free for the ticket.
    ends_at: datetime
    feedback_minutes: int


@dataclass(frozen=True)
class Responses:
    """How many of those who attended an offering have answered, and what waits to be released."""

    offering: Offering
    attended: int
    answered: int
    waiting: int
    batches: int


@dataclass(frozen=True)
class Heard:
    """What the presenters of an offering may read: everything that was released, and nothing of what waits."""

    offering: Offering
    answers: Sequence[Answer]
    remarks: Sequence[Remark]


# --- exit tickets ---


def find_offering(offering_id: int) -> Offering | None:
    """A run of a session, with all that its exit ticket says about it."""
    session = joinedload(Offering.session)
    return db.session.scalar(
        select(Offering)
        .where(Offering.id == offering_id, Offering.session_id.is_not(None))
        .options(
            joinedload(Offering.timetable).joinedload(Timetable.day),
            joinedload(Offering.room),
            session.joinedload(Session.proposal).joinedload(Proposal.strand),
            session.selectinload(Session.presenters).joinedload(SessionPresenter.staff),
        )
    )


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


def tickets(staff: StaffMember, day: Day) -> list[Ticket]:
    """The exit tickets of the sessions that the colleague attended on the day, in the order of arrival."""
    shown = joinedload(Offering.session).joinedload(Session.proposal), joinedload(Offering.slot)
    return [
        Ticket(*row) for row in db.session.execute(_sessions_attended(Offering).options(*shown), _theirs(staff, day))
    ]


def tickets_by_offering(staff: StaffMember, day: Day, *, now: datetime) -> dict[int, bool]:
    """Whether each of the same exit tickets is in, by offering id, in the same order; none before it is offered."""
    found = rows(_ids_attended(), _theirs(staff, day))
    return {
        offering_id: is_in
        for offering_id, is_in, ends_at, feedback_minutes in found
        if is_in or asks_from(ends_at, feedback_minutes) <= now
    }


def open_tickets(staff: StaffMember, day: Day, *, now: datetime) -> list[Offering]:
    """Offerings of the day that the colleague attended and can answer about by now, in the order of arrival."""
    asked = (each for each in tickets(staff, day) if not each.is_in)
    return [each.offering for each in asked if asks_from(each.ends_at, each.feedback_minutes) <= now]


def people_with_open_tickets(day: Day) -> Sequence[StaffMember]:
    """Who attended a session and has not answered about it, by id. For reminders; never shown to anybody."""
    answered = exists().where(
        TicketHandedIn.offering_id == Attendance.offering_id, TicketHandedIn.staff_id == Attendance.staff_id
    )
    owes = (
        select(Attendance.staff_id)
        .join(Offering, Offering.id == Attendance.offering_id)
        .join(Timetable, Timetable.id == Offering.timetable_id)
        .where(
            Timetable.day_id == day.id,
            Offering.session_id.is_not(None),
            Attendance.kind != AttendanceKind.PRESENTING,
            ~answered,
        )
    )
    working = StaffMember.left_at.is_(None)
    return db.session.scalars(
        select(StaffMember).where(StaffMember.id.in_(owes), working).order_by(StaffMember.id)
    ).all()


@cache
def _ids_attended() -> Select[int, bool, datetime, int]:
    """Put together once: My day shows them."""
    return _sessions_attended(Offering.id)


def _theirs(staff: StaffMember, day: Day) -> dict[str, int]:
    return {"staff_id": staff.id, "day_id": day.id}


def _sessions_attended(*columns: Any) -> Select[Any]:
    """These columns of the sessions that somebody attended, each with whether its exit ticket is in, and its end."""
    is_in = exists().where(
        TicketHandedIn.offering_id == Attendance.offering_id, TicketHandedIn.staff_id == Attendance.staff_id
    )
    last = select(OfferingSlot).where(OfferingSlot.offering_id == Offering.id).join(OfferingSlot.slot)
    last = last.order_by(Slot.position.desc()).limit(1)
    its_end = (last.with_only_columns(each).scalar_subquery() for each in (Slot.ends_at, Slot.feedback_minutes))
    return (
        select(*columns, is_in, *its_end)
        .join(Attendance, Attendance.offering_id == Offering.id)
        .join(Timetable, Timetable.id == Offering.timetable_id)
        .where(
            Timetable.day_id == bindparam("day_id"),
            Offering.session_id.is_not(None),
            Attendance.staff_id == bindparam("staff_id"),
            Attendance.kind != AttendanceKind.PRESENTING,
        )
        .order_by(Attendance.arrived_at, Offering.id)
    )


# --- release ---


def sealed_tickets(offering: Offering) -> Sequence[SealedTicket]:
    """The exit tickets that wait, by their random keys."""
    return db.session.scalars(
        select(SealedTicket).where(SealedTicket.offering_id == offering.id).order_by(SealedTicket.key)
    ).all()


def offerings_with_a_batch_due(day: Day, smallest_batch: int) -> list[Offering]:
    """Offerings of the day with so many waiting tickets that they can be released, in id order."""
    due = select(SealedTicket.offering_id).group_by(SealedTicket.offering_id).having(func.count() >= smallest_batch)
    return list(
        db.session.scalars(
            select(Offering)
            .join(Timetable, Timetable.id == Offering.timetable_id)
            .where(Timetable.day_id == day.id, Offering.id.in_(due))
            .order_by(Offering.id)
        )
    )


def days_with_tickets_waiting() -> Sequence[Day]:
    """The days of which some exit ticket waits to be released, in id order."""
    waiting = (
        select(Timetable.day_id)
        .join(Offering, Offering.timetable_id == Timetable.id)
        .join(SealedTicket, SealedTicket.offering_id == Offering.id)
    )
    return db.session.scalars(select(Day).where(Day.id.in_(waiting)).order_by(Day.id)).all()


def latest_batch(offering: Offering) -> int:
    """The number of the batch released last; 0 if none was."""
    return db.session.scalar(select(func.max(Answer.batch)).where(Answer.offering_id == offering.id)) or 0


# --- what came of it ---


def responses(day: Day) -> list[Responses]:
    """Every offering at which somebody was, in the order of the day, with counts and never with names."""
    there = _counted(Attendance.offering_id, Attendance.kind != AttendanceKind.PRESENTING)
    answered, waiting = _counted(TicketHandedIn.offering_id), _counted(SealedTicket.offering_id)
    batches = select(Answer.offering_id, func.max(Answer.batch).label("times")).group_by(Answer.offering_id).subquery()
    rows = db.session.execute(
        select(Offering, there.c.times, *(func.coalesce(each.c.times, 0) for each in (answered, waiting, batches)))
        .join(there, there.c.offering_id == Offering.id)
        .outerjoin(answered, answered.c.offering_id == Offering.id)
        .outerjoin(waiting, waiting.c.offering_id == Offering.id)
        .outerjoin(batches, batches.c.offering_id == Offering.id)
        .join(Timetable, Timetable.id == Offering.timetable_id)
        .join(Slot, Slot.id == Offering.slot_id)
        .where(Timetable.day_id == day.id, Offering.session_id.is_not(None))
        .order_by(Slot.position, Offering.id)
        .options(
            joinedload(Offering.session).joinedload(Session.proposal),
            joinedload(Offering.slot),
            joinedload(Offering.room),
        )
    )
    return [Responses(*row) for row in rows]


def offerings_led_by(staff: StaffMember) -> Sequence[Offering]:
    """The published runs of sessions that the colleague leads, latest day first, then in the order of the day."""
    led = _is_led(_runs()).order_by(Day.date.desc(), Slot.position, Offering.id)
    return db.session.scalars(led, {"staff_id": staff.id}).all()


def has_led(staff: StaffMember) -> bool:
    """Whether there is any of them."""
    return rows(_has_led(), {"staff_id": staff.id})[0][0]


@cache
def _has_led() -> Select[bool]:
    """Put together once: My day asks."""
    return select(_is_led(select(Offering.id).join(Timetable, Timetable.id == Offering.timetable_id)).exists())


def _is_led(runs: Select[Led]) -> Select[Led]:
    """Those of the runs that somebody (`staff_id`) led: published, and somebody came."""
    return (
        runs.join(SessionPresenter, SessionPresenter.session_id == Offering.session_id)
        .where(SessionPresenter.staff_id == bindparam("staff_id"), Timetable.published_at.is_not(None))
        .where(exists().where(Attendance.offering_id == Offering.id))
    )


def batches_by_offering(offerings: Sequence[Offering]) -> Mapping[int, int]:
    """How many batches of answers have been released, by offering id; no entry for none."""
    released = select(Answer.offering_id, func.max(Answer.batch)).group_by(Answer.offering_id)
    rows = db.session.execute(released.where(Answer.offering_id.in_([offering.id for offering in offerings])))
    return dict(rows.all())


def heard(offering: Offering) -> Heard:
    """What may be read about an offering; points and words each in an order of their own."""
    answers = db.session.scalars(select(Answer).where(Answer.offering_id == offering.id).order_by(Answer.key)).all()
    shown = select(Remark).where(Remark.offering_id == offering.id, Remark.state == RemarkState.SHOWN)
    remarks = db.session.scalars(shown.order_by(Remark.id).options(joinedload(Remark.staff))).all()
    return Heard(offering, answers, remarks)


def held_remarks() -> Sequence[Remark]:
    """Words that a coordinator has to read first, the longest waiting first."""
    return db.session.scalars(_remarks().where(Remark.state == RemarkState.HELD).order_by(Remark.id)).all()


def find_remark(remark_id: int) -> Remark | None:
    """One remark with the session it is about."""
    return db.session.scalar(_remarks().where(Remark.id == remark_id))


def _runs() -> Select[Offering]:
    return (
        select(Offering)
        .join(Timetable, Timetable.id == Offering.timetable_id)
        .join(Day, Day.id == Timetable.day_id)
        .join(Slot, Slot.id == Offering.slot_id)
        .options(
            joinedload(Offering.timetable).joinedload(Timetable.day),
            joinedload(Offering.slot),
            joinedload(Offering.room),
            joinedload(Offering.session).joinedload(Session.proposal),
        )
    )


def _remarks() -> Select[Remark]:
    session = joinedload(Remark.offering).joinedload(Offering.session)
    return select(Remark).options(session.joinedload(Session.proposal), session.selectinload(Session.presenters))


def _counted(column: InstrumentedAttribute[int], *conditions: ColumnElement[bool]) -> Subquery:
    counted = select(column.label("offering_id"), func.count().label("times")).where(*conditions)
    return counted.group_by(column).subquery()
