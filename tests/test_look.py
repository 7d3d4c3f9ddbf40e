"""Every page in a real Chromium, on a phone and on a desk, light and dark, under pdday's own strict policy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from pdday.db import db
from pdday.staff.models import StaffMember
from tests.browser import DESK, PHONE, Reading, Site
from tests.factories import make_staff
from tests.staff.test_views import sent_code
from tests.test_every_page import District, make_district_to_read, pages

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

OpenPage = Callable[..., Reading]

#: What pdday asks of a page beyond axe: names, headings, and things to press as tall and wide as a thumb.
AUDIT = (Path(__file__).parent / "audit.js").read_text()
#: Sets the spacing that a reader may choose (WCAG 1.4.12), and gives what is cut off by it.
SPACED = """() => { const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; }
        * { letter-spacing: .12em !important; word-spacing: .16em !important; }
        p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
    return [...document.querySelectorAll("body *")].filter((each) => {
        const style = getComputedStyle(each);
        return ["hidden", "clip"].includes(style.overflowY) && style.clipPath === "none"
            && !each.matches("progress, svg, video") && each.innerText?.trim()
            && each.scrollHeight > each.clientHeight + 2; })
    .map((each) => "cut off when spaced: " + each.outerHTML.slice(0, 90)); }"""
TABLET = (768, 1024)
#: Gives the buttons and links of tables that one must scroll sideways to reach.
BEHIND_AN_EDGE = """() => [...document.querySelectorAll(".scroll:has(.lined)")].filter((each) =>
    each.scrollWidth > each.clientWidth).map((each) => each.getAttribute("aria-label"))"""
#: Walks on by Tab; gives the element if it shows no ring, null at the end.
RING = """() => { const at = document.activeElement; window.keyboardStops ??= new Set();
    if (at === document.body || keyboardStops.has(at)) return "end";
    keyboardStops.add(at);
    const ring = (each) => each && getComputedStyle(each).outlineStyle !== "none";
    return ring(at) || ring(at.closest(".chip, .choice")) ? "" : at.outerHTML.slice(0, 90); }"""


@pytest.fixture
def district(app: Flask) -> District:
    return make_district_to_read()


def every_page(app: Flask, district: District) -> dict[StaffMember | None, list[str]]:
    """Who reads which addresses: each page once, by the one with the fewest duties who may."""
    seen: set[str] = set()
    read: dict[StaffMember | None, list[str]] = {}
    for person in (None, district.colleague, district.coordinator):
        read[person] = [address for address in pages(app, district, person) if address not in seen]
        seen.update(read[person])
    return read


@pytest.fixture
def faults_of_every_page(app: Flask, district: District, open_page: OpenPage) -> Callable[..., dict[str, list[str]]]:
    """Looks for faults on every page: `faults_of_every_page(look, size=PHONE)`; {} is what one wants."""

    def walk(look: Callable[[Reading], list[str]], **how) -> dict[str, list[str]]:
        faults: dict[str, list[str]] = {}
        for person, addresses in every_page(app, district).items():
            read = open_page(person=person, **how)
            for address in addresses:
                read.go(address)
                faults[address] = look(read) + read.complaints
                read.complaints.clear()
        assert len(faults) > 5
        return {address: each for address, each in faults.items() if each}

    return walk


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_clear_to_everyone(faults_of_every_page, size: tuple[int, int], scheme: str):
    assert faults_of_every_page(lambda read: read.axe() + _too_wide(read), size=size, scheme=scheme) == {}


def test_every_page_fits_a_small_phone_and_a_thumb_also_with_wider_spacing(faults_of_every_page):
    def look(read: Reading) -> list[str]:
        close = read.page.evaluate(AUDIT, {"thumb": 44}) + _too_wide(read)
        return close + read.page.evaluate(SPACED) + _too_wide(read)

    assert faults_of_every_page(look, size=(320, 640)) == {}


def test_every_page_fits_a_phone_with_letters_twice_as_large(faults_of_every_page):
    def look(read: Reading) -> list[str]:
        read.page.evaluate("document.documentElement.style.fontSize = '200%'")
        return _too_wide(read)

    assert faults_of_every_page(look, size=PHONE) == {}


def test_every_stop_of_the_keyboard_shows_where_it_is(faults_of_every_page):
    assert faults_of_every_page(lambda read: _stops_without_a_ring(read.page)) == {}


def test_on_a_tablet_the_way_on_each_line_of_a_table_is_in_sight(district: District, open_page: OpenPage):
    read = open_page(size=TABLET, person=district.coordinator)

    cut_off = {
        address: read.go(address).evaluate(BEHIND_AN_EDGE)
        for address in ("/programme", "/programme/sites", "/assignment", "/decisions", "/timetable/pins")
    }

    assert {address: each for address, each in cut_off.items() if each} == {}


def test_paper_shows_the_goals_though_they_stand_beside_forms(district: District, open_page: OpenPage):
    page = open_page(person=district.coordinator).go("/programme/goals")

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=2).first).to_be_visible()


def _too_wide(read: Reading) -> list[str]:
    return ["scrolls sideways"] if read.scrolls_sideways() else []


def _stops_without_a_ring(page: Page) -> list[str]:
    bare = []
    for _ in range(150):
        page.keyboard.press("Tab")
        match page.evaluate(RING):
            case "end":
                return bare
            case "":
                pass
            case element:
                bare.append(element)
    return bare


def test_the_first_stop_skips_to_the_page_itself(open_page: OpenPage):
    page = open_page().go("/sign-in")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_the_coordinators_menu_opens_on_a_phone_and_closes_on_escape(district: District, open_page: OpenPage):
    page = open_page(size=PHONE, person=district.coordinator).go("/styleguide")
    menu = page.get_by_role("navigation", name="Main")

    page.get_by_role("button", name="Menu").click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")

    expect(menu).to_be_hidden()


def test_a_dialog_opens_from_its_button_and_gives_the_focus_back(district: District, open_page: OpenPage):
    page = open_page(person=district.coordinator).go("/styleguide")
    opener = page.get_by_role("button", name="Open a dialog").first

    opener.click()
    page.get_by_role("button", name="Keep it").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_colleague_signs_in_on_a_phone(site: Site, open_page: OpenPage, script: bool):
    make_staff("Luis Ortega", email="l.ortega@harlow.example")
    db.session.commit()
    page = open_page(size=PHONE, script=script).page
    page.goto(site.address + "/you")

    page.get_by_label("Your school e-mail").fill("l.ortega@harlow.example")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code", exact=True).fill("12345")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("A code has six digits.", exact=True)).to_be_visible()
    page.get_by_label("Code", exact=True).fill(_code_from_the_mail(site))
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", level=1, name="Luis Ortega")).to_be_visible()


def _code_from_the_mail(site: Site) -> str:
    digits = sent_code(site.app)
    db.session.rollback()  # so that the test's own look at the database holds nobody up
    return digits


@pytest.mark.parametrize("forced", ["none", "active"])
def test_pages_that_refuse_are_clear_to_everyone(district: District, open_page: OpenPage, forced: str):
    colleague, stranger = open_page(size=PHONE, scheme="dark", person=district.colleague), open_page(size=PHONE)
    found = {}
    for read in (colleague, stranger):
        read.page.emulate_media(forced_colors=forced)  # type: ignore[arg-type]

    def faults(read: Reading) -> list[str]:
        told = read.axe() + _too_wide(read)  # axe sees the page's own colours, not those that are forced upon it
        return [each for each in told if forced == "none" or not each.startswith("color-contrast")]

    for address in ("/nowhere", "/staff/people"):
        colleague.go(address)
        found[address] = faults(colleague)
    colleague.go("/proposals").evaluate("for (const form of document.forms) form.noValidate = true")
    colleague.page.get_by_role("button", name="Begin a draft").click()
    expect(colleague.page).to_have_title(re.compile("to fix: "))
    found["a draft without a title"] = faults(colleague)
    for address in ("/sign-in", "/kiosk"):
        stranger.go(address)
        stranger.page.locator("main form[novalidate] button[type=submit]").first.click()
        expect(stranger.page).to_have_title(re.compile("to fix: "))
        found[f"{address} without words"] = faults(stranger)

    assert {page: each for page, each in found.items() if each} == {}


def test_what_is_chosen_keeps_a_ring_in_the_readers_own_colours(district: District, open_page: OpenPage):
    read = open_page(person=district.coordinator)
    read.page.emulate_media(forced_colors="active")

    shown = read.go("/styleguide").evaluate(
        """() => [".chip:has(:checked)", ".choice:has(:checked)", "[aria-current]",
            "[aria-pressed='true']"].map((kind) => [...document.querySelectorAll(kind)]
            .map((each) => getComputedStyle(each).outlineStyle))"""
    )

    assert [set(rings) for rings in shown] == [{"solid"}] * 4


def test_an_open_dialog_and_an_open_menu_are_clear_to_everyone(district: District, open_page: OpenPage):
    read = open_page(size=PHONE, person=district.coordinator)
    page = read.go("/styleguide")

    page.get_by_role("button", name="Menu").click()
    menu = read.axe()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Open a dialog").first.click()

    assert (menu, read.axe()) == ([], [])
