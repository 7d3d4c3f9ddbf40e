"""A slow network, a lost one and one that lies: what a person sees while they wait, and that nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from pdday.db import db
from pdday.programme.models import Strand
from tests.browser import PHONE, Reading
from tests.checkin.factories import begin_now, make_door, make_published_day
from tests.factories import make_coordinator, make_day
from tests.preferences.factories import make_choosing_day, make_sessions

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
OpenPage = Callable[..., Reading]

#: Writes down, over the change of page, what the page said while it waited.
LISTENS = """
sessionStorage.said = "";
new MutationObserver(([{ target }]) => (sessionStorage.said += target.textContent + "|" +
  [...document.querySelectorAll("[aria-busy]")].map((button) => button.innerText.replace(/\\s+/g, " ").trim()) + "\\n")
).observe(document.getElementById("network"), { childList: true });
"""
#: Layout shifts count however late they come; what a person does makes none here.
MEASURES = """
window.moved = 0;
new PerformanceObserver((list) => { for (const each of list.getEntries()) moved += each.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


def lose(route: Route) -> None:
    route.abort("connectionfailed")


def strands_named(name: str) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Strand).where(Strand.name == name)) or 0


@pytest.fixture
def page(app: Flask, open_page: OpenPage) -> Page:
    """The strands of the day, with the name of a new one typed."""
    make_day()
    page = open_page(size=PHONE, person=make_coordinator()).page
    page.clock.install()
    return page


def typed(page: Page, site_address: str) -> Page:
    page.goto(f"{site_address}/programme/strands")
    page.get_by_label("Name").fill("Quiet Rooms")
    return page


def test_a_form_under_way_says_so_and_a_second_press_is_not_heard(app: Flask, open_page: OpenPage):
    make_day()
    reading = open_page(size=PHONE, person=make_coordinator())
    page = typed(reading.page, reading.site.address)
    sent = []

    def answer_late(route: Route) -> None:
        sent.append(route.request.url)
        time.sleep(1.5)
        route.continue_()

    page.route(lambda address: address.endswith("/programme/strands"), answer_late)
    page.evaluate(LISTENS)
    page.get_by_role("button", name="Add this strand").evaluate(
        "button => { button.click(); setTimeout(() => button.click(), 900); }"
    )
    expect(page.get_by_role("link", name="Rename Quiet Rooms")).to_be_visible()

    assert page.evaluate("sessionStorage.said") == "Sending …|Add this strand\n"
    assert sent == [f"{reading.site.address}/programme/strands"]


def test_what_was_typed_for_long_is_not_sent_into_a_lost_network(site, page: Page):
    typed(page, site.address).clock.fast_forward("00:11")
    page.route("**", lose)

    page.get_by_role("button", name="Add this strand").click()

    expect(page.locator("#network")).to_have_text(
        "Not sent: pdday cannot be reached. What you typed is still here. Press again in a moment."
    )
    expect(page.get_by_label("Name")).to_have_value("Quiet Rooms")
    page.unroute("**")
    page.get_by_role("button", name="Add this strand").click()
    expect(page.get_by_role("link", name="Rename Quiet Rooms")).to_be_visible()
    assert strands_named("Quiet Rooms") == 1


def test_what_was_lost_is_offered_once_the_network_is_back(site, page: Page):
    typed(page, site.address).clock.fast_forward("00:11")
    page.route("**", lose)
    page.get_by_role("button", name="Add this strand").click()
    expect(page.locator("#network")).to_contain_text("Not sent")

    page.clock.run_for(5500)
    expect(page.locator("#network")).to_contain_text("Not sent")
    page.unroute("**")
    page.clock.run_for(5500)

    expect(page.get_by_role("status")).to_have_text("The connection is back, and this is not sent yet. Send now")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_role("link", name="Rename Quiet Rooms")).to_be_visible()
    assert strands_named("Quiet Rooms") == 1


def test_a_proxy_with_nobody_behind_it_is_a_lost_network_too(site, page: Page):
    typed(page, site.address).clock.fast_forward("00:11")
    page.route("**/health/live", lambda route: route.fulfill(status=502))

    page.get_by_role("button", name="Add this strand").click()

    expect(page.locator("#network")).to_contain_text("Not sent")
    expect(page.get_by_label("Name")).to_have_value("Quiet Rooms")


def test_a_browser_that_knows_it_is_offline_sends_nothing(app: Flask, open_page: OpenPage):
    make_day()
    reading = open_page(size=PHONE, person=make_coordinator())
    page = typed(reading.page, reading.site.address)
    page.context.set_offline(True)

    page.get_by_role("button", name="Add this strand").click()

    expect(page.locator("#network")).to_contain_text("What you typed is still here.")
    expect(page.get_by_label("Name")).to_have_value("Quiet Rooms")


def test_who_got_no_answer_is_told_so_and_may_press_again(site, page: Page):
    typed(page, site.address)
    page.evaluate(  # the request is made and nothing comes of it, as after the browser's own “Stop”
        "() => document.querySelector('form:has([name=name])').addEventListener('submit', () =>"
        " addEventListener('submit', (event) => event.preventDefault(), { once: true }), { once: true })"
    )
    button = page.get_by_role("button", name="Add this strand")

    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    page.clock.fast_forward("00:21")

    expect(page.locator("#network")).to_contain_text("No answer yet.")
    button.click()
    expect(page.get_by_role("link", name="Rename Quiet Rooms")).to_be_visible()


def test_a_wall_that_hears_nothing_says_as_of_when_it_is(app: Flask, open_page: OpenPage):
    the_day = make_published_day()
    begin_now(the_day)
    make_door(the_day)
    reading = open_page(person=make_coordinator())
    reading.page.clock.install(time="2027-03-12T15:30:00")
    page = reading.go("/wall?slot=A")

    page.route("**", lose)
    page.clock.run_for("00:16")
    expect(page.locator("#network")).to_have_text(
        "As of 3:30\u202fPM. pdday cannot be reached; this page tries again by itself."
    )
    page.unroute("**")
    page.clock.run_for("00:06")

    expect(page.locator("#network")).to_have_text("")


def test_a_star_that_is_under_way_says_so(app: Flask, open_page: OpenPage):
    make_sessions(make_choosing_day(), "Number Talks")
    reading = open_page(size=PHONE, person=make_coordinator())
    page = reading.go("/sessions")

    def answer_late(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page.route("**/star", answer_late)
    page.evaluate(LISTENS)
    page.get_by_role("button", name="Number Talks: Star").click()
    expect(page.get_by_role("button", name="Number Talks: Starred")).to_be_visible()

    assert page.evaluate("sessionStorage.said") == "Sending …|Number Talks: Star\n|\n"


@pytest.mark.parametrize("address", ["/my-choices/needs", "/home", "/my-day", "/doors/1"])
def test_nothing_moves_when_the_letters_come_late(app: Flask, open_page: OpenPage, address: str):
    the_day = make_published_day()
    begin_now(the_day)
    make_door(the_day)
    reading = open_page(size=PHONE, person=make_coordinator())
    held: list[Route] = []
    reading.page.route("**/*.woff2", lambda route: held.append(route))
    reading.page.add_init_script(MEASURES)

    reading.page.goto(reading.site.address + address, wait_until="domcontentloaded")
    reading.page.wait_for_timeout(300)
    for route in held:
        route.continue_()
    reading.page.evaluate("document.fonts.ready")
    reading.page.wait_for_timeout(300)

    assert len(held) >= 2
    assert reading.page.evaluate("moved") < 0.05
