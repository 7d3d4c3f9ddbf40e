"""What is typed on a proposal that is sent: kept on every device, and in nobody's way until it is saved whole."""

from __future__ import annotations

import pytest

from pdday.clock import now
from pdday.db import db
from pdday.proposals import actions, texts
from pdday.proposals.models import Proposal
from pdday.proposals.vocabulary import ProposalState
from tests.factories import BEFORE, make_coordinator, make_staff
from tests.markup import Markup
from tests.proposals.factories import fields_of, make_draft, make_open_day

JSON = {"Accept": "application/json"}


@pytest.fixture
def mei(app, client):
    mei = make_staff("Mei Tanaka")
    client.sign_in(mei)
    return mei


@pytest.fixture
def proposal(mei) -> Proposal:
    proposal = make_draft(make_open_day(), mei)
    proposal.state = ProposalState.SUBMITTED
    db.session.flush()
    return proposal


def address(proposal: Proposal) -> str:
    return f"/proposals/{proposal.id}/draft"


def fresh(proposal: Proposal) -> Proposal:
    db.session.commit()
    db.session.refresh(proposal)
    return proposal


def come_back(proposal: Proposal) -> None:
    """Its coordinator asked for changes."""
    coordinator = make_coordinator()
    proposal.state, proposal.decided_why = ProposalState.REVISE, "Say what people do."
    proposal.decided_by_id, proposal.decided_at, proposal.released_at = coordinator.id, BEFORE, BEFORE
    db.session.flush()


def type_in(client, proposal: Proposal, **typed: str):
    """As the page sends it by itself, from a page that has just been opened."""
    sent = fields_of(fresh(proposal)) | {"version": proposal.typed_version} | typed
    return client.post(address(proposal), data={"csrf_token": client.proof(), **sent}, headers=JSON)


def title_in_the_form(client, proposal: Proposal) -> str:
    (title,) = (each for each in Markup(client.get(address(proposal)).text).all("input") if each.get("name") == "title")
    return title["value"]


def test_what_is_typed_after_it_was_sent_is_kept_whole_or_not_and_what_was_sent_stays(client, proposal):
    before = texts.wording_of(proposal)

    answer = type_in(client, proposal, title="", abstract="Half a sen")
    page = client.get(address(proposal)).text

    assert "It is not in what you sent until you press" in answer.json["saved"]
    assert (texts.wording_of(fresh(proposal)), proposal.state) == (before, ProposalState.SUBMITTED)
    assert "Half a sen" in page
    assert "is kept here, and not in what you sent" in page
    assert "You have typed changes" in client.get(f"/proposals/{proposal.id}").text


def test_nobody_who_reads_a_proposal_reads_what_is_not_saved(client, proposal):
    type_in(client, proposal, abstract="Nobody must read this yet.")
    client.sign_in(make_coordinator())

    pages = [client.get(f"/proposals/{proposal.id}{more}").text for more in ("", "/decision")]

    assert [page for page in pages if "Nobody must read this yet." in page] == []


def test_saved_it_is_what_was_sent_and_nothing_waits_any_more(client, proposal):
    type_in(client, proposal, title="Puzzles on Mon")

    answer = client.send(
        address(proposal), **fields_of(proposal) | {"version": fresh(proposal).typed_version, "title": "Puzzles"}
    )

    assert answer.status_code == 302
    assert (fresh(proposal).title, proposal.unsent) == ("Puzzles", None)


def test_what_lacks_something_is_not_put_into_what_was_sent_and_not_lost(client, proposal):
    refused = client.send(address(proposal), **fields_of(proposal) | {"abstract": "", "title": "Kept"})

    assert refused.status_code == 409
    assert "What you sent stays as it was until this is whole" in refused.text
    assert fresh(proposal).title == "Phenomena First"
    assert title_in_the_form(client, proposal) == "Kept"


def test_a_title_that_was_emptied_is_asked_for_at_its_field_and_what_was_sent_stays(client, proposal):
    refused = client.send(address(proposal), **fields_of(proposal) | {"title": " ", "abstract": "Kept"})

    assert refused.status_code == 409
    assert "Give it a title." in refused.text
    assert (fresh(proposal).title, title_in_the_form(client, proposal)) == ("Phenomena First", "")


def test_what_came_back_for_changes_keeps_its_title_while_another_one_is_written(client, proposal):
    come_back(proposal)

    answer = type_in(client, proposal, title="", abstract="Half a sen")

    assert answer.status_code == 200
    assert (fresh(proposal).title, proposal.abstract) == ("Phenomena First", "Half a sen")


@pytest.mark.parametrize("where", ["draft", "submission"])
def test_what_came_back_for_changes_is_neither_saved_nor_sent_without_a_title(client, proposal, where):
    come_back(proposal)

    refused = client.send(f"/proposals/{fresh(proposal).id}/{where}", **fields_of(proposal) | {"title": ""})

    assert refused.status_code == 409
    assert "Give it a title." in refused.text
    assert (fresh(proposal).title, proposal.state) == ("Phenomena First", ProposalState.REVISE)


def test_a_step_can_be_added_to_a_proposal_that_is_sent(client, proposal):
    steps = len(proposal.steps)

    answer = client.send(address(proposal), **fields_of(proposal) | {"then": "add"})

    assert answer.status_code == 302
    assert f"Step {steps + 1}: what people do" in client.get(address(proposal)).text
    assert len(fresh(proposal).steps) == steps


def test_a_page_from_before_what_was_typed_elsewhere_overwrites_nothing(client, proposal):
    old = fields_of(proposal)
    type_in(client, proposal, title="Typed on the phone")

    refused = client.send(address(proposal), **old | {"title": "Typed on the desk"})

    assert refused.status_code == 409
    assert "Typed on the phone" in refused.text
    assert "Typed on the desk" in refused.text
    assert fresh(proposal).title == "Phenomena First"


def test_one_can_go_back_to_what_was_sent_and_once_is_enough(client, proposal):
    type_in(client, proposal, title="A worse idea")

    answers = [client.send(f"/proposals/{proposal.id}/unsent/removal").status_code for _ in range(2)]

    assert (answers, title_in_the_form(client, proposal)) == ([302, 302], "Phenomena First")


def test_typing_back_what_was_sent_leaves_nothing_to_save(client, proposal):
    type_in(client, proposal, title="A worse idea")
    type_in(client, proposal)

    assert fresh(proposal).unsent is None


def test_a_wording_is_the_same_after_it_was_kept(proposal, mei):
    wording = texts.wording_of(proposal)
    changed = texts.rearranged(wording, "add")

    actions.keep(proposal, changed, version=proposal.version, now=now())
    db.session.commit()
    db.session.refresh(proposal)

    assert texts.typed_wording(proposal) == changed
