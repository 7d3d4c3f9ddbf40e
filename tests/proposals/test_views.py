"""Presenters' pages: a draft that is never lost, sending it, leading it together."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date

import pytest
from sqlalchemy import select

from pdday.clock import now
from pdday.db import db
from pdday.outbox import Message
from pdday.programme.vocabulary import PhaseKind
from pdday.proposals import texts
from pdday.proposals.models import Proposal
from pdday.proposals.vocabulary import ProposalState
from pdday.staff import actions as staff
from tests.counting import queries, statements
from tests.factories import BEFORE, make_coordinator, make_session, make_staff, slot_of
from tests.proposals.factories import fields_of, make_draft, make_open_day


@pytest.fixture
def day(app):
    return make_open_day()


@pytest.fixture
def mei(day, client):
    """The teacher who sits at `client`."""
    mei = make_staff("Mei Tanaka")
    client.sign_in(mei)
    return mei


def fresh(proposal: Proposal) -> Proposal:
    db.session.expire_all()
    return db.session.get_one(Proposal, proposal.id)


def only_proposal() -> Proposal:
    db.session.expire_all()
    return db.session.scalars(select(Proposal)).one()


def draft_address(proposal: Proposal) -> str:
    return f"/proposals/{proposal.id}/draft"


def test_the_page_says_until_when_proposals_are_open(client, day, mei):
    (phase,) = (phase for phase in day.phases if phase.kind is PhaseKind.PROPOSING)
    phase.ends_on = date(2098, 3, 1)

    pages = [client.get(address).text for address in ("/proposals", "/my-day")]

    assert ["Proposals are open until Saturday, March 1" in page for page in pages] == [True, True]


def test_a_teacher_begins_a_draft_with_no_more_than_a_title(client, day, mei):
    page = client.send("/proposals", title="Phenomena  First", strand_id=day.strands[0].id)

    proposal = only_proposal()
    assert page.location == draft_address(proposal)
    assert (proposal.title, proposal.state, proposal.minutes) == ("Phenomena First", ProposalState.DRAFT, 60)
    assert [(each.staff_id, each.agreed_at is not None) for each in proposal.presenters] == [(mei.id, True)]


def test_pressing_begin_twice_begins_one_draft(client, day, mei):
    for _ in range(2):
        client.send("/proposals", title="Phenomena First", strand_id=day.strands[0].id)

    assert only_proposal().title == "Phenomena First"


def test_scenario_1_a_half_written_proposal_is_still_there_on_any_device(client, day, mei):
    proposal = make_draft(day, mei, abstract="")
    client.send(draft_address(proposal), **fields_of(proposal, abstract="Watch a can collapse, then"))
    staff.end_all_sign_ins(mei, now=now())
    timed_out = client.post(draft_address(proposal), data=fields_of(proposal, abstract="More"))

    elsewhere = client.sign_in(mei).get(draft_address(proposal))

    assert timed_out.status_code == 401
    assert "Watch a can collapse, then" in elsewhere.text


def test_scenario_2_a_proposal_without_agenda_and_objective_names_them_and_keeps_the_text(client, day, mei):
    proposal = make_draft(day, mei)
    lacking = {name: value for name, value in fields_of(proposal).items() if not name.startswith("steps")}

    page = client.send(
        f"/proposals/{proposal.id}/submission", **(lacking | {"objective_1": "", "title": "A better title"})
    )

    assert page.status_code == 409
    assert "Plan the agenda: what people do, step by step, with its minutes." in page.text
    assert "Finish the sentence: one thing people can do afterwards." in page.text
    assert 'value="A better title"' in page.text
    assert (fresh(proposal).state, fresh(proposal).title) == (ProposalState.DRAFT, "A better title")


def test_what_is_typed_is_saved_without_a_new_page(client, day, mei):
    proposal = make_draft(day, mei)

    answer = client.post(
        draft_address(proposal),
        data={"csrf_token": client.proof(), **fields_of(proposal, title="Puzzles first", **{"steps-0-minutes": "15"})},
        headers={"Accept": "application/json"},
    )

    assert (answer.status_code, answer.json["version"]) == (200, 2)
    assert answer.json["planned"] == "55 of 60 minutes"
    assert fresh(proposal).title == "Puzzles first"


def test_a_second_window_is_told_what_the_first_saved_and_loses_nothing(client, day, mei):
    proposal = make_draft(day, mei)
    opened_twice = fields_of(proposal)
    client.send(draft_address(proposal), **(opened_twice | {"title": "From the first window"}))

    page = client.send(draft_address(proposal), **(opened_twice | {"title": "From the second window"}))

    assert page.status_code == 409
    assert "From the first window" in page.text
    assert 'value="From the second window"' in page.text
    assert fresh(proposal).title == "From the first window"


def test_the_second_window_may_then_keep_its_own(client, day, mei):
    proposal = make_draft(day, mei)
    opened_twice = fields_of(proposal)
    client.send(draft_address(proposal), **(opened_twice | {"title": "From the first window"}))
    page = client.send(draft_address(proposal), **(opened_twice | {"title": "From the second window"}))
    assert 'name="version" type="hidden" value="2"' in page.text

    client.send(draft_address(proposal), **(opened_twice | {"title": "From the second window", "version": 2}))

    assert fresh(proposal).title == "From the second window"


def test_the_same_form_sent_twice_is_saved_once(client, day, mei):
    proposal = make_draft(day, mei)
    typed = fields_of(proposal, title="Puzzles first")

    answers = [client.send(draft_address(proposal), **typed).status_code for _ in range(2)]

    assert (answers, fresh(proposal).version) == ([302, 302], 2)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("most_people", "many"), ("most_people", "0"), ("runs_offered", "9" * 40), ("title", "x" * 91), ("minutes", "50"),
     ("steps-0-minutes", "ten"), ("fewest_people", "30"), ("abstract", "x" * 701), ("format", "talk")],
)  # fmt: skip
def test_what_cannot_be_saved_is_said_at_its_field_and_stays(client, day, mei, field, typed):
    proposal = make_draft(day, mei)

    page = client.send(draft_address(proposal), **fields_of(proposal, used_in="Still here", **{field: typed}))

    assert page.status_code == 422
    assert "Nothing was saved yet." in page.text
    assert 'value="Still here"' in page.text
    assert typed in page.text or field in {"minutes", "format"}  # of a choice there is nothing to show
    assert fresh(proposal).version == 1


@pytest.mark.parametrize(
    ("wish", "activities"),
    [
        ("add", ["Watch the puzzle", "Plan your own opening", ""]),
        ("up-2", ["Plan your own opening", "Watch the puzzle"]),
        ("down-1", ["Plan your own opening", "Watch the puzzle"]),
        ("remove-1", ["Plan your own opening"]),
        ("up-1", ["Watch the puzzle", "Plan your own opening"]),
        ("remove-99", ["Watch the puzzle", "Plan your own opening"]),
    ],
)
def test_steps_are_added_moved_and_removed_by_buttons_that_save_first(client, day, mei, wish, activities):
    proposal = make_draft(day, mei)

    page = client.send(draft_address(proposal), **fields_of(proposal, title="Kept too", then=wish))

    assert page.location == f"{draft_address(proposal)}#steps"
    assert [step.activity for step in fresh(proposal).steps] == activities
    assert fresh(proposal).title == "Kept too"


def test_a_whole_proposal_is_sent(client, day, mei):
    proposal = make_draft(day, mei)

    for _ in range(2):
        page = client.send(f"/proposals/{proposal.id}/submission", **fields_of(proposal))
        assert page.location == f"/proposals/{proposal.id}"

    assert fresh(proposal).state is ProposalState.SUBMITTED


def test_before_and_after_the_call_a_kind_sentence_says_when_and_the_draft_is_kept(client, app):
    day, mei = make_open_day(until=date(2026, 1, 2)), make_staff()
    proposal = make_draft(day, mei)
    client.sign_in(mei)

    page = client.send(f"/proposals/{proposal.id}/submission", **fields_of(proposal, title="Late but kept"))
    mine = client.get("/proposals")

    assert page.status_code == 409
    assert "Proposals closed on Friday, January 2." in page.text
    assert fresh(proposal).title == "Late but kept"
    assert "Begin a draft" not in mine.text


def test_a_colleague_who_is_asked_must_say_yes_before_it_can_be_sent(client, day, mei):
    amira, proposal = make_staff("Amira Haddad"), make_draft(day, mei)
    assert "Amira Haddad" in client.get(f"/proposals/{proposal.id}/presenters?name=amira").text
    client.send(f"/proposals/{proposal.id}/presenters/{amira.id}")

    refused = client.send(f"/proposals/{proposal.id}/submission", **fields_of(fresh(proposal)))
    client.sign_in(amira)
    assert "Mei Tanaka asks you to lead" in client.get("/proposals").text
    assert client.get(draft_address(proposal)).status_code == 403
    client.send(f"/proposals/{proposal.id}/agreement")
    sent = client.send(f"/proposals/{proposal.id}/submission", **fields_of(fresh(proposal)))

    assert "Amira Haddad has not said yes yet." in refused.text
    assert sent.location == f"/proposals/{proposal.id}"


def test_what_a_proposal_lacks_stands_in_one_list_that_leads_to_each_place(client, day, mei):
    amira, proposal = make_staff("Amira Haddad"), make_draft(day, mei)
    client.send(f"/proposals/{proposal.id}/presenters/{amira.id}")
    typed = fields_of(fresh(proposal), abstract="") | {"steps-0-minutes": "1"}

    page = client.send(f"/proposals/{proposal.id}/submission", **typed).text

    main = page[page.index("<main") :]
    leads_to = re.findall(r'<li><a href="#([^"]+)">', main)
    assert main.count('class="notice stop"') == 1
    assert leads_to == ["abstract", "steps", "presenters"]
    assert [name for name in leads_to if f'id="{name}"' not in main] == []
    assert "<title>3 fields to fix: Your proposal" in page


def test_whoever_says_no_is_off_it_without_a_word_to_anyone(client, day, mei):
    amira, proposal = make_staff("Amira Haddad"), make_draft(day, mei)
    client.send(f"/proposals/{proposal.id}/presenters/{amira.id}")

    client.sign_in(amira).send(f"/proposals/{proposal.id}/regrets")

    assert [each.staff_id for each in fresh(proposal).presenters] == [mei.id]
    assert client.get(f"/proposals/{proposal.id}").status_code == 403


def test_a_draft_is_withdrawn_and_kept(client, day, mei):
    proposal = make_draft(day, mei)

    for _ in range(2):
        client.send(f"/proposals/{proposal.id}/withdrawal", why="Next year")

    assert (fresh(proposal).state, fresh(proposal).abstract) == (ProposalState.WITHDRAWN, proposal.abstract)


@pytest.mark.parametrize("page", ["", "/draft", "/presenters"])
def test_a_draft_is_its_authors_own(client, day, mei, page):
    proposal = make_draft(day, make_staff())

    assert client.get(f"/proposals/{proposal.id}{page}").status_code == 403


def test_nobody_can_save_over_anothers_proposal(client, day, mei):
    proposal = make_draft(day, make_staff())

    page = client.send(draft_address(proposal), **fields_of(proposal, title="Mine now"))

    assert (page.status_code, fresh(proposal).title) == (403, "Phenomena First")


def test_what_reviewers_may_be_reading_cannot_change_under_them(client, day, mei):
    proposal = make_draft(day, mei)
    proposal.state, proposal.released_at = ProposalState.SUBMITTED, BEFORE

    page = client.send(draft_address(proposal), **fields_of(proposal, title="Changed under their eyes"))

    assert page.status_code == 409
    assert 'value="Changed under their eyes"' in page.text
    assert fresh(proposal).title == "Phenomena First"


def test_before_a_day_is_planned_the_page_says_so(client, app):
    client.sign_in(make_staff())

    assert "No day is planned yet" in client.get("/proposals").text


def test_the_list_costs_the_same_number_of_queries_however_long_it_is(client, day, mei):
    def cost() -> int:
        client.get("/proposals")
        with statements() as sent:
            client.get("/proposals")
        return queries(sent)

    make_draft(day, mei, make_staff())
    few = cost()
    for number in range(5):
        make_draft(day, mei, make_staff(), title=f"Number {number}")

    assert cost() == few


def test_a_session_withdrawn_after_acceptance_is_cancelled_and_coordinators_are_told(client, day, mei):
    dana, session = make_coordinator(), make_session(day, "Number Talks", presenters=(mei,))

    page = client.get(f"/proposals/{session.proposal_id}")
    client.send(f"/proposals/{session.proposal_id}/withdrawal", why="I am ill")

    db.session.refresh(session)
    assert "the coordinators are told at once" in page.text
    assert session.cancelled_by_id == mei.id
    assert "I am ill" in letters_to(dana)[0]


def letters_to(person) -> list[str]:
    return list(db.session.scalars(select(Message.body).where(Message.staff_id == person.id)))


def test_where_it_fits_is_asked_of_the_day(day):
    proposal = make_draft(day, make_staff(), minutes=45, barred_slots=[slot_of(day, "D")])

    assert [part.field for part in texts.missing_parts(proposal)] == ["minutes", "steps"]


def test_a_no_said_twice_leads_to_the_list_both_times(client, day, mei):
    amira, proposal = make_staff("Amira Haddad"), make_draft(day, mei)
    client.send(f"/proposals/{proposal.id}/presenters/{amira.id}")
    client.sign_in(amira)

    answers = [client.send(f"/proposals/{proposal.id}/regrets") for _ in range(2)]

    assert [each.headers["Location"] for each in answers] == ["/proposals", "/proposals"]


def test_it_is_sent_only_once_everything_is_confirmed_and_the_page_names_what_is_open(client, day, mei):
    proposal = make_draft(day, mei, attestations=("voluntary", "no_student_data"))

    page = client.send(f"/proposals/{proposal.id}/submission", **fields_of(proposal))

    assert page.status_code == 409
    assert "Check what is true of it. Still open: no selling and the right to use the materials." in page.text
    assert fresh(proposal).state is ProposalState.DRAFT


def test_a_draft_is_kept_with_nothing_confirmed(client, day, mei):
    proposal = make_draft(day, mei)

    page = client.send(draft_address(proposal), **fields_of(proposal, attestations=(), prerequisites="A laptop"))

    assert page.status_code == 302
    assert (fresh(proposal).attestations, fresh(proposal).prerequisites) == ((), "A laptop")


def test_the_rarer_answers_are_kept_and_stand_in_the_form_again(client, day, mei):
    proposal = make_draft(day, mei)
    rarer = {
        "setup": "pods",
        "language": "Spanish",
        "accessibility_plan": "Captions are on.",
        "materials_cost": "$40 for clay",
    }

    client.send(draft_address(proposal), **fields_of(proposal, mentor_requested="y", **rarer))

    kept = fresh(proposal)
    assert {name: getattr(kept, name) for name in rarer} == rarer
    assert kept.mentor_requested is True
    page = client.get(draft_address(proposal)).text
    assert all(f'value="{words}"' in page for words in ("Spanish", "Captions are on.", "$40 for clay"))
    assert '<option selected value="pods">' in page


def test_the_form_asks_for_everything_that_is_kept_of_a_text(client, day, mei):
    page = client.get(draft_address(make_draft(day, mei))).text

    asked = set(re.findall(r'name="(\w+?)(?:_1|-0-\w+)?"', page))
    kept = {each.name for each in fields(texts.Wording)} - {"objectives"} | {"objective"}
    assert kept - asked == set()


def test_a_body_with_nothing_in_it_is_answered_with_the_form(client, day, mei):
    proposal = make_draft(day, mei)

    page = client.send(draft_address(proposal))

    assert page.status_code == 422
    assert fresh(proposal).title == "Phenomena First"
