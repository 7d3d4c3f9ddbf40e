"""Writing a proposal in a real browser: saved as it is typed, and told when it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from pdday.clock import now
from pdday.db import db
from pdday.proposals.models import Proposal
from pdday.proposals.vocabulary import ProposalState
from pdday.staff import actions as staff
from pdday.staff.models import StaffMember
from tests.browser import PHONE, Reading
from tests.factories import make_staff
from tests.proposals.factories import make_draft, make_open_day

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

OpenPage = Callable[..., Reading]


@pytest.fixture
def mei(app) -> StaffMember:
    return make_staff("Mei Tanaka")


@pytest.fixture
def draft(mei: StaffMember) -> str:
    """The address of a draft; its row is not held, because on SQLite the test would keep the server waiting."""
    address = f"/proposals/{make_draft(make_open_day(), mei).id}/draft"
    db.session.commit()
    return address


def kept_title() -> str:
    title = db.session.scalars(select(Proposal.title)).one()
    db.session.rollback()
    return title


def saved(page: Page):
    return page.locator("#saved")


def test_what_is_typed_on_a_phone_is_kept_and_read_on_a_desk(open_page: OpenPage, mei: StaffMember, draft: str):
    phone = open_page(size=PHONE, person=mei).go(draft)

    phone.get_by_label("Title").fill("Puzzles on Monday")
    expect(saved(phone)).to_contain_text("on this and every device", timeout=8000)
    phone.get_by_label("What happens in it").fill("A can collapses.")
    expect(phone.locator("input[name=version]")).to_have_value("3", timeout=8000)

    desk = open_page(person=mei).go(draft)
    expect(desk.get_by_label("Title")).to_have_value("Puzzles on Monday")
    expect(desk.get_by_label("What happens in it")).to_have_value("A can collapses.")


def test_what_is_typed_on_a_proposal_that_is_sent_outlives_the_page(open_page: OpenPage, mei: StaffMember, draft: str):
    db.session.execute(update(Proposal).values(state=ProposalState.SUBMITTED))
    db.session.commit()
    phone = open_page(size=PHONE, person=mei).go(draft)

    phone.get_by_label("What happens in it").fill("A can coll")
    expect(saved(phone)).to_contain_text("It is not in what you sent until", timeout=8000)
    phone.close()

    desk = open_page(person=mei).go(draft)
    expect(desk.get_by_label("What happens in it")).to_have_value("A can coll")
    desk.get_by_label("What happens in it").fill("A can collapses.")
    desk.get_by_role("button", name="Save the changes").click()
    expect(desk.get_by_text("Saved. You can go on from any device.")).to_be_visible()


def test_a_page_that_was_signed_out_says_that_it_is_not_saved(open_page: OpenPage, mei: StaffMember, draft: str):
    page = open_page(person=mei).go(draft)
    staff.end_all_sign_ins(mei, now=now())
    db.session.commit()

    page.get_by_label("Title").fill("Puzzles on Monday")

    expect(saved(page)).to_contain_text("You are signed out, so this is not saved yet.", timeout=8000)
    expect(page.get_by_label("Title")).to_have_value("Puzzles on Monday")
    assert kept_title() == "Phenomena First"


def test_what_is_typed_without_a_network_is_kept_as_soon_as_it_is_back(
    open_page: OpenPage, mei: StaffMember, draft: str
):
    page = open_page(size=PHONE, person=mei).go(draft)
    page.context.set_offline(True)
    page.get_by_label("Title").fill("Puzzles on Monday")
    expect(saved(page)).to_contain_text("No connection, so not saved yet.", timeout=8000)

    page.context.set_offline(False)

    expect(saved(page)).to_contain_text("on this and every device", timeout=6000)
    assert kept_title() == "Puzzles on Monday"


def test_a_button_pressed_without_a_network_loses_nothing_and_works_once_it_is_back(
    open_page: OpenPage, mei: StaffMember, draft: str
):
    page = open_page(size=PHONE, person=mei).go(draft)
    page.context.set_offline(True)
    page.get_by_label("Title").fill("Puzzles on Monday")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("No connection, so not saved yet.")
    expect(page.get_by_label("Title")).to_have_value("Puzzles on Monday")

    page.context.set_offline(False)
    page.get_by_role("button", name="Send now").click()

    expect(saved(page)).to_contain_text("on this and every device", timeout=6000)
    expect(page.get_by_role("alert")).to_be_hidden()
    assert kept_title() == "Puzzles on Monday"


def test_the_second_of_two_tabs_is_shown_both_texts(open_page: OpenPage, mei: StaffMember, draft: str):
    first = open_page(person=mei).go(draft)
    second = open_page(person=mei).go(draft)
    first.get_by_label("Title").fill("From the first tab")
    expect(saved(first)).to_contain_text("on this and every device", timeout=8000)

    second.get_by_label("Title").fill("From the second tab")
    expect(saved(second)).to_contain_text("Not saved yet.", timeout=8000)
    second.get_by_role("button", name="Save the draft").click()

    expect(second.get_by_text("Saved in the other window:")).to_be_visible()
    expect(second.get_by_text("From the first tab")).to_be_visible()
    expect(second.get_by_label("Title")).to_have_value("From the second tab")
    assert kept_title() == "From the first tab"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_agenda_is_planned_and_sent(open_page: OpenPage, mei: StaffMember, draft: str, script: bool):
    read = open_page(size=PHONE, person=mei, script=script)
    page = read.page
    page.goto(read.site.address + draft)

    page.get_by_label("Title").fill("Puzzles on Monday")
    page.get_by_role("button", name="Add a step").click()
    page.get_by_label("Step 3: what people do").fill("Share one line")
    page.locator("#steps-2-minutes").fill("5")
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_text("The steps add up to 65 minutes, but there are 60. Take 5 away.").first).to_be_visible()
    expect(page.locator("p.error")).to_have_css("display", "flex")  # its sign stands beside the words
    page.locator("#steps-1-minutes").fill("35")
    page.get_by_role("button", name="Send for review").click()

    expect(page.get_by_role("heading", level=1, name="Puzzles on Monday")).to_be_visible()
    expect(page.get_by_text("in review")).to_be_visible()


def test_the_agenda_fits_a_small_phone_with_letters_twice_as_large(
    open_page: OpenPage, mei: StaffMember, draft: str
) -> None:
    page = open_page(size=(320, 640), person=mei).go(draft)
    page.get_by_role("button", name="Add a step").click()

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth") == 320
