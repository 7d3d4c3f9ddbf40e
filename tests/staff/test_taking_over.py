"""A second coordinator takes over on the day: through the pages, or from the terminal where nobody else is there."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from pdday.clock import now
from pdday.staff import people_actions
from pdday.staff.vocabulary import Duty
from tests.factories import make_coordinator, make_day, make_district, make_staff
from tests.reader import Reader


@pytest.fixture
def morning(app: Flask) -> None:
    make_district()
    make_day()


def browser(app: Flask, person: object) -> Reader:
    return Reader(app, Response, use_cookies=True).sign_in(person)  # type: ignore[arg-type]


def test_the_duty_is_handed_on_and_the_lost_phone_shut_out(app: Flask, morning: None):
    dana, sam = make_coordinator(), make_staff("Sam Okafor")
    lost_phone, danas_desk, sams_phone = browser(app, dana), browser(app, dana), browser(app, sam)

    before = sams_phone.get("/assignment").status_code
    danas_desk.send(f"/staff/{sam.id}/duties", duties=[Duty.COORDINATOR.value], why="Takes over at noon")
    handed_on = sams_phone.get("/assignment").status_code
    page = sams_phone.send(f"/staff/{dana.id}/sign-out")

    assert (before, handed_on, page.status_code) == (403, 200, 302)
    assert lost_phone.get("/assignment").location.startswith("/sign-in")
    assert "Dana Whitfield is signed out on every device." in sams_phone.get(page.location).text
    assert sams_phone.get("/assignment").status_code == 200


def test_whoever_was_signed_out_comes_back_with_a_new_code(app: Flask, morning: None):
    dana, sam = make_coordinator(), make_coordinator("Sam Okafor")
    browser(app, sam).send(f"/staff/{dana.id}/sign-out")

    assert browser(app, dana).get("/assignment").status_code == 200


def test_somebody_named_at_the_terminal_runs_the_day(app: Flask, morning: None):
    make_coordinator()
    sam = make_staff("Sam Okafor", email="sam@elm.example")
    phone = browser(app, sam)

    people_actions.name_coordinator("sam@elm.example", now=now())

    assert phone.get("/assignment").status_code == 200
