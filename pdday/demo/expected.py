"""What a published timetable expects of its day: its doors in order of time, and who is to be behind which."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select

from pdday.clock import minutes_between
from pdday.db import db
from pdday.demo.arrivals import Colleague, Door
from pdday.preferences.models import Company, CompanyKind, CompanyMember, Preference, PreferenceList
from pdday.programme.models import Away, Day, Leave, Slot
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, OfferingSlot, Timetable

#: Minutes that people have for the first thing of the day.
_NOTHING_BEFORE = 60


def doors(timetable: Timetable) -> list[Door]:
    """Every offering with the time it begins and ends, in order of time."""
    rows = db.session.execute(
        select(Offering.id, Offering.session_id, func.min(Slot.begins_at), func.max(Slot.ends_at))
        .join(OfferingSlot, OfferingSlot.offering_id == Offering.id)
        .join(Slot, Slot.id == OfferingSlot.slot_id)
        .where(Offering.timetable_id == timetable.id)
        .group_by(Offering.id, Offering.session_id)
        .order_by(func.min(Slot.begins_at), Offering.id)
    ).all()
    before = [slot.ends_at for slot in timetable.day.slots if slot.credit_minutes]
    return [
        Door(
            offering_id=offering_id,
            session_id=session_id,
            begins_at=begins_at,
            ends_at=ends_at,
            passing_minutes=min(
                (minutes_between(ended, begins_at) for ended in before if ended <= begins_at), default=_NOTHING_BEFORE
            ),
        )
        for offering_id, session_id, begins_at, ends_at in rows
    ]


def colleagues(timetable: Timetable) -> list[Colleague]:
    """Everybody of the roster, by id, with what the timetable gives them."""
    day = timetable.day
    places: dict[int, list[int]] = defaultdict(list)
    leads: dict[int, set[int]] = defaultdict(set)
    sessions: dict[int, set[int]] = defaultdict(set)
    enrolments = select(Enrolment.staff_id, Enrolment.offering_id, Enrolment.session_id, Enrolment.source)
    for staff_id, offering_id, session_id, source in db.session.execute(
        enrolments.where(Enrolment.timetable_id == timetable.id).order_by(Enrolment.offering_id)
    ):
        places[staff_id].append(offering_id)
        if session_id is not None:
            sessions[staff_id].add(session_id)
        if source is EnrolmentSource.PRESENTING:
            leads[staff_id].add(offering_id)
    wishes = _wishes(day)
    on_leave = set(db.session.scalars(select(Leave.staff_id).where(Leave.day_id == day.id)))
    half_days = set(db.session.scalars(select(Away.staff_id).join(Slot).where(Slot.day_id == day.id)))
    steady = _joined(day)
    return [
        Colleague(
            staff_id=staff_id,
            places=tuple(places[staff_id]),
            leads=frozenset(leads[staff_id]),
            sessions=frozenset(sessions[staff_id]),
            wishes=tuple(wishes[staff_id]),
            on_leave=staff_id in on_leave,
            half_day=staff_id in half_days,
            has_email=email is not None,
            steady=staff_id in steady,
        )
        for staff_id, email in db.session.execute(select(StaffMember.id, StaffMember.email).order_by(StaffMember.id))
    ]


def _wishes(day: Day) -> dict[int, list[int]]:
    wishes: dict[int, list[int]] = defaultdict(list)
    rows = (
        select(PreferenceList.staff_id, Preference.session_id)
        .join(Preference, Preference.list_id == PreferenceList.id)
        .where(PreferenceList.day_id == day.id)
        .order_by(PreferenceList.staff_id, Preference.rank, Preference.session_id)
    )
    for staff_id, session_id in db.session.execute(rows):
        wishes[staff_id].append(session_id)
    return wishes


def _joined(day: Day) -> set[int]:
    """Who comes with an interpreter, and who interprets."""
    members = select(CompanyMember.staff_id).join(Company, Company.id == CompanyMember.company_id)
    return set(db.session.scalars(members.where(Company.day_id == day.id, Company.kind == CompanyKind.JOINED)))
