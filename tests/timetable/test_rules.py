"""May it be drafted? Is there a seat?"""

from __future__ import annotations

import pytest

from pdday.timetable import actions, rules
from tests.factories import (
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.timetable.factories import make_gatherings


@pytest.fixture
def day(app):
    return make_day()


def reasons(day):
    return [str(reason) for reason in actions.why_not_draft(day)]


def test_a_day_with_sessions_and_a_room_for_everyone_can_be_drafted(day):
    make_session(day, presenters=(make_staff(),))
    make_gatherings(day, make_room(day.host_school))

    # make_session's coordinator has a home school too, so every school is placed.
    assert reasons(day) == []


def test_a_day_without_an_accepted_session_can_not(day):
    make_staff()
    make_gatherings(day, make_room(day.host_school))

    assert reasons(day) == ["No session has been accepted yet."]


def test_a_school_without_a_room_for_everyone_is_named(day):
    person = make_staff()
    make_session(day)
    school = person.home_school.name

    assert f"{school} has no room in “Keynote”, which is for everyone." in reasons(day)


def test_a_room_too_small_for_everyone_is_named(day):
    make_session(day)
    make_staff(), make_staff()
    make_gatherings(day, make_room(day.host_school, "Closet", seats=1))

    told = "“Keynote” expects 3 people in Closet, which holds 1. Add an overflow room."
    assert told in reasons(day)


def test_a_seat_is_free_until_the_last_is_taken(day):
    timetable = make_timetable(day)
    offering = make_offering(timetable, make_session(day), slot_of(day, "A"), make_room(day.host_school), seats=2)

    assert [rules.has_free_seat(offering, taken=taken) for taken in (0, 1, 2, 3)] == [True, True, False, False]
