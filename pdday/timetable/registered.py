"""What the timetable answers when the frame of the day, or who works here, is to change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from pdday import persons, words
from pdday.db import db, exists
from pdday.preferences import registers as choosing
from pdday.programme import registers
from pdday.programme.models import Day, Room, Slot
from pdday.programme.personal import is_ahead
from pdday.programme.registers import Capacity, News, Over, Thing, Touch
from pdday.staff.models import StaffMember
from pdday.timetable import actions, letters, place_queries, queries, seat_queries
from pdday.timetable.models import (
    Enrolment,
    EnrolmentSlot,
    EnrolmentSource,
    Offering,
    OfferingSlot,
    Pin,
    Timetable,
    TimetableState,
)
from pdday.timetable.rules import doors_are_open
from pdday.words import Sentence
from pdday.words import places as so_many_places

_PUBLISHED = Timetable.state == TimetableState.PUBLISHED
_IS_PINNED = StaffMember.id.in_(select(Pin.staff_id))


@registers.why_not_draft.answer
def what_is_missing(day: Day) -> list[Sentence]:
    """What the day lacks before a timetable can be drafted."""
    return actions.why_not_draft(day)


@choosing.settled.answer
def what_is_out(day: Day) -> Iterator[Sentence]:
    """Once a timetable is published nobody is placed by a list any more; seats change hands one by one."""
    if queries.published_timetable(day) is not None:
        yield Sentence(
            "The timetable is out, so lists stay as they are. To change your day, take a free seat, wait for one or "
            "exchange yours."
        )


@choosing.runs.answer
def where_it_runs(reading: choosing.Reading) -> Iterator[choosing.Running]:
    """The runs of the session in the published timetable that are not over, in the order of the day."""
    timetable = queries.published_timetable(reading.session.proposal.day)
    if timetable is None:
        return
    running = queries.offerings(timetable, of_sessions=[reading.session.id])
    taken = queries.seats_taken_by_offering(timetable, only=[each.id for each in running])
    theirs = seat_queries.offering_ids_of(reading.reader, timetable)
    for each in running:
        ids = {own.slot_id for own in each.slots}
        slots = [slot for slot in timetable.day.slots if slot.id in ids]
        if slots[-1].ends_at > reading.at:
            yield choosing.Running(
                slot=each.slot,
                letters="".join(slot.label for slot in slots),
                ends_at=slots[-1].ends_at,
                room=each.room,
                seats_free=max(0, min(each.seats, each.room.capacity) - taken.get(each.id, 0)),
                is_theirs=each.id in theirs,
                doors_decide=doors_are_open(each.slot, now=reading.at),
            )


@registers.why_not_remove.answer
def what_needs(thing: Thing) -> Iterator[Sentence]:
    """Timetables, superseded ones too, and pins name slots and rooms."""
    match thing:
        case Slot():
            place, pin = OfferingSlot.slot_id == thing.id, Pin.slot_id == thing.id
        case Room():
            place, pin = OfferingSlot.room_id == thing.id, Pin.room_id == thing.id
        case _:
            return
    numbers = db.session.scalars(
        select(Timetable.number)
        .where(Timetable.id.in_(select(OfferingSlot.timetable_id).where(place)))
        .order_by(Timetable.number)
    ).all()
    if numbers:
        yield Sentence(
            "Timetables use it: {numbers}. They are kept as they were.",
            {"numbers": ", ".join(str(number) for number in numbers)},
        )
    if exists(select(Pin.id).where(pin)):
        yield Sentence("A coordinator pinned a session there. Remove the pin first.")


@registers.touched.answer
def who_is_touched(touch: Touch) -> Iterator[Sentence]:
    """How many people have a published place in this day, slot or room, of a day that is not over."""
    thing = touch.thing
    places = select(func.count(Enrolment.staff_id.distinct())).join(Enrolment.offering).join(Offering.timetable)
    match thing:
        case Day():
            places = places.where(Timetable.day_id == thing.id)
        case Slot():
            # By the slot of each place: through the offerings SQLite took 190 ms with 10,000 places.
            there = select(func.count(EnrolmentSlot.staff_id.distinct())).where(EnrolmentSlot.slot_id == thing.id)
            places = there.join(Timetable, EnrolmentSlot.timetable_id == Timetable.id)
        case Room():
            places = places.where(Offering.room_id == thing.id)
        case _:
            return
    if not (count := db.session.scalar(places.join(Timetable.day).where(_PUBLISHED, is_ahead(touch.at)))):
        return
    match thing:
        case Slot():
            told = "People who have a place here: {count}. Each is told by mail if the times change."
        case Room():
            told = "People who have a place here: {count}. Each is told by mail if the name changes."
        case _:
            told = (
                "People who have a place here: {count}. Their day shows the change at once; no message is sent "
                "by itself."
            )
    yield Sentence(told, {"count": count})


@registers.changed.answer
def tell_who_is_there(news: News) -> list[Sentence]:
    """Whoever has a place there in the published timetable of a day still ahead hears of it, once."""
    ahead = select(Timetable).join(Timetable.day).where(_PUBLISHED, is_ahead(news.at))
    for timetable in db.session.scalars(ahead):
        match news.thing:
            case Slot():
                people = place_queries.people_in(timetable, slot_id=news.thing.id)
            case Room():
                people = place_queries.people_in(timetable, room_id=news.thing.id)
        letters.tell_news(news, timetable, people)
    return []


@registers.over.answer
def who_is_over(capacity: Capacity) -> Iterator[Over]:
    """Published runnings still ahead with more people than the room holds now, each with everyone's name."""
    room = capacity.room
    runnings = db.session.scalars(
        select(Offering)
        .join(Offering.timetable)
        .join(Offering.slot)
        .where(_PUBLISHED, Offering.room_id == room.id, Slot.ends_at > capacity.at)
        .options(joinedload(Offering.slot))
        .order_by(Slot.begins_at, Offering.id)
    ).all()
    names = _names_of_the_seated(running.id for running in runnings)
    for running in runnings:
        seated = names[running.id]
        if len(seated) > room.capacity:
            facts = {
                "title": running.title,
                "slot": running.slot.label,
                "people": words.people(len(seated)),
                "seats": words.seats(room.capacity),
                "over": len(seated) - room.capacity,
            }
            told = Sentence("“{title}” in {slot}: {people}, {seats}, so {over} too many.", facts)
            yield Over(told, tuple(seated))


@registers.shrunk.answer
def offer_fewer_seats(capacity: Capacity) -> list[Sentence]:
    """Let no published or drafted running still ahead in this room give seats that are not there any more."""
    room = capacity.room
    db.session.execute(
        update(Offering)
        .where(
            Offering.room_id == room.id,
            Offering.seats > room.capacity,
            Offering.slot_id.in_(select(Slot.id).where(Slot.ends_at > capacity.at)),
            Offering.timetable_id.in_(
                select(Timetable.id).where(Timetable.state.in_([TimetableState.PUBLISHED, TimetableState.DRAFT]))
            ),
        )
        .values(seats=room.capacity)
    )
    return []


@persons.answer
def places(staff_ids: Collection[int]) -> Mapping[int, list[Sentence]]:
    """Places in published timetables, and pins."""
    told: dict[int, list[Sentence]] = defaultdict(list)
    for staff_id, count, day in db.session.execute(
        select(Enrolment.staff_id, func.count(), Day.name)
        .join(Enrolment.offering)
        .join(Offering.timetable)
        .join(Timetable.day)
        .where(_PUBLISHED, Enrolment.staff_id.in_(staff_ids))
        .group_by(Enrolment.staff_id, Day.id, Day.name)
        .order_by(Day.id)
    ):
        told[staff_id].append(Sentence("Has {places} in “{day}”.", {"places": so_many_places(count), "day": day}))
    for pinned in db.session.scalars(select(StaffMember.id).where(StaffMember.id.in_(staff_ids), _IS_PINNED)):
        told[pinned].append(Sentence("Is pinned to a session."))
    return told


def _names_of_the_seated(offering_ids: Iterable[int]) -> dict[int, list[str]]:
    """Names by last name, by offering id; presenters take no seat."""
    names: dict[int, list[str]] = defaultdict(list)
    for offering_id, first, last in db.session.execute(
        select(Enrolment.offering_id, StaffMember.first_name, StaffMember.last_name)
        .join(Enrolment.staff)
        .where(Enrolment.offering_id.in_(list(offering_ids)), Enrolment.source != EnrolmentSource.PRESENTING)
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
    ):
        names[offering_id].append(f"{first} {last}")
    return names
