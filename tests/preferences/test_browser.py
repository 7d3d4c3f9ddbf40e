"""Choosing in a real Chromium: by keyboard alone, by drag, without script, without a connection."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pdday.db import db
from pdday.preferences import actions
from tests.browser import DESK, PHONE, Reading
from tests.factories import make_session, make_staff
from tests.preferences.factories import NOW, make_choosing_day, make_sessions, told

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

TITLES = tuple(f"Session {letter}" for letter in "ABCDEFGH")
OpenPage = Callable[..., Reading]


@pytest.fixture
def day(app):
    return make_choosing_day()


@pytest.fixture
def luis(day):
    return make_staff("Luis Ortega")


def starred(person, day, *titles):
    sessions = make_sessions(day, *titles)
    for session in sessions:
        actions.star(session, by=person, now=NOW)
    db.session.commit()
    return sessions


def kept(person, day):
    """The list in the database, which is then let go of."""
    titles = [title for _, title in told(person, day)]
    db.session.rollback()
    return titles


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on the control of this name."""
    for _ in range(300):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const at = document.activeElement;"
            " return (at.getAttribute('aria-label') ?? at.textContent).replace(/\\s+/g, ' ').trim(); }"
        )
        if focused == name:
            return
    raise AssertionError(f"Tab never came to “{name}”")


def test_scenario_9_eight_sessions_are_ranked_by_keyboard_alone_and_each_number_is_said(day, luis, open_page: OpenPage):
    make_sessions(day, *TITLES)
    db.session.commit()
    read = open_page(person=luis)
    page = read.go("/sessions")
    for title in TITLES:
        tab_to(page, f"{title}: Star")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=f"{title}: Starred")).to_be_focused()
    tab_to(page, "8 starred: put them in order")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Put your stars in order")).to_be_visible()
    spoken = page.locator("#said")

    for number, title in enumerate(reversed(TITLES), 1):
        if number < 8:
            tab_to(page, f"Move {title} up")
        for place in range(7, number - 1, -1):
            page.keyboard.press("Enter")
            expect(spoken).to_contain_text(f"“{title}” is now number {place} of 8.")
            way = "up" if place > 1 else "down"
            expect(page.get_by_role("button", name=f"Move {title} {way}")).to_be_focused()

    expect(spoken).to_have_text(re.compile(r"Saved at \d+:\d\d\.$"))
    assert spoken.get_attribute("role") == "status"
    assert kept(luis, day) == list(reversed(TITLES))
    assert read.complaints == []


def test_the_arrow_keys_on_an_arrow_do_the_same(day, luis, open_page: OpenPage):
    starred(luis, day, "Talks", "Fractions", "Circles")
    page = open_page(person=luis).go("/my-choices")

    page.get_by_role("button", name="Move Circles up").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")

    expect(page.locator("#said")).to_contain_text("“Circles” is now number 1 of 3.")
    assert kept(luis, day) == ["Circles", "Talks", "Fractions"]


def test_a_session_dragged_to_the_top_is_number_one(day, luis, open_page: OpenPage):
    starred(luis, day, "Talks", "Fractions", "Circles")
    read = open_page(person=luis)
    page = read.go("/my-choices")
    handles = page.locator(".handle")

    handles.nth(2).hover()
    page.mouse.down()
    target = handles.nth(0).bounding_box()
    page.mouse.move(target["x"] + 5, target["y"] + target["height"] / 2, steps=12)
    page.mouse.up()

    expect(page.locator("#said")).to_contain_text("“Circles” is now number 1 of 3.")
    assert kept(luis, day) == ["Circles", "Talks", "Fractions"]
    assert read.complaints == []


def test_equals_show_the_same_number(day, luis, open_page: OpenPage):
    _, fractions, _ = starred(luis, day, "Talks", "Fractions", "Circles")
    actions.tie(fractions, by=luis, now=NOW)
    db.session.commit()
    page = open_page(person=luis).go("/my-choices")

    counts = page.evaluate(
        "[...document.querySelectorAll('.ranks > li')].map(li => getComputedStyle(li).counterIncrement)"
    )

    assert counts == ["rank 1", "none", "rank 1"]


def test_without_script_stars_arrows_and_ties_work_as_well(day, luis, open_page: OpenPage):
    make_sessions(day, "Talks", "Fractions")
    db.session.commit()
    page = open_page(person=luis, size=PHONE, script=False).go("/sessions")

    page.get_by_role("button", name="Talks: Star").click()
    page.get_by_role("button", name="Fractions: Star").click()
    page.get_by_role("link", name="2 starred: put them in order").click()
    page.get_by_role("button", name="Move Fractions up").click()
    page.get_by_role("button", name="As good as the one above").click()

    expect(page.locator("#said")).to_contain_text("“Talks” is now number 1, as good as “Fractions”.")
    assert told(luis, day) == [(1, "Fractions"), (1, "Talks")]
    db.session.rollback()


def test_without_a_connection_nothing_is_shown_as_saved(day, luis, open_page: OpenPage):
    starred(luis, day, "Talks", "Fractions")
    page = open_page(person=luis).go("/my-choices")

    page.context.set_offline(True)
    page.get_by_role("button", name="Move Fractions up").click()
    expect(page.locator("#network")).to_contain_text("Not saved: there is no connection.")
    expect(page.locator(".ranks h3").first).to_have_text("Talks")
    page.context.set_offline(False)
    page.get_by_role("button", name="Send now").click()

    expect(page.locator("#said")).to_contain_text("“Fractions” is now number 1 of 2.")
    assert kept(luis, day) == ["Fractions", "Talks"]


def test_far_down_the_sessions_a_lost_star_is_told_where_the_reader_is(day, luis, open_page: OpenPage):
    make_sessions(day, *TITLES)
    db.session.commit()
    page = open_page(size=PHONE, person=luis).go("/sessions")
    star = page.get_by_role("button", name="Session H: Star")
    star.scroll_into_view_if_needed()

    page.context.set_offline(True)
    star.click()
    expect(page.locator("#network")).to_be_in_viewport()
    expect(page.locator("#network")).to_contain_text("Not saved: there is no connection.")
    page.context.set_offline(False)
    star.click()

    expect(page.get_by_role("button", name="Session H: Starred")).to_be_visible()
    expect(page.locator("#network")).to_be_empty()


def test_stars_that_were_lost_are_sent_together_once_the_network_is_back(day, luis, open_page: OpenPage):
    make_sessions(day, *TITLES)
    db.session.commit()
    page = open_page(size=PHONE, person=luis).go("/sessions")
    stars = [page.get_by_role("button", name=f"Session {letter}: Star", exact=True) for letter in "GH"]
    page.context.set_offline(True)
    for star in stars:
        star.click()
    expect(page.locator("#network")).to_contain_text("Not saved: there is no connection.")
    stood_at = page.evaluate("scrollY")

    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("The connection is back, and this is not sent yet. Send now")
    page.get_by_role("button", name="Send now").press("Enter")

    expect(page.get_by_role("button", name="Session H: Starred")).to_be_visible()
    expect(page.get_by_role("button", name="Session G: Starred")).to_be_focused()
    expect(page.locator("#network")).to_be_empty()
    assert page.evaluate("scrollY") == stood_at


def test_a_change_in_a_second_tab_is_kept_and_told_in_the_first(day, luis, open_page: OpenPage):
    starred(luis, day, "Talks", "Fractions")
    read = open_page(person=luis)
    first = read.go("/my-choices")
    second = first.context.new_page()
    second.goto(f"{read.site.address}/sessions/{make_other(day)}")

    second.get_by_role("button", name="Circles: Star").click()
    expect(second.get_by_role("button", name="Circles: Starred")).to_be_visible()
    first.get_by_role("button", name="Move Talks down").click()

    expect(first.get_by_text("Nothing was lost: this is both together.")).to_be_visible()
    expect(first.locator(".ranks h3")).to_have_text(["Fractions", "Talks", "Circles"])
    assert kept(luis, day) == ["Fractions", "Talks", "Circles"]


def make_other(day):
    """One more session, by its number."""
    number = make_session(day, "Circles").id
    db.session.commit()
    return number


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_choosing_is_clear_to_everyone(day, luis, open_page: OpenPage, size, scheme):
    sessions = starred(luis, day, *(f"Session {number}" for number in range(10)))
    actions.tie(sessions[2], by=luis, now=NOW)
    actions.refuse(make_session(day, "Circles"), by=luis, now=NOW)
    here = f"/sessions/{sessions[0].id}"
    read = open_page(person=luis, size=size, scheme=scheme)

    for address in ("/sessions", here, "/my-choices", "/my-choices/needs"):
        read.go(address)
        assert (address, read.axe(), read.scrolls_sideways(), read.complaints) == (address, [], False, [])
