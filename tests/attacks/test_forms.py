"""Forms that did not stand on our pages, or hold more than they asked: refused, or taken without the surplus."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from sqlalchemy import select

from pdday.db import db
from pdday.staff.models import StaffMember
from pdday.trail import Trail
from tests.factories import make_coordinator, make_staff
from tests.forms import forms_on
from tests.reader import Reader
from tests.staff.test_pins import HASH, PIN
from tests.test_every_page import District, make_district_to_read, rules

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

#: Ways to another site that look like ways on.
ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "/%09/evil.example",
    "javascript:alert(1)", "data:text/html,x", "/\t/evil.example", " //evil.example", "https:evil.example",
    "%2f%2fevil.example", "///evil.example",
    "/\u2028/evil.example", "http:/evil.example", "@evil.example", "evil.example",
)  # fmt: skip

PART = b"Content-Disposition: form-data; name=a\r\n\r\nb\r\n--x\r\n"


def browser(app: Flask, person: StaffMember | None = None) -> Reader:
    reader = Reader(app, Response, use_cookies=True)
    return reader.sign_in(person) if person else reader


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: db.session.scalar(select(db.func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


@pytest.mark.slow
@pytest.mark.parametrize("proof", ["", "x", "another's", "é", "ImEi.x.y"])
def test_a_wrong_proof_or_a_colleagues_changes_nothing_at_any_address(app: Flask, proof: str):
    district: District = make_district_to_read()
    sent = browser(app, district.colleague).proof() if proof == "another's" else proof
    coordinator = browser(app, district.coordinator)
    db.session.commit()
    before, taken = rows(app), {}

    for rule in rules(app, "POST"):
        answer = coordinator.post(district.address(rule), data={"csrf_token": sent})
        if answer.status_code != 400 and rule.endpoint != "staff.ask_for_code":
            taken[rule.rule] = answer.status_code

    assert (taken, rows(app)) == ({}, before)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_way_on_leads_away_from_here(client: Reader, elsewhere: str):
    make_staff("Joyce Okafor", email=None, pin_hash=HASH)

    language = client.send("/language", language="es", next=elsewhere)
    pin = client.send("/kiosk", who="Joyce Okafor", pin=PIN, next=elsewhere)
    again = client.get("/sign-in", query_string={"next": elsewhere})

    ways = [answer.headers["Location"] for answer in (language, pin, again)]
    assert [way for way in ways if not way.startswith("/") or way.startswith(("//", "/\\"))] == []
    assert [way for way in ways if "evil" in way and way != elsewhere] == []


@pytest.mark.slow
def test_no_page_turns_what_it_was_asked_into_a_way_elsewhere(app: Flask):
    district = make_district_to_read()
    reader, wrong = browser(app, district.coordinator), {}
    for rule in rules(app, "GET"):
        answer = reader.get(
            district.address(rule), query_string={"next": "javascript:alert(1)//", "back": "//evil.example"}
        )
        if any(way in answer.data for way in (b'href="javascript:', b'href="//evil', b'action="//evil')):
            wrong[rule.rule] = "leads away"

    assert wrong == {}


def test_more_fields_than_a_form_has_are_not_taken(client: Reader):
    client.sign_in(make_coordinator("Dana Whitfield"))
    luis = make_staff("Luis Ortega", email="luis@harlow.example")
    page = client.get(f"/staff/{luis.id}").text
    form = next(each for each in forms_on(page) if each.path == f"/staff/{luis.id}")
    surplus = {
        "duties": ["coordinator"], "pin_hash": ["x"], "left_at": ["2020-01-01"], "purged_at": ["2020-01-01"],
        "id": ["1"], "fte": ["0.1"], "is_mentor": ["1"], "mentored_by_id": ["1"], "staff_id": ["1"],
    }  # fmt: skip
    before = {column.name: getattr(luis, column.name) for column in StaffMember.__table__.columns}

    client.post(form.path, data=form.fields | surplus)

    db.session.expire_all()
    after = {column.name: getattr(luis, column.name) for column in StaffMember.__table__.columns}
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {}
    assert luis.duties == []


def test_a_colleague_makes_nobody_a_coordinator(client: Reader):
    luis = make_staff("Luis Ortega")
    client.sign_in(luis)

    answer = client.send(f"/staff/{luis.id}/duties", duties="coordinator", why="because")

    assert (answer.status_code, luis.duties) == (403, [])
    assert db.session.scalars(select(Trail).where(Trail.did == "set_duties")).all() == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"email": {"$ne": ""}}', "application/json"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "application/xml"),
        (b"email=a@b.example", "text/plain"),
        (b"&".join(b"a%d=1" % number for number in range(20_000)), "application/x-www-form-urlencoded"),
        (b"email[a][b][c]=1&email[]=2", "application/x-www-form-urlencoded"),
        (b"--x\r\n" * 20_000, "multipart/form-data; boundary=x"),
        (b"--x\r\n" + PART * 5_000, "multipart/form-data; boundary=x"),
        (b"a" * 2_000_000, "application/x-www-form-urlencoded"),
    ],
    ids=["json", "xml", "text", "20000 fields", "nested", "20000 boundaries", "5000 parts", "2 MB"],
)  # fmt: skip
def test_what_no_form_sends_is_refused_at_once(client: Reader, body: bytes, kind: str):
    answer = client.post("/sign-in", data=body, content_type=kind)

    assert answer.status_code in {400, 413}
    assert "root:" not in answer.text
