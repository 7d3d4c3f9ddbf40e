"""Criteria of WCAG 2.2 that no other test holds; docs/accessibility.md lists all of them with their tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from pdday.db import db
from tests.browser import DESK, PHONE, Reading
from tests.factories import make_coordinator, make_staff
from tests.keyboard import STOP
from tests.markup import Markup
from tests.proposals.factories import make_open_day
from tests.reader import Reader
from tests.reports.factories import make_finished_day
from tests.staff.test_pins import HASH, PIN
from tests.test_every_page import District, make_district_to_read
from tests.test_look import AUDIT

OpenPage = Callable[..., Reading]
CSS = Path(__file__).parents[1] / "pdday" / "static"
TEMPLATES = CSS.parent / "templates"
SIDEWAYS = (844, 390)

#: The rules by which something comes or goes when a pointer or the focus is on something else.
APPEARS = """() => { const found = [], reveals = ["display", "visibility", "opacity", "content", "clip-path"];
    const walk = (rules, above) => { for (const rule of rules) {
        const words = (rule.selectorText ?? "").replaceAll("&", above);
        const comes = reveals.some((each) => rule.style?.getPropertyValue(each));
        if (/:(hover|focus)/.test(words) && comes) found.push(words);
        if (rule.cssRules) walk(rule.cssRules, words || above); } };
    for (const sheet of document.styleSheets) walk(sheet.cssRules, "");
    for (const each of document.querySelectorAll("body [title]")) found.push(each.outerHTML.slice(0, 90));
    return found; }"""
#: What has the focus, if it would look the same without: outline and border, its own and its frame's.
RING_IS_ITS_OWN = """() => { const at = document.activeElement, frame = at.closest(".chip, .choice") ?? at;
    const looks = () => [at, frame].map((each) => { const style = getComputedStyle(each);
        return style.outline + style.outlineOffset + style.border; }).join();
    if (at === document.body || at.matches("main, summary, iframe")) return "";
    const focused = looks(); at.blur(); const bare = looks(); at.focus();
    return focused === bare ? at.outerHTML.slice(0, 90) : ""; }"""


# --- 1.3.5: fields about the person say what they are for; 3.3.7: nothing is asked twice ---------------------------


def test_fields_about_oneself_say_what_they_are_for(app: Flask, client: Reader):
    luis = make_staff("Luis Ortega", email="l.ortega@harlow.example", pin_hash=HASH)

    purposes = {"/sign-in": _purposes(client.get("/sign-in").text)}
    sent = client.send("/sign-in", email="l.ortega@harlow.example")
    purposes["the code"] = _purposes(client.get(sent.headers["Location"]).text)
    purposes["/you/pin"] = _purposes(client.sign_in(luis).get("/you/pin").text)

    assert purposes == {
        "/sign-in": {"email": "username"},
        "the code": {"code": "one-time-code"},
        "/you/pin": {"former": "current-password", "pin": "new-password", "again": "new-password"},
    }


def _purposes(text: str) -> dict[str, str | None]:
    """The autocomplete of every field in which one types, by its name."""
    typed = [
        each
        for tag, each in Markup(text).tags
        if tag == "input" and each.get("type") in {None, "text", "email", "password"}
    ]
    return {str(each["name"]): each.get("autocomplete") for each in typed}


def test_what_was_typed_once_is_not_asked_again(app: Flask, client: Reader):
    day = make_open_day()
    mei = make_staff("Mei Tanaka", email="m.tanaka@harlow.example")

    sent = client.send("/sign-in", email="m.tanaka@harlow.example")
    code = client.get(sent.headers["Location"]).text
    begun = client.sign_in(mei).send("/proposals", title="Puzzles on Monday", strand_id=day.strands[0].id)
    draft = client.get(begun.headers["Location"]).text

    assert _purposes(code) == {"code": "one-time-code"}
    assert "m.tanaka@harlow.example" in code
    assert re.search(r'<input[^>]* name="title"[^>]* value="Puzzles on Monday"', draft)
    assert "Mei Tanaka" in draft


# --- 1.3.4: no way of holding a phone is asked for; 2.4.11: nothing lies over the focus ----------------------------


def test_no_style_asks_how_a_phone_is_held():
    assert [each.name for each in CSS.glob("*.css") if "orientation" in each.read_text()] == []


@pytest.fixture
def district(app: Flask) -> District:
    return make_district_to_read()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_phone_held_sideways_loses_nothing_and_no_bar_lies_over_the_focus(district: District, open_page: OpenPage):
    timetable = f"/timetables/{district.made.timetable.id}"
    nobody, colleague, coordinator = (
        open_page(size=SIDEWAYS, person=person) for person in (None, district.colleague, district.coordinator)
    )
    walks = [(nobody, "/sign-in"), (colleague, "/sessions"), (colleague, "/my-choices"), (coordinator, timetable)]
    found = {}

    for read, address in walks:
        read.go(address)
        found[address] = ["scrolls sideways"] * read.scrolls_sideways() + _hidden_stops(read)

    assert {address: each for address, each in found.items() if each} == {}


def _hidden_stops(read: Reading) -> list[str]:
    """Stops of Tab that are not seen because something lies over them, or have no ring."""
    hidden, before = [], None
    for _ in range(60):
        read.page.keyboard.press("Tab")
        stop = read.page.evaluate(STOP)
        if stop is None or stop == before:
            break
        before = stop
        hidden += [f"{stop['words']}: covered"] * (not stop["seen"]) + [f"{stop['words']}: no ring"] * (
            not stop["ring"]
        )
    return hidden


# --- 1.4.13: nothing appears on hover or focus but the way past the menu ------------------------------------------


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_appears_because_a_pointer_or_the_focus_is_somewhere(district: District, open_page: OpenPage):
    page = open_page(person=district.coordinator).go("/styleguide")

    assert page.evaluate(APPEARS) == []


# --- 3.3.8: a code can be pasted, as it stands in the mail ---------------------------------------------------------


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_pin_can_be_pasted_with_blanks_and_nothing_else_is_asked(app: Flask, open_page: OpenPage):
    make_staff("Joyce Okafor", email=None, pin_hash=HASH)
    db.session.commit()
    page = open_page(size=PHONE).go("/kiosk")
    name, pin = page.get_by_label("Your name or employee number"), page.get_by_label("PIN", exact=True)

    name.fill(f"{PIN[:3]} {PIN[3:]}")
    name.press("Control+a")
    name.press("Control+c")
    pin.press("Control+v")
    name.fill("Joyce Okafor")
    pin.press("Enter")

    expect(page.get_by_text("Shared device: Joyce Okafor is signed in.")).to_be_visible()


# --- 2.5.8 on a desk, and forced colours --------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_a_desk_too_everything_pressed_has_24_pixels_or_24_pixels_of_room(district: District, open_page: OpenPage):
    timetable = f"/timetables/{district.made.timetable.id}"
    read = open_page(size=DESK, person=district.coordinator)

    found = {
        address: read.go(address).evaluate(AUDIT, {"thumb": 24})
        for address in ("/styleguide", "/home", "/staff/people", timetable, "/report")
    }

    assert {address: each for address, each in found.items() if each} == {}


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_what_is_chosen_and_where_the_focus_is(
    district: District, open_page: OpenPage, scheme: str
):
    read = open_page(person=district.coordinator, scheme=scheme)
    found = {}

    for address in ("/styleguide", "/report/fairness", "/report/attendance", "/sessions", "/wall"):
        read.go(address)
        found[address] = read.lost_in_forced_colours()
    read.go("/styleguide").emulate_media(forced_colors="active")
    found["the ring"] = _stops_like_any_other(read)

    assert {address: each for address, each in found.items() if each} == {}


def _stops_like_any_other(read: Reading) -> list[str]:
    """Stops of Tab that look with the focus as they look without."""
    alike = []
    for _ in range(80):
        read.page.keyboard.press("Tab")
        if fault := read.page.evaluate(RING_IS_ITS_OWN):
            alike.append(fault)
    return alike


# --- 1.3.1: tables have names, also those that seldom have anything to show ---------------------------------------


def test_every_table_of_every_template_has_a_caption():
    bare = [
        f"{path.relative_to(TEMPLATES)}: {table[:60]}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for table in re.findall(r"<table.*?<t(?:head|body)", path.read_text(), re.DOTALL)
        if "<caption" not in table and "aria-label" not in table
    ]

    assert bare == []


# --- charts: the finding as their name, over whom as their caption, the figures beside the drawing -----------------


def test_every_chart_is_named_by_its_finding_and_has_its_figures_beside_it(app: Flask, client: Reader):
    make_finished_day()
    client.sign_in(make_coordinator())
    charts = []

    for key in ("participation", "voice", "fairness", "attendance", "reactions", "learning"):
        charts += re.findall(r"<figure.*?</figure>", client.get(f"/report/{key}").text, re.DOTALL)
    bare = [chart for chart in charts if "<table" in chart and not _is_told(chart)]

    assert (len(charts) > 5, bare) == (True, [])


def _is_told(chart: str) -> bool:
    """Whether a chart has a name, a caption under it, and a figure for each of its rows."""
    name = re.search(r'<figure[^>]*aria-labelledby="([^"]+)"', chart)
    named = name and re.search(rf'<h[234] id="{name.group(1)}">[^<]+</h', chart)
    under = re.search(r"<figcaption>\s*\S[^<]+</figcaption>", chart)
    rows = re.findall(r'<th scope="row">', chart)
    figures = re.findall(r'<td class="val">\s*[^<\s]', chart)
    return bool(named and under and rows and len(rows) == len(figures))
