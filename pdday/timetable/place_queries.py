"""Who has which places in a timetable, and who of them can be written to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from pdday.db import db
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, EnrolmentSlot, Offering, Timetable


def places_by_person(timetable: Timetable) -> dict[int, frozenset[tuple[int, int | None, int]]]:
    """Each person's day as (slot, session, room), by staff id: equal sets are equal days."""
    rows = db.session.execute(
        select(EnrolmentSlot.staff_id, EnrolmentSlot.slot_id, Offering.session_id, Offering.room_id)
        .join(Offering, EnrolmentSlot.offering_id == Offering.id)
        .where(EnrolmentSlot.timetable_id == timetable.id)
    )
    places: dict[int, set[tuple[int, int | None, int]]] = defaultdict(set)
    for staff_id, slot_id, session_id, room_id in rows:
        places[staff_id].add((slot_id, session_id, room_id))
    return {staff_id: frozenset(day) for staff_id, day in places.items()}


def slots_by_person(timetable: Timetable) -> dict[int, dict[int, int]]:
    """What fills each slot of each person's day: offering ids by slot id, by staff id."""
    rows = db.session.execute(
        select(EnrolmentSlot.staff_id, EnrolmentSlot.slot_id, EnrolmentSlot.offering_id).where(
            EnrolmentSlot.timetable_id == timetable.id
        )
    )
    has: dict[int, dict[int, int]] = defaultdict(dict)
    for staff_id, slot_id, offering_id in rows:
        has[staff_id][slot_id] = offering_id
    return dict(has)


def people_with_first_choice(timetable: Timetable) -> set[int]:
    """Staff ids of who attends what they wanted most."""
    return set(
        db.session.scalars(
            select(Enrolment.staff_id).where(Enrolment.timetable_id == timetable.id, Enrolment.rank == 1)
        )
    )


def people_in(timetable: Timetable, *, slot_id: int | None = None, room_id: int | None = None) -> set[int]:
    """Staff ids of who has a place in this slot, or in this room, at any time of the timetable."""
    statement = (
        select(EnrolmentSlot.staff_id)
        .distinct()
        .join(Offering, EnrolmentSlot.offering_id == Offering.id)
        .where(EnrolmentSlot.timetable_id == timetable.id)
    )
    if slot_id is not None:
        statement = statement.where(EnrolmentSlot.slot_id == slot_id)
    if room_id is not None:
        statement = statement.where(Offering.room_id == room_id)
    return set(db.session.scalars(statement))


def people_placed(timetable: Timetable) -> Sequence[StaffMember]:
    """Everyone who has a place in it, whoever has left since among them, by id."""
    placed = select(Enrolment.staff_id).where(Enrolment.timetable_id == timetable.id)
    return db.session.scalars(select(StaffMember).where(StaffMember.id.in_(placed)).order_by(StaffMember.id)).all()


def people_by_name(staff_ids: Collection[int], *, most: int) -> Sequence[StaffMember]:
    """These colleagues in the order of their last names, and no more than so many of them."""
    return db.session.scalars(
        select(StaffMember)
        .where(StaffMember.id.in_(staff_ids))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
        .limit(most)
    ).all()


def people_with_mail(staff_ids: Collection[int]) -> Sequence[StaffMember]:
    """Those of these colleagues who have an e-mail address, by id."""
    return db.session.scalars(
        select(StaffMember)
        .where(StaffMember.id.in_(staff_ids), StaffMember.email.is_not(None))
        .order_by(StaffMember.id)
    ).all()


def count_with_mail(staff_ids: Collection[int]) -> int:
    """How many of these colleagues have an e-mail address."""
    with_mail = select(func.count()).where(StaffMember.id.in_(staff_ids), StaffMember.email.is_not(None))
    return db.session.scalars(with_mail).one()
