"""What can be asked about the data-use terms: which version holds, who accepted which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from pdday.db import db, rows
from pdday.staff.models import StaffMember, Terms, TermsAcceptance


def find_current_terms(*, now: datetime) -> Terms | None:
    """The version of the data-use terms that holds now; None where none was published."""
    return db.session.scalar(
        select(Terms).where(Terms.effective_at <= now).order_by(Terms.effective_at.desc(), Terms.number.desc()).limit(1)
    )


def find_last_terms() -> Terms | None:
    """The newest version, also if it holds only later."""
    return db.session.scalar(select(Terms).order_by(Terms.number.desc()).limit(1))


def has_accepted_terms(person: StaffMember, *, now: datetime) -> bool:
    """Whether the person has accepted the version that holds now; True where there is none."""
    found = rows(_current_terms_and_acceptance(), {"staff_id": person.id, "now": now})
    return not found or found[0].accepted_at is not None


@cache
def _current_terms_and_acceptance() -> Select[int, datetime]:
    """Put together once: every page asks."""
    theirs = (TermsAcceptance.terms_id == Terms.id) & (TermsAcceptance.staff_id == bindparam("staff_id"))
    return (
        select(Terms.id, TermsAcceptance.accepted_at)
        .outerjoin(TermsAcceptance, theirs)
        .where(Terms.effective_at <= bindparam("now"))
        .order_by(Terms.effective_at.desc(), Terms.number.desc())
        .limit(1)
    )


def terms_accepted_by(person: StaffMember) -> Sequence[TermsAcceptance]:
    """What one person has accepted and when, newest first."""
    return db.session.scalars(
        select(TermsAcceptance)
        .where(TermsAcceptance.staff_id == person.id)
        .options(joinedload(TermsAcceptance.terms))
        .order_by(TermsAcceptance.terms_id.desc())
    ).all()


def versions_of_terms() -> list[tuple[Terms, int]]:
    """Every version with how many who work here have accepted it, newest first."""
    rows = db.session.execute(
        select(Terms, func.count(StaffMember.id))
        .outerjoin(TermsAcceptance, TermsAcceptance.terms_id == Terms.id)
        .outerjoin(StaffMember, (StaffMember.id == TermsAcceptance.staff_id) & StaffMember.left_at.is_(None))
        .group_by(Terms.id)
        .order_by(Terms.number.desc())
    )
    return [(terms, count) for terms, count in rows]


def find_terms(number: int) -> Terms | None:
    """The version of this number."""
    return db.session.scalar(select(Terms).where(Terms.number == number))
