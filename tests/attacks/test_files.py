"""Files that come in and files that go out: nothing in them runs, fills the disk, or lands where it was not put."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile

import openpyxl
import pytest
from flask import Flask, Response

from pdday.db import Base, db
from pdday.staff.models import StaffMember
from pdday.web.downloads import FORMULA_SIGNS
from tests.factories import make_coordinator, make_district, make_school
from tests.reader import Reader
from tests.test_every_page import make_district_to_read, rules

#: Left out of the daily checks for its time alone.
pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

HEADER = b"employee_id,first,last,site,role,group\n"
LINE = b"N1,New,Colleague,Lowry,nurse,certificated\n"
#: What a spreadsheet, a browser or a template would run, if it stood somewhere unquoted.
EVIL = '=HYPERLINK("//e")"><img src=x onerror=a()>{{1337*7331}}'
#: Columns whose words are not anybody's to choose, or mean something to the code.
KEPT = {
    "email",
    "code",
    "key",
    "once",
    "token",
    "time_zone",
    "language",
    "state",
    "fingerprint",
    "solver_status",
    "did",
}


@pytest.fixture
def dana(client: Reader) -> Reader:
    make_district()
    make_school("Lowry")
    return client.sign_in(make_coordinator("Dana Whitfield"))


def zipped(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("roster.csv", b"a" * size)
    return file.getvalue()


def upload(dana: Reader, raw: bytes, name: str = "roster.csv", kind: str = "text/csv") -> Response:
    answer = dana.send("/staff/rosters", file=(io.BytesIO(raw), name, kind))
    return dana.get(answer.location) if answer.location else answer


@pytest.mark.parametrize(
    "raw",
    [
        zipped(50_000_000),
        gzip.compress(b"a" * 50_000_000),
        b"%PDF-1.7\n%\xe2\xe3",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
        b"\x7fELF" + b"\0" * 500,
        (HEADER + LINE).decode().encode("utf-16"),
        HEADER + "N1,Jos\u00e9,P,Lowry,nurse,certificated\n".encode("latin-1"),
        HEADER + b"N1,\0New,Colleague,Lowry,nurse,certificated\n",
        HEADER + b'N1,"New\n\n' + b"x" * 200_000,
        HEADER + b'"' * 100_000,
        b"," * 500_000,
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
    ],
    ids=[
        "zip bomb", "gzip bomb", "pdf", "picture", "program", "utf-16", "latin-1", "null byte", "open quote",
        "quotes only", "half a million columns", "xml",
    ],
)  # fmt: skip
def test_a_file_that_is_no_roster_is_told_so_and_adds_nobody(dana: Reader, raw: bytes):
    answer = upload(dana, raw)

    assert answer.status_code in {200, 400, 422}
    assert "root:" not in answer.text
    assert db.session.query(StaffMember).count() == 1


def test_a_line_break_inside_quotes_moves_nobody_into_another_line(dana: Reader):
    answer = upload(dana, HEADER + b'N1,"New\nN9,Evil",Colleague,Lowry,nurse,certificated\n')

    assert "New N9,Evil Colleague" in answer.text


def test_a_file_of_more_than_eight_megabytes_is_too_large(dana: Reader):
    assert upload(dana, HEADER + b"x" * 9_000_000).status_code == 413


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/passwd", "C:\\evil.csv", "evil\0.csv", "a" * 5_000, "\u202evsc.exe"]
)
def test_a_files_own_name_says_nothing_about_where_it_is_kept(app: Flask, dana: Reader, name: str):
    before = set(app.config["PDDAY"].instance.parent.rglob("*evil*"))

    upload(dana, HEADER + LINE, name)

    kept = list((app.config["PDDAY"].instance / "rosters").glob("*"))
    assert {len(path.name) for path in kept} <= {22}
    assert set(app.config["PDDAY"].instance.parent.rglob("*evil*")) == before


def test_the_type_that_a_file_claims_makes_no_page_of_it(dana: Reader):
    answer = upload(dana, HEADER + LINE + b"<script>alert(1)</script>", "roster.html", "text/html")

    assert "<script>alert" not in answer.text
    assert answer.mimetype == "text/html"


def test_words_of_people_run_nowhere_on_a_page_or_in_a_file(app: Flask):
    """Every word that anybody may have typed is made evil; then every address is read."""
    district = make_district_to_read()
    _make_evil()
    reader, ran, made = Reader(app, Response, use_cookies=True).sign_in(district.coordinator), {}, set()

    for rule in rules(app, "GET"):
        answer = reader.get(district.address(rule))
        assert answer.status_code < 500, rule.rule
        if answer.mimetype == "text/html":
            if "<img src=x" in answer.text or "9801547" in answer.text:
                ran[rule.rule] = ["markup"]
        elif formulas := _formulas(answer):
            ran[rule.rule] = formulas
        made.add(answer.mimetype)

    assert ran == {}
    assert {"text/csv", "application/zip", "text/calendar", "text/html"} <= made


def _make_evil() -> None:
    """Put EVIL before whatever stands in a column of free words."""
    for table in Base.metadata.sorted_tables:
        if table.name == "trail":  # append-only
            continue
        for column in table.columns:
            is_free = type(column.type) is db.String and not column.foreign_keys and not column.primary_key
            if is_free and column.name not in KEPT and not column.name.endswith(("_hash", "_key", "_id")):
                db.session.execute(db.update(table).where(column.is_not(None)).values({column: EVIL + column}))
    db.session.commit()


def _formulas(answer: Response) -> list[str]:
    """Cells that a spreadsheet would run."""
    cells: list[str] = []
    match answer.mimetype:
        case "text/csv":
            cells = _cells(answer.data)
        case "application/zip":
            with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
                files = [archive.read(name) for name in archive.namelist() if name.endswith(".csv")]
            cells = [cell for file in files for cell in _cells(file)]
        case kind if "spreadsheet" in kind:
            book = openpyxl.load_workbook(io.BytesIO(answer.data))
            return [
                str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"
            ]
    return [cell for cell in cells if cell.startswith(FORMULA_SIGNS) and not _is_number(cell)]


def _cells(raw: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")) for cell in row]


def _is_number(cell: str) -> bool:
    return cell.lstrip("+-").replace(".", "", 1).isdecimal()
