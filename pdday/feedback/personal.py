"""What feedback holds on one person: that they answered, and what they mean to try.

Not the answers: they are by nobody, so they can be neither told nor removed. That is the point of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, func, select, update

from pdday import persons
from pdday.feedback.models import Commitment, FollowUp, Remark, Sharing, TicketHandedIn
from pdday.feedback.names import SHARING, USES
from pdday.persons import Fate, Section, Step
from pdday.programme.models import Day
from pdday.proposals.models import Proposal, Session
from pdday.timetable.models import Offering, Timetable
from pdday.words import Sentence

persons.call(SHARING)
persons.call(USES)

#: A commitment that is only counted.
_WORDLESS = {
    "what": "",
    "first_step_by": None,
    "with_whom": None,
    "how_i_will_know": None,
    "sharing": Sharing.PRIVATE,
}


@persons.sections.answer(TicketHandedIn, Remark)
def what_you_said(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """For which sessions an exit ticket came in, and questions that were signed on purpose."""
    tickets = (
        select(Day.name, func.coalesce(Proposal.title, Offering.plenary_title))
        .select_from(TicketHandedIn)
        .join(Offering, Offering.id == TicketHandedIn.offering_id)
        .join(Offering.timetable)
        .join(Timetable.day)
        .outerjoin(Offering.session)
        .outerjoin(Session.proposal)
        .where(TicketHandedIn.staff_id == staff_id)
        .order_by(Offering.id)
    )
    heads = (Sentence("Day"), Sentence("Session"))
    yield Section(Sentence("Exit tickets you handed in"), heads, persons.rows(tickets))
    asked = (
        select(func.coalesce(Proposal.title, Offering.plenary_title), Remark.words)
        .select_from(Remark)
        .join(Remark.offering)
        .outerjoin(Offering.session)
        .outerjoin(Session.proposal)
        .where(Remark.staff_id == staff_id)
        .order_by(Remark.id)
    )
    yield Section(
        Sentence("Questions you signed"), (Sentence("Session"), Sentence("Your question")), persons.rows(asked)
    )


@persons.sections.answer(Commitment)
def what_you_mean_to_try(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Commitments with how they fared."""
    made = (
        select(
            Day.name,
            Commitment.what,
            Commitment.first_step_by,
            Commitment.with_whom,
            Commitment.how_i_will_know,
            Commitment.sharing,
            Commitment.made_at,
        )
        .join(Commitment, Commitment.day_id == Day.id)
        .where(Commitment.staff_id == staff_id)
        .order_by(Commitment.id)
    )
    heads: tuple[Sentence, ...] = (
        Sentence("Day"),
        Sentence("What you mean to try"),
        Sentence("First step by"),
        Sentence("With whom"),
        Sentence("How you will know"),
        Sentence("Who may see it"),
        Sentence("Written"),
    )
    yield Section(Sentence("Your commitments"), heads, persons.rows(made))
    fared = (
        select(Day.name, FollowUp.after_days, FollowUp.use, FollowUp.answered_on)
        .select_from(FollowUp)
        .join(FollowUp.commitment)
        .join(Day, Day.id == Commitment.day_id)
        .where(Commitment.staff_id == staff_id)
        .order_by(Commitment.id, FollowUp.after_days)
    )
    heads = (Sentence("Day"), Sentence("Days after"), Sentence("How it was going"), Sentence("Answered"))
    yield Section(Sentence("How your commitments fared"), heads, persons.rows(fared))


@persons.fates.answer(TicketHandedIn, Remark, Commitment)
def what_becomes_of_answers(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """Words go. That there was a commitment, and that a ticket came in, was counted."""
    if count := persons.count(Commitment.staff_id == staff_id):
        emptied = update(Commitment).where(Commitment.staff_id == staff_id)
        yield Step(
            Fate.GOES,
            Sentence("What they wrote that they mean to try: {count}.", {"count": count}),
            (emptied.values(**_WORDLESS),),
        )
        pattern = "That somebody made a commitment, and how it fared, without a word of it: {count}."
        yield Step(Fate.STAYS, Sentence(pattern, {"count": count}))
    if count := persons.count(Remark.staff_id == staff_id):
        gone = delete(Remark).where(Remark.staff_id == staff_id)
        yield Step(Fate.GOES, Sentence("Questions to presenters that they signed: {count}.", {"count": count}), (gone,))
    if count := persons.count(TicketHandedIn.staff_id == staff_id):
        told = Sentence("That an exit ticket came in: {count}; the rate of answers is counted by it.", {"count": count})
        yield Step(Fate.STAYS, told)
    yield Step(
        Fate.STAYS, Sentence("Answers on exit tickets, if they gave any: they are by nobody and can't be found.")
    )
