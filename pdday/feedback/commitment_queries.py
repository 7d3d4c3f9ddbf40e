"""What is read about what people mean to try. A commitment is its author's; others see it where the author says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from pdday.db import db
from pdday.feedback.models import Commitment, Sharing
from pdday.programme.models import Day
from pdday.staff.models import StaffMember


def find_commitment(staff: StaffMember, day: Day) -> Commitment | None:
    """What the colleague means to try after this day, if they wrote it down."""
    return db.session.scalar(select(Commitment).where(Commitment.staff_id == staff.id, Commitment.day_id == day.id))


def commitments(staff: StaffMember) -> Sequence[Commitment]:
    """Everything the colleague has meant to try, latest day first."""
    return db.session.scalars(_all_of(), {"staff_id": staff.id}).all()


@cache
def _all_of() -> Select[Commitment]:
    """Put together once: My day shows them."""
    return (
        select(Commitment)
        .join(Commitment.day)
        .where(Commitment.staff_id == bindparam("staff_id"))
        .order_by(Day.date.desc())
        .options(contains_eager(Commitment.day), selectinload(Commitment.follow_ups))
    )


def commitment_of(author: StaffMember, commitment_id: int) -> Commitment | None:
    """The commitment of this number, if it is this author's."""
    return db.session.scalar(select(Commitment).where(Commitment.id == commitment_id, Commitment.staff_id == author.id))


def shared_commitments(day: Day, reader: StaffMember, *, limit: int = 50) -> Sequence[Commitment]:
    """What other colleagues have chosen to show everyone, by name."""
    public = (Commitment.day_id == day.id, Commitment.sharing == Sharing.PUBLIC, Commitment.staff_id != reader.id)
    return db.session.scalars(
        select(Commitment)
        .join(StaffMember, StaffMember.id == Commitment.staff_id)
        .where(*public)
        .order_by(StaffMember.last_name, StaffMember.first_name, Commitment.id)
        .limit(limit)
        .options(joinedload(Commitment.staff).joinedload(StaffMember.home_school))
    ).all()


def commitments_since(first: date) -> Sequence[Commitment]:
    """Commitments of days on or after `first`, of people who still work here, by id."""
    return db.session.scalars(
        select(Commitment)
        .join(Day, Day.id == Commitment.day_id)
        .join(StaffMember, StaffMember.id == Commitment.staff_id)
        .where(Day.date >= first, StaffMember.left_at.is_(None))
        .order_by(Commitment.id)
        .options(joinedload(Commitment.day), joinedload(Commitment.staff), selectinload(Commitment.follow_ups))
    ).all()
