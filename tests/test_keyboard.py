"""The day's work with the keyboard alone, in a real Chromium; ranking by keyboard is in preferences/test_browser.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from pdday.db import db
from pdday.staff.vocabulary import Duty
from pdday.timetable import actions
from tests.browser import PHONE, Reading
from tests.checkin.factories import begin_now, make_door, make_published_day
from tests.factories import BEFORE, enrol, make_coordinator, make_day, make_room, make_session, make_staff
from tests.keyboard import Keyboard
from tests.proposals.factories import make_open_day
from tests.timetable.factories import make_gatherings, problem_and

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

OpenPage = Callable[..., Reading]


def test_a_run_is_found_in_the_grid_moved_and_published(app: Flask, open_page: OpenPage):
    dana, day = make_coordinator("Dana Whitfield"), make_day()
    session, room = make_session(day, "Number Talks"), make_room(day.host_school, "Room 7")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    problem, plan = problem_and(day, (session, "A", room, (make_staff("Ana Cruz"),)))
    address = f"/timetables/{actions.draft(day, problem, plan, by_id=None, now=BEFORE).id}"
    db.session.commit()
    read = open_page(person=dana)
    keys = Keyboard(read.go(address))

    keys.go_to("Number Talks")
    keys.sees("Number Talks")
    keys.tab_to("Slot")
    keys.page.keyboard.type("C")
    expect(keys.page.locator("#effect-of-move")).to_contain_text("Without a place in slot A: Ana Cruz.")
    heard = "It can be done, and it bends a wish. Without a place in slot A: Ana Cruz. "  # in one piece, in this order
    expect(keys.page.get_by_role("status").first).to_contain_text(heard)
    keys.tab_to("Why")
    keys.write("The gym is free then.")
    keys.go_to("Move it")
    keys.hears_first("“Number Talks” is moved.")
    read.go(address)
    keys.go_to("Publish draft 1…")
    keys.sees("Publish draft 1?")
    keys.go_to("Publish draft 1")

    keys.hears_first("Draft 1 is published.")
    assert read.complaints == []


@pytest.mark.parametrize("size", [PHONE, (320, 640)], ids=["phone", "small phone"])
def test_somebody_is_let_in_by_name_and_taken_back(app: Flask, open_page: OpenPage, size: tuple[int, int]):
    the_day = make_published_day()
    begin_now(the_day)
    door = make_door(the_day)
    enrol(make_staff("Luis Ortega"), door)
    steward = make_staff("Rosa Delgado", duties=(Duty.STEWARD,))
    address = f"/doors/{door.id}"
    db.session.commit()
    keys = Keyboard(open_page(person=steward, size=size).go(address))

    keys.tab_to("Name")
    keys.press("Enter")
    expect(keys.page.get_by_label("First or last name")).to_be_focused()
    keys.write("ortega")
    keys.press("Enter")
    expect(keys.page.get_by_label("First or last name")).to_be_focused()
    keys.go_to("In Luis Ortega")
    expect(keys.page.locator("#said")).to_contain_text("Welcome, Luis. Luis Ortega, School")
    expect(keys.page.get_by_label("First or last name")).to_be_focused()  # for the next one
    keys.go_to("Undo Luis Ortega")
    keys.sees("Undo the arrival of Luis Ortega?")
    keys.tab_to("It was somebody else")
    keys.press("Space")
    keys.go_to("Undo the arrival")

    keys.hears_first("Undone.")


def test_the_last_one_let_in_from_the_list_leaves_the_focus_on_the_list(app: Flask, open_page: OpenPage):
    the_day = make_published_day()
    begin_now(the_day)
    door = make_door(the_day)
    for name in ("Ana Cruz", "Luis Ortega"):
        enrol(make_staff(name), door)
    steward = make_staff("Rosa Delgado", duties=(Duty.STEWARD,))
    address = f"/doors/{door.id}?by=list"
    db.session.commit()
    keys = Keyboard(open_page(person=steward).go(address))

    keys.go_to("In Luis Ortega")
    expect(keys.page.get_by_role("button", name="In Ana Cruz")).to_be_focused()
    keys.press("Enter")

    expect(keys.page.get_by_role("heading", name="Who is here?")).to_be_focused()


def test_a_proposal_is_written_and_its_errors_are_heard_and_followed(app: Flask, open_page: OpenPage):
    make_open_day()
    mei = make_staff("Mei Tanaka")
    db.session.commit()
    keys = Keyboard(open_page(person=mei).go("/proposals"))

    keys.tab_to("Working title")
    keys.write("Puzzles on Monday")
    keys.press("Enter")
    keys.sees("Your proposal")
    keys.go_to("Send for review")
    keys.hears_first("What happens in it")
    assert "fields to fix" in keys.page.title()
    keys.go_to("What happens in it")

    expect(keys.page.get_by_label("What happens in it")).to_be_focused()
    expect(keys.page.get_by_label("What happens in it")).to_have_attribute("aria-invalid", "true")


def test_the_wall_keeps_the_focus_when_it_counts_anew_and_can_be_held_still(app: Flask, open_page: OpenPage):
    the_day = make_published_day()
    begin_now(the_day)
    title = make_door(the_day).title
    steward = make_staff("Rosa Delgado", duties=(Duty.STEWARD,))
    db.session.commit()
    keys = Keyboard(open_page(person=steward).go("/wall"))
    table = keys.page.locator("#rooms table")

    keys.tab_to(title)
    table.evaluate("each => { each.dataset.old = 'yes'; }")
    expect(keys.page.locator("#rooms table[data-old]")).to_have_count(0, timeout=10_000)
    expect(keys.page.get_by_role("link", name=title)).to_be_focused()
    keys.tab_to("Hold the numbers still", back=True)
    keys.press("Space")
    table.evaluate("each => { each.dataset.old = 'yes'; }")
    keys.page.wait_for_timeout(6000)  # longer than the five seconds between two counts

    expect(keys.page.locator("#rooms table[data-old]")).to_have_count(1)
