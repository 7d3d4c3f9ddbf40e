"""Which language somebody is answered in: their own, else the one they chose before signing in, else the browser's."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from pdday.db import db
from pdday.staff.models import StaffMember
from pdday.staff.roster import read
from tests.factories import make_coordinator, make_school, make_staff
from tests.reader import Reader
from tests.staff.test_kiosk_views import sign_in_at_kiosk
from tests.staff.test_pins import HASH
from tests.staff.test_views import KNOWN, sign_in_by_mail

IN_SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}


@pytest.fixture
def luis(app: Flask) -> StaffMember:
    return make_staff("Luis Ortega", email=KNOWN)


def language_of(page: str) -> str:
    """The language in which a page says it is written."""
    return re.search(r'<html lang="(\w+)" dir="ltr">', page).group(1)


def test_a_stranger_reads_what_the_browser_asks_for(client: Reader):
    assert language_of(client.get("/sign-in", headers=IN_SPANISH).text) == "es"
    assert language_of(client.get("/sign-in", headers={"Accept-Language": "fr"}).text) == "en"


def test_a_stranger_may_choose_otherwise_and_stays_on_the_same_page(client: Reader):
    answer = client.send("/language", language="es", next="/sign-in?next=/my-badge")

    assert answer.headers["Location"] == "/sign-in?next=/my-badge"
    assert language_of(client.get("/sign-in").text) == "es"
    assert 'value="en" lang="en"' in client.get("/sign-in").text


def test_no_choice_leads_away_and_no_other_language_is_remembered(client: Reader):
    assert client.send("/language", language="es", next="https://evil.example").headers["Location"] == "/"
    assert client.send("/language", language="xx").status_code == 422
    assert language_of(client.get("/sign-in").text) == "es"


def test_whoever_chose_before_signing_in_is_spoken_to_in_that_language_for_good(client: Reader, luis: StaffMember):
    client.send("/language", language="es")
    sign_in_by_mail(client)

    assert language_of(client.get("/you").text) == "es"
    assert db.session.get(StaffMember, luis.id).language == "es"


def test_whoever_chose_nothing_keeps_their_own_language(client: Reader, luis: StaffMember):
    luis.language = "es"
    db.session.commit()

    sign_in_by_mail(client)

    assert language_of(client.get("/you", headers={"Accept-Language": "en"}).text) == "es"


def test_one_changes_one_s_language_on_the_page_you(client: Reader, luis: StaffMember):
    client.sign_in(luis)

    client.send("/language", language="es", next="/you")

    assert db.session.get(StaffMember, luis.id).language == "es"
    assert language_of(client.get("/you").text) == "es"


def test_after_signing_out_the_page_to_sign_in_stays_in_the_language_that_was_read(client: Reader, luis: StaffMember):
    luis.language = "es"
    client.sign_in(luis)

    client.send("/sign-out")

    assert language_of(client.get("/sign-in").text) == "es"


def test_a_shared_device_speaks_the_chosen_language_until_the_person_is_done(client: Reader, app: Flask):
    joyce = make_staff("Joyce Okafor", email=None, pin_hash=HASH)
    client.get("/kiosk")
    client.send("/language", language="es", next="/kiosk")
    sign_in_at_kiosk(client)

    assert language_of(client.get("/you").text) == "es"
    client.send("/sign-out")
    assert language_of(client.get("/kiosk").text) == "en"
    assert db.session.get(StaffMember, joyce.id).language == "en"


def test_a_roster_says_the_language_of_whoever_is_new(app: Flask):
    school = make_school("Lowry")
    head = "employee_id,first,last,site,role,group,preferred_language\n"
    line = "N{0},Ana,Ruiz,Lowry,nurse,certificated,{1}\n"
    words = ("Spanish", "español", "es-US", "English", "Somali", "")

    roster = read(
        (head + "".join(line.format(number, word) for number, word in enumerate(words))).encode(),
        schools=[school],
        titles={},
    )

    assert [entry.facts["language"] for entry in roster.entries] == ["es", "es", "es", "en", "en", "en"]


def test_each_slip_speaks_to_whom_it_is_for_whoever_prints_it(client: Reader, app: Flask):
    school = make_school("Lowry")
    make_staff("Ana Ruiz", email=None, language="es", school=school)
    make_staff("Joyce Okafor", email=None, school=school)
    client.sign_in(make_coordinator())

    page = client.send(f"/staff/pins/at/{school.id}").text

    told = dict(re.findall(r'<li class="sheet" lang="(\w+)">(.*?)</li>', page, re.DOTALL))
    assert ("Ana Ruiz" in told["es"], "Número de empleado" in told["es"]) == (True, True)
    assert ("Joyce Okafor" in told["en"], "Employee number" in told["en"]) == (True, True)
