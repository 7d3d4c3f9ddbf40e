"""Whatever a request says of its host and its way here: letters, codes on paper and redirects name our address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask, Response
from sqlalchemy import select

from pdday.app import create_app
from pdday.config import Config
from pdday.db import db
from pdday.outbox import Message
from pdday.staff.models import WrongPin
from tests.factories import make_coordinator, make_staff
from tests.reader import Reader
from tests.staff.test_pins import HASH, WRONG
from tests.staff.test_views import KNOWN

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

LIES = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "host=evil.example",
    "X-Original-Host": "evil.example",
}


@pytest.fixture(params=[0, 1], ids=["no proxy", "one proxy"])
def client(app: Flask, config: Config, request: pytest.FixtureRequest) -> Reader:
    """A browser in front of the pages, with and without a proxy that is believed."""
    return Reader(create_app(replace(config, hops=request.param)), Response, use_cookies=True)


def send_with_lies(client: Reader, address: str, **fields: str) -> Response:
    data = {"csrf_token": client.proof(), **fields}
    kept = client.get_cookie("pdday")  # which the browser would not send there: an attacker with a stolen one does
    headers = LIES | {"Referer": "https://evil.example/", "Cookie": f"pdday={kept.value}"}
    return Reader(client.application, Response, use_cookies=False).post(address, data=data, headers=headers)


def test_the_mail_with_a_code_names_our_address(client: Reader):
    make_staff("Luis Ortega", email=KNOWN)

    send_with_lies(client, "/sign-in", email=KNOWN)

    mail = db.session.scalars(select(Message)).one()
    assert "http://127.0.0.1:8000/sign-in/code?" in mail.body
    assert "evil" not in mail.body


def test_a_slip_with_a_pin_names_our_address(client: Reader):
    client.sign_in(make_coordinator())
    joyce = make_staff("Joyce Okafor", email=None)

    page = send_with_lies(client, f"/staff/{joyce.id}/pin").text

    assert "127.0.0.1:8000" in page
    assert "evil" not in page


def test_pages_and_redirects_name_no_host_at_all(client: Reader):
    for address in ("/", "/you", "/sign-in", "/nowhere", "//evil.example/you", "/sign-in/"):
        answer = client.get(address, headers=LIES)
        where = answer.headers.get("Location", "/")
        assert where.startswith("/") or (where.startswith("http://evil.example/") and answer.status_code == 308)
        assert "evil" not in answer.text.replace("/evil.example/you", "")


def test_who_lies_about_the_way_here_is_believed_only_with_a_proxy(app: Flask, config: Config):
    make_staff("Joyce Okafor", email=None, pin_hash=HASH)
    for hops in (0, 1):
        client = Reader(create_app(replace(config, hops=hops)), Response, use_cookies=True)
        for came_from in ("203.0.113.7", "203.0.113.8"):
            data = {"csrf_token": client.proof(), "who": "Joyce Okafor", "pin": WRONG}
            client.post("/kiosk", data=data, headers={"X-Forwarded-For": f"198.51.100.1, {came_from}"})

    straight, straight_too, first, second = db.session.scalars(select(WrongPin.place).order_by(WrongPin.id))
    assert straight == straight_too
    assert len({straight, first, second}) == 3
