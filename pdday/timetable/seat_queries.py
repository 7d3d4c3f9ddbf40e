"""What is read when a colleague wants another seat."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload

from pdday.db import db, exists
from pdday.preferences.models import CompanyMember, Preference, PreferenceList
from pdday.programme.models import Away, Slot
from pdday.proposals.models import SessionPresenter
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, EnrolmentSlot, EnrolmentSource, Offering, Timetable
from pdday.timetable.problem_from_rows import Part
from pdday.timetable.queries import offerings, seats_taken_by_offering
from pdday.timetable.rules import has_free_seat, takes_place
from pdday.timetable.seat_models import Waiting

#: How many other sessions are named to somebody who found one full.
SOME_OTHERS = 3


def find_offering(offering_id: int) -> Offering | None:
    return db.session.get(Offering, offering_id)


def places_in_slots(person: StaffMember, offering: Offering) -> Sequence[Enrolment]:
    """The places the person has in any slot of this offering."""
    slots = [each.slot_id for each in offering.slots]
    return (
        db.session.scalars(
            select(Enrolment)
            .join(EnrolmentSlot, EnrolmentSlot.enrolment_id == Enrolment.id)
            .where(
                EnrolmentSlot.timetable_id == offering.timetable_id,
                EnrolmentSlot.staff_id == person.id,
                EnrolmentSlot.slot_id.in_(slots),
            )
            .order_by(Enrolment.id)
        )
        .unique()
        .all()
    )


def rank_of(person: StaffMember, offering: Offering) -> int | None:
    """The rank at which the person had asked for the offering's session, if they had."""
    return db.session.scalar(
        select(Preference.rank)
        .join(PreferenceList, Preference.list_id == PreferenceList.id)
        .where(
            PreferenceList.staff_id == person.id,
            PreferenceList.day_id == offering.timetable.day_id,
            Preference.session_id == offering.session_id,
        )
    )


def offerings_in_slot(timetable: Timetable, slot: Slot) -> list[Offering]:
    """The session offerings that begin in a slot, by title."""
    found = [each for each in offerings(timetable) if each.session_id and each.slot_id == slot.id]
    return sorted(found, key=lambda each: (each.title, each.id))


def offering_ids_of(person: StaffMember, timetable: Timetable) -> frozenset[int]:
    """The offerings in which the person has a place."""
    return frozenset(
        db.session.scalars(
            select(Enrolment.offering_id).where(Enrolment.timetable_id == timetable.id, Enrolment.staff_id == person.id)
        )
    )


def letters_by_session(person: StaffMember, timetable: Timetable) -> dict[int, str]:
    """In which slot the person has each session of their day, by session id; what everyone has together is left out."""
    theirs = (
        select(Offering.session_id, Slot.label)
        .join(Offering.slot)
        .join(Enrolment, Enrolment.offering_id == Offering.id)
        .where(Enrolment.timetable_id == timetable.id, Enrolment.staff_id == person.id)
    )
    return {session_id: label for session_id, label in db.session.execute(theirs) if session_id is not None}


def places_of(person: StaffMember, timetable: Timetable) -> Select[Enrolment]:
    """All of one person's places."""
    return select(Enrolment).where(Enrolment.timetable_id == timetable.id, Enrolment.staff_id == person.id)


def find_place(person: StaffMember, offering: Offering) -> Enrolment | None:
    """The person's place in this offering, if they have one."""
    return db.session.scalar(
        select(Enrolment).where(Enrolment.offering_id == offering.id, Enrolment.staff_id == person.id)
    )


def is_away(person: StaffMember, offering: Offering) -> bool:
    """Whether the person is not available in one of its slots."""
    slots = [each.slot_id for each in offering.slots]
    return exists(select(Away).where(Away.staff_id == person.id, Away.slot_id.in_(slots)))


def is_away_in(person: StaffMember, slot: Slot) -> bool:
    """Whether the person is not available in this slot."""
    return exists(select(Away).where(Away.staff_id == person.id, Away.slot_id == slot.id))


def free_at_the_same_time(offering: Offering) -> list[Offering]:
    """Other sessions with a seat free in the slot: of the same strand first, then those with most seats."""
    taken = seats_taken_by_offering(offering.timetable)
    others = [
        each
        for each in offerings_in_slot(offering.timetable, offering.slot)
        if each.id != offering.id and takes_place(each) and has_free_seat(each, taken=taken.get(each.id, 0))
    ]
    strand = offering.session.proposal.strand_id if offering.session else None

    def nearness(other: Offering) -> tuple[bool, int, int]:
        is_other = other.session is None or other.session.proposal.strand_id != strand
        return is_other, taken.get(other.id, 0) - other.seats, other.id

    return sorted(others, key=nearness)[:SOME_OTHERS]


def touched_by(timetable: Timetable, movers: Collection[int], *, into: Iterable[Offering]) -> Part:
    """Everything that rules can have to do with when these people change seats, and no more.

    That is they and who is placed with regard to them; the sessions that those have, or would have; who leads these;
    and one more person in each run, so that nobody takes it for empty.
    """
    companies = select(CompanyMember.company_id).where(
        CompanyMember.staff_id.in_(movers), CompanyMember.day_id == timetable.day_id
    )
    company = db.session.scalars(select(CompanyMember.staff_id).where(CompanyMember.company_id.in_(companies)))
    people = {*movers, *company}
    theirs = select(Enrolment.session_id).where(
        Enrolment.timetable_id == timetable.id, Enrolment.staff_id.in_(people), Enrolment.session_id.is_not(None)
    )
    led = (
        select(Offering.session_id)
        .join(SessionPresenter, SessionPresenter.session_id == Offering.session_id)
        .where(Offering.timetable_id == timetable.id, SessionPresenter.staff_id.in_(people))
    )
    found = {*db.session.scalars(theirs), *db.session.scalars(led), *(each.session_id for each in into)}
    sessions = {session_id for session_id in found if session_id is not None}
    presenting = select(SessionPresenter.staff_id).where(SessionPresenter.session_id.in_(sessions))
    others = (
        select(func.min(Enrolment.staff_id))
        .join(Enrolment.staff)
        .where(
            StaffMember.left_at.is_(None),
            Enrolment.timetable_id == timetable.id,
            Enrolment.session_id.in_(sessions),
            Enrolment.source != EnrolmentSource.PRESENTING,
            Enrolment.staff_id.not_in(people),
        )
        .group_by(Enrolment.offering_id)
    )
    people |= {*db.session.scalars(presenting), *db.session.scalars(others)}
    return Part(frozenset(sessions), frozenset(people))


def who_waits(offering: Offering) -> Sequence[Waiting]:
    """Who waits for a seat in it: those who had it highest on their list first, then who has waited longest."""
    theirs = and_(PreferenceList.staff_id == Waiting.staff_id, PreferenceList.day_id == offering.timetable.day_id)
    wish = and_(Preference.list_id == PreferenceList.id, Preference.session_id == Waiting.session_id)
    return db.session.scalars(
        select(Waiting)
        .join(Waiting.staff)
        .outerjoin(PreferenceList, theirs)
        .outerjoin(Preference, wish)
        .where(
            Waiting.session_id == offering.session_id,
            Waiting.slot_id == offering.slot_id,
            StaffMember.left_at.is_(None),
        )
        .order_by(Preference.rank.is_(None), Preference.rank, Waiting.asked_at, Waiting.id)
        .options(joinedload(Waiting.staff))
    ).all()


def find_waiting(person: StaffMember, slot_id: int) -> Waiting | None:
    """What the person waits for in this slot, if anything."""
    return db.session.scalar(select(Waiting).where(Waiting.staff_id == person.id, Waiting.slot_id == slot_id))


def offerings_waited_for(timetable: Timetable) -> Sequence[Offering]:
    """The offerings for which somebody waits, in the order of the day."""
    wanted = select(Waiting.id).where(Waiting.session_id == Offering.session_id, Waiting.slot_id == Offering.slot_id)
    return db.session.scalars(
        select(Offering)
        .join(Offering.slot)
        .where(Offering.timetable_id == timetable.id, wanted.exists())
        .order_by(Slot.position, Offering.id)
    ).all()
