"""A principal reads every page and every download there is for them, and finds nothing that is another person's own.

The data could leak: each secret stands in the database, and its owner finds it on their own pages.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from zipfile import BadZipFile, ZipFile

import pytest
from flask import Flask, Response
from sqlalchemy import select

from pdday.db import db
from pdday.feedback.models import Remark, RemarkItem, RemarkState
from pdday.preferences.models import Accommodation
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import Duty
from tests.factories import keep, make_staff
from tests.markup import Markup
from tests.reader import Reader
from tests.staff.factories import SECRET_TEAM, make_known_colleague
from tests.test_every_page import District, make_district_to_read, rules

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

#: What is somebody's own: a commitment, an arrangement, words to a presenter, who sits with whom, a review.
COMMITMENT, REMARK, REVIEW = "I want to sing with them", "Talk slower, please", "Bring more tasks"
SECRETS = (COMMITMENT, REMARK, SECRET_TEAM, REVIEW, "JosesOwnBadge123", "JosesCalendar", "Who may sing with us?")
#: Pages enough; the walk must not run in circles.
MOST_PAGES = 400


def read_everything(app: Flask, person: StaffMember, starts: Iterable[str]) -> dict[str, str]:
    """The words of every page and file that `person` can reach, by address: from `starts` along every link."""
    reader = Reader(app, Response, use_cookies=True).sign_in(person)
    read: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(read) < MOST_PAGES:
        address = waiting.pop(0).split("#")[0]
        if address in read or not address.startswith("/") or "/static/" in address:
            continue
        answer = reader.get(address)
        read[address] = _words(answer.data) if answer.status_code == 200 else ""
        if answer.status_code == 200 and answer.mimetype == "text/html":
            waiting += [link.get("href") or "" for link in Markup(answer.text).all("a")]
    return read


def _words(content: bytes) -> str:
    """A file's words; of a workbook or an archive those of its parts."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    except BadZipFile:
        return content.decode("utf-8", "replace")


def addresses(app: Flask, district: District) -> list[str]:
    """Every address of the application, and those that name a person for every person."""
    everyone = db.session.scalars(select(StaffMember.id)).all()
    found = []
    for rule in rules(app, "GET"):
        address = district.address(rule)
        one = f"/{district.made.people[1].id}"
        found += [address.replace(one, f"/{each}") for each in everyone] if "staff_id" in rule.arguments else [address]
    return found


def test_scenario_36_a_principal_finds_nothing_of_anybodys_own_on_any_page_or_in_any_download(app: Flask):
    """Scenario 36 of DOMAIN.md: given a teacher's private commitment, when the principal opens any screen …"""
    joses, made = make_known_colleague()
    keep(Remark(offering_id=made.offerings[1].id, item=RemarkItem.KEEP, words=REMARK, state=RemarkState.SHOWN))
    district = make_district_to_read(made)
    principal = make_staff("Paul Reyes", school=joses.home_school, duties=(Duty.PRINCIPAL,))
    starts = addresses(app, district)

    read = read_everything(app, principal, starts)

    found = [(address, secret) for address, words in read.items() for secret in SECRETS if secret in words]
    assert (len(read) > 80, found) == (True, [])


def test_a_principal_opens_no_page_about_another_person(app: Flask):
    _joses, made = make_known_colleague()
    district = make_district_to_read(made)
    reyes = make_staff("Paul Reyes", duties=(Duty.PRINCIPAL,))
    reader = Reader(app, Response, use_cookies=True).sign_in(reyes)

    about = [rule for rule in rules(app, "GET") if "staff_id" in rule.arguments]

    assert len(about) > 3
    assert {reader.get(district.address(rule)).status_code for rule in about} <= {403, 404}


def test_no_page_of_a_principal_says_who_needs_what(app: Flask):
    joses, made = make_known_colleague()
    district = make_district_to_read(made)
    principal = make_staff("Paul Reyes", school=joses.home_school, duties=(Duty.PRINCIPAL,))

    read = read_everything(app, principal, addresses(app, district))

    named = [
        address
        for address, words in read.items()
        if "Muñoz" in words and ("Allergy" in words or "allergy" in words) and address != "/my-choices/needs"
    ]
    assert db.session.scalars(select(Accommodation.staff_id)).all() == [joses.id]
    assert named == []


def test_their_owner_finds_them(app: Flask):
    """So that the walk above could have found them."""
    joses, made = make_known_colleague()
    district = make_district_to_read(made)

    read = read_everything(app, joses, addresses(app, district))

    own = [secret for secret in (COMMITMENT, REVIEW, "Who may sing with us?") if secret in "".join(read.values())]
    assert own == [COMMITMENT, REVIEW, "Who may sing with us?"]
