"""What proposals and sessions hold on one person. What reviewers wrote about theirs was said in confidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, select

from pdday import persons
from pdday.db import db
from pdday.persons import Fate, Section, Step
from pdday.programme.models import Day
from pdday.programme.personal import is_ahead
from pdday.proposals import texts
from pdday.proposals.models import Proposal, ProposalPresenter, ProposalStep, Review, Session, SessionPresenter
from pdday.proposals.names import STATES
from pdday.proposals.vocabulary import Criterion, ProposalState
from pdday.words import Sentence

#: Nothing comes of these any more.
_OVER = (ProposalState.DECLINED, ProposalState.WITHDRAWN, ProposalState.MERGED)


#: What a person reads of each proposal that carries their name: head and column, side by side.
_OFFERED: tuple[tuple[Sentence, Any], ...] = (
    (Sentence("Day"), Day.name),
    (Sentence("Title"), Proposal.title),
    (Sentence("State"), Proposal.state),
    (Sentence("What it is about"), Proposal.abstract),
    (Sentence("Objectives"), Proposal.objective),
    (Sentence("Where you used it"), Proposal.used_in),
    (Sentence("What people should know or bring"), Proposal.prerequisites),
    (Sentence("How everyone can take part"), Proposal.accessibility_plan),
    (Sentence("What materials cost"), Proposal.materials_cost),
    (Sentence("Held in another language"), Proposal.language),
    (Sentence("You asked for a mentor"), Proposal.mentor_requested),
    (Sentence("You agreed"), ProposalPresenter.agreed_at),
)


@persons.sections.answer(Proposal, ProposalPresenter, Session, SessionPresenter)
def what_you_offer(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Proposals that carry the person's name, as they stand, and the sessions that they lead."""
    mine = (
        select(*(column for _, column in _OFFERED))
        .join(Proposal, Proposal.day_id == Day.id)
        .join(ProposalPresenter, ProposalPresenter.proposal_id == Proposal.id)
        .where(ProposalPresenter.staff_id == staff_id)
        .order_by(Proposal.id)
    )
    heads: tuple[Sentence, ...] = tuple(head for head, _ in _OFFERED)
    written = [(*row[:2], STATES[row[2]], *row[3:]) for row in persons.rows(mine)]
    yield Section(Sentence("Your proposals"), heads, written)
    steps = (
        select(Proposal.title, ProposalStep.minutes, ProposalStep.activity)
        .join(ProposalStep, ProposalStep.proposal_id == Proposal.id)
        .join(ProposalPresenter, ProposalPresenter.proposal_id == Proposal.id)
        .where(ProposalPresenter.staff_id == staff_id)
        .order_by(Proposal.id, ProposalStep.position)
    )
    heads = (Sentence("Title"), Sentence("Minutes"), Sentence("Step"))
    yield Section(Sentence("Agendas of your proposals"), heads, persons.rows(steps))
    unsent = (
        select(Proposal)
        .join(ProposalPresenter, ProposalPresenter.proposal_id == Proposal.id)
        .where(ProposalPresenter.staff_id == staff_id, Proposal.unsent.is_not(None))
        .order_by(Proposal.id)
    )
    heads = (Sentence("Title"), Sentence("What you typed since you sent it"))
    typed = [
        (each.title, "\n".join(filter(None, texts.typed_words(texts.typed_wording(each)))))
        for each in db.session.scalars(unsent)
    ]
    yield Section(Sentence("Changes to your proposals that are not in them yet"), heads, typed)
    led = _led(staff_id).add_columns(Session.cancelled_at).order_by(Session.id)
    heads = (Sentence("Day"), Sentence("Title"), Sentence("Cancelled"))
    yield Section(Sentence("Sessions you lead"), heads, persons.rows(led))


@persons.sections.answer(Review)
def what_you_reviewed(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """The person's own reviews of others."""
    ratings = [getattr(Review, each.value) for each in Criterion]
    mine = (
        select(Proposal.title, Review.at, Review.recused, *ratings, Review.comment)
        .join(Proposal, Proposal.id == Review.proposal_id)
        .where(Review.staff_id == staff_id)
        .order_by(Review.at)
    )
    heads = (
        Sentence("Proposal"),
        Sentence("When"),
        Sentence("You stepped back"),
        Sentence("Relevance"),
        Sentence("Practical use"),
        Sentence("Active learning"),
        Sentence("Fits the time"),
        Sentence("Inclusive"),
        Sentence("Clarity"),
        Sentence("Comment"),
    )
    yield Section(Sentence("Your reviews"), heads, persons.rows(mine))


@persons.fates.answer(Proposal, ProposalPresenter, Session, SessionPresenter, Review)
def what_becomes_of_proposals(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """Drafts that were only theirs go. What was sent, led or reviewed belongs to the record of a day."""
    yield from _in_the_way(staff_id, now=now)
    drafts = _own_drafts(staff_id)
    if count := persons.count(Proposal.id.in_(drafts)):
        gone = delete(Proposal).where(Proposal.id.in_(drafts))
        yield Step(Fate.GOES, Sentence("Drafts of proposals that only they wrote: {count}.", {"count": count}), (gone,))
    kept = (ProposalPresenter.staff_id == staff_id, ProposalPresenter.proposal_id.not_in(drafts))
    if count := persons.count(*kept):
        pattern = "Proposals and sessions that they led, as led by a former colleague: {count}."
        yield Step(Fate.STAYS, Sentence(pattern, {"count": count}))
    if count := persons.count(Review.staff_id == staff_id):
        pattern = "Their reviews of proposals, on which decisions rest: {count}."
        yield Step(Fate.STAYS, Sentence(pattern, {"count": count}))


def _in_the_way(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """Colleagues still count on these."""
    led = _led(staff_id).where(is_ahead(now), Session.cancelled_at.is_(None)).order_by(Session.id)
    for day, title in db.session.execute(led):
        told = Sentence("They lead “{title}” on “{day}”, which is still ahead.", {"title": title, "day": day})
        yield Step(Fate.IN_THE_WAY, told)
    open_ones = (
        select(Day.name, Proposal.title)
        .join(Proposal, Proposal.day_id == Day.id)
        .join(ProposalPresenter, ProposalPresenter.proposal_id == Proposal.id)
        .where(
            ProposalPresenter.staff_id == staff_id,
            is_ahead(now),
            Proposal.state.not_in((*_OVER, ProposalState.ACCEPTED)),
            Proposal.id.not_in(_own_drafts(staff_id)),
        )
        .order_by(Proposal.id)
    )
    for day, title in db.session.execute(open_ones):
        told = Sentence("Their proposal “{title}” for “{day}” is still open.", {"title": title, "day": day})
        yield Step(Fate.IN_THE_WAY, told)


def _led(staff_id: int) -> Any:
    return (
        select(Day.name, Proposal.title)
        .select_from(SessionPresenter)
        .join(SessionPresenter.session)
        .join(Session.proposal)
        .join(Proposal.day)
        .where(SessionPresenter.staff_id == staff_id)
    )


def _own_drafts(staff_id: int) -> Any:
    """Drafts that nobody else is named on; MIN is theirs and so is MAX."""
    people = ProposalPresenter.staff_id
    alone = (
        select(ProposalPresenter.proposal_id)
        .group_by(ProposalPresenter.proposal_id)
        .having(func.min(people) == staff_id, func.max(people) == staff_id)
    )
    became = exists().where(Session.proposal_id == Proposal.id)
    return select(Proposal.id).where(Proposal.state == ProposalState.DRAFT, Proposal.id.in_(alone), ~became)
