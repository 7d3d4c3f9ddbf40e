"""What timetables hold on one person: places, and pins that a coordinator set for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, func, select

from pdday import persons
from pdday.db import db
from pdday.persons import Fate, Section, Step
from pdday.programme.models import Day, Room, Slot
from pdday.programme.personal import is_ahead
from pdday.proposals.models import Proposal, Session
from pdday.timetable.models import Enrolment, EnrolmentSlot, EnrolmentSource, Offering, Pin, Timetable, TimetableState
from pdday.timetable.names import STATES
from pdday.words import Sentence
from pdday.words import places as so_many_places

persons.call(
    {
        EnrolmentSource.WISH: Sentence("on your list"),
        EnrolmentSource.REQUIRED: Sentence("required for your job"),
        EnrolmentSource.FILL: Sentence("chosen for you"),
        EnrolmentSource.PIN: Sentence("set by a coordinator"),
        EnrolmentSource.PRESENTING: Sentence("you lead it"),
        EnrolmentSource.EVERYONE: Sentence("for everyone"),
        EnrolmentSource.SWAP: Sentence("exchanged by you"),
        EnrolmentSource.COORDINATOR: Sentence("changed by a coordinator"),
    }
)

_PUBLISHED = Timetable.state == TimetableState.PUBLISHED


@persons.sections.answer(Timetable, Enrolment, Pin)
def where_you_are(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Places in timetables that were published, the one that counts and earlier ones, with how they came about."""
    title = func.coalesce(Proposal.title, Offering.plenary_title)
    places = (
        select(
            Day.name,
            Timetable.number,
            Timetable.state,
            Slot.label,
            title,
            Room.name,
            Enrolment.source,
            Enrolment.rank,
        )
        .select_from(Enrolment)
        .join(Enrolment.offering)
        .join(Offering.timetable)
        .join(Timetable.day)
        .join(Offering.slot)
        .join(Offering.room)
        .outerjoin(Offering.session)
        .outerjoin(Session.proposal)
        .where(Enrolment.staff_id == staff_id, Timetable.state != TimetableState.DRAFT)
        .order_by(Timetable.id, Slot.position)
    )
    heads: tuple[Sentence, ...] = (
        Sentence("Day"),
        Sentence("Timetable"),
        Sentence("State"),
        Sentence("Slot"),
        Sentence("Title"),
        Sentence("Room"),
        Sentence("How it came about"),
        Sentence("Your rank"),
    )
    told = [(*row[:2], STATES[row[2]], *row[3:]) for row in persons.rows(places)]
    yield Section(Sentence("Your places"), heads, told)
    pins = (
        select(Proposal.title, Pin.reason)
        .select_from(Pin)
        .join(Session, Session.id == Pin.session_id)
        .join(Proposal, Proposal.id == Session.proposal_id)
        .where(Pin.staff_id == staff_id)
        .order_by(Pin.id)
    )
    heads = (Sentence("Session"), Sentence("Reason"))
    yield Section(Sentence("Sessions a coordinator placed you in"), heads, persons.rows(pins))


@persons.fates.answer(Timetable, Enrolment, EnrolmentSlot, Pin)
def what_becomes_of_places(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """A place on a day ahead keeps a colleague from that seat, so it is in the way. Past ones were counted."""
    ahead = (
        select(Day.name, func.count())
        .select_from(Enrolment)
        .join(Enrolment.offering)
        .join(Offering.timetable)
        .join(Timetable.day)
        .where(Enrolment.staff_id == staff_id, _PUBLISHED, is_ahead(now))
        .group_by(Day.id, Day.name)
        .order_by(Day.id)
    )
    for day, count in db.session.execute(ahead):
        pattern = "They have {places} in “{day}”, which is still ahead. Publish a timetable without them first."
        yield Step(Fate.IN_THE_WAY, Sentence(pattern, {"places": so_many_places(count), "day": day}))
    drafted = Enrolment.timetable_id.in_(
        select(Timetable.id).join(Timetable.day).where(Timetable.state == TimetableState.DRAFT, is_ahead(now))
    )
    mine = Enrolment.staff_id == staff_id
    if count := persons.count(mine, drafted):
        told = Sentence("Places in drafts for days ahead: {count}.", {"count": count})
        yield Step(Fate.GOES, told, (delete(Enrolment).where(mine, drafted),))
    if count := persons.count(Pin.staff_id == staff_id):
        told = Sentence("Pins that placed them in a session, with their reasons: {count}.", {"count": count})
        yield Step(Fate.GOES, told, (delete(Pin).where(Pin.staff_id == staff_id),))
    if count := persons.count(mine, ~drafted):
        told = Sentence("Places in timetables that were published: {count}.", {"count": count})
        yield Step(Fate.STAYS, told)
