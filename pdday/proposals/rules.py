"""Questions about proposals: who may do what, and what can happen to one. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pdday.programme.models import Day, Phase
from pdday.programme.vocabulary import PhaseKind
from pdday.proposals import texts
from pdday.proposals.models import Proposal, ProposalPresenter, Review
from pdday.proposals.vocabulary import NEXT_STATES, Criterion, ProposalState
from pdday.staff.models import StaffMember
from pdday.staff.rules import may_coordinate
from pdday.staff.vocabulary import Duty
from pdday.words import CalendarDay, Sentence

#: More would be a panel of strangers; and each of them is busy in every run.
MOST_PRESENTERS = 6
#: States of a proposal that another one can become part of.
_TAKES_IN = frozenset({ProposalState.SUBMITTED, ProposalState.REVISE, ProposalState.WAITLISTED, ProposalState.ACCEPTED})


def may_see(person: StaffMember, proposal: Proposal) -> bool:
    """Its presenters, those who are asked to present it, and coordinators; reviewers have a page without names."""
    return find_part(person, proposal) is not None or may_coordinate(person)


def may_edit(person: StaffMember, proposal: Proposal) -> bool:
    """Presenters who said yes write it together."""
    part = find_part(person, proposal)
    return part is not None and part.agreed_at is not None


def may_withdraw(person: StaffMember, proposal: Proposal) -> bool:
    """Its presenters, and a coordinator to whom they said so."""
    return may_edit(person, proposal) or may_coordinate(person)


def may_read_reviews(person: StaffMember) -> bool:
    """Reviewers have a queue."""
    return person.has_duty(Duty.REVIEWER)


def may_review(person: StaffMember, proposal: Proposal) -> bool:
    """Reviewers read every proposal but their own, once a coordinator has released it without names."""
    return may_read_reviews(person) and find_part(person, proposal) is None and is_in_review(proposal)


def may_decide(person: StaffMember, proposal: Proposal) -> bool:
    """Coordinators decide, but not about what they present themselves."""
    return may_coordinate(person) and find_part(person, proposal) is None


def is_in_review(proposal: Proposal) -> bool:
    """Whether reviewers may read it now."""
    return proposal.state is ProposalState.SUBMITTED and proposal.released_at is not None


def waits_for_release(proposal: Proposal) -> bool:
    """Whether a coordinator has yet to let reviewers read it."""
    return proposal.state is ProposalState.SUBMITTED and proposal.released_at is None


def possible_decisions(proposal: Proposal) -> frozenset[ProposalState]:
    """What a coordinator can decide about it now."""
    return NEXT_STATES[proposal.state] & {
        ProposalState.ACCEPTED,
        ProposalState.REVISE,
        ProposalState.MERGED,
        ProposalState.WAITLISTED,
        ProposalState.DECLINED,
    }


def can_take_in(into: Proposal, proposal: Proposal) -> bool:
    """Whether another proposal of the day can become part of this one: it may still come about, or is accepted."""
    return into.id != proposal.id and into.day_id == proposal.day_id and into.state in _TAKES_IN


def who_would_join(into: Proposal, proposal: Proposal) -> list[StaffMember]:
    """Presenters of a proposal who do not lead the other one already."""
    there = {each.staff_id for each in into.presenters}
    return [each.staff for each in proposal.presenters if each.staff_id not in there]


def mean_rating(reviews: Iterable[Review]) -> tuple[float | None, int]:
    """The mean of all ratings, 1 to 4, and how many reviewers gave some; none without any."""
    given = [[getattr(each, criterion.value) for criterion in Criterion] for each in reviews if not each.recused]
    ratings = [rating for six in given for rating in six]
    return (sum(ratings) / len(ratings) if ratings else None), len(given)


def find_part(person: StaffMember, proposal: Proposal) -> ProposalPresenter | None:
    """The person's place among its presenters, agreed or only asked; None where they have no part in it."""
    return next((each for each in proposal.presenters if each.staff_id == person.id), None)


def find_proposing(day: Day) -> Phase | None:
    """When proposals can be sent, once the coordinator has said so."""
    return next((each for each in day.phases if each.kind is PhaseKind.PROPOSING), None)


def why_not_propose(day: Day, *, today: date) -> Sentence | None:
    """Why a new proposal cannot be sent today; None while the day's call is open."""
    phase = find_proposing(day)
    if phase is None:
        return Sentence(
            "The coordinator has not yet said when proposals can be sent. What you write is kept until then."
        )
    if today < phase.begins_on:
        opens = {"date": CalendarDay(phase.begins_on)}
        return Sentence("Proposals can be sent from {date}. What you write is kept until then.", opens)
    if today > phase.ends_on:
        return Sentence(
            "Proposals closed on {date}. What you wrote is kept; ask the coordinator of the day whether there is room.",
            {"date": CalendarDay(phase.ends_on)},
        )
    return None


def why_not_begin(day: Day, *, today: date) -> Sentence | None:
    """Why no new draft can be begun; None until the call is over, because writing early takes nobody's place."""
    over = any(phase.kind is PhaseKind.PROPOSING and phase.ends_on < today for phase in day.phases)
    return why_not_propose(day, today=today) if over else None


def may_still_change(proposal: Proposal, *, today: date) -> bool:
    """Whether its text may be changed: drafts, what is to be revised, and what waits while the call is open."""
    if proposal.state is ProposalState.SUBMITTED:
        return proposal.released_at is None and why_not_propose(proposal.day, today=today) is None
    return proposal.state in {ProposalState.DRAFT, ProposalState.REVISE}


def can_become(proposal: Proposal, state: ProposalState) -> bool:
    """Whether this may happen to it next."""
    return state in NEXT_STATES[proposal.state]


def can_be_withdrawn(proposal: Proposal) -> bool:
    """Whether its presenters may still take it back."""
    return can_become(proposal, ProposalState.WITHDRAWN)


def why_not_accept(proposal: Proposal) -> list[Sentence]:
    """What keeps a proposal from becoming a session."""
    gone = [each.staff.name for each in proposal.presenters if each.staff.left_at is not None]
    left = [Sentence("{name} does not work here any more.", {"name": name}) for name in gone]
    nobody = [] if proposal.presenters else [Sentence("Nobody leads it.")]
    return [*nobody, *left, *texts.who_has_not_agreed(proposal), *texts.where_it_fits_nowhere(proposal)]
