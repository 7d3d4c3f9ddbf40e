"""A shared device in a real Chromium: scenario 10 of the acceptance, and what the next person sees (nothing)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pdday.db import db
from pdday.staff.vocabulary import StaffRole
from tests.browser import DESK, PHONE, Reading
from tests.factories import make_coordinator, make_school, make_staff
from tests.preferences.factories import make_choosing_day, make_sessions, told
from tests.staff.test_pins import HASH, PIN

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
OpenPage = Callable[..., Reading]


@pytest.fixture
def day(app):
    return make_choosing_day()


@pytest.fixture
def joyce(day):
    return make_staff("Joyce Okafor", role=StaffRole.PARAPROFESSIONAL, email=None, pin_hash=HASH)


def come_in(page: Page, name: str) -> None:
    page.get_by_label("Your name or employee number").fill(name)
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_scenario_10_a_para_without_mail_votes_at_a_kiosk_and_her_list_is_one_like_any_other(
    day, joyce, open_page: OpenPage
):
    make_sessions(day, "Number Talks", "Prompt Less")
    db.session.commit()
    page = open_page(size=PHONE).go("/kiosk?next=/sessions")

    come_in(page, "joyce okafor")
    for title in ("Prompt Less", "Number Talks"):
        page.get_by_role("button", name=f"{title}: Star").click()
        expect(page.get_by_role("button", name=f"{title}: Starred")).to_be_visible()
    page.get_by_role("button", name="Done: sign me out").click()
    expect(page.get_by_role("heading", level=1, name="Sign in with your PIN")).to_be_visible()

    assert told(joyce, day) == [(1, "Prompt Less"), (2, "Number Talks")]
    db.session.rollback()


def test_the_back_button_shows_nothing_of_the_person_before(day, joyce, open_page: OpenPage):
    page = open_page(size=PHONE).go("/kiosk?next=/you")
    come_in(page, "Joyce Okafor")
    expect(page.get_by_role("heading", level=1, name="Joyce Okafor")).to_be_visible()
    page.get_by_role("button", name="Done: sign me out").click()
    expect(page.get_by_role("heading", level=1, name="Sign in with your PIN")).to_be_visible()

    for _ in range(2):
        page.go_back()
        expect(page.get_by_label("Your name or employee number")).to_be_visible()
        expect(page.get_by_text("Joyce")).to_have_count(0)


def test_a_device_that_was_left_asks_and_then_forgets(day, joyce, open_page: OpenPage):
    page = open_page(size=PHONE).go("/kiosk?next=/you")
    page.clock.install()
    come_in(page, "Joyce Okafor")
    expect(page.get_by_role("heading", level=1, name="Joyce Okafor")).to_be_visible()

    page.clock.fast_forward("04:10")
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    page.get_by_role("button", name="I am still here").click()
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_hidden()

    page.clock.fast_forward("05:10")
    expect(page.get_by_role("heading", level=1, name="Sign in with your PIN")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_pins_are_for_everyone(day, joyce, open_page: OpenPage, size: tuple[int, int], scheme: str):
    school = make_school("Birchfield")
    make_staff("Ana Reyes", school=school, email=None)
    dana, joyce_id = make_coordinator(), joyce.id
    db.session.commit()
    read = open_page(size=size, scheme=scheme, person=dana)
    found = {}
    for address in ("/staff/pins", "/you/pin"):
        read.go(address)
        found[address] = (read.axe(), read.scrolls_sideways())
    read.go("/staff/pins").get_by_role("button", name="Make 1 PIN for Birchfield").click()
    expect(read.page.get_by_role("heading", name="Ana Reyes")).to_be_visible()
    found["slips"] = (read.axe(), read.scrolls_sideways())
    for address in ("/staff/people?name=a", f"/staff/{joyce_id}", "/staff/people/new", "/staff/terms", "/you"):
        read.go(address)
        found[address] = (read.axe(), read.scrolls_sideways())
    kiosk = open_page(size=size, scheme=scheme)
    come_in(kiosk.go("/kiosk?next=/you"), "Joyce Okafor")
    found["shared"] = (kiosk.axe(), kiosk.scrolls_sideways())
    kiosk.page.get_by_role("button", name="Done: sign me out").click()
    found["kiosk"] = (kiosk.axe(), kiosk.scrolls_sideways())

    assert {page: faults for page, faults in found.items() if faults != ([], False)} == {}
    assert [*read.complaints, *kiosk.complaints] == []
