"""An accepted session is taken back: who is touched is said before, and each of them hears of it once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.outbox import Message
from pdday.preferences.models import ListSource, Preference, PreferenceList
from pdday.programme.models import Day
from pdday.proposals import actions
from pdday.proposals.models import AudienceRule, Session
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import StaffRole
from pdday.timetable.models import EnrolmentSource
from tests.factories import (
    BEFORE,
    enrol,
    keep,
    make_coordinator,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.proposals.factories import make_open_day


@pytest.fixture
def day(app) -> Day:
    return make_open_day()


def publish(day: Day, session: Session, *people: StaffMember) -> None:
    """A published timetable in which these people have a seat in the session."""
    offering = make_offering(make_timetable(day), session, slot_of(day, "A"), make_room(day.host_school))
    for person in people:
        enrol(person, offering, source=EnrolmentSource.WISH)


def subjects(person: StaffMember) -> list[str]:
    return list(db.session.scalars(select(Message.subject).where(Message.staff_id == person.id).order_by(Message.id)))


def test_before_it_is_withdrawn_its_page_says_whom_that_touches(client, day):
    mei, amira, sam = make_staff("Mei Tanaka"), make_staff("Amira Haddad"), make_staff(role=StaffRole.NURSE)
    session = make_session(day, "Number Talks", presenters=(mei, amira))
    keep(AudienceRule(session=session, role=StaffRole.NURSE))
    publish(day, session, sam, make_staff())
    keep(PreferenceList(day_id=day.id, staff_id=sam.id, source=ListSource.COLLEAGUE, saved_at=BEFORE,
                        preferences=[Preference(session_id=session.id, rank=1)]))  # fmt: skip

    page = client.sign_in(mei).get(f"/proposals/{session.proposal_id}").text
    coordinators = client.sign_in(make_coordinator()).get(f"/proposals/{session.proposal_id}").text

    for told in (
        "Everyone who leads it hears of it: Mei Tanaka, Amira Haddad.",
        "Colleagues for whom it is required: 1.",
        "It is in the published timetable, in A. People with a seat in it: 2.",
    ):
        assert (told, told in page, told in coordinators) == (told, True, True)
    assert ("Lists of choices" in page, "Lists of choices that have it: 1." in coordinators) == (False, True)


def test_once_it_is_withdrawn_each_of_them_hears_of_it_once(day):
    mei, amira, luis, dana = make_staff(), make_staff(), make_staff(), make_coordinator()
    session = make_session(day, "Number Talks", presenters=(mei, amira))
    publish(day, session, luis)

    for _ in range(2):
        actions.withdraw(session.proposal, by=mei, now=BEFORE)

    assert subjects(mei) == []
    assert subjects(amira) == ["“Number Talks” was withdrawn"]
    assert subjects(luis) == ["Something in your PD day has changed."]
    assert subjects(dana) == ["“Number Talks” was withdrawn after it was accepted"]
    assert (
        "“Number Talks” in A was withdrawn by its presenters."
        in db.session.scalars(select(Message.body).where(Message.staff_id == luis.id)).one()
    )


def test_a_draft_that_is_withdrawn_touches_nobody(day, client):
    mei = make_staff("Mei Tanaka")
    session = make_session(day, "Number Talks", presenters=(mei,))

    page = client.sign_in(mei).get(f"/proposals/{session.proposal_id}").text

    assert "published timetable, in" not in page
    assert "Everyone who leads it" not in page
