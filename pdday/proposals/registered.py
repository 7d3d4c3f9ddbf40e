"""What proposals and sessions answer when the frame of the day, or who works here, is to change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import func, select

from pdday import persons, words
from pdday.db import db, exists
from pdday.programme import registers
from pdday.programme.models import Day, Slot, Strand
from pdday.programme.registers import Step, Thing
from pdday.proposals import queries
from pdday.proposals.models import (
    Proposal,
    ProposalBarredSlot,
    ProposalPresenter,
    Session,
    SessionPresenter,
    SessionSlot,
)
from pdday.proposals.registers import Touch, touched
from pdday.proposals.vocabulary import ProposalState
from pdday.staff.models import School
from pdday.words import Sentence

#: Nothing comes of these any more, so their people may go.
_OVER = (ProposalState.DECLINED, ProposalState.WITHDRAWN, ProposalState.MERGED)


@registers.why_not_remove.answer
def what_needs(thing: Thing) -> Iterator[Sentence]:
    """Proposals belong to strands; they and their sessions name slots, and some sessions a site."""
    match thing:
        case Strand():
            count = db.session.scalar(select(func.count()).where(Proposal.strand_id == thing.id)) or 0
            if count:
                yield Sentence("Proposals of this strand: {count}. Move them to another first.", {"count": count})
        case Slot():
            if exists(select(SessionSlot.slot_id).where(SessionSlot.slot_id == thing.id)):
                yield Sentence("Sessions may run in “{label}”.", {"label": thing.label})
            if exists(select(ProposalBarredSlot.slot_id).where(ProposalBarredSlot.slot_id == thing.id)):
                yield Sentence("Presenters said that they can't come in “{label}”.", {"label": thing.label})
        case School():
            if exists(select(Session.id).where(Session.school_id == thing.id)):
                yield Sentence("Sessions are held at this site only.")
        case _:
            return


@registers.steps.answer
def which_sessions_there_are(day: Day) -> Iterator[Step]:
    """Everything that was sent is decided, something runs, and whoever must attend has a seat."""
    accepted = queries.sessions_of(day)
    if undecided := queries.count_undecided(day):
        told = "Decide about the proposals that were sent: {count} wait."
        yield Step(Sentence(told, {"count": undecided}), "reviews.pile", is_done=False)
    told = "Sessions in the program: {count}." if accepted else "Accept proposals: no session is in the program."
    yield Step(Sentence(told, {"count": len(accepted)}), "reviews.pile", bool(accepted))
    required = queries.people_required(accepted)
    for session in accepted:
        most, people = session.most_runs * session.proposal.most_people, required.get(session.id, 0)
        if people > most:
            facts = {"title": session.proposal.title, "people": words.people(people), "seats": most}
            told = "“{title}” is required for {people} and takes {seats} at the most."
            yield Step(Sentence(told, facts), "reviews.pile", is_done=False)


@touched.answer
def who_leads_and_who_must(session: Session) -> Iterator[Touch]:
    """Everyone who leads it, and how many colleagues it is required for."""
    names = [each.staff.name for each in session.presenters]
    if len(names) > 1:
        yield Touch(Sentence("Everyone who leads it hears of it: {names}.", {"names": ", ".join(names)}))
    if count := queries.people_required([session]).get(session.id):
        yield Touch(Sentence("Colleagues for whom it is required: {count}. They would miss it.", {"count": count}))


@persons.answer
def presentations(staff_ids: Collection[int]) -> Mapping[int, list[Sentence]]:
    """Sessions and open proposals that carry a person's name, as presenter."""
    led = select(SessionPresenter.staff_id, Proposal.title).join(SessionPresenter.session).join(Session.proposal)
    proposed = (
        select(ProposalPresenter.staff_id, Proposal.title)
        .join(ProposalPresenter.proposal)
        .where(Proposal.state.not_in(_OVER), Proposal.id.not_in(select(Session.proposal_id)))
    )
    told: dict[int, list[Sentence]] = defaultdict(list)
    for statement, person, pattern in (
        (led.where(Session.cancelled_at.is_(None)), SessionPresenter.staff_id, "Leads “{title}”."),
        (proposed, ProposalPresenter.staff_id, "Proposed “{title}”."),
    ):
        for staff_id, title in db.session.execute(statement.where(person.in_(staff_ids)).order_by(Proposal.id)):
            # A session given again on another day has the same title; it is said once.
            if (says := Sentence(pattern, {"title": title})) not in told[staff_id]:
                told[staff_id].append(says)
    return told
