"""What can happen to a proposal, also when two people do it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from pdday.db import db
from pdday.errors import Refused, TooLate
from pdday.outbox import Message
from pdday.proposals import actions, review_actions, rules, texts
from pdday.proposals.models import Proposal, Session
from pdday.proposals.vocabulary import NEXT_STATES, Modality, ProposalState
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import SchoolLevel
from pdday.trail import Trail
from tests.factories import BEFORE, make_coordinator, make_proposal, make_school, make_session, make_staff, slot_of
from tests.proposals.factories import make_draft, make_open_day, make_sent, steps, wording


@pytest.fixture
def day(app):
    return make_open_day()


def test_of_two_coordinators_who_decide_at_once_one_is_told(app: Flask):
    day = make_open_day()
    proposal = make_sent(day, make_staff())
    proposal_id, people = proposal.id, [make_coordinator("Dana Whitfield").id, make_coordinator("Ana Cruz").id]
    db.session.commit()
    start = Barrier(2)

    def decide(staff_id: int, verb) -> str:
        with app.app_context():
            proposal, by = db.session.get_one(Proposal, proposal_id), db.session.get_one(StaffMember, staff_id)
            db.session.rollback()
            start.wait()
            try:
                verb(proposal, why="A reason.", version=1, by=by, now=BEFORE)
                db.session.commit()
            except TooLate:
                db.session.rollback()
                return "told"
            return "decided"

    with ThreadPoolExecutor(2) as two:
        answers = [
            two.submit(decide, people[0], review_actions.accept),
            two.submit(decide, people[1], review_actions.decline),
        ]
        outcome = sorted(each.result() for each in answers)

    letters = db.session.scalar(select(func.count()).select_from(Message))
    assert (outcome, letters) == (["decided", "told"], 1)


def test_of_two_windows_that_save_at_once_one_is_told(app: Flask):
    mei = make_staff()
    proposal = make_draft(make_open_day(), mei)
    proposal_id = proposal.id
    db.session.commit()
    start = Barrier(2)

    def save(title: str) -> str:
        with app.app_context():
            proposal = db.session.get_one(Proposal, proposal_id)
            typed = wording(proposal, title=title)
            db.session.rollback()
            start.wait()
            try:
                actions.save(proposal, typed, version=1, now=BEFORE)
                db.session.commit()
            except actions.ChangedElsewhere:
                db.session.rollback()
                return "told"
            return "saved"

    with ThreadPoolExecutor(2) as two:
        outcome = sorted(each.result() for each in [two.submit(save, "One"), two.submit(save, "Two")])

    assert outcome == ["saved", "told"]


def test_everything_that_is_typed_is_kept(day):
    proposal = make_draft(day, make_staff())
    typed = wording(
        proposal,
        objectives=("one", "two", "three"),
        steps=steps(10, None, 50),
        barred_slot_ids=(slot_of(day, "B").id,),
        room_needs=("projector",),
        audience_roles=("nurse", "counselor"),
        modality=Modality.HYBRID,
    )

    actions.save(proposal, typed, version=1, now=BEFORE)
    db.session.expire_all()

    # Lists of words are kept in order of the alphabet.
    assert texts.differences(texts.wording_of(proposal), typed) == ["audience_roles"]
    assert texts.wording_of(proposal).audience_roles == ("counselor", "nurse")


def test_a_double_session_may_cover_the_two_slots_that_follow_each_other(day):
    proposal = make_sent(day, make_staff(), minutes=120)

    session = review_actions.accept(proposal, why="Good.", version=1, by=make_coordinator(), now=BEFORE)

    assert (session.length, [slot.label for slot in session.allowed_slots]) == (2, ["A", "B"])


def test_slots_one_cannot_are_left_out_of_the_session(day):
    proposal = make_sent(day, make_staff(), barred_slots=[slot_of(day, "A")])

    session = review_actions.accept(proposal, why="Good.", version=1, by=make_coordinator(), now=BEFORE)

    assert [slot.label for slot in session.allowed_slots] == ["B", "C"]


def test_a_session_on_line_is_at_the_virtual_site(day):
    online = make_school("Online", level=SchoolLevel.VIRTUAL)
    proposal = make_sent(day, make_staff(), modality=Modality.VIRTUAL)

    session = review_actions.accept(proposal, why="Good.", version=1, by=make_coordinator(), now=BEFORE)

    assert session.school is online


def test_withdrawing_an_accepted_proposal_cancels_its_session(day):
    mei, dana = make_staff("Mei Tanaka"), make_coordinator()
    session = make_session(day, "Number Talks", presenters=(mei,))

    for _ in range(2):
        actions.withdraw(session.proposal, by=mei, now=BEFORE, why="I am moving.")

    letters = db.session.scalars(select(Message).where(Message.staff_id == dana.id)).all()
    assert (session.cancelled_at, session.cancelled_by_id) == (BEFORE, mei.id)
    assert [letter.subject for letter in letters] == ["“Number Talks” was withdrawn after it was accepted"]


@pytest.mark.parametrize("state", [ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.WITHDRAWN])
def test_what_is_decided_cannot_be_sent_again(day, state):
    proposal = make_proposal(day, state=state, presenters=(make_staff(),))

    with pytest.raises(TooLate):
        actions.submit(proposal, by=proposal.presenters[0].staff, now=BEFORE)


def test_whoever_leads_it_cannot_be_taken_off(day):
    mei = make_staff("Mei Tanaka")
    proposal = make_draft(day, mei)

    with pytest.raises(Refused, match="To give it up, withdraw the proposal"):
        actions.leave(proposal, mei, by=mei, now=BEFORE)


def test_at_most_six_lead_one_session(day):
    proposal = make_draft(day, *(make_staff() for _ in range(rules.MOST_PRESENTERS)))

    with pytest.raises(Refused, match="At most 6"):
        actions.ask_to_present(proposal, make_staff(), by=proposal.presenters[0].staff, now=BEFORE)


def test_every_decision_is_in_the_trail_with_its_reason(day):
    dana, proposal = make_coordinator(), make_sent(day, make_staff())

    review_actions.waitlist(proposal, why="Full so far.", version=1, by=dana, now=BEFORE)
    review_actions.accept(proposal, why="A room came free.", version=2, by=dana, now=BEFORE)

    entries = db.session.scalars(select(Trail).where(Trail.by_id == dana.id).order_by(Trail.id)).all()
    assert [(each.did, each.why) for each in entries] == [
        ("waitlisted", "Full so far."),
        ("accepted", "A room came free."),
    ]


def test_every_state_says_what_can_follow_it():
    assert set(NEXT_STATES) == set(ProposalState)


def test_no_session_is_made_twice(day):
    dana, proposal = make_coordinator(), make_sent(day, make_staff())
    review_actions.accept(proposal, why="Good.", version=1, by=dana, now=BEFORE)

    with pytest.raises(TooLate):
        review_actions.accept(proposal, why="Good.", version=2, by=dana, now=BEFORE)

    assert db.session.scalar(select(func.count()).select_from(Session)) == 1
