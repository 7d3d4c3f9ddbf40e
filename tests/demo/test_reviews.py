"""The reviews of the demo: nobody rates their own proposal, and what was decided was read before."""

from __future__ import annotations

from pdday.demo.reviews import add_reviews
from pdday.proposals.models import Proposal, ProposalPresenter
from pdday.proposals.vocabulary import ProposalState
from tests.factories import BEFORE


def test_decided_proposals_have_reviews_by_others_and_one_that_waits_is_open_to_them():
    states = {"HR001": ProposalState.ACCEPTED, "HR002": ProposalState.SUBMITTED, "HR003": ProposalState.DRAFT}
    proposals = {
        code: Proposal(code=code, state=state, presenters=[ProposalPresenter(staff_id=7, position=1)])
        for code, state in states.items()
    }

    add_reviews(proposals, (7, 8, 9), released_at=BEFORE, at=BEFORE, seed=1)

    given = {code: [review.staff_id for review in each.reviews] for code, each in proposals.items()}
    assert given == {"HR001": [8, 9], "HR002": [], "HR003": []}
    assert [each.released_at for each in proposals.values()] == [BEFORE, BEFORE, None]
