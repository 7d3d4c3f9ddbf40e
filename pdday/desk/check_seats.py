"""What cannot be after publication: waiting for what one has, exchanging seats for nothing, calendars of strangers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from pdday.db import db
from pdday.desk.cannot_be import CannotBe, Check
from pdday.desk.check_timetable import NAME
from pdday.programme.models import Slot
from pdday.proposals.models import Proposal, Session
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, Offering, Timetable, TimetableState
from pdday.timetable.seat_models import CalendarFeed, Exchange, ExchangeState, SeatChange, Waiting
from pdday.words import Sentence


def people_waiting_for_what_they_have() -> Iterator[CannotBe]:
    """Whoever has a seat in a session of the published timetable does not wait for one there."""
    seated = (
        select(Waiting.id, NAME, Proposal.title)
        .join(Slot, Slot.id == Waiting.slot_id)
        .join(Timetable, and_(Timetable.day_id == Slot.day_id, Timetable.state == TimetableState.PUBLISHED))
        .join(Enrolment, and_(Enrolment.timetable_id == Timetable.id, Enrolment.staff_id == Waiting.staff_id))
        .join(Offering, and_(Offering.id == Enrolment.offering_id, Offering.slot_id == Waiting.slot_id))
        .join(StaffMember, StaffMember.id == Waiting.staff_id)
        .join(Session, Session.id == Waiting.session_id)
        .join(Proposal, Proposal.id == Session.proposal_id)
        .where(Offering.session_id == Waiting.session_id)
        .order_by(Waiting.id)
    )
    for waiting_id, name, title in db.session.execute(seated):
        sentence = Sentence("{name} waits for “{title}” and has a place in it.", {"name": name, "title": title})
        yield CannotBe("waits_for_a_seat_they_have", "waiting", waiting_id, sentence)


def people_waiting_on_another_day() -> Iterator[CannotBe]:
    """The session and the slot that somebody waits for are of one day."""
    apart = (
        select(Waiting.id, NAME)
        .join(Slot, Slot.id == Waiting.slot_id)
        .join(Session, Session.id == Waiting.session_id)
        .join(Proposal, Proposal.id == Session.proposal_id)
        .join(StaffMember, StaffMember.id == Waiting.staff_id)
        .where(Proposal.day_id != Slot.day_id)
        .order_by(Waiting.id)
    )
    for waiting_id, name in db.session.execute(apart):
        sentence = Sentence("{name} waits for a session of one day in a slot of another.", {"name": name})
        yield CannotBe("waits_on_another_day", "waiting", waiting_id, sentence)


def exchanges_between_timetables() -> Iterator[CannotBe]:
    """Both seats of an exchange are in its timetable, and are two."""
    offers, wants = aliased(Offering), aliased(Offering)
    apart = (
        select(Exchange.id)
        .join(offers, offers.id == Exchange.offers_id)
        .join(wants, wants.id == Exchange.wants_id)
        .where(
            or_(
                offers.timetable_id != Exchange.timetable_id,
                wants.timetable_id != Exchange.timetable_id,
                Exchange.offers_id == Exchange.wants_id,
            )
        )
        .order_by(Exchange.id)
    )
    for exchange_id in db.session.scalars(apart):
        sentence = Sentence("Exchange {id} names seats of another timetable, or one seat twice.", {"id": exchange_id})
        yield CannotBe("exchange_of_nothing", "exchange", exchange_id, sentence)


def exchanges_that_moved_nobody() -> Iterator[CannotBe]:
    """An accepted exchange moved both: what each took is on record."""
    silent = (
        select(Exchange.id)
        .where(
            Exchange.state == ExchangeState.ACCEPTED,
            or_(
                ~_took(Exchange.asker_id, Exchange.wants_id),
                ~_took(Exchange.colleague_id, Exchange.offers_id),
            ),
        )
        .order_by(Exchange.id)
    )
    for exchange_id in db.session.scalars(silent):
        sentence = Sentence("Exchange {id} was accepted, and no change of seats is on record.", {"id": exchange_id})
        yield CannotBe("exchange_without_change", "exchange", exchange_id, sentence)


def feeds_of_strangers() -> Iterator[CannotBe]:
    """A calendar address that still tells a day belongs to somebody in the district."""
    strangers = (
        select(CalendarFeed.staff_id, NAME)
        .join(StaffMember, StaffMember.id == CalendarFeed.staff_id)
        .where(StaffMember.left_at.is_not(None), StaffMember.left_at < CalendarFeed.made_at)
        .order_by(CalendarFeed.staff_id)
    )
    for staff_id, name in db.session.execute(strangers):
        sentence = Sentence("{name} was given a calendar address after leaving the district.", {"name": name})
        yield CannotBe("stranger's_calendar", "calendar_feed", staff_id, sentence)


SEATS: tuple[Check, ...] = (
    people_waiting_for_what_they_have,
    people_waiting_on_another_day,
    exchanges_between_timetables,
    exchanges_that_moved_nobody,
    feeds_of_strangers,
)


def _took(person: InstrumentedAttribute[int], seat: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether it is on record that this side of an exchange took that seat."""
    return (
        select(SeatChange)
        .where(
            SeatChange.timetable_id == Exchange.timetable_id,
            SeatChange.staff_id == person,
            SeatChange.taken_id == seat,
        )
        .exists()
    )
