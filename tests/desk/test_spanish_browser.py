"""Spanish is longer than English, and letters can be larger: phones and tablets hold both, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser import Reading
from tests.test_every_page import make_district_to_read

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

#: A small phone and a usual one.
SIZES = ((320, 640), (390, 844))
PAGES = {
    "colleague": ("/my-day", "/sessions", "/my-choices", "/my-choices/needs", "/my-commitments", "/you", "/proposals"),
    "coordinator": ("/assignment", "/answers", "/programme", "/staff/roster", "/hours", "/exit-tickets", "/report"),
}


def test_spanish_fits_a_phone(open_page: Callable[..., Reading]):
    district = make_district_to_read()
    people = {"colleague": district.colleague, "coordinator": district.coordinator}
    for person in people.values():
        person.language = "es"

    wide = []
    for size in SIZES:
        for who, addresses in PAGES.items():
            reading = open_page(size=size, person=people[who])
            for address in addresses:
                page = reading.go(address)
                assert page.locator("html").get_attribute("lang") == "es"
                wide += [(size[0], address)] if reading.scrolls_sideways() else []
            assert reading.complaints == []

    assert wide == []


def test_on_a_tablet_held_upright_the_places_stand_on_one_line(open_page: Callable[..., Reading]):
    district = make_district_to_read()
    district.colleague.language = "es"
    page = open_page(size=(768, 1024), person=district.colleague).go("/you")

    heights = page.locator(".topbar .staffnav a, .topbar .end").evaluate_all(
        "all => all.map(each => each.offsetHeight)"
    )

    assert heights == [44] * 6


def test_with_letters_twice_as_large_a_phone_breaks_no_name_and_keeps_the_places_apart(
    open_page: Callable[..., Reading],
):
    page = open_page(size=(390, 844), person=make_district_to_read().colleague).go("/my-day")
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    name = page.locator(".topbar .end").evaluate("it => it.scrollHeight / parseFloat(getComputedStyle(it).lineHeight)")
    cut = page.locator(".staffnav a").evaluate_all(
        "all => all.filter(each => each.scrollWidth > each.offsetWidth).length"
    )

    assert (name < 3, cut) == (True, 0)
