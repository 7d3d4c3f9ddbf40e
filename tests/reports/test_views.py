"""What coordinators see of the report, and that page, CSV, workbook and paper never differ."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pypdf
import pytest
from sqlalchemy import event, select

from pdday import jobs
from pdday.db import db
from pdday.jobs import Attempt, Job, JobKind, JobState, take
from pdday.reports import figures, queries
from pdday.reports.pages import Line, Table, entries
from pdday.reports.tasks import make_report
from pdday.staff.models import StaffDuty
from pdday.staff.vocabulary import Duty, EmployeeGroup, SchoolLevel, StaffRole
from pdday.work import Tools
from tests.factories import make_day, make_school, make_staff
from tests.reader import Reader
from tests.reports.factories import make_finished_day
from tests.reports.test_queries import LATER

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

PAGES = (
    "/report",
    "/report/participation",
    "/report/voice",
    "/report/fairness",
    "/report/attendance",
    "/report/reactions",
    "/report/learning",
)


def made_and_dana(client: Reader):
    """A finished day, and its coordinator signed in."""
    made = make_finished_day()
    dana = made.people[-1]
    dana.duties.append(StaffDuty(duty=Duty.COORDINATOR))
    client.sign_in(dana)
    return made


class Cells(HTMLParser):
    """The cells of every table of a page: {(table, group, column): text}."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[tuple[str, str, str], str] = {}
        self._table = self._group = self._column = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        match tag:
            case "table":
                self._table = told.get("id") or ""
            case "tr":
                self._group = told.get("data-group") or ""
            case "td" if "data-label" in told:
                self._column = told["data-label"]

    def handle_endtag(self, tag):
        if tag == "td":
            self._column = ""

    def handle_data(self, words):
        if self._column and words.strip():
            key = (self._table.removeprefix("table-"), self._group, self._column)
            self.found[key] = f"{self.found.get(key, '')} {' '.join(words.split())}".strip()


def cells_of(client: Reader) -> dict[tuple[str, str, str], str]:
    return {key: words for page in PAGES for key, words in Cells(client.get(page).text).found.items()}


def report_of(day):
    return figures.report(queries.counts(day, now=LATER))


def expected_cells(day) -> dict[tuple[str, str, str], str]:
    """What every table must say, straight from the figures."""
    return {
        (table.key, line.key, column): words
        for page in report_of(day).pages
        for table in page.tables
        for line in table.all_lines()
        for column, words in told(table, line)
    }


def told(table: Table, line: Line) -> list[tuple[str, str]]:
    """Columns of a row and what their cells say; a group that is withheld has one cell for all."""
    if line.is_withheld:
        return [("All figures", "withheld")]
    return [
        (column.said(), " ".join(str(part) for part in (figure.said, figure.basis) if part is not None))
        for column, figure in zip(table.columns, line.figures, strict=True)
    ]


def test_the_pages_say_every_figure_with_what_it_is_out_of(client):
    made = made_and_dana(client)

    assert cells_of(client) == expected_cells(made.day)


def test_the_large_numbers_stand_on_the_first_page(client):
    made = made_and_dana(client)

    page = client.get("/report").text

    for highlight in report_of(made.day).pages[0].highlights:
        assert highlight.name.said() in page.replace("&#34;", '"')
        assert highlight.beneath.said() in page


def test_the_csv_has_a_line_for_each_figure_with_the_same_words_and_numbers(client):
    made = made_and_dana(client)

    lines = list(csv.DictReader(io.StringIO(client.get("/report/figures.csv").data.decode("utf-8-sig"))))

    expected = [entry for page in report_of(made.day).pages for entry in entries(page)]
    assert len(lines) == len(expected)
    for line, entry in zip(lines, expected, strict=True):
        numbers = entry.figure.numbers
        assert line["In words"].removeprefix("'") == entry.figure.said.said()
        assert _numbers(line) == [numbers.value, numbers.count, numbers.of, numbers.low, numbers.high]


def _numbers(line: dict[str, str]) -> list[float | None]:
    return [float(line[head]) if line[head] else None for head in ("Value", "Count", "Out of", "From", "To")]


def test_the_workbook_has_a_sheet_for_each_page_and_numbers_are_numbers(client):
    made = made_and_dana(client)

    book = openpyxl.load_workbook(io.BytesIO(client.get("/report/figures.xlsx").data))

    pages = report_of(made.day).pages
    assert book.sheetnames == [
        "1 One page",
        "2 Who took part",
        "3 Voice",
        "4 Choice and fairness",
        "5 Attendance and hours",
        "6 Reactions",
        "7 Learning",
    ]
    for page in pages:
        rows = list(book[f"{page.number} {page.title}"].iter_rows(min_row=2, values_only=True))
        for row, entry in zip(rows, entries(page), strict=True):
            numbers = entry.figure.numbers
            assert row[4] == entry.figure.said.said()
            assert row[5:10] == (
                pytest.approx(numbers.value),
                numbers.count,
                numbers.of,
                pytest.approx(numbers.low),
                pytest.approx(numbers.high),
            )


def test_the_paper_says_what_the_page_says(client, app):
    made = made_and_dana(client)

    text = _paper_text(app, made.day)

    for page in report_of(made.day).pages:
        for each in page.highlights:
            assert _squeezed(f"{each.name}{each.large}{each.beneath}") in text
        for table in page.tables:
            for line in table.all_lines():
                cells = "".join(words for _, words in told(table, line))
                assert _squeezed(f"{line.label}{cells}") in text


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def _paper_text(app, day) -> str:
    """The words of the PDF that the worker makes, without spaces."""
    job = _ask(day)
    result = make_report(job.id, Tools())
    reader = pypdf.PdfReader(Path(app.instance_path) / result["file"])
    return _squeezed(" ".join(page.extract_text() for page in reader.pages))


def _ask(day) -> Job:
    job = jobs.ask(JobKind.REPORT, day=day, wants={}, by=None, now=LATER)
    db.session.commit()
    return job


def test_a_report_ahead_of_its_day_says_that_nobody_has_come_or_answered_yet(client):
    made_and_dana(client)
    over = client.get("/report").text
    ahead = client.get(f"/report?day={make_day().id}").text

    told = "Nobody is recorded in a session and nobody has answered yet, so most figures are still to come."
    assert [told in page for page in (over, ahead)] == [False, True]


def test_no_name_of_a_withheld_groups_number_is_in_any_of_the_four(client, app):
    """Student services has three people; whatever is told of them is told in none of the four."""
    made = made_and_dana(client)
    nurses = next(
        line
        for table in report_of(made.day).page("participation").tables
        for line in table.lines
        if line.key == "student_services"
    )

    page = cells_of(client)
    lines = list(csv.DictReader(io.StringIO(client.get("/report/figures.csv").data.decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(client.get("/report/figures.xlsx").data))

    assert nurses.is_withheld
    assert {words for (_, group, _), words in page.items() if group == "student_services"} == {"withheld"}
    for line in lines:
        if line["Group"] == "Student services":
            assert (line["In words"], _numbers(line), line["Basis"]) == ("withheld", [None] * 5, "")
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            if row[2] == "Student services":
                assert row[4:11] == ("withheld", None, None, None, None, None, None)
    assert _squeezed("Student services withheld") in _paper_text(app, made.day)


def test_the_paper_is_made_by_a_job_and_then_offered(client, app):
    made = made_and_dana(client)

    client.send("/report/paper")
    waiting = client.get("/report").text
    job = db.session.scalar(select(Job).where(Job.kind == JobKind.REPORT))
    _work_on(job)
    answer = client.get("/report/paper")

    assert "The PDF is being made." in waiting
    assert answer.data.startswith(b"%PDF-1.7")
    assert f"report-{made.day.date.isoformat()}-{job.id}.pdf" in answer.headers["Content-Disposition"]
    assert "Make the PDF anew" in client.get("/report").text


def _work_on(job: Job) -> None:
    attempt: Attempt = take(job.id, now=LATER)
    db.session.commit()
    result = make_report(job.id, Tools())
    jobs.finish(attempt, result, now=LATER)
    db.session.commit()


def test_asking_twice_for_the_paper_says_that_it_is_under_way(client):
    made_and_dana(client)

    client.send("/report/paper")
    second = client.send("/report/paper")

    assert "The report on this day is already being made." in second.text
    assert db.session.query(Job).filter_by(state=JobState.WAITING).count() == 1


def test_there_is_no_paper_before_one_is_made(client):
    made_and_dana(client)

    assert client.get("/report/paper").status_code == 404


@pytest.mark.parametrize(
    "address", ["/report", "/report/participation", "/report/figures.csv", "/report/figures.xlsx", "/report/paper"]
)
def test_only_coordinators_read_the_report(client, address):
    make_finished_day()
    client.sign_in(make_staff("Rosa Delgado", duties=(Duty.PRINCIPAL, Duty.STEWARD)))

    assert client.get(address).status_code == 403


def test_only_coordinators_have_the_paper_made(client):
    make_finished_day()
    client.sign_in(make_staff("Rosa Delgado"))

    client.send("/report/paper")

    assert db.session.query(Job).count() == 0


def test_an_empty_day_has_a_report_that_says_so(client):
    school = make_school()
    make_day(school)
    client.sign_in(make_staff("Dana Whitfield", school=school, duties=(Duty.COORDINATOR,)))

    pages = [client.get(page).text for page in PAGES]

    assert "There is nothing to find yet" in pages[0]
    assert "No timetable is published yet." in pages[3]


def test_a_day_without_feedback_tells_who_took_part_and_that_nobody_was_asked(client):
    made = make_finished_day(feedback=False)
    made.people[-1].duties.append(StaffDuty(duty=Duty.COORDINATOR))
    client.sign_in(made.people[-1])

    page = client.get("/report").text

    assert "of 60 invited (83%); 85% of the 59 not on leave. A count, so no interval." in page
    assert "no exit tickets are released yet" in page
    assert "nobody wrote down a commitment" in page


def test_there_is_no_page_of_another_name(client):
    made_and_dana(client)

    assert client.get("/report/students").status_code == 404


def test_a_page_costs_the_same_number_of_statements_with_few_groups_and_with_many(client, count_statements):
    made_and_dana(client)
    few = count_statements(lambda: client.get("/report/fairness"))
    for number in range(20):
        school = make_school(f"School No. {number}", level=list(SchoolLevel)[number % 7])
        make_staff(school=school, role=list(StaffRole)[number % 20], employee_group=list(EmployeeGroup)[number % 5])

    many = count_statements(lambda: client.get("/report/fairness"))

    assert many == few


@pytest.fixture
def count_statements(app):
    """How many statements something takes."""
    said: list[str] = []

    def listen(_connection, _cursor, statement, *_):
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)

    def count(work) -> int:
        db.session.commit()
        said.clear()
        work()
        return len(said)

    yield count
    event.remove(db.engine, "before_cursor_execute", listen)
