"""What cannot be in a timetable: too many people, two places at once, the wrong room, nobody to lead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from pdday import words
from pdday.db import db
from pdday.desk.cannot_be import CannotBe, Check
from pdday.programme.models import Away, Leave, Room, Slot
from pdday.programme.vocabulary import SlotKind
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import StaffMember
from pdday.timetable.models import (
    Enrolment,
    EnrolmentSlot,
    EnrolmentSource,
    Offering,
    OfferingSlot,
    Timetable,
    TimetableState,
)
from pdday.words import Sentence

#: Superseded timetables are history; what was true of them once need not be true today.
CURRENT = Timetable.state != TimetableState.SUPERSEDED
TITLE = func.coalesce(Proposal.title, Offering.plenary_title)
NAME = StaffMember.first_name + " " + StaffMember.last_name


def offerings_with_more_people_than_seats() -> Iterator[CannotBe]:
    taken = func.count(Enrolment.id)
    crowded = (
        _offerings(TITLE, taken, Offering.seats)
        .join(Enrolment, and_(Enrolment.offering_id == Offering.id, Enrolment.source != EnrolmentSource.PRESENTING))
        .group_by(Offering.id, TITLE, Offering.seats)
        .having(taken > Offering.seats)
    )
    for offering_id, title, seated, offered in db.session.execute(crowded):
        facts = {"title": title, "people": words.people(seated), "seats": words.seats(offered)}
        sentence = Sentence("“{title}” has {people} on {seats}.", facts)
        yield CannotBe("too_many_people", "offering", offering_id, sentence)


def offerings_with_more_seats_than_their_room() -> Iterator[CannotBe]:
    capacity = case(
        (and_(Room.posted_limit.is_not(None), Room.posted_limit < Room.seats), Room.posted_limit), else_=Room.seats
    )
    roomy = _offerings(TITLE, Offering.seats, Room.name, capacity).where(Offering.seats > capacity)
    for offering_id, title, promised, room, holds in db.session.execute(roomy):
        facts = {"title": title, "seats": words.seats(promised), "room": room, "holds": holds}
        sentence = Sentence("“{title}” promises {seats}, but {room} holds {holds}.", facts)
        yield CannotBe("more_seats_than_the_room", "offering", offering_id, sentence)


def people_in_two_places() -> Iterator[CannotBe]:
    """Enrolled, presenting included, in two offerings that fill the same slot; told at the later one."""
    first, second = aliased(Enrolment), aliased(Enrolment)
    here, there = aliased(OfferingSlot), aliased(OfferingSlot)
    twice = (
        select(second.id, NAME, Slot.label)
        .join(first, and_(first.timetable_id == second.timetable_id, first.staff_id == second.staff_id))
        .join(here, here.offering_id == first.offering_id)
        .join(there, and_(there.offering_id == second.offering_id, there.slot_id == here.slot_id))
        .join(Slot, Slot.id == here.slot_id)
        .join(Timetable, Timetable.id == second.timetable_id)
        .join(StaffMember, StaffMember.id == second.staff_id)
        .where(first.id < second.id, CURRENT)
        .order_by(second.id, Slot.position)
    )
    for enrolment_id, name, slot in db.session.execute(twice):
        sentence = Sentence("{name} is in two places in slot {slot}.", {"name": name, "slot": slot})
        yield CannotBe("two_places", "enrolment", enrolment_id, sentence)


def enrolments_with_other_slots_than_their_offering() -> Iterator[CannotBe]:
    lacking = (
        select(Enrolment.id, Slot.label)
        .join(OfferingSlot, OfferingSlot.offering_id == Enrolment.offering_id)
        .join(Slot, Slot.id == OfferingSlot.slot_id)
        .where(
            ~select(EnrolmentSlot)
            .where(EnrolmentSlot.enrolment_id == Enrolment.id, EnrolmentSlot.slot_id == OfferingSlot.slot_id)
            .exists()
        )
    )
    beyond = (
        select(Enrolment.id, Slot.label)
        .join(EnrolmentSlot, EnrolmentSlot.enrolment_id == Enrolment.id)
        .join(Slot, Slot.id == EnrolmentSlot.slot_id)
        .where(
            ~select(OfferingSlot)
            .where(OfferingSlot.offering_id == Enrolment.offering_id, OfferingSlot.slot_id == EnrolmentSlot.slot_id)
            .exists()
        )
    )
    told_by = (
        (lacking, Sentence("Enrollment {id} does not fill slot {slot}, which its offering does.")),
        (beyond, Sentence("Enrollment {id} fills slot {slot}, which its offering does not.")),
    )
    for statement, told in told_by:
        for enrolment_id, slot in db.session.execute(statement.order_by(Enrolment.id, Slot.position)):
            sentence = Sentence(told.pattern, {"id": enrolment_id, "slot": slot})
            yield CannotBe("other_slots", "enrolment", enrolment_id, sentence)


def offerings_that_contradict_their_slots() -> Iterator[CannotBe]:
    """The first slot and the room stand twice, in the offering and in its slots; they must agree, on one day."""
    odd = (
        _offerings(TITLE)
        .join(OfferingSlot, OfferingSlot.offering_id == Offering.id, isouter=True)
        .join(Slot, Slot.id == OfferingSlot.slot_id, isouter=True)
        .group_by(Offering.id, TITLE)
        .having(
            or_(
                func.coalesce(func.sum(case((OfferingSlot.slot_id == Offering.slot_id, 1), else_=0)), 0) != 1,
                func.coalesce(func.sum(case((OfferingSlot.room_id != Offering.room_id, 1), else_=0)), 0) > 0,
                func.coalesce(func.sum(case((Slot.day_id != Timetable.day_id, 1), else_=0)), 0) > 0,
            )
        )
    )
    for offering_id, title in db.session.execute(odd):
        sentence = Sentence("“{title}” is said to be in two different slots, rooms or days.", {"title": title})
        yield CannotBe("contradicts_itself", "offering", offering_id, sentence)


def rooms_that_lack_what_the_session_needs() -> Iterator[CannotBe]:
    wanted = _offerings(Proposal.title, Proposal.room_needs, Room.name, Room.features).where(
        Offering.session_id.is_not(None)
    )
    for offering_id, title, needs, room, features in db.session.execute(wanted):
        if missing := sorted(set(needs) - set(features)):
            facts = {"title": title, "room": room, "missing": ", ".join(missing)}
            sentence = Sentence("“{title}” is in {room}, which lacks: {missing}.", facts)
            yield CannotBe("room_lacks_a_feature", "offering", offering_id, sentence)


def presenters_absent_from_their_run() -> Iterator[CannotBe]:
    there = (
        select(Enrolment)
        .where(
            Enrolment.offering_id == Offering.id,
            Enrolment.staff_id == SessionPresenter.staff_id,
            Enrolment.source == EnrolmentSource.PRESENTING,
        )
        .exists()
    )
    absent = (
        _offerings(Proposal.title, NAME)
        .join(SessionPresenter, SessionPresenter.session_id == Offering.session_id)
        .join(StaffMember, StaffMember.id == SessionPresenter.staff_id)
        .where(~there)
        .order_by(SessionPresenter.position)
    )
    for offering_id, title, name in db.session.execute(absent):
        sentence = Sentence("{name} presents “{title}” and is not there.", {"name": name, "title": title})
        yield CannotBe("presenter_absent", "offering", offering_id, sentence)


def free_people_without_a_place() -> Iterator[CannotBe]:
    """In a published timetable everyone who is there and free in a breakout slot has a place in it."""
    placed = select(EnrolmentSlot).where(
        EnrolmentSlot.timetable_id == Timetable.id,
        EnrolmentSlot.staff_id == StaffMember.id,
        EnrolmentSlot.slot_id == Slot.id,
    )
    away = select(Away).where(Away.staff_id == StaffMember.id, Away.slot_id == Slot.id)
    on_leave = select(Leave).where(Leave.staff_id == StaffMember.id, Leave.day_id == Timetable.day_id)
    unplaced = (
        select(StaffMember.id, NAME, Slot.label)
        .select_from(Timetable)
        .join(Slot, and_(Slot.day_id == Timetable.day_id, Slot.kind == SlotKind.BREAKOUT))
        .join(StaffMember, StaffMember.left_at.is_(None))
        .where(Timetable.state == TimetableState.PUBLISHED, ~placed.exists(), ~away.exists(), ~on_leave.exists())
        .order_by(StaffMember.id, Slot.position)
    )
    for staff_id, name, slot in db.session.execute(unplaced):
        sentence = Sentence("{name} is free in slot {slot} and has no place.", {"name": name, "slot": slot})
        yield CannotBe("no_place", "staff_member", staff_id, sentence)


def _offerings(*columns: Any) -> Select[Any]:
    """Offerings of current timetables with their room, timetable, session and proposal, by id."""
    return (
        select(Offering.id, *columns)
        .join(Timetable, Timetable.id == Offering.timetable_id)
        .join(Room, Room.id == Offering.room_id)
        .join(Session, Session.id == Offering.session_id, isouter=True)
        .join(Proposal, Proposal.id == Session.proposal_id, isouter=True)
        .where(CURRENT)
        .order_by(Offering.id)
    )


TIMETABLE: tuple[Check, ...] = (
    offerings_with_more_people_than_seats,
    offerings_with_more_seats_than_their_room,
    people_in_two_places,
    enrolments_with_other_slots_than_their_offering,
    offerings_that_contradict_their_slots,
    rooms_that_lack_what_the_session_needs,
    presenters_absent_from_their_run,
    free_people_without_a_place,
)
