"""The demo lies around the day on which it is loaded: one day behind, and a next one for which people choose."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from pdday.db import db
from pdday.demo import frame
from pdday.demo.coming import calendar, plan_next_day
from pdday.demo.district import DistrictPlan, plan_district
from pdday.demo.rows import write
from pdday.preferences.models import PreferenceList
from pdday.preferences.rules import why_not_choose
from pdday.programme.models import Day
from pdday.programme.rules import current_day, why_not_phases
from pdday.programme.vocabulary import PhaseKind
from pdday.proposals.models import Proposal
from pdday.proposals.vocabulary import ProposalState
from pdday.timetable.actions import why_not_draft
from pdday.timetable.problem_from_rows import problem_of

TODAY = date(2026, 11, 22)
YEAR = [TODAY + timedelta(days=each) for each in range(0, 370, 27)]
FRIDAY = 4


def plans(staff: int) -> tuple[DistrictPlan, DistrictPlan]:
    """The lived day and the next one, as they stand today."""
    lived = plan_district(staff=staff, seed=4417, on=frame.last_lived(TODAY))
    return lived, plan_next_day(lived, today=TODAY)


def make_next_day(staff: int) -> Day:
    lived, ahead = plans(staff)
    write(lived, next_day=ahead)
    return db.session.scalars(select(Day).where(Day.name == ahead.calendar.name)).one()


@pytest.mark.parametrize("today", YEAR)
def test_all_of_the_lived_day_has_happened_whenever_the_demo_is_loaded(today: date) -> None:
    lived = frame.calendar(frame.last_lived(today))

    _, closed = lived.phases[PhaseKind.CLOSED]
    assert lived.on.weekday() == FRIDAY
    assert closed < today
    assert lived.on + timedelta(days=97) <= today < lived.on + timedelta(days=104)


@pytest.mark.parametrize("today", YEAR)
def test_people_choose_for_the_next_day_whenever_the_demo_is_loaded(today: date) -> None:
    ahead = calendar(today)

    begun, ends = ahead.phases[PhaseKind.CHOOSING]
    assert (ahead.on.weekday(), begun.weekday(), ends.weekday()) == (FRIDAY, 0, FRIDAY)
    assert begun + timedelta(days=2) <= today
    assert today + timedelta(days=14) <= ends
    assert why_not_phases(ahead.phases) == {}
    assert (ahead.on.month, ahead.on.day) not in {(12, 25), (1, 1)}


def test_the_next_day_has_the_name_of_its_season() -> None:
    months = {calendar(date(2027, month, 1)).on.month: calendar(date(2027, month, 1)).name for month in (1, 4, 8)}

    assert calendar(date(2027, 3, 1)).name == "Spring Learning Day"
    assert calendar(date(2027, 11, 22)).name == "Winter Learning Day"
    assert calendar(date(2027, 8, 30)).name == "Fall Learning Day"
    assert len(months) == 3


def test_pages_show_the_next_day_and_not_the_lived_one() -> None:
    days = [
        Day(name=each.name, date=each.on, time_zone=frame.TIME_ZONE)
        for each in (frame.calendar(frame.last_lived(TODAY)), calendar(TODAY))
    ]

    assert all(
        current_day(days, now=frame.at(frame.OFFICE_OPENS, TODAY + timedelta(days=later))) is days[1]
        for later in range(100)
    )


def test_some_sessions_run_again_and_a_handful_wait_or_are_being_written() -> None:
    _, ahead = plans(480)

    states = [session.state for session in ahead.sessions]
    assert 30 <= len(ahead.accepted) <= 40
    assert 4 <= states.count(ProposalState.SUBMITTED) <= 8
    assert states.count(ProposalState.DRAFT) == 3


@pytest.mark.parametrize("staff", [60, 480])
def test_half_of_the_staff_have_chosen_and_the_people_in_the_guide_may_still(staff: int) -> None:
    _, ahead = plans(staff)

    begun, _ = ahead.calendar.phases[PhaseKind.CHOOSING]
    answered = [ahead.people[answer.person] for answer in ahead.lists]
    assert len(answered) == staff // 2
    assert [person for person in answered if person.persona is not None] == []
    assert all(begun <= answer.saved_at.date() <= TODAY for answer in ahead.lists)


@pytest.mark.slow
@pytest.mark.parametrize("staff", [60, 480])
def test_the_next_day_can_be_drafted_at_once_and_takes_choices(app: Flask, staff: int) -> None:
    day = make_next_day(staff)

    assert why_not_draft(day) == []
    assert why_not_choose(day.phases, today=TODAY) is None
    assert len(problem_of(day).attendees) == staff


def test_what_is_written_of_the_next_day_is_its_own(app: Flask) -> None:
    day = make_next_day(60)

    lists = select(func.count()).select_from(PreferenceList).where(PreferenceList.day_id == day.id)
    waiting = select(Proposal.title).where(Proposal.day_id == day.id, Proposal.state == ProposalState.SUBMITTED)
    assert db.session.scalar(lists) == 30
    assert len(db.session.scalars(waiting).all()) >= 1
    assert "D" not in [slot.label for slot in day.slots]
    assert all(slot.begins_at.date() == day.date for slot in day.slots)
