"""Acceptance scenarios 10 to 12, as far as choosing goes. Scenario 9 is in test_browser.py."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from flask import Response

from pdday.db import db
from pdday.preferences import actions, queries
from pdday.staff.vocabulary import StaffRole
from pdday.timetable.problem_from_rows import problem_of, session_key, staff_key
from tests.factories import make_session, make_staff
from tests.preferences.factories import NOW, make_choosing_day, make_sessions
from tests.reader import Reader
from tests.staff.test_pins import HASH, PIN


@pytest.fixture
def day(app):
    return make_choosing_day()


def attendee(day, person):
    """The person as the solver sees them."""
    db.session.expire_all()
    return next(each for each in problem_of(day).attendees if each.id == staff_key(person.id))


def test_scenario_10_a_list_from_the_kiosk_equals_any_other(day, client):
    talks, fractions = make_sessions(day, "Talks", "Fractions")
    joyce = make_staff("Joyce Adeyemi", role=StaffRole.PARAPROFESSIONAL, email=None, pin_hash=HASH)
    rosa = make_staff("Rosa Delgado", role=StaffRole.PARAPROFESSIONAL, school=joyce.home_school)

    def choose(at_home):
        for session in (talks, fractions):
            at_home.send(f"/sessions/{session.id}/star", so="yes")

    client.send("/kiosk", who="Joyce Adeyemi", pin=PIN)
    choose(client)
    choose(Reader(client.application, Response, use_cookies=True).sign_in(rosa))

    assert [wish.session for wish in attendee(day, joyce).wishes] == [session_key(talks.id), session_key(fractions.id)]
    assert dataclasses.replace(attendee(day, joyce), id="") == dataclasses.replace(attendee(day, rosa), id="")


def test_scenario_11_the_last_day_s_list_has_the_same_chance_as_the_first_day_s(day):
    (talks,) = make_sessions(day, "Talks")
    luis, amira = make_staff("Luis Ortega"), make_staff("Amira Haddad")
    actions.star(talks, by=amira, now=NOW)
    actions.star(talks, by=luis, now=NOW + timedelta(days=9))
    luis_last = problem_of(day).fingerprint

    queries.find_list(day, luis).saved_at = NOW - timedelta(days=1)
    db.session.flush()

    assert attendee(day, luis).wishes == attendee(day, amira).wishes
    assert problem_of(day).fingerprint == luis_last


def test_scenario_12_who_sends_nothing_gets_what_suits_their_work_and_is_told_so(day, client):
    for_teachers = make_session(day, "Number Talks", audience_roles=("classroom_teacher",))
    make_session(day, "Prompt Less", audience_roles=("paraprofessional",))
    luis = make_staff("Luis Ortega")

    theirs = attendee(day, luis)
    page = client.sign_in(luis).get("/my-choices")

    assert (theirs.wishes, theirs.suits) == ((), {session_key(for_teachers.id)})
    assert "Whoever chooses nothing gets sessions that suit their work." in page.text
    assert "Your list stays open until" in page.text
