"""What the report counts, read from rows in a fixed number of statements whatever the size of the district.

Nothing here returns a row about one person: each statement groups in the database. Answers count once they are
released to the presenter, never live, because the difference between two looks at a page can name somebody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import Select, and_, func, select

from pdday.checkin.models import Attendance, AttendanceKind
from pdday.clock import school_time
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.feedback.models import Answer, Commitment, FollowUp, TicketHandedIn, UseInPractice
from pdday.preferences.models import Preference, PreferenceList
from pdday.programme.models import Day, Leave
from pdday.proposals.models import Proposal, Session
from pdday.reports.counts import Answered, Choosing, Counts, Demand, Plan, Response, Turnout, Who
from pdday.reports.slots import FILLED_BY, how_many, published, published_id, slots_by_person, sum_where, third_rank
from pdday.reports.statistics import SMALLEST_GROUP
from pdday.staff.models import School, StaffMember
from pdday.staff.queries import find_district
from pdday.staff.vocabulary import EmployeeGroup, role_group
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, Timetable
from pdday.timetable.queries import published_timetable

GROUPS = (StaffMember.employee_group, StaffMember.role, School.level, School.name)


def counts(day: Day, *, now: datetime) -> Counts:
    """Everything the report of this day is computed from."""
    district = find_district()
    timetable = published_timetable(day)
    return Counts(
        day_name=day.name,
        district=district.name if district else "",
        date=day.date,
        time_zone=day.time_zone,
        read_at=now,
        smallest_group=district.smallest_group if district else SMALLEST_GROUP,
        turnout=turnout_by_group(day),
        choosing=choosing_by_group(day),
        answers=released_answers(day),
        responses=responses_by_offering(day),
        commitments=commitments_made(day),
        uses=replies_by_days_after(day),
        demand=most_unmet_sessions(day),
        plan=plan_of(timetable) if timetable else None,
    )


def turnout_by_group(day: Day) -> tuple[tuple[Who, Turnout], ...]:
    """Invited, credited, excused and presenting colleagues by employee group, role, level and site."""
    credited = (
        select(Attendance.staff_id)
        .distinct()
        .join(CreditedMinutes, CreditedMinutes.attendance_id == Attendance.id)
        .join(Offering, Attendance.offering_id == Offering.id)
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .where(Timetable.day_id == day.id, CreditedMinutes.minutes > 0)
        .subquery()
    )
    presenting = (
        select(Enrolment.staff_id)
        .distinct()
        .join(Timetable, Enrolment.timetable_id == Timetable.id)
        .where(*published(day), Enrolment.source == EnrolmentSource.PRESENTING)
        .subquery()
    )
    is_credited = credited.c.staff_id.is_not(None)
    rows = db.session.execute(
        _invited(
            day,
            func.count(),
            how_many(is_credited),
            how_many(Leave.staff_id.is_not(None) & ~is_credited),
            how_many(presenting.c.staff_id.is_not(None)),
        )
        .outerjoin(credited, credited.c.staff_id == StaffMember.id)
        .outerjoin(presenting, presenting.c.staff_id == StaffMember.id)
    )
    return tuple((_who(row), Turnout(*(int(number) for number in row[4:]))) for row in rows)


def choosing_by_group(day: Day) -> tuple[tuple[Who, Choosing], ...]:
    """Lists, wishes met, free slots by choice and required sessions by employee group, role, level and site."""
    person = slots_by_person(day)
    chooses = and_(person.c.third.is_not(None), person.c.free > 0)
    rows = db.session.execute(
        _invited(
            day,
            func.count(),
            how_many(PreferenceList.id.is_not(None)),
            how_many(chooses),
            how_many(and_(chooses, person.c.first + person.c.second_third > 0)),
            *(sum_where(chooses, person.c[name]) for name in ("free", *FILLED_BY, "rank_sum")),
            func.coalesce(func.sum(person.c.slots), 0),
            func.coalesce(func.sum(person.c.required), 0),
        )
        .outerjoin(person, person.c.staff_id == StaffMember.id)
        .outerjoin(PreferenceList, and_(PreferenceList.staff_id == StaffMember.id, PreferenceList.day_id == day.id))
        .where(Leave.staff_id.is_(None))
    )
    return tuple((_who(row), Choosing(*(int(number) for number in row[4:]))) for row in rows)


def released_answers(day: Day) -> tuple[Answered, ...]:
    """Exit tickets of sessions released so far, by their answers to the items that the report tells."""
    items = (Answer.good_use, Answer.confidence_before, Answer.confidence_now)
    rows = db.session.execute(
        select(*items, func.count())
        .join(Offering, Answer.offering_id == Offering.id)
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .where(Timetable.day_id == day.id, Offering.session_id.is_not(None))
        .group_by(*items)
        .order_by(*items)
    )
    return tuple(Answered(*row) for row in rows)


def responses_by_offering(day: Day) -> tuple[Response, ...]:
    """By offering of a session at which somebody was: attendees present, and those who handed in a ticket."""
    rows = db.session.execute(
        select(func.count(), how_many(TicketHandedIn.staff_id.is_not(None)))
        .select_from(Attendance)
        .join(Offering, Attendance.offering_id == Offering.id)
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .outerjoin(
            TicketHandedIn,
            and_(TicketHandedIn.offering_id == Attendance.offering_id, TicketHandedIn.staff_id == Attendance.staff_id),
        )
        .where(
            Timetable.day_id == day.id,
            Offering.session_id.is_not(None),
            Attendance.kind != AttendanceKind.PRESENTING,
        )
        .group_by(Offering.id)
        .order_by(Offering.id)
    )
    return tuple(Response(*row) for row in rows)


def commitments_made(day: Day) -> int:
    """Colleagues who wrote down what they mean to try."""
    return db.session.scalar(select(func.count()).select_from(Commitment).where(Commitment.day_id == day.id)) or 0


def replies_by_days_after(day: Day) -> Mapping[int, Mapping[UseInPractice, int]]:
    """Replies to the follow-ups after 30, 60 and 90 days, by what they say."""
    replies: dict[int, dict[UseInPractice, int]] = defaultdict(dict)
    for after_days, use, times in db.session.execute(
        select(FollowUp.after_days, FollowUp.use, func.count())
        .join(Commitment, FollowUp.commitment_id == Commitment.id)
        .where(Commitment.day_id == day.id)
        .group_by(FollowUp.after_days, FollowUp.use)
        .order_by(FollowUp.after_days, FollowUp.use)
    ):
        replies[after_days][use] = times
    return dict(replies)


def most_unmet_sessions(day: Day) -> tuple[Demand, ...]:
    """The three sessions with the most colleagues who put them in their top three and have no place in them."""
    third = third_rank(day)
    seated = and_(
        Enrolment.staff_id == PreferenceList.staff_id,
        Enrolment.session_id == Preference.session_id,
        Enrolment.timetable_id == published_id(day),
    )
    asked, got = func.count(), how_many(Enrolment.id.is_not(None))
    rows = db.session.execute(
        select(Proposal.title, asked, got)
        .select_from(PreferenceList)
        .join(Preference, Preference.list_id == PreferenceList.id)
        .join(third, third.c.staff_id == PreferenceList.staff_id)
        .join(Session, and_(Session.id == Preference.session_id, Session.cancelled_at.is_(None)))
        .join(Proposal, Session.proposal_id == Proposal.id)
        .outerjoin(Enrolment, seated)
        .outerjoin(Leave, and_(Leave.staff_id == PreferenceList.staff_id, Leave.day_id == day.id))
        .where(PreferenceList.day_id == day.id, Preference.rank <= third.c.third, Leave.staff_id.is_(None))
        .group_by(Session.id, Proposal.title)
        .order_by((asked - got).desc(), Session.id)
        .limit(3)
    )
    return tuple(Demand(*row) for row in rows)


def plan_of(timetable: Timetable) -> Plan:
    """What was kept of the solver's answer when the timetable was drafted."""
    return Plan(
        timetable.number,
        timetable.solver_status,
        timetable.score,
        timetable.bound,
        timetable.gap,
        timetable.seed,
    )


def _invited(day: Day, *columns: Any) -> Select[Any]:
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


def _who(row: Any) -> Who:
    return Who(row[0], role_group(row[1]), row[2], row[3])
