"""Spanish is longer than English: the pages of a phone hold it all the same, in a real Chromium."""

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
