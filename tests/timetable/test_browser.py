"""The page of drafts in a real browser, while a draft is being made."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pdday import jobs
from pdday.clock import now
from pdday.db import db
from pdday.jobs import Job, JobKind
from pdday.words import Sentence
from tests.browser import DESK, PHONE
from tests.factories import make_coordinator, make_day, make_room, make_session
from tests.timetable.factories import make_gatherings

pytestmark = pytest.mark.browser


@pytest.fixture
def dana(app):
    return make_coordinator("Dana Whitfield")


@pytest.fixture
def day(dana):
    """A day that can be drafted."""
    day = make_day()
    make_session(day, "Number Talks")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    return day


def under_way(day):
    job = jobs.ask(JobKind.SOLVE, day=day, wants={"seconds": 30, "seed": 7}, by=None, now=now())
    db.session.commit()
    attempt = jobs.take(job.id, now=now())
    db.session.commit()
    return attempt


def test_whoever_was_told_that_a_draft_is_under_way_asks_for_no_second_one_when_it_ends(request, day, dana):
    reading = request.getfixturevalue("open_page")(person=dana)
    page = reading.go("/assignment")
    attempt = under_way(day)
    page.get_by_role("button", name="Make a draft").click()
    page.get_by_text("A timetable for this day is already being drafted.").wait_for()

    jobs.fail(attempt, Sentence("The machine went to sleep."), now=now())
    db.session.commit()
    page.get_by_text("The machine went to sleep.").wait_for()

    db.session.expire_all()
    assert [job.id for job in db.session.scalars(select(Job))] == [attempt.job_id]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_a_draft_being_made_reads_well(request, day, dana, size, scheme):
    attempt = under_way(day)
    told = {"phase": "search", "score": 10.5, "bound": 12.0, "gap": 0.125, "seconds": 4.2, "first_choices": 3,
            "top_threes": 4, "none_of_top_three": 0}  # fmt: skip
    jobs.beat(attempt, now=now(), progress=told)
    reading = request.getfixturevalue("open_page")(size=size, scheme=scheme, person=dana)

    reading.go("/assignment")

    assert reading.axe() == []
    assert not reading.scrolls_sideways()
    assert reading.complaints == []
