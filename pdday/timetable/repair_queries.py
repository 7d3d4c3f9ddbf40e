"""What a timetable rests on and may lose: its sessions, its rooms, whoever leads; each one statement."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from pdday.db import db
from pdday.programme.models import Leave, Room
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, OfferingSlot, Timetable


def sessions_in(timetable: Timetable) -> Sequence[Session]:
    """The sessions that run in it, by title."""
    return db.session.scalars(_running(timetable)).all()


def sessions_without_presenter(timetable: Timetable) -> Sequence[Session]:
    """Those of its sessions, not cancelled, of which a presenter is absent all day: no repair can run them."""
    absent = select(Leave.staff_id).where(Leave.day_id == timetable.day_id)
    led_by_them = select(SessionPresenter.session_id).where(SessionPresenter.staff_id.in_(absent))
    return db.session.scalars(
        _running(timetable).where(Session.cancelled_at.is_(None), Session.id.in_(led_by_them))
    ).all()


def rooms_in(timetable: Timetable) -> Sequence[Room]:
    """The rooms in which something runs, by name."""
    used = select(OfferingSlot.room_id).join(Offering, Offering.id == OfferingSlot.offering_id)
    return db.session.scalars(
        select(Room)
        .where(Room.id.in_(used.where(Offering.timetable_id == timetable.id)))
        .options(joinedload(Room.school))
        .order_by(Room.name, Room.id)
    ).all()


def people_leading(timetable: Timetable) -> Sequence[StaffMember]:
    """Whoever leads a session in it, by name."""
    leading = select(Enrolment.staff_id).where(
        Enrolment.timetable_id == timetable.id, Enrolment.source == EnrolmentSource.PRESENTING
    )
    return db.session.scalars(
        select(StaffMember)
        .where(StaffMember.id.in_(leading))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
    ).all()


def _running(timetable: Timetable) -> Select[Session]:
    return (
        select(Session)
        .join(Session.proposal)
        .where(Session.id.in_(select(Offering.session_id).where(Offering.timetable_id == timetable.id)))
        .options(joinedload(Session.proposal))
        .order_by(Proposal.title, Session.id)
    )
