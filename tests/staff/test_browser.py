"""Signing in as people do it, and pages for people with long names, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from pdday.db import db
from pdday.outbox import Message
from tests.browser import PHONE, Reading, Site
from tests.factories import make_staff
from tests.staff.test_views import KNOWN, sent_code

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


def click_twice(page: Page, button: Locator) -> None:
    """Two clicks a moment apart, the second while the first is on its way."""
    box = button.bounding_box()
    assert box is not None
    for _ in range(2):
        page.mouse.click(box["x"] + 9, box["y"] + 9)
        page.wait_for_timeout(80)


def test_who_clicks_twice_gets_one_mail_and_is_let_in(site: Site, open_page: Callable[..., Reading]):
    make_staff("Luis Ortega", email=KNOWN)
    db.session.commit()
    page = open_page(size=PHONE).go("/sign-in?next=/you")

    page.get_by_label("Your school e-mail").fill(KNOWN)
    click_twice(page, page.get_by_role("button", name="Send me a code"))
    expect(page.get_by_label("Code", exact=True)).to_be_visible()
    mails, code = db.session.query(Message).count(), sent_code(site.app)
    db.session.rollback()
    assert mails == 1

    page.get_by_label("Code", exact=True).fill(code)
    click_twice(page, page.get_by_role("button", name="Sign in", exact=True))
    expect(page.get_by_role("heading", level=1, name="Luis Ortega")).to_be_visible()


def test_after_going_back_a_form_can_be_sent_again(open_page: Callable[..., Reading]):
    page = open_page(size=PHONE).go("/sign-in")
    for address in ("one@harlow.example", "two@harlow.example"):
        page.get_by_label("Your school e-mail").fill(address)
        page.get_by_role("button", name="Send me a code").click()
        page.wait_for_url(f"**/sign-in/code?email={address}")
        page.go_back()


@pytest.mark.parametrize("address", ["/my-day", "/my-badge", "/you"])
def test_a_name_without_a_gap_fits_a_small_phone(open_page: Callable[..., Reading], address: str):
    person = make_staff("Wolfeschlegelsteinhausenbergerdorff Featherstonehaughcholmondeleymajoribanks")

    read = open_page(size=(320, 640), person=person)
    read.go(address)

    assert read.scrolls_sideways() is False
