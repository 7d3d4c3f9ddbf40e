"""What the day is for: goals that strands work towards, read beside every session."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.programme.models import Day, Goal
from tests.factories import make_coordinator, make_day, make_session, make_staff
from tests.reader import Reader

WORDS = "Every student explains their thinking"


@pytest.fixture
def day(app) -> Day:
    return make_day()


@pytest.fixture
def dana(client: Reader, day) -> Reader:
    return client.sign_in(make_coordinator())


def goals(day: Day) -> list[str]:
    db.session.expire_all()
    return [goal.words for goal in day.goals]


def test_a_goal_is_made_linked_changed_and_read_beside_the_sessions_of_its_strand(dana: Reader, day):
    (strand,) = day.strands
    session = make_session(day, "Number Talks", presenters=(make_staff(),))

    dana.send("/programme/goals", words=f"  {WORDS} ", outcome="Most give a reason.", strand_ids=[str(strand.id)])
    linked = dana.get(f"/sessions/{session.id}").text
    goal = db.session.scalars(select(Goal)).one()
    dana.send(f"/programme/goals/{goal.id}", words="All students ask", outcome="", strand_ids=[])

    assert f"Works towards: {WORDS}" in linked
    assert goals(day) == ["All students ask"]
    assert strand.goal is None


def test_the_same_goal_twice_is_refused_and_what_was_typed_stays(dana: Reader, day):
    for _ in range(2):
        answer = dana.send("/programme/goals", words=WORDS, outcome="Most give a reason.")

    assert answer.status_code == 409
    assert f"The day has the goal “{WORDS}” already." in answer.text
    assert "Most give a reason.</textarea>" in answer.text
    assert goals(day) == [WORDS]


def test_goals_change_places_and_the_first_stays_first(dana: Reader, day):
    for words in ("First", "Second"):
        dana.send("/programme/goals", words=words)
    _, second = day.goals

    dana.send(f"/programme/goals/{second.id}/step-up")
    dana.send(f"/programme/goals/{second.id}/step-up")

    assert goals(day) == ["Second", "First"]


def test_when_a_goal_is_removed_its_strands_stay(dana: Reader, day):
    (strand,) = day.strands
    dana.send("/programme/goals", words=WORDS, strand_ids=[str(strand.id)])
    goal = db.session.scalars(select(Goal)).one()

    dana.send(f"/programme/goals/{goal.id}/removal")

    assert (goals(day), [each.name for each in day.strands]) == ([], ["Belonging and Climate"])


def test_without_words_nothing_is_added(dana: Reader, day):
    answer = dana.send("/programme/goals", words=" ")

    assert answer.status_code == 422
    assert "Say in one sentence what should be different." in answer.text
    assert goals(day) == []
