"""The page of drafts in a real browser, while a draft is being made; and changes by hand, with and without script."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pdday import jobs
from pdday.clock import now
from pdday.db import db
from pdday.jobs import Job, JobKind
from pdday.timetable import actions, queries
from pdday.words import Sentence
from tests.browser import DESK, PHONE
from tests.factories import BEFORE, make_coordinator, make_day, make_room, make_session, make_staff
from tests.timetable.factories import make_gatherings, problem_and

pytestmark = pytest.mark.browser

#: How much of a page stands below who printed it and when, its last line.
BELOW_THE_LAST_LINE = """() => Math.round(
    document.querySelector("#main").getBoundingClientRect().bottom
    - document.querySelector(".onlyprint").getBoundingClientRect().bottom)"""


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


@pytest.fixture
def draft(day):
    """A draft in which Number Talks runs in slot A in Room 7, with Ana in it; Room 8 has one seat too few."""
    session = queries.sessions_of(day)[0]
    rooms = make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8", seats=1)
    people = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    problem, plan = problem_and(day, (session, "A", rooms[0], people))
    return actions.draft(day, problem, plan, by_id=None, now=BEFORE)


def run_page(draft):
    run = next(each for each in queries.offerings(draft) if each.session_id)
    return f"/timetables/{draft.id}/runs/{run.id}"


def test_what_a_move_would_come_to_is_said_as_one_chooses_and_nothing_is_changed_by_it(request, dana, draft):
    address, small = run_page(draft), f"Room 8, 1 seats, {draft.day.host_school.short_name}"
    reading = request.getfixturevalue("open_page")(person=dana)
    page = reading.go(address)

    page.get_by_label("Slot").select_option(label="C")
    page.get_by_text("Without a place in slot A: Ana Cruz and Ben Okafor.", exact=True).wait_for()
    page.get_by_label("Room").select_option(label=small)
    page.locator("#effect-of-move").get_by_text("“Number Talks” in slot C: 2 people for 1 seat in Room 8.").wait_for()

    assert reading.axe() == []
    assert reading.complaints == []
    db.session.expire_all()
    assert [each.slot.label for each in queries.offerings(draft) if each.session_id] == ["A"]


def test_without_script_the_button_looks_and_the_other_one_moves(request, dana, draft):
    address = run_page(draft)
    page = request.getfixturevalue("open_page")(person=dana, script=False, size=PHONE).go(address)

    page.get_by_label("Slot").select_option(label="C")
    page.get_by_role("button", name="Look first").first.click()
    page.get_by_text("Without a place in slot A: Ana Cruz and Ben Okafor.", exact=True).wait_for()
    page.get_by_role("button", name="Move it", exact=True).click()
    page.get_by_text("“Number Talks” is moved.").wait_for()

    db.session.expire_all()
    assert [each.slot.label for each in queries.offerings(draft) if each.session_id] == ["C"]


def test_on_paper_nothing_follows_the_last_line_and_what_is_fair_stands_whole(request, dana, day, draft):
    session, room = queries.sessions_of(day)[0], make_room(day.host_school, "Room 9")
    problem, plan = problem_and(day, (session, "B", room, ()))
    other = actions.draft(day, problem, plan, by_id=None, now=BEFORE)
    addresses = f"/timetables/comparison?one={draft.id}&other={other.id}", f"/timetables/{draft.id}"
    db.session.commit()
    page = (reading := request.getfixturevalue("open_page")(person=dana)).page
    page.emulate_media(media="print")

    below = []
    for address in addresses:
        reading.go(address)
        below.append(page.evaluate(BELOW_THE_LAST_LINE))

    assert below == [0, 0]
    fair = page.locator("section", has=page.get_by_role("heading", name="Is it fair?")).last
    assert fair.evaluate("each => getComputedStyle(each).breakInside") == "avoid"
