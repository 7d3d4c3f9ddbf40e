"""Every answer, whatever was asked and however it went, binds the browser as strictly as every other."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from pdday.web.headers import POLICY
from tests.factories import make_staff
from tests.reader import Reader
from tests.test_every_page import District, make_district_to_read, rules

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

BOUND = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ODD_WAYS = ("TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "DEBUG")


def unbound(answer: Response) -> dict[str, str | None]:
    """What an answer lacks."""
    return {name: answer.headers.get(name) for name, value in BOUND.items() if answer.headers.get(name) != value}


@pytest.fixture
def district(app: Flask) -> District:
    return make_district_to_read()


@pytest.mark.slow
def test_every_answer_is_bound_the_same(app: Flask, district: District):
    lacking = {}
    for person in (None, district.colleague, district.coordinator):
        reader = Reader(app, Response, use_cookies=True)
        for method in ("GET", "POST"):
            for rule in rules(app, method):
                if person is not None:
                    reader.sign_in(person)
                answer = reader.open(district.address(rule), method=method)
                lacking[method, rule.rule, answer.status_code] = unbound(answer)

    assert {asked: each for asked, each in lacking.items() if each} == {}


@pytest.mark.slow
def test_nothing_that_a_person_asked_for_may_be_kept_by_anyone_between(app: Flask, district: District):
    reader = Reader(app, Response, use_cookies=True).sign_in(district.coordinator)
    shared = {}
    for rule in rules(app, "GET"):
        answer = reader.get(district.address(rule))
        words = answer.headers.get("Cache-Control", "")
        if "no-store" not in words and "private" not in words:
            shared[rule.rule] = words

    assert shared == {}


def test_an_address_dressed_up_as_a_static_file_is_not_kept(client: Reader):
    client.sign_in(make_staff("Luis Ortega"))

    answers = [
        client.get(address) for address in ("/you/pdday.css", "/you;x.css", "/you%2fx.js", "/static/x/../../you")
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize("way", ODD_WAYS)
def test_a_way_of_asking_that_we_do_not_have_is_refused_and_echoes_nothing(client: Reader, way: str):
    answer = client.open("/sign-in", method=way, headers={"X-Told": "an echo"})

    assert answer.status_code == 405
    assert (unbound(answer), "an echo" in answer.text) == ({}, False)


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Original-URL", "X-Rewrite-URL"])
def test_no_header_makes_another_request_of_it(client: Reader, name: str):
    client.sign_in(make_staff("Luis Ortega"))

    assert client.get("/you", headers={name: "/sign-out"}).status_code == 200
    assert client.get("/sign-out", headers={name: "POST"}).status_code == 405


@pytest.mark.parametrize(
    "address", ["/%0d%0aSet-Cookie:a=b", "/sign-in?next=%0d%0aSet-Cookie:a=b", "/you?%0d%0aX-Told:b", "/b/x%0d%0aa:b"]
)
def test_no_address_writes_a_header(client: Reader, address: str):
    answer = client.get(address)

    assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))
    assert "X-Told" not in answer.headers
    assert "\n" not in answer.headers.get("Location", "")


def test_an_error_tells_nothing_of_what_runs_here(client: Reader):
    for address in ("/nowhere", "/doors/99999999999", "/static/000000000000/x"):
        answer = client.get(address)
        told = f"{answer.text}{answer.headers}".lower()
        assert [word for word in ("traceback", "werkzeug", "flask", "sqlalchemy", "python") if word in told] == []


def test_the_cookie_fits_into_what_every_browser_keeps(client: Reader):
    answer = client.get(f"/sign-in?next=/{'x' * 3000}")

    assert len(answer.headers["Set-Cookie"]) < 4096


def test_a_cookie_that_we_did_not_sign_is_nobody(client: Reader):
    whole = Reader(client.application, Response, use_cookies=True).sign_in(make_staff("Luis Ortega"))
    whole.get("/you")
    cookie = whole.get_cookie("pdday").value

    # The first letter of the signature: two bits of the last mean nothing, so that another letter can be the same one.
    said, _, signature = cookie.rpartition(".")
    other = said + "." + ("A" if signature[0] != "A" else "B") + signature[1:]
    for forged in (other, cookie.split(".")[1], "", "x" * 4000, "é", ".."):
        client.set_cookie("pdday", forged)
        assert client.get("/you").headers["Location"] == "/sign-in?next=/you"
