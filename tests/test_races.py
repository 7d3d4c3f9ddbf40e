"""Two people, one thing, one moment: whoever is first, what is kept is whole. Few tries daily, more in `long`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from pdday.db import db
from pdday.desk.check import check
from pdday.errors import NotReady
from pdday.programme import actions as programme
from pdday.programme import goal_actions, slot_actions
from pdday.programme.models import Day, Gathering, Goal, Slot, Strand
from pdday.proposals import actions as proposals
from pdday.proposals import review_actions
from pdday.proposals.models import Proposal, Session
from pdday.proposals.vocabulary import ProposalState
from pdday.staff import roster_actions, roster_plan, terms_actions
from pdday.staff.models import StaffMember, Terms, TermsAcceptance
from pdday.timetable import actions, queries, seat_actions
from pdday.timetable.models import Enrolment, Offering, Timetable, TimetableState
from pdday.trail import Trail
from tests.counts import cases
from tests.factories import (
    BEFORE,
    at,
    keep,
    make_coordinator,
    make_day,
    make_district,
    make_room,
    make_session,
    make_staff,
    slot_of,
)
from tests.proposals.factories import make_open_day, make_sent
from tests.timetable.factories import make_gatherings, problem_and
from tests.timetable.racing import at_once

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

NOW = at("7:00")
ROSTER = "employee_id,first,last,site,role,group\n{rows}\n"


def the(kind: type, row_id: int) -> object:
    return db.session.get_one(kind, row_id)


def many(race: Callable[[], None]) -> None:
    for _ in range(cases(2)):
        race()


def test_a_proposal_withdrawn_while_it_is_accepted_is_withdrawn_and_has_no_session(app: Flask):
    def race() -> None:
        presenter = make_staff()
        proposal_id, mei = make_sent(make_open_day(), presenter).id, presenter.id
        dana = make_coordinator().id

        outcomes = at_once(
            app,
            [
                lambda: review_actions.accept(
                    the(Proposal, proposal_id), why="Yes.", version=1, by=the(StaffMember, dana), now=BEFORE
                ),
                lambda: proposals.withdraw(the(Proposal, proposal_id), by=the(StaffMember, mei), now=BEFORE),
            ],
        )

        proposal = the(Proposal, proposal_id)
        held = db.session.scalars(
            select(Session.id).where(Session.proposal_id == proposal_id, Session.cancelled_at.is_(None))
        ).all()
        assert (proposal.state, held, "done" in outcomes) == (ProposalState.WITHDRAWN, [], True)

    many(race)


REMOVALS: list[tuple[str, type, Callable[..., object]]] = [
    ("remove_slot", Slot, slot_actions.remove_slot),
    ("remove_strand", Strand, programme.remove_strand),
    ("remove_goal", Goal, goal_actions.remove_goal),
    ("remove_gathering", Gathering, slot_actions.remove_gathering),
]


@pytest.mark.filterwarnings("error::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize(("did", "kind", "remove"), REMOVALS)
def test_what_two_coordinators_remove_at_once_is_removed_once(
    app: Flask, did: str, kind: type, remove: Callable[..., object]
):
    dana, day = make_coordinator().id, make_day()
    slot = slot_of(day, "Keynote")
    there = {
        Slot: slot_of(day, "D"),
        Strand: day.strands[0],
        Goal: keep(Goal(day=day, position=1, words="Every student is heard.", outcome="")),
        Gathering: keep(Gathering(slot_id=slot.id, room_id=make_room(day.host_school).id, title="Welcome")),
    }
    row_id = there[kind].id

    def press() -> None:
        row = db.session.get(kind, row_id)
        if row is not None:
            remove(row, by=the(StaffMember, dana), now=BEFORE)

    outcomes = at_once(app, [press, press])

    removed = db.session.scalars(select(Trail.thing_id).where(Trail.did == did)).all()
    assert (db.session.get(kind, row_id), removed) == (None, [row_id])
    assert outcomes in (["TooLate", "done"], ["done", "done"])


def make_two_drafts() -> tuple[Day, list[int], int]:
    """A published timetable with a free seat in A, and two drafts after it; the id of the run with the seat."""
    day, dana = make_day(), make_coordinator()
    session, room = make_session(day, "Fractions"), make_room(day.host_school)
    make_gatherings(day, make_room(day.host_school, seats=600))
    ids = []
    for _ in range(3):
        problem, plan = problem_and(day, (session, "A", room, ()))
        ids.append(actions.draft(day, problem, plan, by_id=None, now=BEFORE).id)
    actions.publish(the(Timetable, ids[0]), by=dana, now=BEFORE)
    run = db.session.scalars(
        select(Offering.id).where(Offering.timetable_id == ids[0], Offering.session_id == session.id)
    ).one()
    return day, ids[1:], run


def test_of_two_drafts_published_at_once_the_second_coordinator_hears_of_the_first(app: Flask):
    def race() -> None:
        day, drafts, _run = make_two_drafts()
        day_id, people = day.id, [make_coordinator().id, make_coordinator().id]
        over = queries.published_timetable(day).number

        outcomes = at_once(
            app,
            [
                lambda draft=draft, by=by: actions.publish(
                    the(Timetable, draft), by=the(StaffMember, by), now=NOW, over=over
                )
                for draft, by in zip(drafts, people, strict=True)
            ],
        )

        states = Counter(each.state for each in queries.timetables(the(Day, day_id)))
        assert outcomes == ["TooLate", "done"]
        assert states == {TimetableState.SUPERSEDED: 1, TimetableState.PUBLISHED: 1, TimetableState.DRAFT: 1}

    many(race)


def test_a_seat_taken_while_another_timetable_is_published_is_in_one_of_them(app: Flask):
    def race() -> None:
        day, drafts, run = make_two_drafts()
        day_id, dana, luis = day.id, make_coordinator().id, make_staff().id

        outcomes = at_once(
            app,
            [
                lambda: actions.publish(the(Timetable, drafts[0]), by=the(StaffMember, dana), now=NOW),
                lambda: seat_actions.take_seat(the(Offering, run), by=the(StaffMember, luis), now=NOW),
            ],
        )

        taken = db.session.scalars(
            select(Enrolment.timetable_id).where(Enrolment.staff_id == luis, Enrolment.offering_id == run)
        ).all()
        published = queries.published_timetable(the(Day, day_id)).id
        assert "done" in outcomes
        assert len(taken) == outcomes.count("done") - (published == drafts[0])
        assert [each.sentence for each in check() if each.what in ("two_places", "too_many_people")] == []

    many(race)


def test_whoever_left_while_a_timetable_was_drafted_is_not_published_in_it(app: Flask):
    day, dana = make_day(), make_coordinator()
    luis, session, room = make_staff("Luis Ortega"), make_session(day, "Fractions"), make_room(day.host_school)
    make_gatherings(day, make_room(day.host_school, seats=600))
    problem, plan = problem_and(day, (session, "A", room, (luis,)))
    raw = roster_without(luis)

    told = roster_plan.plan(raw)
    roster_actions.import_roster(
        raw, fingerprint=told.fingerprint, ticked=[luis.id], others_leave=True, by=dana, now=BEFORE
    )
    draft = actions.draft(day, problem, plan, by_id=None, now=BEFORE)

    with pytest.raises(NotReady):
        actions.publish(draft, by=dana, now=NOW)
    assert luis.left_at == BEFORE


def test_of_two_who_import_the_same_roster_at_once_one_does(app: Flask):
    def race() -> None:
        make_district()
        people, by = [make_staff() for _ in range(3)], [make_coordinator().id, make_coordinator().id]
        raw = roster_without(people[0])
        before = db.session.scalar(select(func.count()).where(StaffMember.left_at.is_not(None)))
        fingerprint = roster_plan.plan(raw).fingerprint

        outcomes = at_once(
            app,
            [
                lambda who=who: roster_actions.import_roster(
                    raw, fingerprint=fingerprint, ticked=[], others_leave=True, by=the(StaffMember, who), now=BEFORE
                )
                for who in by
            ],
        )

        gone = db.session.scalar(select(func.count()).where(StaffMember.left_at.is_not(None))) - before
        assert (outcomes, gone) == (["TooLate", "done"], 1)

    many(race)


def roster_without(person: StaffMember) -> bytes:
    """Everyone else as they are."""
    everyone = db.session.scalars(select(StaffMember).where(StaffMember.left_at.is_(None))).all()
    rows = [
        f"{each.employee_id},{each.first_name},{each.last_name},{each.home_school.name},"
        f"{each.role.value},{each.employee_group.value}"
        for each in everyone
        if each.id != person.id
    ]
    return ROSTER.format(rows="\n".join(rows)).encode()


def test_terms_accepted_in_two_windows_at_once_are_accepted_once(app: Flask):
    luis = make_staff().id
    keep(Terms(number=1, words="These are the terms.", effective_at=BEFORE, published_at=BEFORE))

    outcomes = at_once(
        app, [lambda: terms_actions.accept_terms(1, by=the(StaffMember, luis), now=NOW) for _ in range(4)]
    )

    assert outcomes == ["done"] * 4
    assert db.session.scalar(select(func.count()).select_from(TermsAcceptance)) == 1
