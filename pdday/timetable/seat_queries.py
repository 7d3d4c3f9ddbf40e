"""What is read when a colleague wants another seat."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from pdday.db import db
from pdday.preferences.models import Preference, PreferenceList
from pdday.programme.models import Slot
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, EnrolmentSlot, Offering, Timetable
from pdday.timetable.queries import offerings


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
