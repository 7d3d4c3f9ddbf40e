"""Whoever guesses is seen: each refusal is a line in the log and counts, without a name and without what was typed."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from pdday import refusals
from pdday.db import db
from pdday.refusals import Often, Refusal, RefusalKind
from pdday.staff.vocabulary import Duty
from pdday.trail import Trail
from tests.checkin.factories import begin_now, make_door, make_published_day
from tests.factories import make_staff
from tests.reader import Reader
from tests.staff.test_pins import HASH
from tests.test_logs import log as log  # the fixture

NOW = datetime(2027, 1, 15, 9, 40, tzinfo=UTC)
#: What a stranger types; nothing of it may be kept.
TYPED = {"email": "joyce.okafor@harlow.example", "code": "271828", "who": "Joyce Okafor", "pin": "314159"}


def counted() -> list[tuple[RefusalKind, int]]:
    """What was refused, and how often."""
    return [tuple(row) for row in db.session.execute(select(Refusal.what, Refusal.times).order_by(Refusal.id))]


def refuse(times: int, *, place: str | None = "the library", what: RefusalKind = RefusalKind.PIN, now=NOW) -> None:
    for _ in range(times):
        refusals.count(what, place=place, now=now)


@pytest.fixture
def stranger(client: Reader) -> Reader:
    make_staff("Joyce Okafor", email=TYPED["email"], pin_hash=HASH)
    return client


def test_a_wrong_code_and_a_wrong_pin_are_in_the_log_and_counted_without_who_or_what(
    stranger: Reader, log: io.StringIO
):
    stranger.send("/sign-in/code", **TYPED)
    stranger.send("/sign-in/code", **TYPED | {"email": "nobody@harlow.example"})
    stranger.send("/kiosk", **TYPED)

    told = [line for line in log.getvalue().splitlines() if "log=pdday.refusals" in line]
    assert counted() == [(RefusalKind.CODE, 2), (RefusalKind.PIN, 1)]
    assert [line.split("what=")[1] for line in told] == [
        "code times=1 says=refused", "code times=2 says=refused", "pin times=1 says=refused",
    ]  # fmt: skip
    kept = " ".join(map(repr, db.session.execute(select(Refusal.__table__)))) + log.getvalue()
    assert [word for word in ("Okafor", "okafor", "nobody", "127.0.0.1", "271828", "314159") if word in kept] == []


def test_a_refusal_and_the_network_it_came_from_share_the_requests_number(stranger: Reader, log: io.StringIO):
    number = stranger.send("/sign-in/code", **TYPED).headers["X-Request-Id"]

    told = [line.split(" log=")[1].split()[0] for line in log.getvalue().splitlines() if f"request={number}" in line]
    assert told == ["pdday.refusals", "pdday.requests"]


def test_a_badge_that_was_never_given_out_is_counted(client: Reader):
    the_day = make_published_day()
    begin_now(the_day)
    client.sign_in(make_staff("Rosa Delgado", duties=(Duty.STEWARD,)))

    client.send(f"/doors/{make_door(the_day).id}/scans", scan_id="made-on-this-device-01", token="a forged one")

    assert counted() == [(RefusalKind.BADGE, 1)]


def test_a_page_of_other_duties_is_counted_and_still_explained(client: Reader):
    page = client.sign_in(make_staff("Ana Reyes")).get("/home")

    assert (page.status_code, "This page is not yours" in page.text) == (403, True)
    assert counted() == [(RefusalKind.PAGE, 1)]


def test_a_stranger_without_a_sign_in_writes_nothing_by_asking_for_pages(client: Reader):
    for address in ("/nowhere", "/home", "/you"):
        client.get(address)

    assert counted() == []


def test_the_trail_keeps_the_tenth_and_the_hundredth_so_that_nobody_fills_it(app: Flask):
    refuse(120)

    kept = db.session.execute(select(Trail.did, Trail.by_id, Trail.facts).order_by(Trail.id)).all()
    assert [tuple(each) for each in kept] == [
        ("refuse_often", None, {"what": "pin", "times": 10}), ("refuse_often", None, {"what": "pin", "times": 100}),
    ]  # fmt: skip


def test_places_and_hours_are_counted_apart_and_summed_up_for_the_doctor(app: Flask):
    refuse(2)
    refuse(3, place=None)
    refuse(4, now=NOW + timedelta(hours=1))
    refuse(1, what=RefusalKind.BADGE)

    assert refusals.since(NOW - timedelta(hours=2)) == [
        Often(RefusalKind.PIN, times=9, most=4), Often(RefusalKind.BADGE, times=1, most=1),
    ]  # fmt: skip


def test_what_is_older_than_a_month_is_forgotten(app: Flask):
    refuse(1, now=NOW - timedelta(days=31))

    refuse(2)

    assert counted() == [(RefusalKind.PIN, 2)]
