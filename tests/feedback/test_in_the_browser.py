"""The exit ticket on a phone, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from pdday.db import db
from pdday.feedback.models import SealedTicket
from pdday.feedback.rules import ExitTicket
from pdday.staff.models import StaffMember
from tests.browser import PHONE
from tests.factories import make_staff
from tests.feedback.factories import make_attended_offering
from tests.feedback.test_commitment_views import make_day_ago, write
from tests.feedback.test_views import answer_and_release, make_led, said_of

pytestmark = pytest.mark.slow


def make_attendee() -> tuple[StaffMember, str]:
    """Somebody who was in a session, and the address of their exit ticket."""
    room = make_attended_offering()
    return room.people[0], f"/exit-tickets/{room.offering.id}"


def tickets_waiting() -> int:
    waiting = db.session.scalar(select(func.count()).select_from(SealedTicket)) or 0
    db.session.rollback()  # else SQLite's one writer would be this test
    return waiting


def test_a_lost_network_loses_nothing_that_was_typed(app, open_page):
    person, address = make_attendee()
    read = open_page(size=PHONE, person=person)
    page = read.go(address)
    page.get_by_role("radiogroup", name="This session was a good use of my time").get_by_text("Strongly agree").click()
    page.get_by_label("Keep: what should stay as it is?").fill("The cards")

    page.context.set_offline(True)
    page.get_by_role("button", name="Hand in my exit ticket").click()
    expect(page.get_by_role("status").filter(has_text="No connection.")).to_have_text(
        "No connection. Nothing was sent, and nothing you typed is lost. "
        "Leave this page open: once the network is back, you can send it with one press."
    )
    while_offline = tickets_waiting(), page.get_by_label("Keep: what should stay as it is?").input_value()
    page.context.set_offline(False)
    page.get_by_role("button", name="Send now").click()
    page.get_by_role("heading", name="Thank you, it is in").wait_for()

    assert while_offline == (0, "The cards")
    assert tickets_waiting() == 1
    kept = page.evaluate("[localStorage.length, sessionStorage.length]")
    assert kept == [0, 0]


def test_two_taps_on_the_button_are_one_ticket(app, open_page):
    person, address = make_attendee()
    page = open_page(size=PHONE, person=person).go(address)
    page.get_by_role("radiogroup", name="Would you suggest it").get_by_text("10").click()

    page.get_by_role("button", name="Hand in my exit ticket").dblclick()
    page.get_by_role("heading", name="Thank you, it is in").wait_for()

    assert tickets_waiting() == 1


def test_without_script_the_ticket_goes_too(app, open_page):
    person, address = make_attendee()
    page = open_page(size=PHONE, person=person, script=False).go(address)
    page.get_by_role("radiogroup", name="Would you suggest it").get_by_text("10").click()

    page.get_by_role("button", name="Hand in my exit ticket").click()

    assert page.get_by_role("heading", name="Thank you, it is in").is_visible()
    assert tickets_waiting() == 1


def test_whoever_is_signed_out_meanwhile_keeps_what_was_typed(app, open_page):
    person, address = make_attendee()
    read = open_page(size=PHONE, person=person)
    page = read.go(address)
    page.get_by_label("A question I still have").fill("How long?")
    page.context.clear_cookies()

    page.get_by_role("button", name="Hand in my exit ticket").click()
    page.get_by_text("You are signed out.").wait_for()

    assert page.get_by_label("A question I still have").input_value() == "How long?"
    assert tickets_waiting() == 0


def test_on_a_small_phone_no_point_of_a_scale_is_larger_than_another(app, open_page):
    person, address = make_attendee()
    page = open_page(size=(320, 700), person=person).go(address)

    widths = page.evaluate(
        """[...document.querySelectorAll(".points:not(.many)")].map((scale) => new Set(
             [...scale.querySelectorAll(".point:not(.none)")].map((each) => Math.round(each.offsetWidth / 8))).size)"""
    )

    assert len(widths) > 5
    assert set(widths) == {1}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_exit_ticket_is_for_everybody(app, open_page, scheme: str):
    person, address = make_attendee()
    read = open_page(size=PHONE, scheme=scheme, person=person)
    page = read.go(address)
    page.get_by_role("radiogroup", name="The stated objectives were met").get_by_text("Fully").click()

    small = page.evaluate(
        """[...document.querySelectorAll("form[data-ticket] label.point, form[data-ticket] label.chip")]
           .filter((each) => each.offsetHeight < 44 || each.offsetWidth < 44).map((each) => each.textContent)"""
    )

    assert small == []
    assert read.axe() == []
    assert (read.complaints, read.scrolls_sideways()) == ([], False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_people_said_and_how_it_is_going_are_for_everybody(app, open_page, scheme: str):
    rosa = make_staff("Rosa Delgado")
    room = make_led(rosa)
    answer_and_release(room, *[ExitTicket(good_use=4, would_need=["time"], would_suggest=9, keep="Cards")] * 6)
    commitment = write(make_day_ago(31), rosa)
    addresses = [said_of(room), "/what-people-said", f"/my-commitments/{commitment.id}/after/30"]
    read = open_page(size=PHONE, scheme=scheme, person=rosa)

    faults = {}
    for address in addresses:
        read.go(address)
        faults[address] = [*read.axe(), *read.complaints, *(["too wide"] if read.scrolls_sideways() else [])]

    assert {address: each for address, each in faults.items() if each} == {}
    assert len(faults) == 3
