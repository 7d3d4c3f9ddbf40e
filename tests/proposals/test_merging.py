"""Two proposals become one: the text of one stays, the presenters of both hear of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.errors import Refused, TooLate
from pdday.outbox import Message
from pdday.proposals import actions, review_actions
from pdday.proposals.models import Proposal
from pdday.proposals.vocabulary import ProposalState
from tests.factories import BEFORE, make_coordinator, make_staff
from tests.proposals.factories import make_draft, make_open_day, make_sent


@pytest.fixture
def day(app):
    return make_open_day()


def merge(proposal: Proposal, into: Proposal | None, *, version: int = 1) -> None:
    review_actions.merge(
        proposal, into, why="Both begin with a puzzle.", version=version, by=make_coordinator(), now=BEFORE
    )


def letters() -> dict[str, str]:
    return {letter.subject: letter.body for letter in db.session.scalars(select(Message))}


def test_the_text_of_one_stays_and_the_presenters_of_the_other_are_asked_to_lead_it_too(day):
    mei, luis = make_staff("Mei Tanaka"), make_staff("Luis Ortega")
    stays, goes = make_sent(day, mei, title="Phenomena First"), make_sent(day, luis, title="Puzzles")

    merge(goes, stays)

    assert (goes.state, goes.merged_into, stays.title) == (ProposalState.MERGED, stays, "Phenomena First")
    assert [(each.staff, each.agreed_at is not None) for each in stays.presenters] == [(mei, True), (luis, False)]
    assert sorted(letters()) == [
        "“Puzzles” becomes part of another session",
        "“Puzzles” becomes part of your “Phenomena First”",
    ]
    assert all("Both begin with a puzzle." in body for body in letters().values())


def test_whoever_agrees_after_the_other_was_accepted_leads_its_session(day):
    mei, luis = make_staff("Mei Tanaka"), make_staff("Luis Ortega")
    stays, goes = make_sent(day, mei), make_sent(day, luis, title="Puzzles")
    session = review_actions.accept(stays, why="Good.", version=1, by=make_coordinator(), now=BEFORE)
    merge(goes, stays)

    before = [each.staff for each in session.presenters]
    for _ in range(2):
        actions.agree(stays, by=luis, now=BEFORE)

    assert (before, [each.staff for each in session.presenters]) == ([mei], [mei, luis])


def test_whoever_leads_both_is_not_asked_twice(day):
    mei = make_staff("Mei Tanaka")
    stays, goes = make_sent(day, mei), make_sent(day, mei, title="Puzzles")

    merge(goes, stays)

    assert [each.staff for each in stays.presenters] == [mei]


def test_nothing_is_merged_into_itself_or_into_nothing_or_into_a_draft(day):
    proposal, draft = make_sent(day, make_staff()), make_draft(day, make_staff(), title="Not sent")

    for into in (None, proposal, draft):
        with pytest.raises(Refused):
            merge(proposal, into)

    assert (proposal.state, proposal.version) == (ProposalState.SUBMITTED, 1)


def test_six_people_still_are_the_most(day):
    stays = make_sent(day, *(make_staff() for _ in range(4)))
    goes = make_sent(day, *(make_staff() for _ in range(3)), title="Puzzles")

    with pytest.raises(Refused, match="At most 6"):
        merge(goes, stays)


def test_a_coordinator_merges_by_form(client, day):
    stays, goes = make_sent(day, make_staff()), make_sent(day, make_staff(), title="Puzzles")
    client.sign_in(make_coordinator())

    page = client.get(f"/proposals/{goes.id}/decision").text
    client.send(f"/proposals/{goes.id}/merger", why="The same idea.", version="1", into_id=str(stays.id))

    assert f'<option value="{stays.id}">' in page
    assert f'<option value="{goes.id}">' not in page
    db.session.expire_all()
    assert goes.merged_into_id == stays.id


def test_without_a_choice_nothing_is_merged_and_the_reason_stays(client, day):
    make_sent(day, make_staff())
    goes = make_sent(day, make_staff(), title="Puzzles")
    client.sign_in(make_coordinator())

    answer = client.send(f"/proposals/{goes.id}/merger", why="The same idea.", version="1", into_id="0")

    assert answer.status_code == 409
    assert "Choose the proposal that it becomes part of." in answer.text
    assert "The same idea.</textarea>" in answer.text.replace("\n", "").replace("\r", "")


def test_the_second_of_two_coordinators_reads_what_the_first_decided_and_loses_no_word(client, day):
    proposal, ana = make_sent(day, make_staff(), title="Puzzles"), make_coordinator("Ana Cruz")
    review_actions.accept(proposal, why="Good.", version=1, by=ana, now=BEFORE)
    client.sign_in(make_coordinator())

    answer = client.send(f"/proposals/{proposal.id}/decline", why="Full of puzzles already.", version="1")

    assert answer.status_code == 409
    assert "Ana Cruz decided about “Puzzles” while you read it: “accepted”." in answer.text
    assert "Full of puzzles already." in answer.text


def test_a_text_changed_meanwhile_is_told_before_a_decision(day):
    proposal = make_sent(day, make_staff(), title="Puzzles")
    proposal.version = 2

    with pytest.raises(TooLate, match="“Puzzles” was changed while you read it"):
        review_actions.decline(proposal, why="Full.", version=1, by=make_coordinator(), now=BEFORE)
