"""What can be asked about proposals and the sessions that came of them."""

from __future__ import annotations

from sqlalchemy import select

from pdday.db import db
from pdday.proposals.models import SessionPresenter
from pdday.staff.models import StaffDuty, StaffMember


def find_first_presenter() -> StaffMember | None:
    """The first colleague who leads a session and has no duty besides: a typical presenter."""
    return db.session.scalar(
        select(StaffMember)
        .where(
            StaffMember.left_at.is_(None),
            StaffMember.id.in_(select(SessionPresenter.staff_id)),
            StaffMember.id.not_in(select(StaffDuty.staff_id)),
        )
        .order_by(StaffMember.id)
        .limit(1)
    )
