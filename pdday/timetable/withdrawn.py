"""What the timetable answers when presenters take an accepted session back, and what it still lacks."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from pdday.db import db
from pdday.programme import registers as programme
from pdday.programme.models import Day, Slot
from pdday.programme.registers import Step
from pdday.proposals import registers
from pdday.proposals.models import Proposal, Session
from pdday.proposals.registers import Touch, Withdrawal
from pdday.timetable import letters
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, Timetable, TimetableState
from pdday.words import Sentence


@registers.touched.answer
def who_has_a_seat(session: Session) -> Iterator[Touch]:
    """Seats in the published timetable, and drafts that hold the session."""
    rows = db.session.execute(
        select(Timetable.number, Timetable.state, Slot.label, func.count(Enrolment.id))
        .select_from(Offering)
        .join(Offering.timetable)
        .join(Offering.slot)
        .outerjoin(Enrolment, (Enrolment.offering_id == Offering.id) & (Enrolment.source != EnrolmentSource.PRESENTING))
        .where(Offering.session_id == session.id)
        .group_by(Timetable.number, Timetable.state, Slot.label, Slot.position)
        .order_by(Timetable.number, Slot.position)
    ).all()
    published = [(label, people) for _, state, label, people in rows if state is TimetableState.PUBLISHED]
    if published:
        facts = {"labels": ", ".join(label for label, _ in published), "people": sum(each for _, each in published)}
        yield Touch(
            Sentence(
                "It is in the published timetable, in {labels}. People with a seat in it: {people}. Each hears of it "
                "by mail and can take a free seat elsewhere.",
                facts,
            )
        )
    drafts = sorted({number for number, state, *_ in rows if state is TimetableState.DRAFT})
    if drafts:
        told = Sentence("Drafts that hold it: {numbers}. Make a new one.", {"numbers": ", ".join(map(str, drafts))})
        yield Touch(told, for_coordinators=True)


@programme.steps.answer
def which_timetable_there_is(day: Day) -> Iterator[Step]:
    """A draft, a published timetable, and nobody in a session that was withdrawn since."""
    states = set(db.session.scalars(select(Timetable.state).where(Timetable.day_id == day.id)))
    published = TimetableState.PUBLISHED in states
    told = "A timetable is drafted." if states else "Draft a timetable."
    yield Step(Sentence(told), "timetable.assignment", bool(states))
    told = "The timetable is published." if published else "Publish a timetable."
    yield Step(Sentence(told), "timetable.latest", published)
    for title, people in _still_seated(day):
        facts = {"title": title, "people": people}
        told = "“{title}” was withdrawn, and people still have a seat in it: {people}. Publish a timetable without it."
        yield Step(Sentence(told, facts), "timetable.latest", is_done=False)


def _still_seated(day: Day) -> list[tuple[str, int]]:
    """Titles of withdrawn sessions that the published timetable holds, and how many people have a seat in each."""
    seats = (Enrolment.offering_id == Offering.id) & (Enrolment.source != EnrolmentSource.PRESENTING)
    rows = db.session.execute(
        select(Proposal.title, func.count(Enrolment.id))
        .select_from(Offering)
        .join(Offering.timetable)
        .join(Offering.session)
        .join(Session.proposal)
        .outerjoin(Enrolment, seats)
        .where(Timetable.day_id == day.id, Timetable.state == TimetableState.PUBLISHED)
        .where(Session.cancelled_at.is_not(None))
        .group_by(Proposal.id, Proposal.title)
        .order_by(Proposal.id)
    )
    return [(title, people) for title, people in rows]


@registers.withdrawn.answer
def tell_who_has_a_seat(withdrawal: Withdrawal) -> list[Sentence]:
    """Whoever has a seat in it in the published timetable hears of it, once."""
    runnings = db.session.scalars(
        select(Offering)
        .join(Offering.timetable)
        .where(Offering.session_id == withdrawal.session.id, Timetable.state == TimetableState.PUBLISHED)
        .order_by(Offering.id)
    ).all()
    for running in runnings:
        people = set(
            db.session.scalars(
                select(Enrolment.staff_id).where(
                    Enrolment.offering_id == running.id, Enrolment.source != EnrolmentSource.PRESENTING
                )
            )
        )
        letters.tell_withdrawn(running, people, now=withdrawal.at)
    return []
