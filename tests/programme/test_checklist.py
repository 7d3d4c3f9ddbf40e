"""The way from nothing to a ready day: each step says what is missing and where it is done."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pdday.programme import registers
from pdday.programme.models import Day, Phase
from pdday.programme.vocabulary import PhaseKind
from pdday.proposals import actions
from pdday.proposals.models import AudienceRule
from pdday.staff.vocabulary import StaffRole
from tests.factories import (
    BEFORE,
    enrol,
    keep,
    make_coordinator,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.reader import Reader


@pytest.fixture
def day(app) -> Day:
    return make_day()


def ahead(day: Day) -> list[str]:
    """What is still to be done."""
    return [str(step.sentence) for step in registers.steps.ask(day) if not step.is_done]


def date_phases(day: Day, *, choosing: tuple[date, date] = (date(2027, 2, 1), date(2027, 2, 12))) -> None:
    day.phases += [
        Phase(kind=PhaseKind.PROPOSING, begins_on=date(2027, 1, 4), ends_on=date(2027, 1, 15)),
        Phase(kind=PhaseKind.CHOOSING, begins_on=choosing[0], ends_on=choosing[1]),
        Phase(kind=PhaseKind.PUBLISHED, begins_on=date(2027, 2, 19), ends_on=date(2027, 3, 11)),
    ]
    keep(day)


def test_a_new_coordinator_is_told_every_step_in_the_order_of_the_story(day):
    make_coordinator()

    assert ahead(day) == [
        "Say when people propose, choose and read the timetable.",
        "Import the roster: only you are on it.",
        "Add rooms in which sessions are held.",
        "Say who meets where in Keynote, Reflection.",
        "Say what should be different for students: the goals of the day.",
        "Accept proposals: no session is in the program.",
        "Draft a timetable.",
        "Publish a timetable.",
    ]


def test_rooms_must_hold_everybody_on_the_roster(day):
    for _ in range(3):
        make_staff()
    make_room(day.host_school, seats=2)

    assert "Rooms hold 2 people at a time, and 3 are on the roster. Add rooms." in ahead(day)
    make_room(day.host_school, seats=1)
    assert [told for told in ahead(day) if "Rooms hold" in told] == []


@pytest.mark.parametrize(
    ("choosing", "told"),
    [
        ((date(2027, 1, 10), date(2027, 2, 12)), "Phases overlap: look at the dates."),
        (
            (date(2027, 2, 1), date(2027, 3, 12)),
            "A phase before the day ends on the day itself or later: look at the dates.",
        ),
    ],
)
def test_phases_follow_each_other_and_end_before_the_day(day, choosing, told):
    date_phases(day, choosing=choosing)

    assert ahead(day)[0] == told


def test_a_session_must_have_room_for_all_for_whom_it_is_required(day):
    session = make_session(day, "CPR", presenters=(make_staff(),))
    session.proposal.most_people, session.most_runs = 1, 1
    keep(AudienceRule(session=session, role=StaffRole.NURSE))
    for _ in range(2):
        make_staff(role=StaffRole.NURSE)

    assert "“CPR” is required for 2 people and takes 1 at the most." in ahead(day)


def test_a_withdrawn_session_stays_on_the_list_while_people_have_a_seat_in_it(day):
    mei = make_staff("Mei Tanaka")
    session = make_session(day, "Number Talks", presenters=(mei,))
    offering = make_offering(make_timetable(day), session, slot_of(day, "A"), make_room(day.host_school))
    enrol(make_staff(), offering)

    actions.withdraw(session.proposal, by=mei, now=BEFORE)

    assert (
        "“Number Talks” was withdrawn, and people still have a seat in it: 1. Publish a timetable without it."
        in ahead(day)
    )


def test_each_step_leads_to_the_page_where_it_is_done(client: Reader, day):
    client.sign_in(make_coordinator())

    page = client.get("/programme").text

    ways = re.findall(r'<b>([^<]+)</b>\s*<a class="[^"]+" href="([^"]+)"', page)
    assert ("Say when people propose, choose and read the timetable.", "/programme/phases") in ways
    assert ("Import the roster: only you are on it.", "/staff/roster") in ways
    assert [client.get(step).status_code for step in ("/programme/phases", "/staff/roster")] == [200, 200]
