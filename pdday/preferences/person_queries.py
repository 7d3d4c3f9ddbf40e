"""What the page of one person on the day reads; each a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from pdday.db import db
from pdday.preferences.models import PAIRS, Company, CompanyMember
from pdday.programme.models import Day
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import StaffMember


def sessions_led(day: Day, person: StaffMember) -> Sequence[Session]:
    """The day's sessions that the person presents and that are not cancelled, with their proposal."""
    return db.session.scalars(
        select(Session)
        .join(Session.proposal)
        .join(SessionPresenter, SessionPresenter.session_id == Session.id)
        .where(Proposal.day_id == day.id, SessionPresenter.staff_id == person.id, Session.cancelled_at.is_(None))
        .options(joinedload(Session.proposal))
        .order_by(Session.id)
    ).all()


def pairs(day: Day, person: StaffMember) -> list[tuple[Company, StaffMember]]:
    """Whom the person is kept apart from or always with, each with the other of the two."""
    mine = select(CompanyMember.company_id).where(CompanyMember.staff_id == person.id)
    rows = db.session.scalars(
        select(Company)
        .where(Company.day_id == day.id, Company.kind.in_(PAIRS), Company.id.in_(mine))
        .options(selectinload(Company.members).joinedload(CompanyMember.staff))
        .order_by(Company.id)
    )
    return [(each, other.staff) for each in rows for other in each.members if other.staff_id != person.id]


def others_here(person: StaffMember) -> Sequence[StaffMember]:
    """Everybody else who works here, with their site, by name."""
    return db.session.scalars(
        select(StaffMember)
        .where(StaffMember.left_at.is_(None), StaffMember.purged_at.is_(None), StaffMember.id != person.id)
        .options(joinedload(StaffMember.home_school))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
    ).all()
