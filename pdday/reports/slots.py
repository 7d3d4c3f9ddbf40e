"""Parts of the report's statements: who is invited, what their slots hold, and how far their top three go."""

from __future__ import annotations

from datetime import time
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from pdday.clock import school_time
from pdday.preferences.models import Preference, PreferenceList
from pdday.programme.models import Away, Day, Leave, Slot
from pdday.programme.vocabulary import SlotKind
from pdday.reports.counts import Who
from pdday.staff.models import School, StaffMember
from pdday.staff.vocabulary import EmployeeGroup, role_group
from pdday.timetable.models import Enrolment, EnrolmentSlot, EnrolmentSource, Timetable, TimetableState

#: What a free slot can hold, in the order of `Choosing`.
FILLED_BY = ("first", "second_third", "lower", "unlisted", "empty")
#: The four ways in which colleagues are sorted.
GROUPS = (StaffMember.employee_group, StaffMember.role, School.level, School.name)


def invited(day: Day, *columns: Any) -> Select[Any]:
    """Everyone on the roster on the day, guests left out, grouped in the four ways, with `columns` to count."""
    began = school_time(day.date, time(0), day.time_zone)
    return (
        select(*GROUPS, *columns)
        .select_from(StaffMember)
        .join(School, StaffMember.home_school_id == School.id)
        .outerjoin(Leave, and_(Leave.staff_id == StaffMember.id, Leave.day_id == day.id))
        .where(
            StaffMember.left_at.is_(None) | (StaffMember.left_at >= began),
            StaffMember.employee_group != EmployeeGroup.GUEST,
        )
        .group_by(*GROUPS)
        .order_by(*GROUPS)
    )


def who(row: Any) -> Who:
    """The groups of a row of `invited`."""
    return Who(row[0], role_group(row[1]), row[2], row[3])


def slots_by_person(day: Day) -> Any:
    """By colleague: their breakout slots, the free ones, and what fills those. See `Choosing` for the words."""
    third = third_rank(day)
    required = func.coalesce(Enrolment.source == EnrolmentSource.REQUIRED, False)
    free = ~required & ~func.coalesce(Enrolment.source == EnrolmentSource.PRESENTING, False)
    ranked = free & Enrolment.rank.is_not(None) & third.c.third.is_not(None)
    # Found by its key: joined to the whole timetable, SQLite would look through it for every person and slot.
    place = and_(
        EnrolmentSlot.timetable_id == published_id(day),
        EnrolmentSlot.staff_id == StaffMember.id,
        EnrolmentSlot.slot_id == Slot.id,
    )
    return (
        select(
            StaffMember.id.label("staff_id"),
            third.c.third,
            func.count().label("slots"),
            how_many(required).label("required"),
            how_many(free).label("free"),
            how_many(ranked & (Enrolment.rank == 1)).label("first"),
            how_many(ranked & (Enrolment.rank > 1) & (Enrolment.rank <= third.c.third)).label("second_third"),
            how_many(ranked & (Enrolment.rank > third.c.third)).label("lower"),
            how_many(free & Enrolment.id.is_not(None) & Enrolment.rank.is_(None)).label("unlisted"),
            how_many(free & Enrolment.id.is_(None)).label("empty"),
            sum_where(ranked, Enrolment.rank).label("rank_sum"),
        )
        .select_from(StaffMember)
        .join(Slot, and_(Slot.day_id == day.id, Slot.kind == SlotKind.BREAKOUT))
        .outerjoin(Away, and_(Away.staff_id == StaffMember.id, Away.slot_id == Slot.id))
        .outerjoin(EnrolmentSlot, place)
        .outerjoin(Enrolment, Enrolment.id == EnrolmentSlot.enrolment_id)
        .outerjoin(third, third.c.staff_id == StaffMember.id)
        .where(Away.staff_id.is_(None))
        .group_by(StaffMember.id, third.c.third)
        .subquery()
    )


def third_rank(day: Day) -> Any:
    """By colleague with wishes: the rank of their third wish, or of the last if they have fewer."""
    wish = (
        select(
            PreferenceList.staff_id,
            Preference.rank,
            func.row_number()
            .over(partition_by=PreferenceList.id, order_by=(Preference.rank, Preference.session_id))
            .label("place"),
        )
        .join(Preference, Preference.list_id == PreferenceList.id)
        .where(PreferenceList.day_id == day.id)
        .subquery()
    )
    return (
        select(wish.c.staff_id, func.max(wish.c.rank).label("third"))
        .where(wish.c.place <= 3)
        .group_by(wish.c.staff_id)
        .subquery()
    )


def published(day: Day) -> tuple[Any, Any]:
    """The conditions under which a timetable is the published one of this day."""
    return Timetable.day_id == day.id, Timetable.state == TimetableState.PUBLISHED


def published_id(day: Day) -> Any:
    """The id of the published timetable, as a part of a statement."""
    return select(Timetable.id).where(*published(day)).scalar_subquery()


def how_many(condition: Any) -> Any:
    """How many of the grouped rows meet the condition."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def sum_where(condition: Any, number: Any) -> Any:
    """The sum of `number` over the grouped rows that meet the condition."""
    return func.coalesce(func.sum(case((condition, number), else_=0)), 0)
