"""Who may what, address by address: who_may.txt is the document, this holds every route to it.

Denied by default: an address without a line in the table fails here until somebody has decided who may use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask, Response
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import Duty, StaffRole
from tests.factories import make_staff
from tests.reader import Reader
from tests.test_every_page import District, make_district_to_read

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

TABLE = Path(__file__).parent / "who_may.txt"
ROLES = ("nobody", "staff", "presenter", "reviewer", "steward", "principal", "coordinator")
READING = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, order=True)
class Route:
    """One thing that can be asked of pdday: read an address, or send to it."""

    address: str
    method: str

    def __str__(self) -> str:
        return f"{self.method:<4} {self.address}"


def table() -> dict[Route, tuple[str, ...]]:
    """What stands in the document, by route."""
    rows = {}
    for line in TABLE.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            method, address, *words = line.split()
            rows[Route(address, method)] = tuple(words)
    return rows


def routes(app: Flask) -> dict[Route, Rule]:
    """Every route of the application, as the document writes it."""
    return {
        Route(rule.rule.replace("<int:", "<"), "GET" if method == "GET" else "SEND"): rule
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint != "static"
    }


def line(route: Route, words: tuple[str, ...]) -> str:
    return f"{route!s:<72}" + "".join(f"{word:<12}" for word in words).rstrip()


def outcome(answer: TestResponse, *, signed_in: bool) -> str:
    """The one word for what somebody gets."""
    led_away = answer.headers.get("Location", "").startswith(("/sign-in?next", "/kiosk"))
    if not signed_in and (answer.status_code == 401 or led_away):
        return "sign-in"
    return {403: "no", 404: "nothing"}.get(answer.status_code, "yes")


def outcomes(app: Flask, person: StaffMember | None, addresses: Mapping[Route, str]) -> dict[Route, str]:
    """What one person gets at every address: what is read first, then what is sent, each form with its proof."""
    reader, found, proof = Reader(app, Response, use_cookies=True), {}, ""
    for route in sorted(addresses, key=lambda each: (each.method != "GET", each)):
        if person is not None and reader.get("/you").status_code != 200:  # the last one signed out
            reader.sign_in(person)
            proof = reader.proof()
        if route.method == "GET":
            answer = reader.get(addresses[route])
        else:
            answer = reader.post(addresses[route], data={"csrf_token": proof or reader.proof()})
        found[route] = outcome(answer, signed_in=person is not None)
    return found


@pytest.fixture
def district(app: Flask) -> District:
    return make_district_to_read()


def people(district: District) -> dict[str, StaffMember | None]:
    """One person for each column of the table. The presenter has written the proposal and leads the session."""
    return {
        "nobody": None,
        "staff": make_staff("Luis Ortega"),
        "presenter": district.colleague,
        "reviewer": make_staff("Amira Haddad", duties=(Duty.REVIEWER,)),
        "steward": make_staff("Sam Reed", duties=(Duty.STEWARD,)),
        "principal": make_staff("Elena Reyes", duties=(Duty.PRINCIPAL,), role=StaffRole.SCHOOL_ADMINISTRATOR),
        "coordinator": district.coordinator,
    }


def test_every_address_has_a_line_in_the_table_and_every_line_an_address(app: Flask):
    there, told = set(routes(app)), set(table())

    assert (sorted(map(str, there - told)), sorted(map(str, told - there))) == ([], []), (
        "Decide who may use each new address and add its line to tests/who_may.txt (columns: "
        + ", ".join(ROLES)
        + "; words: yes, no, nothing, sign-in); delete the lines of addresses that are gone."
    )


def test_every_line_of_the_table_is_whole_and_in_order(app: Flask):
    rows = table()

    assert [str(route) for route, words in rows.items() if len(words) != len(ROLES)] == []
    assert list(rows) == sorted(rows)


def test_nobody_but_whom_the_table_names_gets_in(app: Flask, district: District):
    addresses = {route: district.address(rule) for route, rule in routes(app).items()}
    columns = [outcomes(app, person, addresses) for person in people(district).values()]
    found = {route: tuple(column[route] for column in columns) for route in addresses}

    told = table()
    other = {route: words for route, words in found.items() if words != told.get(route)}
    assert [line(route, words) for route, words in sorted(other.items())] == [], "This is what they get as it is now."
