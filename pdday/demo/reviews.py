"""What the reviewers of the demo said: two or three of them on every proposal that was decided, and on the first of
those that still wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from random import Random

from pdday.demo.people import Person
from pdday.demo.shares import chance
from pdday.proposals.models import Proposal, Review
from pdday.proposals.vocabulary import DECIDED, Criterion, ProposalState
from pdday.staff.vocabulary import Duty

_OFTEN_THREE = 0.6
#: Ratings of 1 to 4 by what became of the proposal, as often as they stand here.
_KIND = (3, 3, 4, 4, 4)
_RATINGS = {
    ProposalState.DECLINED: (1, 2, 2, 3),
    ProposalState.REVISE: (2, 2, 3, 3),
    ProposalState.WAITLISTED: (2, 3, 3),
}
_COMMENTS = (
    "The step in which people try it is the heart of it. Keep it long.",
    "Say in the first line who it is for.",
    "I would come. Bring one example that did not work.",
    "",
    "",
)


def reviewers(people: Iterable[Person]) -> list[int]:
    """Everyone with the duty, by number."""
    return [person.number for person in people if Duty.REVIEWER in person.duties]


def add_reviews(
    proposals: Mapping[str, Proposal], reviewer_ids: Sequence[int], *, released_at: datetime, at: datetime, seed: int
) -> None:
    """Let the reviewers read, rate and comment; nobody rates a proposal of their own."""
    waiting = [each for _, each in sorted(proposals.items()) if each.state is ProposalState.SUBMITTED]
    for code, proposal in proposals.items():
        if proposal.state in DECIDED:
            proposal.released_at = released_at
            proposal.reviews = list(_reviews(proposal, reviewer_ids, at, chance(seed, f"reviews of {code}")))
    for proposal in waiting[:1]:
        proposal.released_at = released_at
        proposal.reviews = list(_reviews(proposal, reviewer_ids[:1], at, chance(seed, "the first to wait")))


def _reviews(proposal: Proposal, reviewer_ids: Sequence[int], at: datetime, random: Random) -> Iterator[Review]:
    own = {presenter.staff_id for presenter in proposal.presenters}
    others = [each for each in reviewer_ids if each not in own]
    ratings = _RATINGS.get(proposal.state, _KIND)
    for staff_id in others[: 3 if random.random() < _OFTEN_THREE else 2]:
        given = {criterion.value: random.choice(ratings) for criterion in Criterion}
        yield Review(staff_id=staff_id, at=at, comment=random.choice(_COMMENTS), **given)
