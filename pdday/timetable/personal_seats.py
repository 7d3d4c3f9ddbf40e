"""What seats after publication hold on one person: waiting, exchanges, what changed hands, a calendar's address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import aliased

from pdday import persons
from pdday.persons import Fate, Section, Step
from pdday.programme.models import Day, Slot
from pdday.proposals.models import Proposal, Session
from pdday.timetable.models import Offering
from pdday.timetable.seat_models import CalendarFeed, Exchange, ExchangeState, SeatChange, SeatChangeKind, Waiting
from pdday.words import Sentence

persons.call(
    {
        ExchangeState.OFFERED: Sentence("offered"),
        ExchangeState.ACCEPTED: Sentence("accepted"),
        ExchangeState.DECLINED: Sentence("declined"),
        ExchangeState.WITHDRAWN: Sentence("withdrawn"),
        ExchangeState.LAPSED: Sentence("lapsed"),
        SeatChangeKind.TOOK: Sentence("took a seat"),
        SeatChangeKind.GAVE_UP: Sentence("gave a seat up"),
        SeatChangeKind.WAITED: Sentence("came up from the waiting list"),
        SeatChangeKind.EXCHANGED: Sentence("exchanged seats"),
    }
)


@persons.sections.answer(Waiting, Exchange, SeatChange, CalendarFeed)
def seats_you_asked_for(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Waiting and changes by session; of an exchange only the person's own offers, and without the other's name."""
    waits = (
        select(Day.name, Slot.label, Proposal.title, Waiting.asked_at)
        .select_from(Waiting)
        .join(Waiting.slot)
        .join(Slot.day)
        .join(Waiting.session)
        .join(Session.proposal)
        .where(Waiting.staff_id == staff_id)
        .order_by(Waiting.id)
    )
    heads: tuple[Sentence, ...] = (Sentence("Day"), Sentence("Slot"), Sentence("Session"), Sentence("Since"))
    yield Section(Sentence("Seats you wait for"), heads, persons.rows(waits))
    offered = (
        select(_title(Exchange.offers_id), _title(Exchange.wants_id), Exchange.state, Exchange.asked_at)
        .where(Exchange.asker_id == staff_id)
        .order_by(Exchange.id)
    )
    heads = (Sentence("You have"), Sentence("You would like"), Sentence("What became of it"), Sentence("When"))
    yield Section(Sentence("Seats you offered to exchange"), heads, persons.rows(offered))
    changed = (
        select(SeatChange.at, SeatChange.kind, _title(SeatChange.left_id), _title(SeatChange.taken_id))
        .where(SeatChange.staff_id == staff_id)
        .order_by(SeatChange.id)
    )
    heads = (Sentence("When"), Sentence("How"), Sentence("What you had"), Sentence("What you have since"))
    yield Section(Sentence("Seats that changed hands"), heads, persons.rows(changed))
    feeds = select(CalendarFeed.made_at).where(CalendarFeed.staff_id == staff_id)
    yield Section(Sentence("Your calendar's address"), (Sentence("Made"),), persons.rows(feeds))


@persons.fates.answer(Waiting, Exchange, SeatChange, CalendarFeed)
def what_becomes_of_seats(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """Wishes for seats go; that a seat changed hands explains the timetable as it stands."""
    between = or_(Exchange.asker_id == staff_id, Exchange.colleague_id == staff_id)
    wishes = (Waiting.staff_id == staff_id, between, CalendarFeed.staff_id == staff_id)
    if any(persons.count(each) for each in wishes):
        kinds = (Waiting, Exchange, CalendarFeed)
        gone = tuple(delete(kind).where(each) for kind, each in zip(kinds, wishes, strict=True))
        told = Sentence("Seats they waited for, offers to exchange seats, and the address of their calendar.")
        yield Step(Fate.GOES, told, gone)
    if count := persons.count(SeatChange.staff_id == staff_id):
        told = Sentence("That seats changed hands, by a former colleague: {count}.", {"count": count})
        yield Step(Fate.STAYS, told)


def _title(offering_id: Any) -> Any:
    """The title of the offering that a column names."""
    offering, session, proposal = aliased(Offering), aliased(Session), aliased(Proposal)
    return (
        select(func.coalesce(proposal.title, offering.plenary_title))
        .select_from(offering)
        .outerjoin(session, session.id == offering.session_id)
        .outerjoin(proposal, proposal.id == session.proposal_id)
        .where(offering.id == offering_id)
        .scalar_subquery()
    )
