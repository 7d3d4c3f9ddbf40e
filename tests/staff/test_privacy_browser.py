"""What is held on oneself, and the page before a purge, in a real browser: readable by everyone, on every screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.browser import DESK, PHONE, Reading
from tests.factories import BEFORE, make_coordinator
from tests.staff.factories import NAME, make_known_colleague

#: Left out of the daily checks for its time alone.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")])
def test_the_pages_of_privacy_are_for_everyone(app, open_page: Callable[..., Reading], size, scheme):
    person, made = make_known_colleague()
    made.day.date = date(2024, 3, 15)
    gone = made.people[11]
    gone.left_at, gone.first_name, gone.last_name = BEFORE, "Rosa", "Delgado"
    dana = make_coordinator()
    pages = [(person, "/you/data"), (dana, "/staff/former"), (dana, f"/staff/{gone.id}/purge")]

    for reader, address in pages:
        reading = open_page(size=size, scheme=scheme, person=reader)
        reading.go(address)

        assert (address, reading.axe(), reading.scrolls_sideways(), reading.complaints) == (address, [], False, [])


def test_a_coordinator_removes_a_name_by_typing_it(app, open_page: Callable[..., Reading]):
    person, made = make_known_colleague()
    made.day.date, person.left_at = date(2024, 3, 15), BEFORE
    page = open_page(person=make_coordinator(), script=False).go("/staff/former")

    page.get_by_role("link", name=NAME).click()
    page.get_by_label("The record of hours is on file in the district").check()
    page.get_by_label("Their first and last name").fill("Jose Munoz")
    page.get_by_role("button", name="Remove it for good").click()
    refused = page.locator(".front").inner_text()
    page.get_by_label("Their first and last name").fill(NAME)
    page.get_by_role("button", name="Remove it for good").click()

    assert "Type the name exactly as it is here" in refused
    assert page.locator(".front").inner_text() == "Removed. What was counted stays counted, by nobody's name."
    assert page.get_by_text("Muñoz").count() == 0
