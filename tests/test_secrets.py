"""What opens doors stands nowhere it could be read later: not in a log, the trail, a job, nor what the solver gets."""

from __future__ import annotations

import logging

import pytest
from flask import Flask, Response
from sqlalchemy import select

from pdday.checkin.tasks import write_badges
from pdday.db import db
from pdday.jobs import Job
from pdday.solver.canonical import canonical_json
from pdday.staff.models import SignIn
from pdday.timetable.problem_from_rows import problem_of
from pdday.trail import Trail
from tests.checkin.factories import make_badge, make_door, make_published_day, scan_token
from tests.factories import make_coordinator, make_session, make_staff
from tests.preferences.factories import make_choosing_day
from tests.reader import Reader
from tests.staff.test_pins import HASH, PIN
from tests.staff.test_views import KNOWN, sent_code, sign_in_by_mail


def written(rows: type[Trail] | type[Job]) -> str:
    """Everything that stands in these rows, in one text."""
    return " ".join(str(vars(row)) for row in db.session.scalars(select(rows)))


@pytest.fixture
def log(app: Flask, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that anything logs from here on, however small."""
    caplog.set_level(logging.DEBUG)
    return caplog


def test_a_code_and_the_token_it_opens_are_in_no_log_and_not_in_the_trail(client: Reader, log):
    make_staff("Luis Ortega", email=KNOWN)
    sign_in_by_mail(client)
    cookie = client.get_cookie("pdday").value

    kept = log.text + written(Trail)

    assert [secret for secret in (sent_code(client.application), cookie) if secret in kept] == []


def test_a_pin_is_in_no_log_and_not_in_the_trail(client: Reader, log):
    joyce = make_staff("Joyce Okafor", email=None, pin_hash=HASH)
    client.send("/kiosk", who="Joyce Okafor", pin=PIN)
    client.send("/kiosk", who="Joyce Okafor", pin="314159")
    client.send("/you/pin", former=PIN, pin="602214", again="602214")

    kept = log.text + written(Trail)

    assert [pin for pin in (PIN, "314159", "602214", str(joyce.pin_hash)) if pin in kept] == []
    assert db.session.scalars(select(SignIn)).first() is not None


def test_a_new_pin_is_in_no_log(client: Reader, log):
    client.sign_in(make_coordinator())
    joyce = make_staff("Joyce Okafor", email=None)

    pin = client.send(f"/staff/{joyce.id}/pin").text.split('class="pin">')[1][:6]

    assert pin.isdigit()
    assert pin not in log.text


@pytest.mark.slow
def test_a_badge_is_in_no_log_not_in_the_trail_and_in_no_job(app: Flask, client: Reader, log, tmp_path):
    the_day = make_published_day()
    badge, token = make_badge(the_day, make_staff("Luis Ortega")), "LuisHisOwnBadge12"
    badge.token = token
    scan_token(make_door(the_day), token, "9:20")
    write_badges(the_day.day, tmp_path / "badges.pdf")
    client.get(f"/b/{token}")

    assert token not in log.text + written(Trail) + written(Job)


def test_a_page_that_breaks_does_not_write_down_whose_badge_was_asked_for(own_app: Flask, log):
    def breaks(token: str) -> str:
        raise RuntimeError("something broke")

    own_app.view_functions["checkin.point_at_badge"] = breaks
    own_app.config["PROPAGATE_EXCEPTIONS"] = False

    answer = Reader(own_app, Response).get("/b/JosesOwnBadge123")

    assert (answer.status_code, "A request failed: GET /b/<token>" in log.text) == (500, True)
    assert "JosesOwnBadge123" not in log.text


def test_the_solver_gets_numbers_and_no_name_address_pin_or_badge(app: Flask):
    day = make_choosing_day()
    joyce = make_staff("Joyce Okafor", email="j.okafor@harlow.example", pin_hash=HASH)
    make_session(day, "Number Talks", presenters=(joyce,))

    given = canonical_json(problem_of(day))

    told = [joyce.first_name, joyce.last_name, joyce.email, joyce.employee_id, joyce.pin_hash]
    assert [word for word in told if str(word) in given] == []
