"""Who was where on a day, in the shape the credit rule reads; and what has been credited."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select, true

from pdday.checkin.models import Attendance, AttendanceKind
from pdday.credit.models import CreditedMinutes
from pdday.credit.rules import CreditSlot, Presence
from pdday.db import db
from pdday.programme.models import Day, Slot
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, OfferingSlot, Timetable


def presences_by_staff(day: Day, staff: StaffMember | None = None) -> dict[int, list[Presence]]:
    """Everybody's presences on the day (or one colleague's), by staff id in id order. Two statements."""
    slots: defaultdict[int, list[CreditSlot]] = defaultdict(list)
    for row in db.session.execute(
        select(OfferingSlot.offering_id, Slot.id, Slot.begins_at, Slot.ends_at, Slot.credit_minutes)
        .join(Slot, Slot.id == OfferingSlot.slot_id)
        .where(Slot.day_id == day.id)
        .order_by(Slot.position)
    ):
        slots[row.offering_id].append(CreditSlot(row.id, row.begins_at, row.ends_at, row.credit_minutes))
    presences: defaultdict[int, list[Presence]] = defaultdict(list)
    for attendance in db.session.execute(
        select(
            Attendance.id,
            Attendance.staff_id,
            Attendance.offering_id,
            Attendance.arrived_at,
            Attendance.left_at,
            Attendance.minutes_away,
            Attendance.kind,
        )
        .join(Offering, Offering.id == Attendance.offering_id)
        .join(Timetable, Timetable.id == Offering.timetable_id)
        .where(Timetable.day_id == day.id, true() if staff is None else Attendance.staff_id == staff.id)
        .order_by(Attendance.staff_id, Attendance.id)
    ):
        presences[attendance.staff_id].append(
            Presence(
                attendance_id=attendance.id,
                slots=tuple(slots[attendance.offering_id]),
                arrived_at=attendance.arrived_at,
                left_at=attendance.left_at,
                minutes_away=attendance.minutes_away,
                leads=attendance.kind is AttendanceKind.PRESENTING,
            )
        )
    return dict(presences)


def awards_by_attendance(day: Day) -> dict[int, CreditedMinutes]:
    """What has been credited for the day so far, by attendance id."""
    awards = db.session.scalars(
        select(CreditedMinutes)
        .join(Attendance, Attendance.id == CreditedMinutes.attendance_id)
        .join(Offering, Offering.id == Attendance.offering_id)
        .join(Timetable, Timetable.id == Offering.timetable_id)
        .where(Timetable.day_id == day.id)
    )
    return {award.attendance_id: award for award in awards}


def credited_sum_by_staff(day: Day) -> dict[int, int]:
    """Each colleague's credited minutes of the day, before the total is rounded. Who attended nothing is missing."""
    sums = db.session.execute(
        select(Attendance.staff_id, func.sum(CreditedMinutes.minutes))
        .join(CreditedMinutes, CreditedMinutes.attendance_id == Attendance.id)
        .join(Offering, Offering.id == Attendance.offering_id)
        .join(Timetable, Timetable.id == Offering.timetable_id)
        .where(Timetable.day_id == day.id)
        .group_by(Attendance.staff_id)
        .order_by(Attendance.staff_id)
    )
    return {staff_id: int(minutes) for staff_id, minutes in sums}
