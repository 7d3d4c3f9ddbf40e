"""What the doors recorded, counted: places by what became of them, seats filled, minutes earned. Statements only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, func, literal, select, union_all

from pdday.checkin.models import Attendance, AttendanceKind
from pdday.credit.models import CreditedMinutes
from pdday.credit.rules import DISTRICT_DEFAULT
from pdday.db import db
from pdday.programme.models import Day, Leave, Slot
from pdday.reports.counts import Hours, Places, SlotSeats, Who
from pdday.reports.slots import how_many, invited, published, who
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, EnrolmentSlot, EnrolmentSource, Offering, OfferingSlot, Timetable


def places_by_group_and_slot(day: Day) -> tuple[tuple[Who, int, Places], ...]:
    """Places and walk-ins by employee group, role, level, site and slot."""
    place = _by_person_and_slot(day)
    assigned = and_(place.c.has_place == 1, place.c.leads_there == 0)
    is_seen, unseen = place.c.seen == 1, and_(assigned, place.c.seen == 0)
    rows = db.session.execute(
        invited(
            day,
            how_many(assigned),
            how_many(and_(assigned, is_seen, place.c.in_own == 1)),
            how_many(and_(assigned, is_seen, place.c.in_own == 0)),
            how_many(and_(unseen, Leave.staff_id.is_not(None))),
            how_many(and_(unseen, Leave.staff_id.is_(None))),
            how_many(and_(is_seen, place.c.has_place == 0, place.c.led == 0)),
        )
        .join(place, place.c.staff_id == StaffMember.id)
        .add_columns(place.c.slot_id)
        .group_by(place.c.slot_id)
        .order_by(place.c.slot_id)
    )
    return tuple((who(row), row[-1], Places(*(int(number) for number in row[4:-1]))) for row in rows)


def seats_by_slot(day: Day) -> tuple[SlotSeats, ...]:
    """The slots in which something runs, with the seats of their rooms and the attendees seen in them."""
    seats = (
        select(OfferingSlot.slot_id, func.sum(Offering.seats).label("seats"))
        .join(Offering, OfferingSlot.offering_id == Offering.id)
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .where(*published(day))
        .group_by(OfferingSlot.slot_id)
        .subquery()
    )
    present = (
        select(OfferingSlot.slot_id, func.count(Attendance.staff_id.distinct()).label("present"))
        .select_from(Attendance)
        .join(OfferingSlot, OfferingSlot.offering_id == Attendance.offering_id)
        .join(Timetable, OfferingSlot.timetable_id == Timetable.id)
        .where(Timetable.day_id == day.id, Attendance.kind != AttendanceKind.PRESENTING)
        .group_by(OfferingSlot.slot_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Slot.id, Slot.label, seats.c.seats, func.coalesce(present.c.present, 0))
        .join(seats, seats.c.slot_id == Slot.id)
        .outerjoin(present, present.c.slot_id == Slot.id)
        .order_by(Slot.position)
    )
    return tuple(SlotSeats(*row) for row in rows)


def hours_by_group(day: Day) -> tuple[tuple[Who, Hours], ...]:
    """Minutes earned, and what those slots are worth, by employee group, role, level and site."""
    quantum = DISTRICT_DEFAULT.quantum_minutes
    awards = (
        select(Attendance.staff_id, func.sum(CreditedMinutes.minutes).label("minutes"))
        .join(CreditedMinutes, CreditedMinutes.attendance_id == Attendance.id)
        .join(Offering, Attendance.offering_id == Offering.id)
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .where(Timetable.day_id == day.id)
        .group_by(Attendance.staff_id)
        .subquery()
    )
    worth = _worth(day)
    rows = db.session.execute(
        invited(
            day,
            how_many(awards.c.minutes > 0),
            func.sum(awards.c.minutes),
            func.sum(awards.c.minutes - awards.c.minutes % quantum),
            func.sum(worth.c.minutes),
        )
        .join(awards, awards.c.staff_id == StaffMember.id)
        .join(worth, worth.c.staff_id == StaffMember.id)
    )
    return tuple((who(row), Hours(*(int(number) for number in row[4:]))) for row in rows)


def _by_person_and_slot(day: Day) -> Any:
    """By colleague and slot in which they have a place or were seen: which of the two, and in what capacity.

    One pass over both, added up: joining them by person and slot takes time by the square on SQLite.
    """
    facts = union_all(_places(day), _seen(day)).subquery()
    names = ("has_place", "leads_there", "seen", "in_own", "led")
    return (
        select(facts.c.staff_id, facts.c.slot_id, *(func.max(facts.c[name]).label(name) for name in names))
        .group_by(facts.c.staff_id, facts.c.slot_id)
        .subquery()
    )


def _places(day: Day) -> Any:
    """A row for each slot of each place of the published timetable."""
    yes, no = literal(1), literal(0)
    return (
        select(
            EnrolmentSlot.staff_id,
            EnrolmentSlot.slot_id,
            yes.label("has_place"),
            case((Enrolment.source == EnrolmentSource.PRESENTING, 1), else_=0).label("leads_there"),
            no.label("seen"),
            no.label("in_own"),
            no.label("led"),
        )
        .join(Enrolment, EnrolmentSlot.enrolment_id == Enrolment.id)
        .join(Timetable, EnrolmentSlot.timetable_id == Timetable.id)
        .where(*published(day))
    )


def _seen(day: Day) -> Any:
    """A row for each slot in which somebody was seen at a door, with the columns of `_places`."""
    yes, no = literal(1), literal(0)
    return (
        select(
            Attendance.staff_id,
            OfferingSlot.slot_id,
            no,
            no,
            yes,
            case((Attendance.kind == AttendanceKind.ENROLLED, 1), else_=0),
            case((Attendance.kind == AttendanceKind.PRESENTING, 1), else_=0),
        )
        .join(OfferingSlot, OfferingSlot.offering_id == Attendance.offering_id)
        .join(Timetable, OfferingSlot.timetable_id == Timetable.id)
        .where(Timetable.day_id == day.id)
    )


def _worth(day: Day) -> Any:
    """By colleague with awards: the credit minutes of the slots in which these were earned, each slot once."""
    slot = (
        select(Attendance.staff_id, OfferingSlot.slot_id)
        .join(CreditedMinutes, CreditedMinutes.attendance_id == Attendance.id)
        .join(OfferingSlot, OfferingSlot.offering_id == Attendance.offering_id)
        .join(Timetable, OfferingSlot.timetable_id == Timetable.id)
        .where(Timetable.day_id == day.id)
        .distinct()
        .subquery()
    )
    return (
        select(slot.c.staff_id, func.sum(Slot.credit_minutes).label("minutes"))
        .join(Slot, Slot.id == slot.c.slot_id)
        .group_by(slot.c.staff_id)
        .subquery()
    )
