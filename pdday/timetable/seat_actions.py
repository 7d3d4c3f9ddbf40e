"""A colleague's own change of mind: give up the place one has in a slot for a free seat in another session.

The seat is decided under two locks, always in this order (as at the door): the person, then the offering.
Whether the day then still keeps every rule is asked of the same checker that reads whole timetables, so a
swap can be refused for no other reason, and for each of them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from pdday.db import db, lock
from pdday.errors import Full, NotReady, Refused, TooLate
from pdday.solver import Broken, Rule, check
from pdday.staff.models import StaffMember
from pdday.timetable import queries, rules, seat_queries
from pdday.timetable.models import Enrolment, EnrolmentSlot, EnrolmentSource, Offering, TimetableState
from pdday.timetable.problem_from_rows import problem_of
from pdday.timetable.rows_from_plan import plan_of
from pdday.trail import record


def take_seat(offering: Offering, *, by: StaffMember, now: datetime) -> Enrolment:
    """Give `by` a seat in `offering`, and give up what they had in its slots.

    Raises Full where no seat is free once we hold the offering's lock, TooLate once its slot has begun, and
    NotReady with the reasons where the person is bound to what they have, or a rule would be broken.
    """
    if offering.timetable.state is not TimetableState.PUBLISHED or offering.session_id is None:
        raise Refused("Seats are taken in the published timetable.")
    if now >= offering.slot.begins_at:
        raise TooLate("“{title}” has begun. Go to its door: a free seat is given there.", {"title": offering.title})
    lock(by)
    lock(offering)
    left = seat_queries.places_in_slots(by, offering)
    if have := next((place for place in left if place.offering_id == offering.id), None):
        return have  # a second click on the same button
    if not rules.has_free_seat(offering, taken=queries.seats_taken(offering)):
        raise Full("“{title}” is full.", {"title": offering.title})
    if bound := [told for told in map(rules.why_not_leave, left) if told]:
        raise NotReady("You can't change this.", reasons=tuple(bound))
    before = _broken(offering)
    for place in left:
        _give_up(place)
    place = _enrol(offering, by)
    if broken := [each for each in _broken(offering) if each not in before]:
        raise NotReady("That does not fit into your day.", reasons=tuple(map(rules.why_not_here, broken)))
    record(
        "take_seat",
        place,
        by=by,
        at=now,
        facts={"offering_id": offering.id, "gave_up": [each.offering_id for each in left]},
    )
    return place


def _broken(offering: Offering) -> list[Broken]:
    """The rules that the timetable breaks today."""
    db.session.flush()
    problem = problem_of(offering.timetable.day)
    return [each for each in check(problem, plan_of(offering.timetable, problem)) if isinstance(each.rule, Rule)]


def _give_up(place: Enrolment) -> None:
    db.session.execute(delete(EnrolmentSlot).where(EnrolmentSlot.enrolment_id == place.id))
    db.session.execute(delete(Enrolment).where(Enrolment.id == place.id))
    db.session.expunge(place)


def _enrol(offering: Offering, person: StaffMember) -> Enrolment:
    twice = select(Enrolment.id).where(
        Enrolment.timetable_id == offering.timetable_id,
        Enrolment.staff_id == person.id,
        Enrolment.session_id == offering.session_id,
    )
    if db.session.scalar(twice) is not None:
        raise Refused("“{title}” is in your day already.", {"title": offering.title})
    place = Enrolment(
        timetable_id=offering.timetable_id,
        offering_id=offering.id,
        staff_id=person.id,
        session_id=offering.session_id,
        source=EnrolmentSource.SWAP,
        rank=seat_queries.rank_of(person, offering),
    )
    db.session.add(place)
    db.session.flush()
    db.session.add_all(
        EnrolmentSlot(
            timetable_id=offering.timetable_id,
            staff_id=person.id,
            slot_id=each.slot_id,
            enrolment_id=place.id,
            offering_id=offering.id,
        )
        for each in offering.slots
    )
    db.session.flush()
    return place
