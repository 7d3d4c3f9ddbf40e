"""What credit holds on one person: the minutes they earned and why, and how long a state may ask for the record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, func, select

from pdday import persons
from pdday.checkin.models import Attendance
from pdday.credit.models import CreditedMinutes, Dispute
from pdday.db import db
from pdday.persons import Fate, Section, Step
from pdday.programme.models import Day
from pdday.proposals.models import Proposal, Session
from pdday.staff.queries import find_district
from pdday.timetable.models import Offering, Timetable
from pdday.words import Sentence


@persons.sections.answer(CreditedMinutes)
def what_you_earned(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Minutes by session, each with the sentence that explains it and the rule that gave it."""
    earned = (
        select(
            Day.name,
            Day.date,
            func.coalesce(Proposal.title, Offering.plenary_title),
            CreditedMinutes.minutes,
            CreditedMinutes.explanation,
            CreditedMinutes.rule,
            CreditedMinutes.decided_at,
        )
        .select_from(CreditedMinutes)
        .join(CreditedMinutes.attendance)
        .join(Attendance.offering)
        .join(Offering.timetable)
        .join(Timetable.day)
        .outerjoin(Offering.session)
        .outerjoin(Session.proposal)
        .where(Attendance.staff_id == staff_id)
        .order_by(Day.date, CreditedMinutes.attendance_id)
    )
    heads = (
        Sentence("Day"),
        Sentence("Date"),
        Sentence("Title"),
        Sentence("Minutes"),
        Sentence("Why"),
        Sentence("Rule"),
        Sentence("Decided"),
    )
    yield Section(Sentence("Minutes you earned"), heads, persons.rows(earned), is_record_of_hours=True)


@persons.sections.answer(Dispute)
def what_you_disputed(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Their word that a record is not right, and what they were told."""
    mine = (
        select(
            func.coalesce(Proposal.title, Offering.plenary_title),
            Dispute.disputed_at,
            Dispute.words,
            Dispute.answer,
        )
        .select_from(Dispute)
        .join(Dispute.offering)
        .outerjoin(Offering.session)
        .outerjoin(Session.proposal)
        .where(Dispute.staff_id == staff_id)
        .order_by(Dispute.id)
    )
    heads = (Sentence("Title"), Sentence("When"), Sentence("In your words"), Sentence("What you were told"))
    yield Section(Sentence("Records you disputed"), heads, persons.rows(mine))


@persons.fates.answer(Dispute)
def what_becomes_of_disputes(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """Settled ones carry the person's own words, so they go; what came of them is in the record itself."""
    if count := persons.count(Dispute.staff_id == staff_id):
        gone = delete(Dispute).where(Dispute.staff_id == staff_id)
        told = Sentence("What they said about records that were not right: {count}.", {"count": count})
        yield Step(Fate.GOES, told, (gone,))


@persons.fates.answer(CreditedMinutes)
def what_becomes_of_minutes(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """Hours stay with the attendance that earned them; while a state may ask whose, that has to be on file."""
    earned = CreditedMinutes.attendance_id.in_(select(Attendance.id).where(Attendance.staff_id == staff_id))
    if count := persons.count(earned):
        yield Step(Fate.STAYS, Sentence("Minutes they earned, in {count} entries, by nobody's name.", {"count": count}))
    until = _keep_until(staff_id)
    if until and until >= now.year:
        pattern = "The state may ask until the end of {until} who earned these hours. Put their record on file."
        yield Step(Fate.FILE_FIRST, Sentence(pattern, {"until": until}))


def _keep_until(staff_id: int) -> int | None:
    """The last year in which the person's latest hours have to be on record."""
    latest = db.session.scalar(
        select(func.max(Day.date))
        .select_from(CreditedMinutes)
        .join(CreditedMinutes.attendance)
        .join(Attendance.offering)
        .join(Offering.timetable)
        .join(Timetable.day)
        .where(Attendance.staff_id == staff_id)
    )
    district = find_district()
    if latest is None or district is None:
        return None
    return int(latest.year + district.retention_years)
