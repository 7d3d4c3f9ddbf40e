"""What the report counts, read from rows in a fixed number of statements whatever the size of the district.

Nothing here returns a row about one person: each statement groups in the database. Answers count once they are
released to the presenter, never live, because the difference between two looks at a page can name somebody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, func, select

from pdday.checkin.models import Attendance
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.feedback.models import Commitment, FollowUp, UseInPractice
from pdday.preferences.models import Preference, PreferenceList
from pdday.programme.models import Day, Leave
from pdday.proposals.models import Proposal, Session
from pdday.reports.answered import opinions_by_strand, pairs_by_strand, responses_by_offering, suggesting
from pdday.reports.asked import proposals_by_strand, requests_by_session, wishes_by_list
from pdday.reports.attended import hours_by_group, places_by_group_and_slot, seats_by_slot
from pdday.reports.counts import Choosing, Counts, Demand, Plan, Turnout, Who
from pdday.reports.slots import (
    FILLED_BY,
    how_many,
    invited,
    published,
    published_id,
    slots_by_person,
    sum_where,
    third_rank,
    who,
)
from pdday.reports.statistics import SMALLEST_GROUP
from pdday.staff.models import StaffMember
from pdday.staff.queries import find_district
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, Timetable
from pdday.timetable.queries import published_timetable


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
        strands=tuple(strand.name for strand in day.strands),
        opinions=opinions_by_strand(day),
        pairs=pairs_by_strand(day),
        suggesting=suggesting(day),
        responses=responses_by_offering(day),
        commitments=commitments_made(day),
        uses=replies_by_days_after(day),
        demand=most_unmet_sessions(day),
        requests=requests_by_session(day),
        offered=proposals_by_strand(day),
        plan=plan_of(timetable) if timetable else None,
        places=places_by_group_and_slot(day),
        slots=seats_by_slot(day),
        hours=hours_by_group(day),
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
        invited(
            day,
            func.count(),
            how_many(is_credited),
            how_many(Leave.staff_id.is_not(None) & ~is_credited),
            how_many(presenting.c.staff_id.is_not(None)),
        )
        .outerjoin(credited, credited.c.staff_id == StaffMember.id)
        .outerjoin(presenting, presenting.c.staff_id == StaffMember.id)
    )
    return tuple((who(row), Turnout(*(int(number) for number in row[4:]))) for row in rows)


def choosing_by_group(day: Day) -> tuple[tuple[Who, Choosing], ...]:
    """Lists, wishes met, free slots by choice and required sessions by employee group, role, level and site."""
    person = slots_by_person(day)
    chooses = and_(person.c.third.is_not(None), person.c.free > 0)
    wishes = wishes_by_list(day)
    rows = db.session.execute(
        invited(
            day,
            func.count(),
            how_many(PreferenceList.id.is_not(None)),
            how_many(chooses),
            how_many(and_(chooses, person.c.first + person.c.second_third > 0)),
            *(sum_where(chooses, person.c[name]) for name in ("free", *FILLED_BY, "rank_sum")),
            func.coalesce(func.sum(person.c.slots), 0),
            func.coalesce(func.sum(person.c.required), 0),
            func.coalesce(func.sum(wishes.c.wishes), 0),
        )
        .outerjoin(person, person.c.staff_id == StaffMember.id)
        .outerjoin(PreferenceList, and_(PreferenceList.staff_id == StaffMember.id, PreferenceList.day_id == day.id))
        .outerjoin(wishes, wishes.c.list_id == PreferenceList.id)
        .where(Leave.staff_id.is_(None))
    )
    return tuple((who(row), Choosing(*(int(number) for number in row[4:]))) for row in rows)


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
