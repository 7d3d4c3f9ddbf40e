"""Reviewers read without names; coordinators release, read everything and decide."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.outbox import Message
from pdday.proposals import actions, review_actions
from pdday.proposals.models import Proposal, Review, Session
from pdday.proposals.vocabulary import Criterion, ProposalState
from pdday.staff.vocabulary import Duty
from tests.counting import queries, statements
from tests.factories import BEFORE, make_coordinator, make_staff
from tests.proposals.factories import make_open_day, make_sent

RATED = {criterion.value: "3" for criterion in Criterion}


@pytest.fixture
def day(app):
    return make_open_day()


@pytest.fixture
def dana(day):
    return make_coordinator("Dana Whitfield")


@pytest.fixture
def reviewer(day):
    return make_staff("Rosa Delgado", duties=(Duty.REVIEWER,))


def fresh(proposal: Proposal) -> Proposal:
    db.session.expire_all()
    return db.session.get_one(Proposal, proposal.id)


def letters_to(person) -> list[tuple[str, str]]:
    rows = db.session.execute(select(Message.subject, Message.body).where(Message.staff_id == person.id))
    return [(row.subject, row.body) for row in rows]


def test_scenario_5_a_reviewers_own_proposal_is_not_in_their_queue(client, day, reviewer):
    own, other = make_sent(day, reviewer, title="My own routine"), make_sent(day, make_staff(), title="Number Talks")
    client.sign_in(reviewer)

    queue = client.get("/reviews")

    assert "Number Talks" in queue.text
    assert "My own routine" not in queue.text
    assert client.get(f"/proposals/{own.id}/review").status_code == 403
    assert client.send(f"/proposals/{own.id}/review", **RATED).status_code == 403
    assert client.get(f"/proposals/{other.id}/review").status_code == 200


def test_a_reviewer_asked_to_lead_it_does_not_review_it_either(client, day, reviewer):
    proposal = make_sent(day, make_staff(), reviewer)
    proposal.presenters[1].agreed_at = None
    client.sign_in(reviewer)

    assert client.get(f"/proposals/{proposal.id}/review").status_code == 403


def test_scenario_6_before_release_the_coordinator_is_warned_of_a_text_that_names_its_author(
    client, day, dana, reviewer
):
    mei = make_staff("Mei Tanaka")
    naming = make_sent(day, mei, title="Puzzles", abstract="What Tanaka's class does every Monday.", released=False)
    clear = make_sent(day, mei, title="Number Talks", released=False)
    client.sign_in(dana)

    page = client.get("/decisions")
    client.send("/decisions/release")

    assert "“Puzzles” names its author in the text: Mei Tanaka." in page.text
    assert "“Number Talks” names its author" not in page.text
    assert (fresh(naming).released_at, fresh(clear).released_at is not None) == (None, True)
    assert "Puzzles" not in client.sign_in(reviewer).get("/reviews").text


def test_a_coordinator_may_release_it_all_the_same(client, day, dana):
    naming = make_sent(day, make_staff("Mei Tanaka"), abstract="Mei shows it.", released=False)

    client.sign_in(dana).send(f"/proposals/{naming.id}/release")

    assert fresh(naming).released_at is not None


def test_reviewers_see_no_names(client, day, reviewer):
    proposal = make_sent(day, make_staff("Mei Tanaka"), make_staff("Amira Haddad"))
    client.sign_in(reviewer)

    pages = client.get("/reviews").text + client.get(f"/proposals/{proposal.id}/review").text

    assert [name for name in ("Mei", "Tanaka", "Amira", "Haddad") if name in pages] == []
    assert client.get(f"/proposals/{proposal.id}").status_code == 403


def test_a_review_is_kept_and_a_second_one_replaces_it(client, day, reviewer):
    proposal = make_sent(day, make_staff())
    client.sign_in(reviewer)

    client.send(f"/proposals/{proposal.id}/review", **RATED, comment="Cut the second step.")
    client.send(f"/proposals/{proposal.id}/review", **(RATED | {"clarity": "4"}), comment="Good now.")

    kept = db.session.scalars(select(Review)).one()
    assert (kept.relevance, kept.clarity, kept.comment, kept.recused) == (3, 4, "Good now.", False)


@pytest.mark.parametrize("typed", ["", "0", "5", "many"])
def test_a_review_with_a_rating_amiss_says_so_and_keeps_the_rest(client, day, reviewer, typed):
    proposal = make_sent(day, make_staff())
    client.sign_in(reviewer)

    page = client.send(f"/proposals/{proposal.id}/review", **(RATED | {"clarity": typed}), comment="Well made.")

    assert page.status_code == 422
    assert "Well made." in page.text
    assert db.session.scalars(select(Review)).all() == []


def test_a_reviewer_may_step_back_and_their_ratings_are_gone(client, day, reviewer):
    proposal = make_sent(day, make_staff())
    client.sign_in(reviewer)
    client.send(f"/proposals/{proposal.id}/review", **RATED)

    client.send(f"/proposals/{proposal.id}/recusal")

    kept = db.session.scalars(select(Review)).one()
    assert (kept.recused, kept.relevance) == (True, None)
    assert "you stepped back" in client.get("/reviews").text


def test_acceptance_makes_a_session_and_tells_its_presenters(client, day, dana):
    mei = make_staff("Mei Tanaka", email="m.tanaka@harlow.example")
    proposal = make_sent(day, mei, runs_offered=2)
    client.sign_in(dana)

    client.send(f"/proposals/{proposal.id}/acceptance", version=proposal.version, why="It answers what 64 asked for.")

    session = db.session.scalars(select(Session)).one()
    assert fresh(proposal).state is ProposalState.ACCEPTED
    assert [slot.label for slot in session.allowed_slots] == ["A", "B", "C"]
    assert (session.length, session.fewest_runs, session.most_runs) == (1, 1, 2)
    assert [each.staff_id for each in session.presenters] == [mei.id]
    [(subject, body)] = letters_to(mei)
    assert subject == "“Phenomena First” is in the program"
    assert "It answers what 64 asked for." in body


def test_scenario_8_a_declined_proposers_letter_has_a_reason_an_offer_and_no_score(client, day, dana, reviewer):
    mei = make_staff("Mei Tanaka")
    proposal = make_sent(day, mei)
    review_actions.review(
        proposal, dict.fromkeys(Criterion, 2), comment="Say more of the second step.", by=reviewer, now=BEFORE
    )
    client.sign_in(dana)

    client.send(f"/proposals/{proposal.id}/decline", version=proposal.version, why="Two sessions do this already.")

    [(subject, body)] = letters_to(mei)
    assert "Two sessions do this already." in body
    assert all(offer in body for offer in ("a mentor", "poster gallery", "next time"))
    assert [character for character in subject + body if character.isdigit()] == []
    shown = client.sign_in(mei).get(f"/proposals/{proposal.id}").text
    assert "Two sessions do this already." in shown
    assert "Say more of the second step." in shown
    assert "Rosa Delgado" not in shown


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        ("acceptance", ProposalState.ACCEPTED),
        ("revision", ProposalState.REVISE),
        ("waiting", ProposalState.WAITLISTED),
        ("decline", ProposalState.DECLINED),
    ],
)
def test_every_decision_has_a_reason_and_a_message(client, day, dana, verb, state):
    mei = make_staff()
    proposal = make_sent(day, mei)
    client.sign_in(dana)

    without = client.send(f"/proposals/{proposal.id}/{verb}", version=proposal.version, why=" ")
    assert (without.status_code, fresh(proposal).state) == (422, ProposalState.SUBMITTED)
    for _ in range(2):
        client.send(f"/proposals/{proposal.id}/{verb}", version=proposal.version, why="The reason.")

    assert (fresh(proposal).state, fresh(proposal).decided_by_id) == (state, dana.id)
    assert len(letters_to(mei)) == 1


def test_what_is_asked_to_change_comes_back_after_the_call_has_closed(client, day, dana):
    mei = make_staff()
    proposal = make_sent(day, mei)
    review_actions.ask_for_changes(proposal, why="Shorter.", version=1, by=dana, now=BEFORE)
    day.phases[0].ends_on = day.phases[0].begins_on

    actions.submit(proposal, by=mei, now=BEFORE)

    assert (proposal.state, proposal.released_at) == (ProposalState.SUBMITTED, None)


def test_a_coordinator_who_read_an_older_version_is_told(client, day, dana):
    proposal = make_sent(day, make_staff())
    review_actions.waitlist(proposal, why="Full so far.", version=1, by=make_coordinator("Ana Cruz"), now=BEFORE)
    client.sign_in(dana)

    page = client.send(f"/proposals/{proposal.id}/decline", version=1, why="Not for us.")

    assert page.status_code == 409
    assert "Ana Cruz decided about “Phenomena First” while you read it: “waiting list”." in page.text
    assert "Not for us." in page.text
    assert fresh(proposal).state is ProposalState.WAITLISTED


def test_what_cannot_become_a_session_says_why(client, day, dana):
    proposal = make_sent(day, make_staff(), make_staff("Amira Haddad"))
    proposal.presenters[1].agreed_at = None
    client.sign_in(dana)

    page = client.send(f"/proposals/{proposal.id}/acceptance", version=proposal.version, why="We want it.")

    assert page.status_code == 409
    assert "Amira Haddad has not said yes yet." in page.text
    assert db.session.scalars(select(Session)).all() == []


def test_coordinators_do_not_decide_about_their_own(client, day, dana):
    proposal = make_sent(day, dana)
    client.sign_in(dana)

    assert client.get(f"/proposals/{proposal.id}/decision").status_code == 403
    assert client.send(f"/proposals/{proposal.id}/acceptance", version=1, why="Mine.").status_code == 403


@pytest.mark.parametrize("address", ["/reviews", "/decisions", "/proposals/1/review", "/proposals/1/decision"])
def test_reviewing_and_deciding_is_for_those_who_do_it(client, day, address):
    make_sent(day, make_staff())
    client.sign_in(make_staff())

    assert client.get(address).status_code in {403, 404}


def test_lists_cost_the_same_number_of_queries_however_long_they_are(client, day, dana, reviewer):
    def cost(person, address: str) -> int:
        client.sign_in(person).get(address)
        with statements() as asked:
            client.get(address)
        return queries(asked)

    def costs() -> tuple[int, int]:
        return cost(dana, "/decisions"), cost(reviewer, "/reviews")

    make_sent(day, make_staff())
    few = costs()
    for number in range(5):
        more = make_sent(day, make_staff(), make_staff(), title=f"Number {number}")
        review_actions.review(more, dict.fromkeys(Criterion, 2), comment="", by=reviewer, now=BEFORE)

    assert costs() == few


def test_only_coordinators_see_who_would_like_a_mentor(client, day, dana, reviewer):
    proposal = make_sent(day, make_staff(), mentor_requested=True, prerequisites="A laptop")

    reviewed = client.sign_in(reviewer).get(f"/proposals/{proposal.id}/review").text
    decided = client.sign_in(dana).get(f"/proposals/{proposal.id}/decision").text

    assert ("mentor" in reviewed, "A laptop" in reviewed) == (False, True)
    assert ("They would like a mentor." in decided, "A laptop" in decided) == (True, True)


def test_a_coordinator_who_does_not_review_is_led_to_the_pile(client, dana):
    answer = client.sign_in(dana).get("/reviews")

    assert (answer.status_code, answer.location) == (302, "/decisions")
