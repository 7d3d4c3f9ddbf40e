"""No page, no paper, no file and no message says a word that cannot be translated."""

from __future__ import annotations

import csv
import io
import zipfile

import icalendar
import openpyxl
import pytest
from flask import Flask, Response
from sqlalchemy import update

from pdday.checkin import badge_queries, badges
from pdday.checkin.badge_actions import issue_badges
from pdday.clock import now
from pdday.db import db
from pdday.reports import figures
from pdday.reports import queries as report_queries
from pdday.reports.sheets import report_csv, report_xlsx
from pdday.reports.tasks import sheet, standalone
from pdday.staff.models import StaffMember
from tests.reader import Reader
from tests.test_every_page import District, make_district_to_read, rules
from tests.unmarked import forget_what_was_said, forgotten, forgotten_in_text, own_words, speak_in_marks

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


@pytest.fixture
def marked(tmp_path, monkeypatch):
    """The made-up language in which every sentence stands in marks, for whoever reads Spanish."""
    speak_in_marks(tmp_path / "marked", monkeypatch)
    yield
    forget_what_was_said()


@pytest.fixture
def district(app: Flask, marked) -> District:
    district = make_district_to_read()
    for person in (district.coordinator, district.colleague):
        person.language = "es"
    db.session.commit()
    return district


@pytest.mark.parametrize("who", ["nobody", "colleague", "coordinator"])
def test_no_page_says_a_word_that_cannot_be_translated(app: Flask, district: District, who: str):
    reader = Reader(app, Response, use_cookies=True)
    if who == "nobody":
        reader.send("/language", language="es")
    else:
        reader.sign_in(getattr(district, who))
    own, found = own_words(), {}

    for rule in rules(app, "GET"):
        answer = reader.get(district.address(rule))
        if answer.status_code != 302 and answer.mimetype == "text/html" and not rule.rule.startswith("/styleguide"):
            found[rule.rule] = forgotten(answer.text, own)

    assert {address: left for address, left in found.items() if left} == {}


def test_no_form_refuses_in_a_word_that_cannot_be_translated(app: Flask, district: District):
    reader = Reader(app, Response, use_cookies=True).sign_in(district.coordinator)
    own, found = own_words(), {}

    for rule in rules(app, "POST"):
        if not rule.rule.startswith(("/sign-out", "/language")):
            answer = reader.send(district.address(rule))
            if answer.mimetype == "text/html" and answer.status_code >= 400:
                found[rule.rule] = forgotten(answer.text, own)

    assert {address: left for address, left in found.items() if left} == {}


def test_no_file_to_download_says_a_word_that_cannot_be_translated(app: Flask, district: District):
    reader = Reader(app, Response, use_cookies=True).sign_in(district.coordinator)
    own, found = own_words(), {}

    for rule in rules(app, "GET"):
        answer = reader.get(district.address(rule))
        if answer.status_code == 200 and answer.mimetype in _TEXTS:
            told = "\n".join(_TEXTS[answer.mimetype](answer.data))
            found[rule.rule] = forgotten_in_text(told, own)

    assert {address: left for address, left in found.items() if left} == {}


def _of_csv(content: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]


def _of_workbook(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    return [*book.sheetnames, *(cell for cell in cells if isinstance(cell, str))]


def _of_archive(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [cell for name in archive.namelist() if name.endswith("csv") for cell in _of_csv(archive.read(name))]


_TEXTS = {
    "text/csv": _of_csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _of_workbook,
    "application/zip": _of_archive,
}


def test_no_paper_says_a_word_that_cannot_be_translated(app: Flask, district: District):
    report = figures.report(report_queries.counts(district.made.day, now=now()))
    issue_badges(district.made.day, now=now())
    db.session.execute(update(StaffMember).values(language="es"))
    pack = badge_queries.badge_pack(district.made.timetable)
    own = own_words()

    assert forgotten(standalone(report, locale="es"), own) == []
    assert forgotten(sheet(report, locale="es"), own) == []
    assert forgotten("".join(badges.pages(pack, "es")), own) == []
    for content in (_of_csv(report_csv(report, locale="es")), _of_workbook(report_xlsx(report, locale="es"))):
        assert forgotten_in_text("\n".join(content), own) == []


def test_no_calendar_says_a_word_that_cannot_be_translated(app: Flask, district: District):
    reader = Reader(app, Response, use_cookies=True).sign_in(district.colleague)
    told = icalendar.Calendar.from_ical(reader.get("/my-day/calendar.ics").data)

    spoken = [
        str(part[name])
        for part in told.walk()
        for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "X-WR-CALNAME")
        if name in part
    ]

    assert len(spoken) > 3
    assert forgotten_in_text("\n".join(spoken), own_words()) == []
