"""What colleagues asked for and what presenters offered, counted. Statements only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, select

from pdday.db import db
from pdday.preferences.models import Preference, PreferenceList
from pdday.programme.models import Day, Leave, Strand
from pdday.proposals.models import Proposal, Session
from pdday.proposals.vocabulary import ProposalState
from pdday.reports.counts import Offered, Requests
from pdday.reports.slots import how_many, published, published_id
from pdday.timetable.models import Enrolment, Offering, Timetable


def requests_by_session(day: Day) -> tuple[Requests, ...]:
    """Every session that was not cancelled, by strand and title: asked for, placed, seats."""
    seats = (
        select(Offering.session_id, func.sum(Offering.seats).label("seats"))
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .where(*published(day))
        .group_by(Offering.session_id)
        .subquery()
    )
    placed = and_(
        Enrolment.staff_id == PreferenceList.staff_id,
        Enrolment.session_id == Preference.session_id,
        Enrolment.timetable_id == published_id(day),
    )
    asked = (
        select(Preference.session_id, func.count().label("asked"), func.count(Enrolment.id).label("placed"))
        .select_from(PreferenceList)
        .join(Preference, Preference.list_id == PreferenceList.id)
        .outerjoin(Enrolment, placed)
        .outerjoin(Leave, and_(Leave.staff_id == PreferenceList.staff_id, Leave.day_id == day.id))
        .where(PreferenceList.day_id == day.id, Leave.staff_id.is_(None))
        .group_by(Preference.session_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Proposal.title,
            Strand.name,
            *(func.coalesce(number, 0) for number in (asked.c.asked, asked.c.placed, seats.c.seats)),
        )
        .select_from(Session)
        .join(Proposal, Session.proposal_id == Proposal.id)
        .join(Strand, Proposal.strand_id == Strand.id)
        .outerjoin(asked, asked.c.session_id == Session.id)
        .outerjoin(seats, seats.c.session_id == Session.id)
        .where(Proposal.day_id == day.id, Session.cancelled_at.is_(None))
        .order_by(Strand.number, Proposal.title, Session.id)
    )
    return tuple(Requests(*row) for row in rows)


def proposals_by_strand(day: Day) -> tuple[Offered, ...]:
    """How many proposals of each strand stand where; drafts are nobody's business but their authors'."""
    rows = db.session.execute(
        select(Strand.name, Proposal.state, func.count(), how_many(func.coalesce(Proposal.need_tag, "") != ""))
        .join(Strand, Proposal.strand_id == Strand.id)
        .where(Proposal.day_id == day.id, Proposal.state != ProposalState.DRAFT)
        .group_by(Strand.number, Strand.name, Proposal.state)
        .order_by(Strand.number, Proposal.state)
    )
    return tuple(Offered(*row) for row in rows)


def wishes_by_list(day: Day) -> Any:
    """By list of the day: how many wishes are on it."""
    return (
        select(Preference.list_id, func.count().label("wishes"))
        .join(PreferenceList, Preference.list_id == PreferenceList.id)
        .where(PreferenceList.day_id == day.id)
        .group_by(Preference.list_id)
        .subquery()
    )
