"""What is read when a coordinator changes a timetable by hand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from pdday.db import db
from pdday.programme.models import Day, Room
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.timetable import queries
from pdday.timetable.models import Enrolment, EnrolmentSlot, EnrolmentSource, Offering, Timetable, TimetableState
from pdday.timetable.seat_models import SeatChange


def find_offering(timetable: Timetable, offering_id: int) -> Offering | None:
    """The offering, if it is this timetable's."""
    return db.session.scalar(select(Offering).where(Offering.id == offering_id, Offering.timetable_id == timetable.id))


def people_of(offering: Offering) -> Sequence[Enrolment]:
    """Everyone in one offering with their school: presenters first, then by last name."""
    return db.session.scalars(
        select(Enrolment)
        .join(Enrolment.staff)
        .where(Enrolment.offering_id == offering.id)
        .options(joinedload(Enrolment.staff).joinedload(StaffMember.home_school))
        .order_by(Enrolment.source != EnrolmentSource.PRESENTING, StaffMember.last_name, StaffMember.first_name)
    ).all()


def offerings_of_person(timetable: Timetable, staff_id: int) -> dict[int, Offering]:
    """What one person has in each slot, by slot id."""
    rows = db.session.execute(
        select(EnrolmentSlot.slot_id, Offering)
        .join(Offering, EnrolmentSlot.offering_id == Offering.id)
        .where(EnrolmentSlot.timetable_id == timetable.id, EnrolmentSlot.staff_id == staff_id)
        .options(
            joinedload(Offering.room),
            joinedload(Offering.session).joinedload(Session.proposal),
            joinedload(Offering.session).selectinload(Session.presenters),
        )
    )
    return dict(rows.all())


def find_person(day: Day, staff_id: int) -> StaffMember | None:
    """The colleague, if they are invited to the day."""
    return next((person for person in queries.people(day) if person.id == staff_id), None)


def room(room_id: int) -> Room:
    """The room of this number. Raises NoResultFound."""
    return db.session.get_one(Room, room_id)


def seats_changed_since(timetable: Timetable) -> int:
    """How many people changed a seat of the published timetable after this draft was made from it."""
    return (
        db.session.scalar(
            select(func.count(SeatChange.staff_id.distinct()))
            .join(Timetable, SeatChange.timetable_id == Timetable.id)
            .where(
                Timetable.id == timetable.made_from_id,
                Timetable.state == TimetableState.PUBLISHED,
                SeatChange.at > timetable.made_at,
            )
        )
        or 0
    )
